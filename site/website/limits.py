"""What a public page must be like before it goes out; most of it holds for pages for
victims (public-site.md, P7, P8, P14, P22–P24).

A draft may break every one of these; the ways that publish ask here first.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext as _
from wagtail.models import Page

from website.enums import RightsTopic
from website.models import (
    HomePage,
    NeutralPage,
    PhoneSafetyPage,
    PublicPage,
    RightsPage,
    StatementPage,
    VictimPage,
)
from website.plain_language import (
    Measures,
    beginnings_in,
    language_rules,
    measure,
    sentences_of,
    words_of,
)
from website.rights_checklist import RULES, rules_of_topic
from website.telling_words import telling_word_in

WORDS = 250
# Of a statement, above its sections (P32).
STATEMENT_WORDS = 200
SENTENCE_WORDS = 20
MEDIAN_WORDS = 12
FIRST_VIEW_SENTENCES = 8
# Below that many words LIX says nothing.
LIX_WORDS = 60
# Soft hyphens, blanks without width and turns of direction; joiners belong to some scripts.
INVISIBLE_MARK = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
EXCERPT = 60


@dataclass(frozen=True)
class Problem:
    """Why a page may not go out, and the field to change, where there is one."""

    field: str | None
    message: str


def publication_problems(page: PublicPage) -> list[Problem]:
    """Everything that keeps the page from going out, in the language of whoever asks."""
    return [
        *(_hard_to_read(page) if isinstance(page, VictimPage) else ()),
        *(_telling_words(page) if isinstance(page, NeutralPage) else ()),
        *_invisible_marks(page),
        *_missing_blocks(page),
        *_of_its_type(page),
        *_not_translated(page),
    ]


def _invisible_marks(page: PublicPage) -> Iterator[Problem]:
    """Marks that turn the direction or cut a word: who approves would read other words."""
    texts = {page.title, page.search_description, page.seo_title, *_texts(page)}
    for text in sorted(texts):
        if INVISIBLE_MARK.search(text):
            message = _("There is an invisible mark in “%(text)s”. Write it again by hand.")
            plain = INVISIBLE_MARK.sub("", text)
            yield Problem(_field_of(page, text), message % {"text": plain[:EXCERPT]})


def _hard_to_read(page: VictimPage) -> Iterator[Problem]:
    yield from _too_long(page)
    yield from _long_sentences(page)
    yield from _hard_words(page)


def publication_errors(page: PublicPage) -> dict[str, list[str]]:
    """The problems as Django's validation wants them: messages by field."""
    errors: dict[str, list[str]] = {}
    for problem in publication_problems(page):
        errors.setdefault(problem.field or NON_FIELD_ERRORS, []).append(problem.message)
    return errors


def page_measures(page: PublicPage) -> dict[str, Measures]:
    """Words, sentences and LIX of each view of the page."""
    return {name: measure(texts) for name, texts in page.views_of_text().items()}


def core_models_missing(locale_id: int) -> list[type[PublicPage]]:
    """The page types without which the language may not be published."""
    return [
        model
        for model in _core_models()
        if not model.objects.live().filter(locale_id=locale_id, alias_of=None).exists()
    ]


def withdrawal_problems(page: PublicPage) -> list[Problem]:
    """Why a live page may not be taken back: its language is public and cannot do without it."""
    home = HomePage.objects.live().filter(locale_id=page.locale_id).first()
    if not page.is_core or not page.live or page.alias_of_id or home is None:
        return []
    message = _("A public language cannot be without this page. Unpublish “%(home)s” first.")
    return [Problem(None, message % {"home": home.title})]


def _core_models() -> list[type[Any]]:
    # Selectors and limits are read by the same pages.
    from website.selectors import public_page_models

    return [model for model in public_page_models() if model.is_core]


def _too_long(page: VictimPage) -> Iterator[Problem]:
    lix_limit = language_rules(page.language_code).lix
    for name, measures in page_measures(page).items():
        place = f"{name}: " if name else ""
        if measures.words > WORDS:
            text = _("%(count)d words are too many for one view; at most %(limit)d.")
            yield Problem(None, place + text % {"count": measures.words, "limit": WORDS})
        if measures.median_sentence > MEDIAN_WORDS:
            text = _("Half of the sentences are longer than %(limit)d words. Shorten them.")
            yield Problem(None, place + text % {"limit": MEDIAN_WORDS})
        if lix_limit and measures.words >= LIX_WORDS and measures.lix > lix_limit:
            text = _("The text is hard to read (LIX %(lix)s, at most %(limit)d). Shorter words.")
            yield Problem(None, place + text % {"lix": measures.lix, "limit": lix_limit})


