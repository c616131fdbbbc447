from helpline.models.call_back import CallBack
from helpline.models.languages import LanguageHours, LineLanguage
from helpline.models.line import Hours, HoursException, OpeningHours, PhoneLine

__all__ = [
    "CallBack",
    "Hours",
    "HoursException",
    "LanguageHours",
    "LineLanguage",
    "OpeningHours",
    "PhoneLine",
]
