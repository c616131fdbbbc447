"""What stays in the history of a phone says nothing: titles, addresses, names, anchors."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from portal.doors import Door
from portal.enums import Role
from tests.website.approvals.conftest import at_cms, bound, decide
from tests.website.conftest import ALL_PATHS, Visit
from tests.website.html import Document, read
from tests.website.test_cms import form_of
from website.languages import PUBLIC_LANGUAGES
from website.models import ContactPage, HomePage, VictimPage
from website.telling_words import TABLE, telling_word_in

Enter = Callable[..., Client]


@pytest.fixture
def editor(public_site: None, enter: Enter) -> Client:
    return enter(Role.EDITOR, door=Door.CMS)


def what_stays(document: Document) -> Iterator[str]:
    """What a phone keeps of a page, or shows of it: all but the text on it."""
    yield document.one("title").text
    for element in document.elements:
        for name in ("id", "name", "for"):
            yield element.attributes.get(name, "")
        for name in ("href", "src", "action", "content", "download"):
            address = urlsplit(element.attributes.get(name, ""))
            # The host of a link to ourselves is the visitor's own choice of address.
            yield f"{address.path} {address.query} {address.fragment}"


def test_nothing_that_stays_of_a_page_tells(visit: Visit) -> None:
    for path in (*ALL_PATHS, "/", "/sl/ni-tu/", "/en/not-there/", "/ar/x/"):
        kept = list(what_stays(read(visit(path))))
        assert "exit" in kept
        assert {text: word for text in kept if (word := telling_word_in(text))} == {}, path
        assert telling_word_in(path) is None


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Trafficking help", "Trafficking"),
        ("Help for VICTIMS", "VICTIMS"),
        ("/en/safe-house/", "safe house"),
        ("/sl/trgovina-z-ljudmi/", "trgovina"),
        ("Za žrtve", "žrtve"),
        ("/sl/za-zrtve/", "zrtve"),
        ("Izkoriščanje", "Izkoriščanje"),
        ("/files/policija_letak.pdf", "policija"),
        ("Društvo Ključ", "Ključ"),
        ("drustvo-kljuc", "kljuc"),
        ("حماية ضحايا", "ضحايا"),
        ("والاستغلال", "والاستغلال"),
        ("/ar/%D8%B6%D8%AD%D8%A7%D9%8A%D8%A7/", "ضحايا"),
        ("ضَحايا", "ضحايا"),
    ],
)
def test_telling_word_is_found_however_it_is_written(text: str, word: str) -> None:
    assert telling_word_in(text) == word


@pytest.mark.parametrize(
    "text",
    ["Phone and hours", "Mango", "Your papers", "Telefon in ure", "Vaše pravice", "Varčevanje", ""],
)
def test_everyday_words_tell_nothing(text: str) -> None:
    assert telling_word_in(text) is None


def test_every_public_language_has_its_words() -> None:
    table = TABLE.read_text(encoding="utf-8")
    have = set(re.findall(r"^\[([\w-]+)\]", table, re.MULTILINE))
    assert {language.code for language in PUBLIC_LANGUAGES} <= have


def publish(editor: Client, page: VictimPage, **changes: str) -> str:
    """Send it to a second person, who lets it out where it got as far as that."""
    form = {**form_of(page), **changes, "action-submit": "1"}
    shown = editor.post(f"/pages/{page.pk}/edit/", form, follow=True).content.decode()
    page.refresh_from_db()
    if page.workflow_in_progress:
        decide(at_cms(bound(Role.EDITOR)), page)
    return shown


def phone_page() -> ContactPage:
    return ContactPage.objects.get(locale__language_code="sl")


def test_telling_title_is_not_published_and_the_editor_reads_why(
    editor: Client, visit: Visit
) -> None:
    page = publish(editor, phone_page(), title="Telefon za žrtve", heading="Nov naslov")
    assert "beseda »žrtve« pa tam izda, o čem je stran" in page
    # What she typed is still there.
    assert 'value="Telefon za žrtve"' in page
    assert 'value="Nov naslov"' in page
    assert "žrtve" not in visit("/sl/telefon/").content.decode()
    publish(editor, phone_page(), title="Telefon")
    assert read(visit("/sl/telefon/")).one("title").text == "Telefon"


def test_telling_address_is_not_published(editor: Client, visit: Visit) -> None:
    page = publish(editor, phone_page(), slug="telefon-za-zrtve")
    assert "beseda »zrtve« pa tam izda" in page
    assert visit("/sl/telefon-za-zrtve/").status_code == 404
    publish(editor, phone_page(), slug="klic")
    assert visit("/sl/klic/").status_code == 200


def test_no_other_way_of_saving_gets_round_it(public_site: None) -> None:
    page = HomePage.objects.get(locale__language_code="en")
    page.save()
    page.title = "For victims"
    with pytest.raises(ValidationError) as refused:
        page.save()
    assert set(refused.value.message_dict) == {"title"}


@pytest.mark.parametrize("mark", ["\u00ad", "\u200b", "\u200d", "\u2060", "\u202e"])
def test_a_mark_that_nobody_sees_hides_no_word(mark: str) -> None:
    assert telling_word_in("Policija") == "Policija"
    assert telling_word_in(f"Po{mark}licija")
    assert telling_word_in(f"По{mark}ліція")
