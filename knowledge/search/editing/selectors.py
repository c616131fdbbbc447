"""What a synonym that is not saved yet would change, for editors."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from knowledge.policies import user_can_edit_knowledge
from knowledge.search.engine import Expansion, SearchUnavailableError
from knowledge.search.engines import SearchRouter, search_engine
from knowledge.search.grouping import HitGroup, hits_grouped
from knowledge.search.selectors import thesaurus_current
from knowledge.search.thesaurus import Entry, Language, Thesaurus, entry_of
from portal.enums import Role
from portal.models import User

RESULTS_IN_A_TRIAL = 10
# Who the results are meant for; editors themselves may see more.
READERS = frozenset({Role.COUNSELLOR.value})


@dataclass(frozen=True)
class TrialSide:
    """What a counsellor finds, and what each word of the question is searched as."""

    groups: list[HitGroup] = field(default_factory=list)
    expansions: tuple[Expansion, ...] = ()


@dataclass(frozen=True)
class Trial:
    before: TrialSide
    after: TrialSide
    is_available: bool = True


def synonym_trial(user: User, question: str, entry: Entry, synonym: int | None) -> Trial | None:
    """A question's results without and with an entry; nothing for who may not edit.

    `synonym` is the saved one that the entry would take the place of.
    """
    if not question.strip() or not user_can_edit_knowledge(user):
        return None
    with_entry = thesaurus_current(without=synonym).extended([entry])
    engine = search_engine()
    try:
        return Trial(
            _side(engine, question, thesaurus_current()), _side(engine, question, with_entry)
        )
    except SearchUnavailableError:
        return Trial(TrialSide(), TrialSide(), is_available=False)


def entry_tried(term: str, means: str, language: str) -> Entry:
    return entry_of(term, means, Language(language))


def _side(engine: SearchRouter, question: str, thesaurus: Thesaurus) -> TrialSide:
    answer = engine.search(
        question, thesaurus=thesaurus, audiences=READERS, limit=RESULTS_IN_A_TRIAL
    )
    return TrialSide(
        hits_grouped(answer.hits),
        _telling(engine.explain(question, thesaurus=thesaurus, audiences=READERS)),
    )


def _telling(expansions: Iterable[Expansion]) -> tuple[Expansion, ...]:
    return tuple(one for one in expansions if one.alternatives)
