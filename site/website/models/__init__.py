from website.models.base import VictimPage
from website.models.call import CallPage
from website.models.call_back import CallBackPage
from website.models.contact import ContactPage
from website.models.exit_target import ExitTarget
from website.models.home import HomePage
from website.models.phone_safety import PhoneSafetyPage
from website.models.points import RelativesPage, ServicesPage
from website.models.rights import RightsPage
from website.models.self_check import SelfCheckPage

__all__ = [
    "CallBackPage",
    "CallPage",
    "ContactPage",
    "ExitTarget",
    "HomePage",
    "PhoneSafetyPage",
    "RelativesPage",
    "RightsPage",
    "SelfCheckPage",
    "ServicesPage",
    "VictimPage",
]
