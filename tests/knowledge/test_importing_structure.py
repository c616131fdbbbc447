import pytest

from knowledge.importing.reading import read_handbook
from knowledge.importing.structure import (
    BulletList,
    HandbookDocument,
    LawExcerpt,
    NotePlace,
    Paragraph,
    Section,
    Table,
    TableCell,
)
from tests.factories.knowledge import HANDBOOK, double_spaced, garble_carons, read

RULE = " " * 50


def section(document: HandbookDocument, number: str) -> Section:
    return next(section for section in document.walk() if section.number == number)


def numbers(document: HandbookDocument) -> list[str]:
    return [section.number for section in document.walk()]


def test_numbered_headings_become_a_tree() -> None:
    document = read(HANDBOOK)
    assert document.title == "Mali priročnik"
    assert [top.number for top in document.sections] == ["1", "2"]
    assert [child.title for child in document.sections[1].children] == [
        "Tečaj jezika",
        "Iskanje službe",
    ]


def test_headings_are_read_in_a_double_spaced_text_too() -> None:
    document = read(double_spaced("1. Prihod\nOseba pride zjutraj.\n2. Odhod\nGre zvečer."))
    assert [(s.number, s.title) for s in document.walk()] == [("1", "Prihod"), ("2", "Odhod")]


def test_a_title_that_runs_over_two_lines_is_one_title() -> None:
    document = read(double_spaced("1. Delo z osebami po vrnitvi v\n(novo) okolje\nBesedilo je tu."))
    assert document.sections[0].title == "Delo z osebami po vrnitvi v (novo) okolje"


@pytest.mark.parametrize(
    "line",
    ["3 osebe so na poti.", "5. marca pride nova.", "2.5 Odstotka manj", "9. Nekaj povsem drugega"],
)
def test_a_number_that_does_not_continue_the_tree_is_no_heading(line: str) -> None:
    document = read(f"1. Prvi del\n\nBesedilo.\n\n{line}\n\n2. Drugi del\n\nKonec.")
    assert numbers(document) == ["1", "2"]


def test_a_numbered_list_within_a_section_makes_no_headings() -> None:
    document = read(
        "1. Prvi del\n\nBesedilo.\n\n2. Drugi del\n\nKoraki:\n\n1. Pokliči šolo\n2. Vpiši osebo\n"
        "3. Preveri urnik\n\nKonec.\n\n3. Tretji del\n\nBesedilo."
    )
    assert numbers(document) == ["1", "2", "3"]
    assert (
        BulletList(("Pokliči šolo", "Vpiši osebo", "Preveri urnik"), ordered=True)
        in section(document, "2").blocks
    )


@pytest.mark.parametrize("sign", ["-", "•", "–"])
def test_lines_with_a_sign_become_a_list(sign: str) -> None:
    items = f"{sign} brisača,\n{sign} zelo velik zemljevid\nmesta,\n{sign} milo."
    text = f"1. Torba\n\nV njej so:\n\n{items}\n\nTo je vse."
    blocks = section(read(text), "1").blocks
    assert blocks == (
        Paragraph("V njej so:"),
        BulletList(("brisača,", "zelo velik zemljevid mesta,", "milo.")),
        Paragraph("To je vse."),
    )


def test_a_list_goes_on_across_a_page() -> None:
    text = double_spaced("1. Torba\nV njej so:\n- brisača,") + "\n - milo, \n\n- čaj. \n"
    assert section(read(text), "1").blocks[1] == BulletList(("brisača,", "milo,", "čaj."))


def test_a_dash_within_a_sentence_makes_no_list() -> None:
    text = "1. Torba\n\nV torbi je marsikaj dobrega in še več\n– na primer čaj in sveža žemlja."
    assert section(read(text), "1").blocks == (
        Paragraph("V torbi je marsikaj dobrega in še več – na primer čaj in sveža žemlja."),
    )


