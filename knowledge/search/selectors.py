"""What the search screens show, scoped to the reader."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knowledge.policies import user_can_read_knowledge
from knowledge.search.asked import Asked
from knowledge.search.documents import DocumentKind
from knowledge.search.engine import SearchAnswer, SearchUnavailableError
from knowledge.search.engines import search_engine
from knowledge.search.grouping import HitGroup, hits_grouped
from knowledge.search.models import SearchSynonym
from knowledge.search.query import Correction, question_corrected
from knowledge.search.suggesting import Suggestion
from knowledge.search.thesaurus import Language, Thesaurus, entry_of, general_thesaurus
from knowledge.search.unanswered.masking import question_counted, question_masked, words_kept
from portal.models import User

KIND_LABELS: dict[DocumentKind, str | Promise] = {
    DocumentKind.SECTION: _("Handbook"),
    DocumentKind.LAW: _("Law"),
}


@dataclass(frozen=True)
class KindLink:
    """A kind to narrow the search to; None stands for all of them."""

    label: str | Promise
    count: int
    address: str
    is_current: bool


@dataclass(frozen=True)
class SearchScreen:
    """`is_available` False: the engine has no index to answer from.

    `corrected`: the question as it was read, where that is not as it was typed. Of a question that
    found nothing, `counted`: what it is counted by, if at all; `kept_words`: those that the reader
    may send to the editors.
    """

    asked: Asked
    groups: list[HitGroup] = field(default_factory=list)
    kinds: list[KindLink] = field(default_factory=list)
    corrections: tuple[Correction, ...] = ()
    corrected: str = ""
    total: int = 0
    more: str = ""
    counted: str = ""
    kept_words: tuple[str, ...] = ()
    is_available: bool = True
    is_fallback: bool = False

    @property
    def question(self) -> str:
        return self.asked.question

    @property
    def found_nothing(self) -> bool:
        """Nothing at all, and not only because the search was narrowed."""
        return self.is_available and self.asked.is_plain and not self.groups

    @property
    def exact_address(self) -> str:
        return self.asked.exactly(True).address

    @property
    def similar_address(self) -> str:
        return self.asked.exactly(False).address


def search_screen(user: User, asked: Asked) -> SearchScreen:
    """What a person finds. Who may not read knowledge finds nothing."""
    if not asked.question or not user_can_read_knowledge(user):
        return SearchScreen(asked)
    thesaurus = thesaurus_current()
    try:
        answer = search_engine().search(
            asked.question,
            thesaurus=thesaurus,
            audiences=user.role_set,
            kinds=asked.kinds,
            limit=asked.shown,
            exact=asked.exact,
        )
    except SearchUnavailableError:
        return SearchScreen(asked, is_available=False)
    return _screen(asked, answer, thesaurus)


def suggestions(user: User, text: str) -> list[Suggestion]:
    """What a question that is being typed may become; nothing for who may not read knowledge."""
    if not text.strip() or not user_can_read_knowledge(user):
        return []
    try:
        return search_engine().suggest(text, thesaurus=thesaurus_current(), audiences=user.role_set)
    except SearchUnavailableError:
        return []


def thesaurus_current(without: int | None = None) -> Thesaurus:
    """The general vocabulary and the editors' own, as it is at this moment.

    `without` leaves out one of the editors' synonyms, by its id.
    """
    synonyms = SearchSynonym.objects.exclude(pk=without) if without else SearchSynonym.objects
    rows = synonyms.values_list("term", "means", "language")
    return general_thesaurus().extended(
        entry_of(term, means, Language(language)) for term, means, language in rows
    )


def _screen(asked: Asked, answer: SearchAnswer, thesaurus: Thesaurus) -> SearchScreen:
    total = sum(
        count for kind, count in answer.totals.items() if asked.kind is None or kind is asked.kind
    )
    is_missing = not answer.totals
    return SearchScreen(
        asked,
        groups=hits_grouped(answer.hits),
        kinds=list(_kinds(asked, answer)),
        corrections=answer.corrections,
        corrected=question_corrected(asked.question, answer.corrections, answer.spellings),
        total=total,
        more=asked.more().address if len(answer.hits) == asked.shown < total else "",
        is_fallback=answer.is_fallback,
        counted=question_counted(asked.question, thesaurus) if is_missing else "",
        kept_words=tuple(words_kept(question_masked(asked.question, thesaurus)))
        if is_missing
        else (),
    )


def _kinds(asked: Asked, answer: SearchAnswer) -> Iterable[KindLink]:
    everything = sum(answer.totals.values())
    yield KindLink(_("All"), everything, asked.narrowed(None).address, asked.kind is None)
    for kind, label in KIND_LABELS.items():
        count = answer.totals.get(kind, 0)
        if count or asked.kind is kind:
            yield KindLink(label, count, asked.narrowed(kind).address, asked.kind is kind)
