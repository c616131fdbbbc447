"""A handbook of as many sections as wanted, in words drawn at random, and questions to ask it.

The words are the search's own vocabulary and the dictionary's, drawn as natural text draws them
(Zipf): a few stand in most sections, most in a few. The same seed gives the same handbook.
"""

import json
import random
from functools import lru_cache
from itertools import accumulate
from typing import Any

SEED = 20
WORDS_KNOWN = 30_000
WORDS_IN_SECTION = 220
WORDS_IN_SENTENCE = 14
SECTIONS_IN_CHAPTER = 40
MISTYPED_SHARE = 0.2
SHORTEST_ASKED = 5
ROWS_AT_ONCE = 1000


def make_handbook(sections: int) -> None:
    """Published chapters with sections below them, in the database only, not in an index.

    The rows are written as they are: through the page tree's own methods it takes minutes.
    """
    from knowledge.models import HandbookPage
    from knowledge.services import knowledge_root_ensure

    handbook = knowledge_root_ensure().add_child(
        instance=HandbookPage(title="Velik priročnik", slug="velik")
    )
    chances = random.Random(SEED)  # noqa: S311 - not for secrets
    chapters = -(-sections // SECTIONS_IN_CHAPTER)
    rows = [
        _row(chances, handbook, sections, chapter, section)
        for chapter in range(1, chapters + 1)
        for section in range(SECTIONS_IN_CHAPTER)
        if (chapter - 1) * SECTIONS_IN_CHAPTER + section < sections
    ]
    _write(rows)
    handbook.numchild = chapters
    handbook.save(update_fields=["numchild"])


def questions(count: int) -> list[str]:
    """So many different questions of two words; in one of five a word is mistyped."""
    from knowledge.search.analysis import fold_word
    from knowledge.search.stopwords import SLOVENE_LIGHT, SLOVENE_STOP

    def is_asked(word: str) -> bool:
        return len(word) >= SHORTEST_ASKED and fold_word(word) not in SLOVENE_STOP | SLOVENE_LIGHT

    chances = random.Random(SEED + 1)  # noqa: S311 - not for secrets
    asked: dict[str, None] = {}
    while len(asked) < count:
        pair = [word for word in _drawn(chances, 60) if is_asked(word)][:2]
        if chances.random() < MISTYPED_SHARE:
            pair[1] = _mistyped(chances, pair[1])
        asked[" ".join(pair)] = None
    return list(asked)


def _row(
    chances: random.Random, handbook: Any, sections: int, chapter: int, section: int
) -> tuple[Any, str, str]:
    """A page's row, its number and its text."""
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import Page

    from knowledge.models import SectionPage

    place = [chapter, section] if section else [chapter]
    number = ".".join(map(str, place))
    below = min(SECTIONS_IN_CHAPTER, sections - (chapter - 1) * SECTIONS_IN_CHAPTER) - 1
    title = " ".join(_drawn(chances, 4)).capitalize()
    page = Page(
        path=handbook.path + "".join(Page._int2str(part).rjust(4, "0") for part in place),
        depth=handbook.depth + len(place),
        numchild=0 if section else below,
        title=title,
        draft_title=title,
        slug=f"s-{'-'.join(map(str, place))}",
        url_path=f"{handbook.url_path}{number}/",
        content_type=ContentType.objects.get_for_model(SectionPage),
        locale_id=handbook.locale_id,
        live=True,
    )
    sentences = [
        " ".join(_drawn(chances, WORDS_IN_SENTENCE)).capitalize() + "."
        for _ in range(WORDS_IN_SECTION // WORDS_IN_SENTENCE)
    ]
    return page, number, " ".join(sentences)


def _write(rows: list[tuple[Any, str, str]]) -> None:
    from django.db import connection
    from wagtail.models import Page

    for start in range(0, len(rows), ROWS_AT_ONCE):
        some = rows[start : start + ROWS_AT_ONCE]
        Page.objects.bulk_create([page for page, _, _ in some])
        with connection.cursor() as cursor:
            cursor.executemany(*_insertion(some))


def _insertion(rows: list[tuple[Any, str, str]]) -> tuple[str, list[list[Any]]]:
    """The statement for the sections' own table, and its values.

    A page has a row in two tables, which `bulk_create` does not write. All columns are the
    model's and so are the values of those that are not given: a new one is written by itself.
    """
    from django.db import connection

    from knowledge.models import SectionPage

    fields = SectionPage._meta.local_concrete_fields
    sections = [
        SectionPage(
            page_ptr_id=page.pk,
            number=number,
            body=json.dumps([{"type": "paragraph", "value": text}]),
        )
        for page, number, text in rows
    ]
    values = [
        [field.get_db_prep_save(field.pre_save(section, add=True), connection) for field in fields]
        for section in sections
    ]
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = quoted(SectionPage._meta.db_table)
    return f"INSERT INTO {table} ({columns}) VALUES ({places})", values  # noqa: S608 - names only


def _drawn(chances: random.Random, count: int) -> list[str]:
    known, weights = _vocabulary()
    return chances.choices(known, cum_weights=weights, k=count)


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[list[str], list[float]]:
    """Words and their weights: first those that carry no meaning, then the field's own."""
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory

    from knowledge.search.stopwords import SLOVENE_LIGHT, SLOVENE_STOP
    from knowledge.search.thesaurus import general_thesaurus

    chances = random.Random(SEED)  # noqa: S311 - not for secrets
    field = sorted(general_thesaurus().slovene_words)
    dictionary = sorted(DefaultDictionaryFactory().get_dictionary("sl"))
    chances.shuffle(field)
    empty = sorted(SLOVENE_STOP | SLOVENE_LIGHT)
    rest = chances.sample([word for word in dictionary if word.isalpha()], WORDS_KNOWN)
    known = list(dict.fromkeys([*empty, *field, *rest]))
    return known, list(accumulate(1 / rank for rank in range(1, len(known) + 1)))


def _mistyped(chances: random.Random, word: str) -> str:
    """Two letters changed about."""
    place = chances.randrange(1, len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
