"""What the search screen shows, scoped to the reader."""

from dataclasses import dataclass

from knowledge.policies import user_can_read_knowledge
from knowledge.search.engine import SearchHit, SearchUnavailableError
from knowledge.search.engines import search_engine
from knowledge.search.models import SearchSynonym
from knowledge.search.thesaurus import Language, Thesaurus, entry_of, general_thesaurus
from portal.models import User

RESULTS_ON_A_PAGE = 20


@dataclass(frozen=True)
class SearchScreen:
    """`is_available` False: the engine has no index to answer from."""

    question: str
    hits: list[SearchHit]
    is_available: bool = True
    is_fallback: bool = False


def search_screen(user: User, question: str) -> SearchScreen:
    """What a person finds. Who may not read knowledge finds nothing."""
    asked = question.strip()
    if not asked or not user_can_read_knowledge(user):
        return SearchScreen(asked, [])
    try:
        answer = search_engine().search(
            asked,
            thesaurus=thesaurus_current(),
            audiences=user.role_set,
            limit=RESULTS_ON_A_PAGE,
        )
    except SearchUnavailableError:
        return SearchScreen(asked, [], is_available=False)
    return SearchScreen(asked, list(answer.hits), is_fallback=answer.is_fallback)


def thesaurus_current() -> Thesaurus:
    """The general vocabulary and the editors' own, as it is at this moment."""
    synonyms = SearchSynonym.objects.values_list("term", "means", "language")
    return general_thesaurus().extended(
        entry_of(term, means, Language(language)) for term, means, language in synonyms
    )
