"""What the record of processing needs and only the organisation can say; nothing is invented."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.inventory.declarations import Words


@dataclass(frozen=True)
class OrganisationFact:
    """`setting`: the variable of the environment that it is read from."""

    setting: str
    label: Words

    @property
    def is_set(self) -> bool:
        return bool(settings.RECORD_OF_PROCESSING[self.setting])

    @property
    def text(self) -> str:
        """What was set, or that it is not and which variable sets it."""
        if self.is_set:
            return str(settings.RECORD_OF_PROCESSING[self.setting])
        return _("not set: %(setting)s") % {"setting": self.setting}


# GDPR art. 30(1)(a).
CONTROLLER = (
    OrganisationFact("CONTROLLER_NAME", gettext_lazy("Controller")),
    OrganisationFact("CONTROLLER_CONTACT", gettext_lazy("Contact details of the controller")),
    OrganisationFact("JOINT_CONTROLLERS", gettext_lazy("Joint controllers")),
    OrganisationFact("CONTROLLER_REPRESENTATIVE", gettext_lazy("Representative")),
    OrganisationFact("DATA_PROTECTION_OFFICER", gettext_lazy("Data protection officer")),
)
# Art. 30(1)(d) and (e), for all activities together.
RECIPIENTS = OrganisationFact("DATA_RECIPIENTS", gettext_lazy("Categories of recipients"))
TRANSFERS = OrganisationFact(
    "THIRD_COUNTRY_TRANSFERS", gettext_lazy("Transfers to third countries, with their safeguards")
)
ORGANISATION_FACTS = (*CONTROLLER, RECIPIENTS, TRANSFERS)


def facts_not_set() -> list[str]:
    """The variables that are still empty, in the order of the record."""
    return [fact.setting for fact in ORGANISATION_FACTS if not fact.is_set]
