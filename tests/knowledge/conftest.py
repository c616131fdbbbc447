from pathlib import Path

import pytest

from tests.real_parts import HANDBOOK_FILE


@pytest.fixture(scope="session")
def real_handbook() -> Path:
    """The organisation's handbook, which is no part of the repository."""
    return HANDBOOK_FILE
