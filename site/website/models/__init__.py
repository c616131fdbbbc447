from website.models.base import VictimPage
from website.models.contact import ContactPage
from website.models.exit_target import ExitTarget
from website.models.home import HomePage
from website.models.rights import RightsPage

__all__ = ["ContactPage", "ExitTarget", "HomePage", "RightsPage", "VictimPage"]
