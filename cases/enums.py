from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CaseStatus(models.TextChoices):
    INQUIRY = "inquiry", _("inquiry")
    # Elsewhere "closed" is said of accounts and of opening hours.
    CLOSED = "closed", pgettext_lazy("case", "closed")


class MemberPart(models.TextChoices):
    OWNER = "owner", _("owner")


class KeyPurpose(models.TextChoices):
    """What a key of a case opens. Who the person is lies under a key apart."""

    CONTENT = "content", _("content")
    IDENTITY = "identity", _("identity")


class IdentityReason(models.TextChoices):
    """What an identity is opened for; the code goes into the audit log, which holds no text."""

    CONTACT = "contact", _("getting in touch with the person")
    HEALTH = "health", _("help by a doctor or in a hospital")
    PAPERS = "papers", _("personal documents or a residence permit")
    PROCEEDINGS = "proceedings", _("proceedings at the police, an authority or a court")
    DANGER = "danger", _("danger to life or health")
    CORRECTION = "correction", _("adding or correcting the record")


class KeyRecipient(models.TextChoices):
    """Whose key a case key is wrapped for; keys per person can be added as rows."""

    MASTER = "master", _("master key")
