"""Which engine answers."""

from django.conf import settings

from knowledge.search.engine import SearchEngine
from knowledge.search.fts5 import Fts5Engine


def search_engine() -> SearchEngine:
    """The engine that the settings name: the embedded one, in its own folder."""
    return Fts5Engine(settings.SEARCH_DIR)
