from website.models.base import PublicPage
from website.models.call import CallPage
from website.models.call_back import CallBackPage
from website.models.contact import ContactPage
from website.models.exit_target import ExitTarget
from website.models.home import HomePage
from website.models.letter_form import LetterFormPage
from website.models.phone_safety import PhoneSafetyPage
from website.models.points import RelativesPage, ServicesPage
from website.models.professionals import (
    AnnouncementPage,
    AnnouncementsPage,
    FirstStepsPage,
    ProfessionalPage,
    ProfessionalsPage,
    ProfessionPage,
    ReferralPage,
)
from website.models.recording import Recording
from website.models.rights import RightsPage
from website.models.second_person import SecondPersonTask
from website.models.self_check import SelfCheckPage
from website.models.statements import AccessibilityPage, PrivacyPage, StatementPage
from website.models.suspicion import SuspicionPage
from website.models.translation_state import TranslationState
from website.models.victim import NeutralPage, VictimPage

__all__ = [
    "AccessibilityPage",
    "AnnouncementPage",
    "AnnouncementsPage",
    "CallBackPage",
    "CallPage",
    "ContactPage",
    "ExitTarget",
    "FirstStepsPage",
    "HomePage",
    "LetterFormPage",
    "NeutralPage",
    "PhoneSafetyPage",
    "PrivacyPage",
    "ProfessionPage",
    "ProfessionalPage",
    "ProfessionalsPage",
    "PublicPage",
    "Recording",
    "ReferralPage",
    "RelativesPage",
    "RightsPage",
    "SecondPersonTask",
    "SelfCheckPage",
    "ServicesPage",
    "StatementPage",
    "SuspicionPage",
    "TranslationState",
    "VictimPage",
]
