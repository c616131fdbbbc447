"""Small documents in own words, and the damage that a PDF's fonts do to them."""

from collections.abc import Callable

from knowledge.importing.structure import HandbookDocument

_SHIFTED = {"č": "é", "š": "Ĥ", "ž": "Ŀ", "Ž": "¼", ",": "ȟ", ".": "Ȣ", "(": "ɉ", ")": "Ɋ"}
_CARONS = str.maketrans("čšžČŠŽ", "ļġģĻĠĢ")


def garble_shifted(text: str) -> str:
    """Small letters 0x60 up, capitals 0x20 down, the rest by the font's own table."""
    return "".join(map(_shift, text))


def _shift(sign: str) -> str:
    if "a" <= sign <= "z":
        return chr(ord(sign) + 0x60)
    if "A" <= sign <= "Z":
        return chr(ord(sign) - 0x20)
    return _SHIFTED.get(sign, sign)


def garble_carons(text: str) -> str:
    return text.translate(_CARONS)


def double_spaced(text: str) -> str:
    """Each line with an empty one below it, as a PDF with wide line spacing comes out."""
    return "\n\n".join(f"{line} " for line in text.strip().splitlines())


def read(text: str) -> HandbookDocument:
    from knowledge.importing.reading import read_handbook

    return read_handbook(text)[0]


Garbler = Callable[[str], str]

HANDBOOK = """\
Mali priročnik

1. Sprejem osebe

Ob prihodu ponudimo čaj in mirno sobo.[^1] Nato skupaj preberemo hišni red.

V torbi za prvi dan so:

- brisača in milo,
- zemljevid mesta,
- telefonska kartica.

[^1]: Soba je na koncu hodnika.

2. Delo

2.1. Tečaj jezika

Tečaj poteka dvakrat na teden. O pravici do prevajalca govori 7. člen Zakona o knjižnicah:

»(1) Knjižnica je odprta vsak dan.

(2) Bralka dobi izkaznico, če:
- pokaže osebni dokument;
- podpiše pristopno izjavo.

(3) Izkaznica velja eno leto.« (Zakon o knjižnicah).

Izkaznico uredimo v prvem tednu.

2.2. Iskanje službe

Življenjepis napišemo skupaj.

| Korak | Kdo |
|---|---|
| oglas | svetovalka |
| prošnja | uporabnica |
"""