def test_page_numbers_page_starts_and_running_titles_are_dropped() -> None:
    page = "Glava priročnika\n\n{text}\n\n{number}\n\f"
    text = "".join(
        page.format(text=text, number=number)
        for number, text in enumerate(["1. Začetek\n\nOseba pride in", "se usede. Dobi", "čaj."], 1)
    )
    document, report = read_handbook(text)
    assert section(document, "1").blocks == (Paragraph("Oseba pride in se usede. Dobi čaj."),)
    assert [dropped.kind for dropped in report.dropped].count("page number") == 3
    assert [dropped.kind for dropped in report.dropped].count("running title") == 3


def test_a_table_of_contents_makes_no_sections() -> None:
    text = (
        "1. Začetek ........ 3\n2. Konec ........ 9\n\n1. Začetek\n\nPozdrav.\n\n2. Konec\n\nSlovo."
    )
    document, report = read_handbook(text)
    assert numbers(document) == ["1", "2"]
    assert section(document, "1").blocks == (Paragraph("Pozdrav."),)
    assert len(report.dropped) == 2


def test_a_sentence_that_notes_at_the_foot_of_a_page_split_is_joined() -> None:
    text = (
        double_spaced("1. Hiša1\nOseba si izbere sobo2 in nato poišče pot do")
        + f"\n\n{RULE}\n1 Povzeto po domačem\nredu.\n2 Sob je pet.\n knjižnice. \n\n2. Vrt \n"
    )
    document = read(text)
    assert section(document, "1").blocks == (
        Paragraph("Oseba si izbere sobo[^2] in nato poišče pot do knjižnice."),
    )
    notes = section(document, "1").notes
    assert [(note.number, note.text, note.place) for note in notes] == [
        (1, "Povzeto po domačem redu.", NotePlace.TITLE),
        (2, "Sob je pet.", NotePlace.TEXT),
    ]


def test_notes_that_say_the_same_on_each_page_are_kept() -> None:
    body = "\n\n".join(["to je vrstica sredi strani"] * 4)
    pages = [f"Dan {n} je bil lep{n} in\n\n{body}\n\n{RULE}\n{n} Prav tam.\n" for n in range(1, 5)]
    document = read("1. Hiša \n\n" + " ".join(pages) + " konec. \n")
    assert [note.text for note in section(document, "1").notes] == ["Prav tam."] * 4


def test_a_note_without_a_mark_is_kept_and_reported() -> None:
    text = double_spaced("1. Hiša\nOseba si izbere sobo.") + f"\n\n{RULE}\n1 Sob je pet.\n"
    document, report = read_handbook(text)
    assert [suspicion.reason for suspicion in report.suspicious] == [
        "the mark of this note was not found"
    ]
    assert [(note.text, note.place) for note in section(document, "1").notes] == [
        ("Sob je pet.", NotePlace.UNKNOWN)
    ]


def test_a_year_behind_a_word_is_no_mark() -> None:
    text = double_spaced("1. Hiša\nVprašaj Lipo2 v letu 2012.") + f"\n\n{RULE}\n1 Ena.\n2 Dve.\n"
    assert section(read(text), "1").blocks == (Paragraph("Vprašaj Lipo[^2] v letu 2012."),)


def test_a_word_divided_at_the_end_of_a_line_becomes_whole() -> None:
    text = "1. Šola\n\nUčiteljica je odpr-\nla okno, slovensko-\nangleški slovar leži na mizi."
    assert section(read(text), "1").blocks == (
        Paragraph("Učiteljica je odprla okno, slovensko-angleški slovar leži na mizi."),
    )


def test_paragraphs_of_a_double_spaced_text_end_with_a_short_line() -> None:
    wide = "Zjutraj se zberemo v kuhinji in se pogovorimo o tem, kaj je danes treba narediti,"
    text = double_spaced(f"1. Dan\n{wide}\nin kdo bo kuhal.\n{wide}\nkot vsak dan.")
    assert len(section(read(text), "1").blocks) == 2


