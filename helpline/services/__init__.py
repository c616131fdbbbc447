from helpline.services.letters import (
    LetterChangedError,
    NotAllowedError,
    letter_make_step,
    letter_receive,
    letters_erase_outlived,
)
from helpline.services.lines import phone_lines_load

__all__ = [
    "LetterChangedError",
    "NotAllowedError",
    "letter_make_step",
    "letter_receive",
    "letters_erase_outlived",
    "phone_lines_load",
]
