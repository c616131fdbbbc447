from helpline.services.call_backs import (
    CallBackChangedError,
    NotAllowedError,
    call_back_make_step,
    call_back_receive,
    call_backs_erase_outlived,
)
from helpline.services.lines import phone_lines_load

__all__ = [
    "CallBackChangedError",
    "NotAllowedError",
    "call_back_make_step",
    "call_back_receive",
    "call_backs_erase_outlived",
    "phone_lines_load",
]
