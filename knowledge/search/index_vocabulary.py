"""What an embedded index knows of words, for one reader: as if it held her documents only."""

import json
import sqlite3
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path

from knowledge.search.circles import GENERAL_CIRCLE
from knowledge.search.query import MatchKind, WordForm
from knowledge.search.ranking import Collection
from knowledge.search.spelling import distance, letter_mask, may_be_near

MOST_FORMS = 60

IN_CIRCLES = "circle IN (SELECT value FROM json_each(:circles))"
LEMMAS = f"""
SELECT lemma FROM dictionary WHERE form = :form
UNION SELECT lemma FROM indexed WHERE form = :form AND {IN_CIRCLES} ORDER BY lemma
"""  # noqa: S608 - a constant is put in, values are bound
FORMS_OF_LEMMA = f"""
SELECT form, lemma, written, sum(documents) FROM spelled WHERE lemma = :lemma AND {IN_CIRCLES}
GROUP BY form, lemma, written ORDER BY form, lemma, written
"""  # noqa: S608 - a constant is put in, values are bound
FORMS_BEGINNING = f"""
SELECT form, lemma, written, sum(documents) AS counted FROM spelled
WHERE form >= :beginning AND form < :behind AND {IN_CIRCLES}
GROUP BY form, lemma, written ORDER BY counted DESC, length(form), written, lemma LIMIT :limit
"""  # noqa: S608 - a constant is put in, values are bound
LEMMAS_BEGINNING = f"""
SELECT term FROM frequencies
WHERE kind = 'lemma' AND term >= :beginning AND term < :behind AND {IN_CIRCLES}
GROUP BY term ORDER BY length(term), sum(documents) DESC, term
"""  # noqa: S608 - a constant is put in, values are bound
SPELLINGS = f"""
SELECT DISTINCT form, lemma, letters FROM spellings WHERE length = :length AND {IN_CIRCLES}
"""  # noqa: S608 - a constant is put in, values are bound
TOTAL = f"""
SELECT coalesce(sum(documents), 0), coalesce(sum(body_words), 0) FROM totals WHERE {IN_CIRCLES}
"""  # noqa: S608 - a constant is put in, values are bound
# Documents of some kinds only; words are not counted by kind.
OCCURS_IN_KINDS = f"""
SELECT 1 FROM content JOIN documents ON id = content.rowid WHERE content MATCH :expression
AND kind IN (SELECT value FROM json_each(:kinds)) AND {IN_CIRCLES} LIMIT 1
"""  # noqa: S608 - a constant is put in, values are bound

Circles = tuple[int, ...]
Spelling = tuple[str, str, int]


