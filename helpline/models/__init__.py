from helpline.models.letter import Letter
from helpline.models.languages import LanguageHours, LineLanguage
from helpline.models.line import Hours, HoursException, OpeningHours, PhoneLine

__all__ = [
    "Letter",
    "Hours",
    "HoursException",
    "LanguageHours",
    "LineLanguage",
    "OpeningHours",
    "PhoneLine",
]
