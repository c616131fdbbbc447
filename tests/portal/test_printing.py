"""What makes PDF for every part of the project: few at once, with the project's own fonts."""

import io
from typing import Any

import pikepdf
import pypdfium2
import pytest

from portal.printing.pdf import pdf_of
from portal.printing.turns import TURNS, PrintingBusyError, printing_turn

# A sentence of everyday words in each of the scripts of the sixteen public languages.
SCRIPTS = {
    "sl": ("Noto-Sans", "Čakam, žal šele zdaj: đak, ćuk."),
    "ro": ("Noto-Sans", "Mâine și țara în câmp."),
    "sq": ("Noto-Sans", "Është e lehtë, çdo ditë."),
    "uk": ("Noto-Sans", "Її ґанок і щастя, є що."),
    "mk": ("Noto-Sans", "Ѓорѓи и ќе љуби џвер њива."),
    "ar": ("Noto-Sans-Arabic", "أنتم تقررون ما تقولون."),
    "hi": ("Noto-Sans-Devanagari", "आप हमें फ़ोन कर सकते हैं।"),
    "ne": ("Noto-Sans-Devanagari", "तपाईं हामीलाई फोन गर्न सक्नुहुन्छ।"),
    "bn": ("Noto-Sans-Bengali", "আপনি আমাদের ফোন করতে পারেন।"),
    "zh-hans": ("Noto-Sans-SC", "您可以给我们打电话。"),
}
PAGE = (
    '<html lang="{}"><title>x</title><link rel="stylesheet" href="kljuc-print:fonts.css">'
    '<p style="font-family: Noto Sans, {}">{}'
)


@pytest.mark.pango
@pytest.mark.parametrize("language", SCRIPTS)
def test_each_script_of_the_public_languages_has_a_font_of_the_project(language: str) -> None:
    font, words = SCRIPTS[language]
    content = pdf_of(PAGE.format(language, font.replace("-", " "), words))
    with pikepdf.open(io.BytesIO(content)) as document:
        fonts = {
            str(each.BaseFont).rpartition("+")[2].lstrip("/"): each
            for each in document.pages[0].Resources.Font.values()
        }
    assert font in fonts
    assert set(fonts) <= {font, "Noto-Sans"}
    text = pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range()
    assert text.strip()
    assert "\ufffd" not in text


def test_a_turn_is_given_back_when_the_work_fails(settings: Any) -> None:
    settings.PDF_PATIENCE_SECONDS = 0.01
    for _each in range(settings.PDF_AT_ONCE + 1):
        with pytest.raises(ValueError, match="broken"), printing_turn():
            raise ValueError("broken")
    with printing_turn():
        pass


def test_who_waits_too_long_for_a_turn_is_told_so(settings: Any) -> None:
    settings.PDF_PATIENCE_SECONDS = 0.01
    taken = [TURNS.acquire(blocking=False) for _each in range(settings.PDF_AT_ONCE)]
    assert all(taken)
    try:
        with pytest.raises(PrintingBusyError), printing_turn():
            pass
    finally:
        for _each in taken:
            TURNS.release()
    with printing_turn():
        pass
