"""The first texts of every language, read by machine: whole, in its script and its language."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

import polib
import pycld2
import pytest
from django.utils.translation import to_locale
from wagtail.fields import StreamField

from tests.website.conftest import Visit
from tests.website.html import Document, read
from tests.website.test_starter import shape
from tests.website.test_words import PACKAGE, words_of_public_templates
from website.addresses import public_path
from website.languages import BY_CODE
from website.limits import publication_problems
from website.models import PublicPage
from website.selectors import public_page_models
from website.services import KINDS, starter_content_load
from website.starter import StarterPage, starter_languages, starter_pages

CORE = ("home", "phone", "call_back", "call", "questions", "rights", "this-phone")
# As Unicode's names of letters begin; a text in one of them may name a thing of the phone in Latin.
SCRIPT_LETTERS = {
    "Latn": ("LATIN",),
    "Cyrl": ("CYRILLIC",),
    "Arab": ("ARABIC",),
    "Deva": ("DEVANAGARI",),
    "Beng": ("BENGALI",),
    "Hans": ("CJK",),
}
# What stands on the phone itself, or is written so in every language (paper: A4).
NAMES_OF_THINGS = {
    "A", "Android", "App", "Chrome", "Edge", "Facebook", "Firefox", "Google", "Incognito",
    "InPrivate", "iPhone", "Messenger", "Opera", "PDF", "PIN", "QR", "Safari", "Samsung",
    "Shift", "Signal", "SIM", "SMS", "Telegram", "Viber", "WhatsApp", "Wi", "Fi", "Internet", "EU",
}  # fmt: skip
# The detector's codes: it cannot tell the four names of one language apart.
DETECTED = {
    "bs": {"bs", "hr", "sr", "sr-ME"},
    "fil": {"tl"},
    "zh-hans": {"zh"},
}
# So many words the language happens to have in common with Slovene.
COGNATES = {"bs": 3}
# Direction is the page's and `bdi`'s matter: such a character in a text turns what follows it.
DIRECTION_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
LATIN_WORD = re.compile(r"[A-Za-zÀ-ž]+")
# Longer than the Slovene text by more than this, and it will not fit where that one fits.
LONGEST = 2.2
WORDS_AT_LEAST = 800

ALL = starter_languages()


def texts_by_key(page: StarterPage) -> Iterator[tuple[str, str]]:
    """The texts of a page in order, each with where it stands."""
    yield from ((f"{page.name}[{number}]", text) for number, text in enumerate(page.texts()))


def core_pages(language: str) -> list[StarterPage]:
    return [starter_pages(language)[name] for name in CORE]


def core_text(language: str) -> str:
    return "\n".join(text for page in core_pages(language) for text in page.texts())


def words_of_catalogue(language: str) -> Iterator[str]:
    for entry in polib.pofile(
        str(PACKAGE / "locale" / to_locale(language) / "LC_MESSAGES" / "django.po")
    ):
        yield from (text for text in entry.msgstr_plural.values() or [entry.msgstr] if text)


def foreign_letters(text: str, script: str) -> set[str]:
    """Letters of another script, but for names of things in Latin."""
    rest = LATIN_WORD.sub(
        lambda word: "" if script != "Latn" and word[0] in NAMES_OF_THINGS else word[0], text
    )
    return {
        letter
        for letter in rest
        if letter.isalpha() and not unicodedata.name(letter).startswith(SCRIPT_LETTERS[script])
    }


@pytest.mark.parametrize("language", ALL)
def test_core_set_is_whole_and_has_the_same_points(language: str) -> None:
    pages = starter_pages(language)
    assert set(CORE) <= set(pages)
    assert set(pages) <= set(starter_pages("sl"))
    assert shape(language) == shape("sl", set(pages))
    assert len(core_text("sl").split()) >= WORDS_AT_LEAST


@pytest.mark.parametrize("language", [code for code in ALL if code != "sl"])
def test_no_text_is_left_in_slovene_or_english(language: str) -> None:
    others = [code for code in ("sl", "en") if code != language]
    for page in starter_pages(language).values():
        foreign = {
            text for code in others for text in starter_pages(code)[page.name].texts()
            if len(text.split()) > 2
        }  # fmt: skip
        assert foreign
        assert foreign.isdisjoint(page.texts())


@pytest.mark.parametrize("language", ALL)
def test_texts_are_written_in_the_script_of_the_language(language: str) -> None:
    script = BY_CODE[language].script
    found = {
        where: letters
        for page in starter_pages(language).values()
        for where, text in texts_by_key(page)
        if (letters := foreign_letters(text, script))
    }
    assert found == {}


@pytest.mark.parametrize("language", [code for code in ALL if code != "en"])
def test_words_around_the_texts_are_in_the_script_of_the_language(language: str) -> None:
    script = BY_CODE[language].script
    words = [re.sub(r"%\(\w+\)[sd]|</?\w+>", "", text) for text in words_of_catalogue(language)]
    assert words
    assert [text for text in words if foreign_letters(text, script)] == []


def test_a_foreign_letter_is_found() -> None:
    assert foreign_letters("Позвонить SMS", "Cyrl") == set()
    assert foreign_letters("Пoзвонить", "Cyrl") == {"o"}
    assert foreign_letters("Call дом", "Latn") == {"д", "о", "м"}


@pytest.mark.parametrize("language", ALL)
def test_pages_read_as_the_language_that_they_say(language: str) -> None:
    expected = DETECTED.get(language, {language})
    for page in core_pages(language):
        _reliable, _bytes, details = pycld2.detect("\n".join(page.texts()), bestEffort=True)
        assert details[0][1] in expected, page.name


@pytest.mark.parametrize("language", ALL)
def test_numbers_are_the_same_and_in_latin_digits(language: str) -> None:
    pages, source = starter_pages(language), starter_pages("sl")
    for page in pages.values():
        pairs = zip(texts_by_key(page), texts_by_key(source[page.name]), strict=True)
        for (where, text), (_where, slovene) in pairs:
            digits = sorted(re.findall(r"\d+", text))
            assert digits == sorted(re.findall(r"\d+", slovene)), where
            assert all(number.isascii() for number in digits), where


@pytest.mark.parametrize("language", ALL)
def test_no_text_turns_the_direction_and_none_is_far_longer(language: str) -> None:
    for page in starter_pages(language).values():
        texts, source = list(page.texts()), list(starter_pages("sl")[page.name].texts())
        for text, slovene in zip(texts, source, strict=True):
            assert text == text.strip()
            assert unicodedata.normalize("NFC", text) == text
            assert not DIRECTION_MARKS.search(text)
            assert len(text) <= max(60, LONGEST * len(slovene)), text


@pytest.mark.parametrize("language", ALL)
def test_addresses_are_short_plain_and_differ(language: str) -> None:
    slugs = [page.fields["slug"] for page in starter_pages(language).values()]
    assert len(set(slugs)) == len(slugs)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in slugs)


@pytest.mark.parametrize("language", ALL)
def test_pages_go_out_wait_for_a_native_speaker_and_are_read_in_one_language(
    visit: Visit, language: str
) -> None:
    starter_content_load([language])
    pages = [
        page
        for model in public_page_models()
        for page in model.objects.filter(locale__language_code=language)
    ]
    assert {type(page) for page in pages} >= {KINDS[name] for name in CORE}
    for page in pages:
        assert page.live
        assert not page.is_reviewed
        page.full_clean()
        clean_streams(page)
        assert [problem.message for problem in publication_problems(page)] == []
        document = read(visit(public_path(page, language)))
        assert document.one("html").attributes["lang"] == language
        assert foreign_sentences(document, language) == set()
    # What is no page of the editors: a wrong address, the answer to a form, what is printed.
    for path, status in (("xyz/", 404), ("done/", 200), ("print/", 200)):
        response = visit(f"/{language}/{path}")
        assert response.status_code == status
        assert foreign_sentences(read(response), language) == set()


def test_a_slovene_sentence_on_a_page_of_another_language_is_found(visit: Visit) -> None:
    page = visit("/sl/pravice/")
    assert foreign_sentences(read(page), "sl") == set()
    page.content = page.content.replace(b'<html lang="sl"', b'<html lang="ne"')
    assert len(foreign_sentences(read(page), "ne")) > 20


def foreign_sentences(document: Document, language: str) -> set[str]:
    """Sentences of the Slovene or the English site in a text that does not say so."""
    known = {text for code in ("sl", "en") if code != language for text in sentences_on_site(code)}
    said = {" ".join(text.split()) for text in document.texts_in(language)}
    return {text for text in known & said if len(text.split()) > COGNATES.get(language, 1)}


@cache
def sentences_on_site(language: str) -> frozenset[str]:
    own = {text for page in starter_pages(language).values() for text in page.texts()}
    around = (
        {word for _context, word in words_of_public_templates()}
        if language == "en"
        else set(words_of_catalogue(language))
    )
    return frozenset(
        text
        for text in own | around
        if len({word for word in re.findall(r"\w+", text) if word not in NAMES_OF_THINGS}) > 1
    )


def clean_streams(page: PublicPage) -> None:
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            field.stream_block.clean(getattr(page, field.name))
