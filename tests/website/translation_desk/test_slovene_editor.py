"""The whole cms in Slovene: Wagtail's own catalogues are not complete, ours fills them."""

import json
import re
from collections.abc import Iterator
from html import unescape
from importlib import import_module
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation.trans_real import DjangoTranslation

from tests.website.translation_desk.conftest import change_source, page_in

PACKAGES = (
    "wagtail", "wagtail.admin", "wagtail.snippets", "wagtail.users", "wagtail.images",
    "wagtail.documents", "wagtail.search", "wagtail.sites", "wagtail.embeds",
    "wagtail.contrib.redirects", "wagtail_localize", "wagtail_localize.locales",
)  # fmt: skip
OURS = Path(settings.BASE_DIR) / "site" / "config" / "locale"
# Words that a screen may show in English by chance: names, or the same in both languages.
WORDS_TO_COUNT = 3


def english(package: str, domain: str) -> Iterator[polib.POEntry]:
    folder = Path(import_module(package).__path__[0]) / "locale" / "en" / "LC_MESSAGES"
    path = folder / f"{domain}.po"
    if path.exists():
        yield from polib.pofile(str(path))


def slovene_of(package: str, domain: str) -> dict[tuple[str | None, str], polib.POEntry]:
    theirs = Path(import_module(package).__path__[0]) / "locale"
    found: dict[tuple[str | None, str], polib.POEntry] = {}
    for folder in (theirs, OURS):
        path = folder / "sl" / "LC_MESSAGES" / f"{domain}.po"
        if path.exists():
            found |= {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(path))}
    return found


@pytest.mark.parametrize("domain", ["django", "djangojs"])
@pytest.mark.parametrize("package", PACKAGES)
def test_every_word_of_the_cms_has_a_slovene_one(package: str, domain: str) -> None:
    slovene = slovene_of(package, domain)
    own = {entry.msgid for entry in polib.pofile(str(website_catalogue()))}
    missing = [
        entry.msgid
        for entry in english(package, domain)
        if entry.msgid not in own
        and not ((there := slovene.get((entry.msgctxt, entry.msgid))) and there.translated())
    ]
    assert missing == []


def website_catalogue() -> Path:
    return Path(settings.BASE_DIR) / "site/website/locale/sl/LC_MESSAGES/django.po"


def test_our_words_come_before_wagtails() -> None:
    words = DjangoTranslation("sl")
    said = "The page could not be saved due to validation errors."
    assert words.gettext(said) == "Stran ni shranjena: v obrazcu so napake."


def test_compiled_catalogues_are_those_of_the_source() -> None:
    for path in sorted(OURS.glob("*/LC_MESSAGES/*.po")):
        source = polib.pofile(str(path))
        compiled = polib.mofile(str(path.with_suffix(".mo")))
        assert {(e.msgctxt, e.msgid, e.msgstr) for e in source} == {
            (e.msgctxt, e.msgid, e.msgstr) for e in compiled
        }


def visible(html: str) -> str:
    html = re.sub(r"(?s)<(script|style|template|svg)\b.*?</\1>", " ", html)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def english_sentences() -> set[str]:
    return {
        entry.msgid
        for package in PACKAGES
        for entry in english(package, "django")
        if len(entry.msgid.split()) >= WORDS_TO_COUNT and not re.search(r"[%{<]", entry.msgid)
    }


def screens() -> Iterator[str]:
    slovene, arabic = page_in("sl"), page_in("ar")
    for pk in (slovene.pk, arabic.pk):
        yield from (
            f"/pages/{pk}/edit/", f"/pages/{pk}/history/", f"/pages/{pk}/copy/",
            f"/pages/{pk}/move/", f"/pages/{pk}/delete/", f"/pages/{pk}/unpublish/",
            f"/pages/{pk}/usage/", f"/localize/desk/page/{pk}/languages/",
            f"/facts/{pk}/signed/", f"/localize/submit/page/{pk}/",
        )  # fmt: skip
        revisions = (arabic if pk == arabic.pk else slovene).revisions.order_by("pk")
        yield f"/pages/{pk}/revisions/compare/{revisions.first().pk}...{revisions.last().pk}/"
        yield f"/pages/{pk}/workflow_history/"
    home = slovene.get_parent().pk
    yield from (
        "/", f"/pages/{home}/", f"/pages/{home}/add_subpage/", "/pages/search/?q=a",
        "/localize/desk/", "/localize/reports/translations/", "/reports/site-history/",
        "/reports/locked/", "/reports/workflow/", "/reports/aging-pages/",
        "/snippets/", "/snippets/helpline/phoneline/", "/snippets/helpline/openinghours/add/",
        "/snippets/website/exittarget/", "/snippets/website/recording/add/",
    )  # fmt: skip


def test_no_screen_shows_an_editor_english_sentences(editor: Client) -> None:
    page = change_source("Imate pravice. Povemo vam, katere.")
    page.intro = "Osnutek, ki ga še nihče ne vidi."
    page.save_revision()
    english_words = english_sentences()
    shown: dict[str, list[str]] = {}
    opened = 0
    for address in screens():
        response = editor.get(address, follow=True)
        if response.status_code != 200:
            continue
        opened += 1
        text = visible(response.content.decode())
        if found := [words for words in english_words if words in text]:
            shown[address] = found
    assert opened > 25
    assert shown == {}


def test_words_of_the_scripts_are_slovene(editor: Client) -> None:
    for address, english_word, slovene_word in (
        ("/jsi18n/", "A server error occurred.", "Napaka na strežniku."),
        ("/localize/jsi18n/", "Server error", "Napaka na strežniku: besedilo ni shranjeno"),
        ("/localize/jsi18n/", "Cancel", "Prekliči"),
    ):
        script = editor.get(address).content.decode()
        words = json.loads(re.search(r"const newcatalog = (\{.*?\});", script, re.S)[1])
        assert words[english_word] == slovene_word
