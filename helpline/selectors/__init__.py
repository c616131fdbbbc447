from helpline.selectors.changes import (
    LineChangeShown,
    line_changes_waiting,
    numbers_overdue,
    numbers_to_check,
)
from helpline.selectors.contact import (
    HelplineContact,
    helpline_contact,
    helpline_contact_last_known,
)
from helpline.selectors.languages import LanguageOffer, language_offers

__all__ = [
    "HelplineContact",
    "LanguageOffer",
    "LineChangeShown",
    "helpline_contact",
    "helpline_contact_last_known",
    "language_offers",
    "line_changes_waiting",
    "numbers_overdue",
    "numbers_to_check",
]
