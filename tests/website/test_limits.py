"""What keeps a page for victims from going out, by every way that publishes."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.translation import override
from wagtail.models import Page

from portal.doors import Door
from portal.enums import Role
from tests.website.conftest import LANGUAGES, Visit
from tests.website.forms import form_of
from website.enums import RightsTopic
from website.limits import SENTENCE_WORDS, STATEMENT_WORDS, WORDS, publication_problems
from website.models import (
    CallPage,
    ContactPage,
    FirstStepsPage,
    HomePage,
    PhoneSafetyPage,
    PrivacyPage,
    RelativesPage,
    RightsPage,
    SelfCheckPage,
    ServicesPage,
    VictimPage,
)
from website.plain_language import beginnings_in, measure, sentences_of, words_of
from website.rights_checklist import CHECKLIST
from website.selectors import public_page_models

Enter = Callable[..., Client]


@pytest.fixture
def editor(public_site: None, enter: Enter) -> Client:
    return enter(Role.EDITOR, door=Door.CMS)


def page_of(model: type[VictimPage], language: str = "sl") -> Any:
    return model.objects.get(locale__language_code=language)


def messages_of(page: VictimPage) -> str:
    with override("sl"):
        return "\n".join(problem.message for problem in publication_problems(page))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_first_text_may_be_published(public_site: None, language: str) -> None:
    for model in public_page_models():
        for page in model.objects.filter(locale__language_code=language):
            assert publication_problems(page) == []


def test_a_statement_says_the_essence_in_200_words(public_site: None) -> None:
    page = page_of(PrivacyPage)
    assert publication_problems(page) == []
    page.body[0].value["text"] = "beseda " * STATEMENT_WORDS
    (problem,) = publication_problems(page)
    assert problem.field == "body"
    assert "največ 200" in messages_of(page)


def test_long_texts_are_for_professionals_alone(public_site: None) -> None:
    page = page_of(FirstStepsPage)
    page.title = "Kako pomagati žrtvi trgovine z ljudmi"
    page.steps[0].value["text"] = "Zelo dolga beseda. " * 40
    assert publication_problems(page) == []
    page.full_clean()


def test_too_many_words_are_refused(public_site: None) -> None:
    page = page_of(ServicesPage)
    page.body[0].value["text"] = "Tu je še ena kratka poved. " * 50
    assert f"največ {WORDS}" in messages_of(page)


def test_long_sentence_is_refused_and_its_field_named(public_site: None) -> None:
    page = page_of(RelativesPage)
    page.intro = " ".join(["beseda"] * SENTENCE_WORDS) + "."
    assert publication_problems(page) == []
    page.intro = "še " + page.intro
    (problem,) = publication_problems(page)
    assert problem.field == "intro"


def test_long_sentences_on_the_whole_are_refused(public_site: None) -> None:
    page = page_of(ServicesPage)
    for block in page.body:
        block.value["heading"] = "beseda " * 13
        block.value["text"] = "beseda " * 13
    assert "Polovica povedi je daljša od 12 besed" in messages_of(page)


def test_hard_text_is_refused_where_lix_means_something(public_site: None) -> None:
    for language, is_refused in (("en", True), ("ar", False)):
        page = page_of(ServicesPage, language)
        assert publication_problems(page) == []
        for block in page.body:
            block.value["text"] = "Considerable administrative difficulties notwithstanding."
        assert ("LIX" in messages_of(page)) is is_refused


@pytest.mark.parametrize(
    ("language", "text"), [("sl", "Vi ste žrtev."), ("en", "For victims."), ("ar", "أنتم ضحايا.")]
)
def test_labels_and_words_of_lawyers_are_refused(
    public_site: None, language: str, text: str
) -> None:
    page = page_of(RelativesPage, language)
    page.intro = text
    assert [problem.field for problem in publication_problems(page)] == ["intro"]
    assert "vsakdanjimi besedami" in messages_of(page)


@pytest.mark.parametrize(
    ("field", "text"),
    [("seo_title", "Policija"), ("search_description", "Za žrtve trgovine z ljudmi.")],
)
def test_what_others_say_of_a_page_tells_nothing(public_site: None, field: str, text: str) -> None:
    page = page_of(RelativesPage)
    assert publication_problems(page) == []
    setattr(page, field, text)
    assert [problem.field for problem in publication_problems(page)] == [field]


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (CallPage, "body"),
        (SelfCheckPage, "situations"),
        (PhoneSafetyPage, "body"),
        (PhoneSafetyPage, "devices"),
        (RightsPage, "topics"),
    ],
)
def test_each_part_that_has_to_be_there_is_missed(
    public_site: None, model: type[VictimPage], field: str
) -> None:
    for number in range(len(getattr(page_of(model), field))):
        page = page_of(model)
        del getattr(page, field)[number]
        assert field in {problem.field for problem in publication_problems(page)}


def test_more_than_eight_sentences_about_the_phone_are_refused(public_site: None) -> None:
    page = page_of(PhoneSafetyPage)
    page.intro += " Še ena poved."
    assert "imajo 9 povedi; največ 8" in messages_of(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_of_the_checklist_is_needed_in_each_language(
    public_site: None, language: str
) -> None:
    for rule in CHECKLIST:
        page = page_of(RightsPage, language)
        for _topic, right in page.checked_rights():
            right["rules"] = [other for other in right["rules"] if other != rule.id]
        problems = publication_problems(page)
        assert len(problems) == len(rule.topics)
        assert all(rule.source in problem.message for problem in problems)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_of_the_checklist_is_on_the_page(visit: Visit, language: str) -> None:
    page = page_of(RightsPage, language)
    shown = visit(page.get_url_parts()[2]).content.decode()  # type: ignore[index]
    for rule in CHECKLIST:
        texts = [
            right["text"] for _topic, right in page.checked_rights() if rule.id in right["rules"]
        ]
        assert texts
        assert all(text.replace("'", "&#x27;") in shown for text in texts)


def test_checklist_has_what_the_instruments_say() -> None:
    ids = {rule.id for rule in CHECKLIST}
    assert {f"coe-12-1-{letter}" for letter in "abcdef"} <= ids
    assert {f"vr-4-1-{letter}" for letter in "abcdefghijk"} <= ids
    assert {"coe-11", "coe-12-6", "coe-13", "coe-14", "coe-15", "coe-16", "coe-26"} <= ids
    assert {"eu-8", "eu-11-1", "eu-12", "eu-13", "eu-14", "eu-15", "eu-17", "vr-3"} <= ids
    assert len(ids) == len(CHECKLIST)
    assert {topic for rule in CHECKLIST for topic in rule.topics} == set(RightsTopic)


def test_language_is_not_published_without_its_core(public_site: None) -> None:
    home = page_of(HomePage, "en")
    home.save_revision().publish()
    page_of(PhoneSafetyPage, "en").unpublish()
    with override("sl"), pytest.raises(ValidationError, match="stran o varni rabi telefona"):
        home.save_revision(clean=False).publish()


def test_nothing_else_publishes_either(public_site: None) -> None:
    page = page_of(RelativesPage)
    before = page.intro
    page.intro = "Za žrtve."
    with pytest.raises(ValidationError):
        page.save()
    with pytest.raises(ValidationError):
        page.save_revision(clean=False).publish()
    assert page_of(RelativesPage).intro == before


def test_editor_may_save_a_draft_but_not_send_it(editor: Client, visit: Visit) -> None:
    page = page_of(RelativesPage)
    address = f"/pages/{page.pk}/edit/"
    form = {**form_of(page), "intro": "To je za žrtve."}
    assert editor.post(address, form).status_code == 302
    assert page_of(RelativesPage).get_latest_revision_as_object().intro == "To je za žrtve."
    refused = editor.post(address, {**form, "action-submit": "1"})
    assert refused.status_code == 200
    assert "je pravniška beseda ali oznaka" in refused.content.decode()
    assert "To je za žrtve." in refused.content.decode()
    assert "žrtve" not in visit("/sl/za-bliznje/").content.decode()
    allowed = editor.post(address, {**form, "intro": "To je za vas.", "action-submit": "1"})
    assert allowed.status_code == 302
    assert page_of(RelativesPage).workflow_in_progress
    assert "To je za vas." not in visit("/sl/za-bliznje/").content.decode()


def test_step_of_more_than_twelve_words_is_said_at_the_step(editor: Client) -> None:
    page = page_of(CallPage)
    form = {**form_of(page), "body-0-value-text": "beseda " * 13, "action-submit": "1"}
    refused = editor.post(f"/pages/{page.pk}/edit/", form)
    # The message stands in the data of the stream field, as JSON.
    assert "12 besed; ta jih ima 13." in refused.content.decode()
    assert refused.status_code == 200


def test_editor_sees_what_keeps_the_saved_text_back(editor: Client) -> None:
    page = page_of(RelativesPage)
    address = f"/pages/{page.pk}/edit/"
    assert "je stran mogoče objaviti" in editor.get(address).content.decode()
    editor.post(address, {**form_of(page), "intro": "To je za žrtve."})
    shown = editor.get(address).content.decode()
    assert "te strani ni mogoče objaviti" in shown
    assert "je pravniška beseda ali oznaka" in shown


def test_editor_sees_how_much_of_the_checklist_a_lawyer_has_seen(editor: Client) -> None:
    shown = editor.get(f"/pages/{page_of(RightsPage).pk}/edit/").content.decode()
    assert "Zajeta so vsa pravila s kontrolnega seznama." in shown
    rights = len(list(page_of(RightsPage).checked_rights()))
    assert f"Nobena pravnica še ni primerjala {rights} pravic" in shown


def bulk(editor: Client, action: str, *pages: Page) -> str:
    ids = "&".join(f"id={page.pk}" for page in pages)
    form = {"include_descendants": ""}
    address = f"/bulk/wagtailcore/page/{action}/?{ids}&next=/"
    return editor.post(address, form, follow=True).content.decode()


def test_many_pages_at_once_are_not_published(editor: Client) -> None:
    pages = page_of(ServicesPage), page_of(RelativesPage)
    for page in pages:
        page.unpublish()
    bulk(editor, "publish", *pages)
    assert not page_of(ServicesPage).live
    assert not page_of(RelativesPage).live


@pytest.mark.parametrize("action", ["unpublish", "delete"])
def test_page_of_the_core_stays_while_its_language_is_public(editor: Client, action: str) -> None:
    page = page_of(ContactPage, "en")
    for said in (
        editor.post(f"/pages/{page.pk}/{action}/", follow=True).content.decode(),
        bulk(editor, action, page),
    ):
        assert "Objavljen jezik ne more biti brez te strani" in said
        assert page_of(ContactPage, "en").live
    page_of(HomePage, "en").unpublish()
    editor.post(f"/pages/{page.pk}/{action}/")
    assert not ContactPage.objects.live().filter(pk=page.pk).exists()


def test_command_measures_every_page_and_fails_on_a_problem(public_site: None) -> None:
    out = io.StringIO()
    call_command("check_public_pages", stdout=out)
    for language in LANGUAGES:
        assert f"{language} {page_of(SelfCheckPage, language).title}" in out.getvalue()
    RelativesPage.objects.filter(pk=page_of(RelativesPage).pk).update(intro="Za žrtve.")
    with pytest.raises(CommandError, match="1 problems"):
        call_command("check_public_pages", stdout=out)
    assert "žrtv…" in out.getvalue()


def test_measures_are_those_of_the_definition() -> None:
    measures = measure(["Ena dva tri. Štirinajst pet!", "Šest?"])
    assert (measures.words, measures.longest_sentence, measures.median_sentence) == (6, 3, 2)
    assert measures.lix == round(6 / 3 + 100 * 1 / 6, 1)
    assert measure([]).words == 0


def test_quotes_and_vowel_signs_do_not_cut_words_and_sentences() -> None:
    assert sentences_of("Vpraša: »Ali lahko?« Potem čaka.") == [
        "Vpraša: »Ali lahko?«",
        "Potem čaka.",
    ]
    assert words_of("قولوا أوّلًا – نعم") == ["قولوا", "أوّلًا", "نعم"]


def test_words_are_found_by_their_beginning_only() -> None:
    assert beginnings_in("Vsaka žrtev", ["žrtv", "žrtev"]) == ["žrtev"]
    assert beginnings_in("invariable", ["varn", "var"]) == []
    assert beginnings_in("الضحية", ["ضحي"]) == ["ضحي"]
