"""The program's measures of security, for the record of processing: GDPR art. 30(1)(g), 32."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from portal.inventory.declarations import Words


@dataclass(frozen=True)
class Measure:
    """`described_in`: the page of the documentation that says how, and which tests hold it."""

    text: Words
    described_in: str


MEASURES = (
    Measure(
        _(
            "Content of cases, documents and identities is sealed (AES-256-GCM), each case under "
            "keys of its own; the master keys lie outside the database."
        ),
        "docs/sealing.md",
    ),
    Measure(
        _(
            "Two steps to sign in for everybody with an account; a fresh second factor before an "
            "identity is opened. Sessions end when idle."
        ),
        "docs/sign-in.md",
    ),
    Measure(
        _(
            "Closed by default: every address has its rule. A case is there for its members "
            "alone, for administrators never."
        ),
        "docs/access-matrix.md",
    ),
    Measure(
        _(
            "Every access to a case is recorded, without its content, in a log that shows when it "
            "was changed."
        ),
        "docs/audit.md",
    ),
    Measure(
        _(
            "Documents are cleaned before they are sealed: authors, places and active content are "
            "taken out."
        ),
        "docs/documents.md",
    ),
    Measure(
        _("The public site sets no cookie and keeps nothing of a visit."),
        "docs/public-site.md",
    ),
    Measure(
        _("Drafts, sessions, failed tries and old links are erased by themselves."),
        "docs/operations.md",
    ),
    Measure(
        _("What is promised against whom, and what is not, is written down and tested."),
        "docs/security/threat-model.md",
    ),
)
