from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def search_folder(tmp_path: Path, settings: Settings) -> Path:
    """A search index of the test's own."""
    settings.SEARCH_DIR = tmp_path / "search"
    return tmp_path / "search"
