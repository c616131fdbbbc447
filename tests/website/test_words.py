"""Every word of the public pages exists in every public language.

Read from the templates themselves, so that a machine without gettext can check it too.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.utils.translation import override, pgettext, to_locale

import website
from website.enums import Icon
from website.languages import PUBLIC_LANGUAGES

PACKAGE = Path(website.__file__).parent
TEMPLATES = PACKAGE / "templates" / "website"
TRANSLATE = re.compile(r"""{% translate (["'])(.+?)\1(?: context (["'])(.+?)\3)?""")
BLOCK = re.compile(r"{% blocktranslate trimmed[^%]*%}(.+?){% endblocktranslate %}", re.DOTALL)
VARIABLE = re.compile(r"{{ (\w+) }}")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
ARABIC = re.compile(r"[\u0600-\u06ff]")

IN_CODE = re.compile(r"""\b_\(\s*((?:"[^"]*"\s*)+)\)""")
# What public forms say, written in Python.
PUBLIC_CODE = ("form_guard.py", "call_backs/forms.py", "letters/fields.py", "letters/forms.py")

Word = tuple[str | None, str]


def words_of_public_templates() -> set[Word]:
    paths = [path for path in TEMPLATES.rglob("*.html") if "admin" not in path.parts]
    return {
        word for path in paths for word in words_of(path.read_text(encoding="utf-8"))
    } | words_of_public_code()


def words_of_public_code() -> set[Word]:
    sources = [(PACKAGE / name).read_text(encoding="utf-8") for name in PUBLIC_CODE]
    literals = [text for source in sources for text in IN_CODE.findall(source)]
    return {(None, "".join(re.findall(r'"([^"]*)"', text))) for text in literals}


def words_of(template: str) -> Iterator[Word]:
    for _quote, text, _other, context in TRANSLATE.findall(template):
        yield (context or None), text
    for text in BLOCK.findall(template):
        yield None, VARIABLE.sub(r"%(\1)s", text.strip())


def catalogue(language: str) -> dict[Word, polib.POEntry]:
    path = PACKAGE / "locale" / to_locale(language) / "LC_MESSAGES" / "django.po"
    return {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(path))}


def other_languages() -> list[str]:
    # The words in the templates are English.
    return [language.code for language in PUBLIC_LANGUAGES if language.code != "en"]


def test_words_are_found_in_the_templates() -> None:
    words = words_of_public_templates()
    assert (None, "Leave this page") in words
    assert (None, "Time in Slovenia, now %(time)s") in words
    assert ("hours", "closed") in words
    assert (None, "Call me") in words
    assert (None, "This did not work. Please send it again.") in words
    assert any("sent from our page. Please send it again" in text for _context, text in words)


@pytest.mark.parametrize("language", other_languages())
def test_catalogue_has_every_word_of_the_public_pages(language: str) -> None:
    have = catalogue(language)
    missing = [
        word
        for word in words_of_public_templates()
        if word not in have or not have[word].translated() or have[word].fuzzy
    ]
    assert missing == []


@pytest.mark.parametrize("language", other_languages())
def test_translations_keep_their_placeholders(language: str) -> None:
    for (_context, text), entry in catalogue(language).items():
        for translated in entry.msgstr_plural.values() or [entry.msgstr]:
            assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(translated))


def test_arabic_words_are_arabic() -> None:
    for word, entry in catalogue("ar").items():
        assert ARABIC.search(entry.msgstr) or word[0] == "date format"


@pytest.mark.parametrize("language", other_languages())
def test_compiled_catalogue_is_up_to_date(language: str) -> None:
    compiled = polib.mofile(
        str(PACKAGE / "locale" / to_locale(language) / "LC_MESSAGES" / "django.mo")
    )
    have = {(entry.msgctxt, entry.msgid): entry.msgstr for entry in compiled}
    assert have == {
        word: entry.msgstr for word, entry in catalogue(language).items() if entry.translated()
    }


def test_no_other_package_takes_the_words_over() -> None:
    with override("ar"):
        assert pgettext("hours", "closed") == "مغلق"


def test_every_drawing_of_the_choice_exists() -> None:
    for icon in Icon:
        assert (TEMPLATES / "icons" / f"{icon}.svg").exists()
