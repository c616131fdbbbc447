"""What every engine must do; a second engine's tests inherit the same class."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from knowledge.search.documents import DocumentKind, SearchDocument
from knowledge.search.engine import SearchAnswer, SearchEngine, SearchUnavailableError
from knowledge.search.thesaurus import Language, Thesaurus, entry_of, general_thesaurus
from tests.search.documents import DOCUMENTS, RESTRICTED

HOSTILE_QUESTIONS = [
    "",
    "   ",
    '"',
    "'; DROP TABLE documents; --",
    'tečaj" OR "zaposlitev',
    "AND OR NOT NEAR * ( ) ^ : -",
    "title_lemma : tecaj",
    "NEAR(tečaj zaposlitev, 5)",
    "tečaj\x00zaposlitev",
    "\x00",
    "🙂🙃 ❤",
    "../../etc/passwd",
    "%s %(x)s {0} <script>alert(1)</script>",
    "تصريح الإقامة",
    "a" * 10_000,
    "tečaj " * 2_000,
    "1/" * 500,
    "99999999999999999999/88",
    "50.50.50.50.50.50.50",
]


# What each of them may read of the documents below; nobody has no role.
READERS = {
    "nobody": frozenset[str](),
    "volunteer": frozenset({"volunteer"}),
    "counsellor": frozenset({"counsellor"}),
    "team lead": frozenset({"team_lead"}),
}
FOR_COUNSELLORS = SearchDocument(
    key="8",
    kind=DocumentKind.SECTION,
    number="8",
    title="Pogovor z družino",
    url="/knowledge/handbook/vzorec/8/",
    text="Svetovalka se z družino pogovori o šolnini.",
    restricted_to=frozenset({"counsellor", "team_lead"}),
)
CLOSED = [
    SearchDocument(
        key="20",
        kind=DocumentKind.SECTION,
        number="20",
        title="Gospa Zapolitev",
        url="/knowledge/handbook/vzorec/20/",
        text="Zapolitev in Pvogodnik sta programerka in neplačnik; nepočitek, tečajnik in slovenec"
        " so tečjai. Prebivanjka ima šolnino. Delodajlec je course interpretor.",
        restricted_to=frozenset({"team_lead"}),
    ),
    SearchDocument(
        key="21/1",
        kind=DocumentKind.LAW,
        number="7/9",
        title="7. člen, 9. odstavek",
        url="/knowledge/law/vzorcni-zakon/7/#odst-9",
        text="Tečaj, zaposlitev, dovoljenje in začasno prebivanje. " * 3,
        path=("Zakon o fagotnikih",),
        restricted_to=frozenset({"team_lead"}),
    ),
]
# Words that a closed document holds, or is one letter away from, or that begin as one of its does.
TELLING = [
    "zapolitev",  # corrected to "zaposlitev", or known
    "zaplitev",
    "pvogodnik",
    "pogodniku",
    "tečjai",  # a mistake that is a word of a closed text
    "prebivanjka",
    "delodajlec",
    "programerka",  # found by its first five letters, or by its stem
    "tečajnica",
    "neplačnik",
    "nepočitek",  # read as "brez počitka", or known
    "zacasno prebivanj",
    "tečaj ali zaposlitev",
    "7. člen",
    "fagotnik",
    "interpretor",
    "course for the interpretor",
    "teč",
    "zap",
    "pre",
    "šoln",
    "20",
]


def everything(engine: SearchEngine, audiences: frozenset[str]) -> dict[str, object]:
    """All that an engine says to a reader about each of the telling words, scores and all."""
    thesaurus = general_thesaurus()

    def answered(word: str, **options: object) -> SearchAnswer:
        return replace(answer(engine, word, audiences=audiences, **options), number=0)

    options = {"thesaurus": thesaurus, "audiences": audiences}
    return {
        word: (
            answered(word),
            answered(word, exact=True),
            answered(word, kinds={DocumentKind.LAW}, limit=1),
            engine.suggest(word, **options),  # type: ignore[arg-type]
            engine.suggest(word, kinds={DocumentKind.SECTION}, **options),  # type: ignore[arg-type]
            engine.explain(word, **options),  # type: ignore[arg-type]
        )
        for word in TELLING
    }


def numbers(engine: SearchEngine, question: str, **options: object) -> list[str]:
    hits = engine.search(question, thesaurus=general_thesaurus(), **options).hits  # type: ignore[arg-type]
    return [hit.number for hit in hits]


def answer(engine: SearchEngine, question: str, **options: object) -> SearchAnswer:
    return engine.search(question, thesaurus=general_thesaurus(), **options)  # type: ignore[arg-type]


def corrections(engine: SearchEngine, question: str, **options: object) -> list[tuple[str, str]]:
    found = answer(engine, question, **options).corrections
    return [(one.typed, one.read_as) for one in found]


def suggestions(engine: SearchEngine, text: str, **options: object) -> list[str]:
    """Places by their number, words by their text."""
    found = engine.suggest(text, thesaurus=general_thesaurus(), **options)  # type: ignore[arg-type]
    return [one.number or one.text for one in found]


def change(
    engine: SearchEngine, documents: Iterable[SearchDocument] = (), gone: Iterable[str] = ()
) -> None:
    """The next change, as it is told to an engine that knows all before it."""
    known = engine.state().number
    assert engine.change(documents, gone, since=known, number=known + 1)


class EngineContract:
    @pytest.fixture
    def engine(self) -> SearchEngine:
        raise NotImplementedError

    @pytest.fixture
    def filled(self, engine: SearchEngine) -> SearchEngine:
        engine.rebuild(DOCUMENTS)
        return engine

    def test_without_an_index_it_says_so(self, engine: SearchEngine) -> None:
        assert not engine.is_healthy()
        with pytest.raises(SearchUnavailableError):
            numbers(engine, "tečaj")
        with pytest.raises(SearchUnavailableError):
            suggestions(engine, "teč")
        with pytest.raises(SearchUnavailableError):
            engine.explain("tečaj", thesaurus=general_thesaurus())
        with pytest.raises(SearchUnavailableError):
            engine.change(DOCUMENTS, (), since=0, number=1)

    def test_a_rebuild_makes_it_healthy_and_counts_documents(self, engine: SearchEngine) -> None:
        assert engine.rebuild(DOCUMENTS) == len(DOCUMENTS)
        assert engine.is_healthy()

    @pytest.mark.parametrize(
        ("question", "number"),
        [
            ("tečaju slovenščine", "1"),
            ("tecaj slovenscine", "1"),
            ("tečaj slovenščien", "1"),
            ("Kje najdemo tečaje?", "1"),
            ("zaposlitvami", "2"),
            ("služba", "2"),
            ("zapsolitev", "2"),
            ("job search", "2"),
            ("izgorelost", "2.1"),
            ("burnout", "2.1"),
            ("zacasno prebivanj", "7/1"),
            ("How long is a residence permit valid?", "7/1"),
            ("interpreter", "7/2"),
        ],
    )
    def test_the_right_answer_comes_first(
        self, filled: SearchEngine, question: str, number: str
    ) -> None:
        assert numbers(filled, question)[0] == number

    @pytest.mark.parametrize(
        ("question", "number"),
        [("7/2", "7/2"), ("2. odstavek 7. člena", "7/2"), ("2.1", "2.1")],
    )
    def test_a_place_is_found_by_its_number(
        self, filled: SearchEngine, question: str, number: str
    ) -> None:
        assert numbers(filled, question)[0] == number

    def test_an_article_brings_its_paragraphs_in_order(self, filled: SearchEngine) -> None:
        assert numbers(filled, "7. člen")[:2] == ["7/1", "7/2"]

    def test_a_hit_carries_what_a_screen_needs(self, filled: SearchEngine) -> None:
        hit = filled.search("izgorevanje", thesaurus=general_thesaurus()).hits[0]
        assert (hit.key, hit.kind, hit.number) == ("3", DocumentKind.SECTION, "2.1")
        assert hit.title == "Skrb za svetovalke"
        assert hit.url == "/knowledge/handbook/vzorec/2.1/"
        assert hit.path == ("Iskanje zaposlitve",)
        assert hit.score > 0
        assert "".join(part.text for part in hit.passages[0]) == DOCUMENTS[2].text
        assert "Izgorevanje" in [part.text for part in hit.passages[0] if part.is_match]

    @pytest.mark.parametrize(
        ("question", "is_as_asked"),
        [
            ("začasno prebivanje", True),
            ("zacasno prebivanj", True),
            ("dovoljenje za začasno prebivanje", True),
            ("dovoljenje in začasno prebivanje", True),  # stop words do not count
            ("prebivanje začasno", False),
            ("dovoljenje prebivanje", False),
            ("prebivanje", False),
            ("začasno prebivanje pogodba", False),
            ("začasno bivanje", False),  # a synonym
            ("Kako dolgo velja dovoljenje za začasno prebivanje?", False),
        ],
    )
    def test_a_hit_says_whether_the_words_stand_in_it_as_they_were_asked(
        self, filled: SearchEngine, question: str, is_as_asked: bool
    ) -> None:
        found = {hit.number: hit.is_as_asked for hit in answer(filled, question).hits}
        assert found["7/1"] is is_as_asked

    def test_scores_fall_and_the_limit_holds(self, filled: SearchEngine) -> None:
        hits = filled.search("tečaj in zaposlitev", thesaurus=general_thesaurus()).hits
        assert len(hits) >= 2
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        assert numbers(filled, "tečaj in zaposlitev", limit=1) == [hits[0].number]

    def test_kinds_narrow_the_search(self, filled: SearchEngine) -> None:
        assert "7/1" in numbers(filled, "dovoljenje ali tečaj")
        found = numbers(filled, "dovoljenje ali tečaj", kinds={DocumentKind.SECTION})
        assert found
        assert not [number for number in found if "/" in number]

    def test_a_word_that_stands_nowhere_finds_nothing(self, filled: SearchEngine) -> None:
        assert numbers(filled, "kvantna kromodinamika") == []

    def test_restricted_documents_are_for_their_audience_only(self, engine: SearchEngine) -> None:
        engine.rebuild([*DOCUMENTS, RESTRICTED])
        assert numbers(engine, "vlom", audiences={"team_lead", "editor"}) == ["9"]
        assert numbers(engine, "vlom", audiences=None) == ["9"]
        assert numbers(engine, "vlom", audiences={"volunteer"}) == []
        assert numbers(engine, "vlom") == []
        assert numbers(engine, "9.") == []

    @pytest.mark.parametrize(
        ("question", "typed", "read_as"),
        [
            ("tečaj slovenščien", "slovenščien", "slovenščine"),
            ("Zapsolitev", "Zapsolitev", "zaposlitve"),
            ("zacasno prebivanj", "prebivanj", "prebivanje"),
            ("interprter for the course", "interprter", "interpreter"),
        ],
    )
    def test_a_correction_shows_the_word_as_the_texts_write_it(
        self, filled: SearchEngine, question: str, typed: str, read_as: str
    ) -> None:
        assert corrections(filled, question) == [(typed, read_as)]

    def test_beside_a_correction_the_other_words_have_the_accents_of_the_texts(
        self, filled: SearchEngine
    ) -> None:
        found = answer(filled, "zacasno prebivanj")
        assert [(one.typed, one.read_as) for one in found.spellings] == [("zacasno", "začasno")]
        assert answer(filled, "zacasno prebivanje").spellings == ()
        assert answer(filled, "začasno prebivanj").spellings == ()

    def test_accents_do_not_tell_of_a_restricted_document(self, engine: SearchEngine) -> None:
        engine.rebuild([*DOCUMENTS, RESTRICTED])
        question, lead = "kljucavnice slovenščien", {"team_lead"}
        assert answer(engine, question, audiences=lead).spellings[0].read_as == "ključavnice"
        assert answer(engine, question, audiences={"volunteer"}).spellings == ()
        assert "Ključavnice slovenščine" in suggestions(engine, "Kljucavnice slov", audiences=lead)
        assert "Kljucavnice slovenščine" in suggestions(
            engine, "Kljucavnice slov", audiences={"volunteer"}
        )

    def test_a_word_that_was_understood_is_no_correction(self, filled: SearchEngine) -> None:
        assert corrections(filled, "zacasnega prebivanja, tečaju") == []

    def test_an_exact_search_takes_words_as_they_are_typed(self, filled: SearchEngine) -> None:
        assert numbers(filled, "zapsolitev") == ["2", "2.1"]
        assert numbers(filled, "zapsolitev", exact=True) == []
        assert corrections(filled, "zapsolitev", exact=True) == []
        assert numbers(filled, "tečajih", exact=True) == ["1"]

    def test_totals_count_by_kind_whatever_is_shown(self, filled: SearchEngine) -> None:
        question = "dovoljenje, tolmačenje ali tečaj"
        everything = answer(filled, question)
        assert everything.totals == {DocumentKind.SECTION: 1, DocumentKind.LAW: 2}
        assert len(everything.hits) == 3
        narrowed = answer(filled, question, kinds={DocumentKind.LAW}, limit=1)
        assert len(narrowed.hits) == 1
        assert narrowed.totals == everything.totals

    def test_totals_count_a_place_that_is_named(self, filled: SearchEngine) -> None:
        assert answer(filled, "7. člen").totals == {DocumentKind.LAW: 2}
        assert answer(filled, "kromodinamika").totals == {}

    def test_nothing_tells_of_a_restricted_document(self, engine: SearchEngine) -> None:
        engine.rebuild([*DOCUMENTS, RESTRICTED])
        lead, volunteer = {"team_lead"}, {"volunteer"}
        assert answer(engine, "vlom", audiences=lead).totals == {DocumentKind.SECTION: 1}
        assert answer(engine, "vlom", audiences=volunteer).totals == {}
        assert corrections(engine, "ključavnca", audiences=lead) == [("ključavnca", "ključavnice")]
        assert corrections(engine, "ključavnca", audiences=volunteer) == []
        for typed, found in [("post", "9"), ("9", "9"), ("hišn", "hišnik")]:
            assert found in suggestions(engine, typed, audiences=lead)
            assert found in suggestions(engine, typed, audiences=None)
            assert found not in suggestions(engine, typed, audiences=volunteer)
            assert found not in suggestions(engine, typed)
        thesaurus = general_thesaurus()
        explained = engine.explain("hišnik", thesaurus=thesaurus, audiences=lead)
        assert "hišnik" in explained[0].alternatives
        explained = engine.explain("hišnik", thesaurus=thesaurus, audiences=volunteer)
        assert "hišnik" not in explained[0].alternatives

    def test_answers_are_the_same_whether_or_not_there_are_documents_a_reader_may_not_read(
        self, engine: SearchEngine
    ) -> None:
        engine.rebuild([*DOCUMENTS, FOR_COUNSELLORS])
        before = {name: everything(engine, roles) for name, roles in READERS.items()}
        engine.rebuild([DOCUMENTS[0], *CLOSED, *DOCUMENTS[1:], FOR_COUNSELLORS])
        after = {name: everything(engine, roles) for name, roles in READERS.items()}
        for name in ("nobody", "volunteer", "counsellor"):
            assert after[name] == before[name], name
        # Each of the words that were asked is one that tells, to who may be told.
        told = {one for one, seen in after["team lead"].items() if seen != before["team lead"][one]}
        assert told == set(TELLING)
        # And the counsellor reads more than the volunteer: hers are not the answers of nobody.
        assert before["counsellor"] != before["volunteer"]

    def test_answers_are_the_same_when_a_closed_document_comes_and_goes(
        self, filled: SearchEngine
    ) -> None:
        before = everything(filled, READERS["volunteer"])
        lead = everything(filled, READERS["team lead"])
        change(filled, CLOSED)
        assert everything(filled, READERS["volunteer"]) == before
        assert everything(filled, READERS["team lead"]) != lead
        change(filled, gone=[document.key for document in CLOSED])
        assert everything(filled, READERS["volunteer"]) == before
        assert everything(filled, READERS["team lead"]) == lead

    def test_a_document_that_is_closed_tells_no_more_to_who_read_it(
        self, filled: SearchEngine
    ) -> None:
        change(filled, gone=["3"])
        without = everything(filled, READERS["volunteer"])
        change(filled, [DOCUMENTS[2]])
        assert everything(filled, READERS["volunteer"]) != without
        change(filled, [replace(DOCUMENTS[2], restricted_to=frozenset({"team_lead"}))])
        assert everything(filled, READERS["volunteer"]) == without

    @pytest.mark.parametrize(
        ("typed", "number"),
        [
            ("isk", "2"),
            ("iskanje zaposlitv", "2"),
            ("Iskanja zap", "2"),
            ("za svetov", "2.1"),
            ("učenje jezika ", "1"),
            ("2.", "2"),
            ("2.1", "2.1"),
            ("7/2", "7/2"),
            ("7. člen", "7/1"),
        ],
    )
    def test_a_place_is_suggested_by_title_or_number(
        self, filled: SearchEngine, typed: str, number: str
    ) -> None:
        assert suggestions(filled, typed)[0] == number

    def test_a_suggested_place_carries_what_a_screen_needs(self, filled: SearchEngine) -> None:
        place = filled.suggest("skrb", thesaurus=general_thesaurus())[0]
        assert (place.number, place.text) == ("2.1", "Skrb za svetovalke")
        assert (place.kind, place.path) == (DocumentKind.SECTION, ("Iskanje zaposlitve",))
        assert place.url == "/knowledge/handbook/vzorec/2.1/"

    @pytest.mark.parametrize(
        ("typed", "question"),
        [
            ("slovensc", "slovenščine"),
            ("zacasno preb", "začasno prebivanje"),
            ("Zacasno  preb", "Začasno  prebivanje"),
            ("zacasna preb", "zacasna prebivanje"),
            ("tečaj slovenš", "tečaj slovenščine"),
            ("Kdo sklene pogod", "Kdo sklene pogodbo"),
            ("burno", "burnout"),
        ],
    )
    def test_words_are_completed_with_the_accents_of_the_texts(
        self, filled: SearchEngine, typed: str, question: str
    ) -> None:
        assert question in suggestions(filled, typed)
        place = filled.suggest(typed, thesaurus=general_thesaurus())[-1]
        assert (place.url, place.kind) == ("", None)

    def test_one_word_is_suggested_once(self, filled: SearchEngine) -> None:
        assert suggestions(filled, "teča") == ["tečaj"]

    def test_a_word_in_its_full_length_is_not_suggested(self, filled: SearchEngine) -> None:
        assert "počitka" in suggestions(filled, "počitk")
        assert suggestions(filled, "počitka") == []

    def test_suggestions_keep_to_limit_and_kind(self, filled: SearchEngine) -> None:
        assert suggestions(filled, "7") == ["7/1", "7/2"]
        assert suggestions(filled, "7", limit=1) == ["7/1"]
        assert suggestions(filled, "7", kinds={DocumentKind.SECTION}) == []
        assert "dovoljenje" in suggestions(filled, "dovo")
        assert "dovoljenje" not in suggestions(filled, "dovo", kinds={DocumentKind.SECTION})

    def test_a_deleted_document_is_not_suggested(self, filled: SearchEngine) -> None:
        assert suggestions(filled, "skrb")[0] == "2.1"
        assert "počitka" in suggestions(filled, "počit")
        change(filled, gone=["3"])
        assert suggestions(filled, "skrb") == []
        assert "počitka" not in suggestions(filled, "počit")

    def test_it_explains_what_a_word_is_searched_as(self, filled: SearchEngine) -> None:
        thesaurus = general_thesaurus().extended([entry_of("kšeft", "pogodba", Language.SLOVENE)])
        [expansion] = filled.explain("kšefti", thesaurus=thesaurus)
        assert expansion.word == "ksefti"
        assert expansion.alternatives == ("pogodbo",)

    def test_an_update_replaces_a_document(self, filled: SearchEngine) -> None:
        assert "1" in numbers(filled, "tečaj")
        changed = replace(DOCUMENTS[0], title="Kuhanje", text="Kuhamo v skupni kuhinji.")
        change(filled, [changed])
        assert numbers(filled, "kuhinja") == ["1"]
        assert "1" not in numbers(filled, "slovenščina")

    def test_an_update_adds_a_document(self, filled: SearchEngine) -> None:
        assert numbers(filled, "ključavnica", audiences=None) == []
        change(filled, [RESTRICTED])
        assert numbers(filled, "ključavnica", audiences=None) == ["9"]

    def test_a_deleted_document_is_gone(self, filled: SearchEngine) -> None:
        assert "2.1" in numbers(filled, "izgorevanje")
        change(filled, gone=["3", "unknown"])
        assert "2.1" not in numbers(filled, "izgorevanje")

    def test_deleting_a_key_takes_what_is_below_it(self, filled: SearchEngine) -> None:
        assert {"7/1", "7/2"} <= set(numbers(filled, "7. člen"))
        change(filled, gone=["4"])
        assert numbers(filled, "7. člen") == []
        assert numbers(filled, "tečaj") != []

    def test_what_is_written_stays_when_its_key_goes_in_the_same_change(
        self, filled: SearchEngine
    ) -> None:
        """An article published again: its documents are below a key that has none of its own."""
        before = numbers(filled, "7. člen")
        assert before == ["7/1", "7/2"]
        change(filled, DOCUMENTS[3:5], gone=["4"])
        assert numbers(filled, "7. člen") == before
        assert numbers(filled, "začasno prebivanje")[0] == "7/1"
        assert filled.state().documents == len(DOCUMENTS)

    def test_what_is_not_written_again_goes_with_its_key(self, filled: SearchEngine) -> None:
        """An article published with fewer paragraphs, and one that is new."""
        assert "7/2" in numbers(filled, "tolmačenje")
        added = replace(DOCUMENTS[4], key="4/3", number="7/3", text="Prevajanje se plača.")
        change(filled, [DOCUMENTS[3], added], gone=["4"])
        assert numbers(filled, "7. člen") == ["7/1", "7/3"]
        assert "7/2" not in numbers(filled, "tolmačenje")
        assert filled.state().documents == len(DOCUMENTS)

    def test_a_section_stays_when_the_one_above_it_goes_in_the_same_change(
        self, filled: SearchEngine
    ) -> None:
        assert {"2", "2.1"} <= set(numbers(filled, "zaposlitev"))
        change(filled, [replace(DOCUMENTS[2], path=())], gone=["2", "3"])
        assert numbers(filled, "izgorevanje") == ["2.1"]
        assert "2" not in numbers(filled, "zaposlitev")
        assert filled.state().documents == len(DOCUMENTS) - 1

    def test_a_key_does_not_take_along_another_that_begins_like_it(
        self, filled: SearchEngine
    ) -> None:
        change(filled, [replace(RESTRICTED, key="40", restricted_to=frozenset())])
        assert numbers(filled, "vlom") == ["9"]
        change(filled, [DOCUMENTS[3]], gone=["4"])
        assert numbers(filled, "vlom") == ["9"]
        assert numbers(filled, "7. člen") == ["7/1"]

    def test_a_rebuild_forgets_what_is_no_longer_there(self, filled: SearchEngine) -> None:
        assert numbers(filled, "izgorevanje") != []
        filled.rebuild([document for document in DOCUMENTS if document.key != "3"])
        assert "2.1" not in numbers(filled, "izgorevanje")

    def test_a_rebuild_shows_its_progress(self, engine: SearchEngine) -> None:
        seen: list[tuple[int, int]] = []
        engine.rebuild(DOCUMENTS, lambda done, total: seen.append((done, total)))
        assert seen[-1] == (len(DOCUMENTS), len(DOCUMENTS))

    def test_an_empty_index_answers(self, engine: SearchEngine) -> None:
        engine.rebuild([])
        assert engine.is_healthy()
        assert numbers(engine, "tečaj") == []

    def test_the_editors_synonyms_count_at_once(self, filled: SearchEngine) -> None:
        assert numbers(filled, "kšeft") == []
        thesaurus = Thesaurus((entry_of("kšeft", "zaposlitev", Language.SLOVENE),), Thesaurus())
        hits = filled.search("kšeftu", thesaurus=thesaurus).hits
        assert hits[0].number == "2"

    @pytest.mark.parametrize("question", HOSTILE_QUESTIONS)
    def test_a_hostile_question_breaks_nothing(self, filled: SearchEngine, question: str) -> None:
        assert isinstance(numbers(filled, question), list)
        assert isinstance(numbers(filled, question, exact=True), list)
        assert isinstance(suggestions(filled, question), list)
        assert isinstance(filled.explain(question, thesaurus=general_thesaurus()), tuple)
        assert numbers(filled, "tečaj")[0] == "1"
