import os
from pathlib import Path

import pytest

_BESIDE_CHECKOUT = Path(__file__).resolve().parents[3] / "shared" / "source" / "handbook.txt"


@pytest.fixture(scope="session")
def real_handbook() -> Path:
    """The organisation's handbook, which is no part of the repository."""
    path = Path(os.environ.get("HANDBOOK_FILE") or _BESIDE_CHECKOUT)
    if not path.is_file():
        pytest.skip("the organisation's handbook was not found: set HANDBOOK_FILE to its text")
    return path
