"""A published page tree for the tests, in own words."""

from knowledge.importing.reading import read_handbook
from knowledge.services import ImportResult, handbook_import
from tests.factories.knowledge import HANDBOOK


def handbook_published() -> ImportResult:
    document, _report = read_handbook(HANDBOOK)
    return handbook_import(actor=None, document=document, publish=True)
