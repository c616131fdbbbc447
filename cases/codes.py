"""Random case codes: six characters and a check character, derived from nothing."""

import secrets

# 28 characters: none that look or sound alike, no vowels that could spell a word.
ALPHABET = "23456789BCDFGHJKLMNPQRSTVWXZ"
RANDOM_CHARACTERS = 6


def case_code_new() -> str:
    """A fresh code, e.g. `7KX4MPD`; unique only once the database has accepted it."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_CHARACTERS))
    return body + check_character(body)


def case_code_is_valid(code: str) -> bool:
    if len(code) != RANDOM_CHARACTERS + 1 or any(char not in ALPHABET for char in code):
        return False
    return code[-1] == check_character(code[:-1])


def check_character(body: str) -> str:
    """Luhn mod N: finds every single wrong character, and nearly every swap of neighbours."""
    size = len(ALPHABET)
    total = 0
    for place, char in enumerate(reversed(body)):
        value = ALPHABET.index(char) * (2 if place % 2 == 0 else 1)
        total += value // size + value % size
    return ALPHABET[-total % size]