def _texts(page: PublicPage) -> Iterator[str]:
    seen: set[str] = set()
    for texts in page.views_of_text().values():
        for text in texts:
            if text not in seen:
                seen.add(text)
                yield text


def _long_sentences(page: VictimPage) -> Iterator[Problem]:
    for text in _texts(page):
        for sentence in sentences_of(text):
            count = len(words_of(sentence))
            if count > SENTENCE_WORDS:
                message = _("This sentence has %(count)d words; at most %(limit)d: “%(sentence)s”")
                facts = {"count": count, "limit": SENTENCE_WORDS, "sentence": sentence}
                yield Problem(_field_of(page, text), message % facts)


def _hard_words(page: VictimPage) -> Iterator[Problem]:
    legal = language_rules(page.language_code).legal
    for text in _texts(page):
        for word in beginnings_in(text, legal):
            message = _("“%(word)s…” is a word of lawyers or a label. Say it in everyday words.")
            yield Problem(_field_of(page, text), message % {"word": word})


def _telling_words(page: NeutralPage) -> Iterator[Problem]:
    # Title and address may not tell in a draft either: the model refuses them itself.
    for field in ("seo_title", "search_description"):
        if word := telling_word_in(getattr(page, field)):
            message = _("“%(word)s” tells what the page is about. Use a neutral word.")
            yield Problem(field, message % {"word": word})


def _missing_blocks(page: PublicPage) -> Iterator[Problem]:
    for required in page.required_blocks:
        there = {block.value[required.child] for block in getattr(page, required.field)}
        for choice in required.choices:
            if choice.value not in there:
                message = _("This is missing: %(what)s.")
                yield Problem(required.field, message % {"what": choice.label})


def _of_its_type(page: PublicPage) -> Iterator[Problem]:
    match page:
        case RightsPage():
            yield from _missing_rules(page)
        case PhoneSafetyPage():
            yield from _first_view(page)
        case HomePage():
            yield from _missing_core(page)
        case StatementPage():
            yield from _long_top(page)


def _missing_rules(page: RightsPage) -> Iterator[Problem]:
    for topic, missing in rules_missing(page).items():
        for rule_id in missing:
            message = _("“%(topic)s” does not say yet: %(source)s (%(says)s)")
            rule = RULES[rule_id]
            facts = {"topic": topic.label, "source": rule.source, "says": rule.says}
            yield Problem("topics", message % facts)


def rules_missing(page: RightsPage) -> dict[RightsTopic, list[str]]:
    """The rules of the checklist that a part has to cover and does not."""
    covered: dict[str, set[str]] = {}
    for topic, right in page.checked_rights():
        if right["text"].strip():
            covered.setdefault(topic, set()).update(right["rules"])
    missing = {
        topic: sorted(rules_of_topic(topic) - covered.get(topic, set())) for topic in RightsTopic
    }
    return {topic: rules for topic, rules in missing.items() if rules}


def _first_view(page: PhoneSafetyPage) -> Iterator[Problem]:
    count = sum(len(sentences_of(text)) for text in page.first_view())
    if count > FIRST_VIEW_SENTENCES:
        message = _("The introduction and the points have %(count)d sentences; at most %(limit)d.")
        yield Problem("body", message % {"count": count, "limit": FIRST_VIEW_SENTENCES})


def _long_top(page: StatementPage) -> Iterator[Problem]:
    count = measure(page.top()).words
    if count > STATEMENT_WORDS:
        message = _("Heading, introduction and points have %(count)d words; at most %(limit)d.")
        yield Problem("body", message % {"count": count, "limit": STATEMENT_WORDS})


def _missing_core(page: HomePage) -> Iterator[Problem]:
    for model in core_models_missing(page.locale_id):
        message = _("A language is published when this page is live: %(page)s.")
        yield Problem(None, message % {"page": model._meta.verbose_name})


def _not_translated(page: PublicPage) -> Iterator[Problem]:
    # The desk reads these limits.
    from website.translation_desk.selectors import texts_of_the_source_in

    for text in texts_of_the_source_in(page):
        message = _("This is still in the language of the source: “%(text)s”")
        yield Problem(text.field, message % {"text": text.excerpt})


def _field_of(page: Page, text: str) -> str | None:
    for field in ("heading", "intro", "closing", "result_yes", "result_no"):
        if getattr(page, field, None) == text:
            return field
    return None
