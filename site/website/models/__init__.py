from website.models.base import VictimPage
from website.models.call_back import CallBackPage
from website.models.contact import ContactPage
from website.models.home import HomePage
from website.models.rights import RightsPage

__all__ = ["CallBackPage", "ContactPage", "HomePage", "RightsPage", "VictimPage"]
