from helpline.services.changes import (
    ChangeOutdatedError,
    line_change_approve,
    line_change_propose,
    line_change_refuse,
    line_change_withdraw,
    number_check,
)
from helpline.services.letters import (
    LetterChangedError,
    NotAllowedError,
    letter_make_step,
    letter_receive,
    letters_erase_outlived,
)
from helpline.services.lines import phone_lines_load

__all__ = [
    "ChangeOutdatedError",
    "LetterChangedError",
    "NotAllowedError",
    "letter_make_step",
    "letter_receive",
    "letters_erase_outlived",
    "line_change_approve",
    "line_change_propose",
    "line_change_refuse",
    "line_change_withdraw",
    "number_check",
    "phone_lines_load",
]