def test_a_table_of_points_keeps_its_rows_across_a_page() -> None:
    text = (
        double_spaced(
            "1. Viri\nUvodno besedilo, ki je dovolj dolgo, da je stran široka kakor druge strani.\n"
            "TABELA: Kje iskati pomoč1\nVRSTA VIRA PRIMERI\nDružina in sosedje - teta v mestu,\n"
            "- soseda, ki\nima ključ\nUstanove - knjižnica,"
        )
        + f"\n\n{RULE}\n1 Po zapiskih.\n - center za\n\nsocialno delo \n\n \n\n"
        + double_spaced("Vire dopolnjujemo sproti, ko izvemo za nove možnosti v okolici.")
    )
    document = read(text)
    table = section(document, "1").blocks[1]
    assert isinstance(table, Table)
    assert table.caption == "Kje iskati pomoč[^1]"
    assert table.header == ("VRSTA VIRA", "PRIMERI")
    assert table.rows == (
        (
            TableCell("Družina in sosedje"),
            TableCell(points=("teta v mestu,", "soseda, ki ima ključ")),
        ),
        (TableCell("Ustanove"), TableCell(points=("knjižnica,", "center za socialno delo"))),
    )
    assert section(document, "1").notes[0].place is NotePlace.TABLE
    assert isinstance(section(document, "1").blocks[2], Paragraph)


def test_a_table_drawn_with_bars_is_read() -> None:
    table = section(read(HANDBOOK), "2.2").blocks[1]
    assert isinstance(table, Table)
    assert table.header == ("Korak", "Kdo")
    assert table.rows[0] == (TableCell("oglas"), TableCell("svetovalka"))


def test_a_quoted_article_is_taken_out_with_its_paragraphs_and_points() -> None:
    document = read(HANDBOOK)
    assert section(document, "2.1").blocks == (
        Paragraph(
            "Tečaj poteka dvakrat na teden. O pravici do prevajalca govori 7. člen Zakona o"
            " knjižnicah:"
        ),
        LawExcerpt("Zakon o knjižnicah", "7"),
        Paragraph("Izkaznico uredimo v prvem tednu."),
    )
    (article,) = document.articles
    assert [paragraph.number for paragraph in article.paragraphs] == [1, 2, 3]
    assert article.paragraphs[1].text == "Bralka dobi izkaznico, če:"
    assert article.paragraphs[1].points == (
        "pokaže osebni dokument;",
        "podpiše pristopno izjavo.",
    )
    assert article.paragraphs[2].text == "Izkaznica velja eno leto."


def test_text_behind_the_points_of_a_legal_paragraph_closes_it() -> None:
    text = HANDBOOK.replace(
        "- podpiše pristopno izjavo.\n", "- podpiše pristopno izjavo.\nOtrokom ni treba.\n"
    )
    (article,) = read(text).articles
    assert article.paragraphs[1].closing == "Otrokom ni treba."


def test_the_report_counts_what_was_read() -> None:
    _document, report = read_handbook(HANDBOOK.replace("Tečaj jezika", garble_carons("Tečaj šole")))
    assert report.counts["sections"] == 4
    assert report.counts["notes"] == 1
    assert report.counts["lists"] == 1
    assert report.counts["tables"] == 1
    assert report.counts["legal_paragraphs"] == 3
    assert report.counts["repairs"] == 2


@pytest.mark.parametrize("hyphen", ["-", "\u2010", "\u00ad", ""])
def test_a_word_that_a_line_cut_in_two_is_whole_again(hyphen: str) -> None:
    document, report = read_handbook(f"1. Hiša\n\nV hiši teče pro{hyphen}\njekt za vse.\n")
    assert document.sections[0].plain_text() == "V hiši teče projekt za vse."
    assert report.counts["suspicious"] == 0


def test_a_word_that_stays_cut_is_counted_and_named() -> None:
    _document, report = read_handbook("1. Hiša\n\nV hiši teče pro\u2010 jekt za vse.\n")
    assert report.counts["suspicious"] == 1
    assert [one.detail for one in report.suspicious] == ["pro\u2010 jekt"]


def test_a_hyphen_of_its_own_is_no_cut() -> None:
    _document, report = read_handbook("1. Hiša\n\nTo velja za eno- ali dvodnevne obiske.\n")
    assert report.counts["suspicious"] == 0


def test_two_words_at_a_lines_end_stay_two() -> None:
    document = read("1. Hiša\n\nSvetovalka gre na\npot in pri\nvratih počaka.\n")
    text = document.sections[0].plain_text()
    assert text == "Svetovalka gre na pot in pri vratih počaka."
