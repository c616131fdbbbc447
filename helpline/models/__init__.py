from helpline.models.change import LineChange
from helpline.models.languages import LanguageHours, LineLanguage
from helpline.models.letter import Letter
from helpline.models.line import Hours, HoursException, OpeningHours, PhoneLine

__all__ = [
    "Hours",
    "HoursException",
    "LanguageHours",
    "Letter",
    "LineChange",
    "LineLanguage",
    "OpeningHours",
    "PhoneLine",
]