class IndexVocabulary:
    """The words of the open index that stand in a reader's circles (`kinds`: in such documents)."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        circles: Circles,
        spellings: "KnownSpellings",
        kinds: str | None = None,
    ) -> None:
        self._connection = connection
        self._circles = circles
        self._parameters = {"circles": json.dumps(circles), "kinds": kinds}
        self._spellings = spellings
        self._lemmas: dict[str, tuple[str, ...]] = {}
        self._occurring: dict[str, bool] = {}
        self._frequencies: dict[tuple[MatchKind, str], int] = {}

    def lemmas(self, form: str) -> tuple[str, ...]:
        known = self._lemmas.get(form)
        if known is None:
            rows = self._connection.execute(LEMMAS, {**self._parameters, "form": form})
            known = self._lemmas[form] = tuple(lemma for (lemma,) in rows)
        return known

    def frequency(self, kind: MatchKind, term: str) -> int:
        known = self._frequencies.get((kind, term))
        if known is None:
            rows = self._connection.execute(
                "SELECT circle, documents FROM frequencies WHERE kind = ? AND term = ?",
                (kind, term),
            )
            known = sum(documents for circle, documents in rows if circle in self._circles)
            self._frequencies[kind, term] = known
        return known

    def occurs(self, lemma: str) -> bool:
        known = self._occurring.get(lemma)
        if known is None:
            known = self.frequency(MatchKind.LEMMA, lemma) > 0 and (
                self._parameters["kinds"] is None or self._occurs_in_kinds(lemma)
            )
            self._occurring[lemma] = known
        return known

    def written(self, lemma: str) -> tuple[WordForm, ...]:
        if not self.occurs(lemma):
            return ()
        rows = self._connection.execute(FORMS_OF_LEMMA, {**self._parameters, "lemma": lemma})
        return tuple(WordForm(*row) for row in rows)

    def forms_beginning(self, beginning: str) -> Iterator[WordForm]:
        """Forms of words that begin so, the commonest first, of documents of whatever kind."""
        if beginning:
            parameters = {**self._beginning(beginning), "limit": MOST_FORMS}
            for row in self._connection.execute(FORMS_BEGINNING, parameters):
                yield WordForm(*row)

    def completions(self, beginning: str, limit: int) -> tuple[str, ...]:
        rows = self._connection.execute(LEMMAS_BEGINNING, self._beginning(beginning))
        return tuple(islice((term for (term,) in rows if self.occurs(term)), limit))

    def similar(self, form: str, mistakes: int) -> tuple[tuple[str, int], ...]:
        """Lemmas of the nearest spellings; `mistakes` = 0 finds nothing."""
        if not mistakes:
            return ()
        near: dict[str, int] = {}
        for other, lemma in self._letters_alike(form, mistakes):
            away = distance(form, other, mistakes)
            if away <= mistakes:
                near[lemma] = min(near.get(lemma, away), away)
        nearest = min(near.values(), default=0)
        lemmas = sorted(lemma for lemma, away in near.items() if away == nearest)
        # Who searches here means a word that occurs here, if one is as near as any other.
        indexed = [lemma for lemma in lemmas if self.occurs(lemma)]
        return tuple((lemma, nearest) for lemma in indexed or lemmas)

    def collection(self) -> Collection:
        """The size of what the reader may read."""
        documents, body_words = self._connection.execute(TOTAL, self._parameters).fetchone()
        return Collection(documents, body_words / documents if documents else 0.0)

    def _beginning(self, beginning: str) -> dict[str, str | int | None]:
        return {**self._parameters, "beginning": beginning, "behind": beginning + "\x7f"}

    def _occurs_in_kinds(self, lemma: str) -> bool:
        parameters = {**self._parameters, "expression": f'{{title_lemma body_lemma}} : "{lemma}"'}
        return self._connection.execute(OCCURS_IN_KINDS, parameters).fetchone() is not None

    def _letters_alike(self, form: str, mistakes: int) -> list[tuple[str, str]]:
        """(form, lemma) of the spellings whose letters do not rule them out."""
        letters = letter_mask(form)
        return [
            (other, lemma)
            for length in range(len(form) - mistakes, len(form) + mistakes + 1)
            for other, lemma, mask in self._spellings.of(length, self._circles, self._connection)
            if may_be_near(letters, mask, mistakes)
        ]


class KnownSpellings:
    """The spellings of one state of an index file: reading them takes longer than comparing."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, Circles], list[Spelling]] = {}

    def of(self, length: int, circles: Circles, connection: sqlite3.Connection) -> list[Spelling]:
        """The spellings of a length that some circles may have meant."""
        found = self._known.get((length, circles))
        if found is None:
            parameters = {"length": length, "circles": json.dumps([GENERAL_CIRCLE, *circles])}
            found = connection.execute(SPELLINGS, parameters).fetchall()
            self._known[length, circles] = found
        return found


@lru_cache(maxsize=2)
def _known_spellings(path: Path, file: int, changed_at: int) -> KnownSpellings:
    return KnownSpellings()


def spellings_of(path: Path) -> KnownSpellings:
    """Kept until the file is changed or replaced. Raises OSError."""
    state = path.stat()
    return _known_spellings(path, state.st_ino, state.st_mtime_ns)
