"""The handbook that the speed of the search is measured on."""

import pytest

from benchmarks.large_handbook import make_handbook
from knowledge.enums import Readers
from knowledge.models import SectionPage
from knowledge.search.collect import documents_published

pytestmark = pytest.mark.django_db


def test_a_large_handbook_can_be_made_small() -> None:
    make_handbook(3)
    sections = SectionPage.objects.live().order_by("path")
    assert [section.number for section in sections] == ["1", "1.1", "1.2"]
    assert [document.number for document in documents_published()] == ["1", "1.1", "1.2"]
    assert all(document.text for document in documents_published())


def test_what_is_not_drawn_is_as_the_model_has_it() -> None:
    make_handbook(1)
    section = SectionPage.objects.get()
    assert section.readers == Readers.ALL
    fresh = SectionPage()
    given = {"page_ptr", "number", "body"}
    kept = {field.name for field in SectionPage._meta.local_concrete_fields} - given
    assert kept
    assert {name: getattr(section, name) for name in kept} == {
        name: getattr(fresh, name) for name in kept
    }
