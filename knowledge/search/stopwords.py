"""Words that carry no subject, folded to plain letters.

STOP words are dropped from a question. LIGHT words are kept with little weight: verbs and nouns
that people build any question with, and the people that every text here is about.
"""

from pathlib import Path

DATA_FOLDER = Path(__file__).parent / "data"


def word_list(name: str) -> frozenset[str]:
    """The words of a data file; lines that begin with "#" are notes."""
    lines = (DATA_FOLDER / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


SLOVENE_STOP = word_list("stop_words_sl.txt")
SLOVENE_LIGHT = word_list("light_words_sl.txt")
ENGLISH_STOP = word_list("stop_words_en.txt")
