"""What the desk needs of letters. Every read is recorded before it is handed out."""

import re
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from helpline.enums import LetterKind, LetterState, LetterStep
from helpline.letter_contents import LetterContent, letter_content_unseal
from helpline.models import Letter
from helpline.policies import user_can_make_step, user_can_see_contact
from portal.audit.services import audit_record
from portal.enums import AuditAction
from portal.models import User

# However many come, the desk stays quick; the most urgent are first.
SHOWN_AT_MOST = 100
RECEIPT_CODE = re.compile(r"([0-9a-f]{4})[\s-]?([0-9a-f]{4})", re.IGNORECASE)


@dataclass(frozen=True)
class KindCount:
    """A kind of letter, or all of them, and how many are open."""

    kind: LetterKind | None
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class LetterDesk:
    """The open letters by urgency, and those that were closed but are still kept."""

    kinds: list[KindCount]
    open: list[Letter]
    open_count: int
    closed: list[Letter]

    @property
    def not_shown(self) -> int:
        return self.open_count - len(self.open)


@dataclass(frozen=True)
class WaitingLetters:
    """How many of each kind wait; what the first page of the portal says."""

    call_backs: int
    referrals: int
    suspicions: int
    urgent: int


@dataclass(frozen=True, repr=False)
class OpenedLetter:
    """A letter for one screen; `content` is None once nobody may answer any more."""

    letter: Letter
    content: LetterContent | None
    steps: list[LetterStep]
    is_too_late: bool
    is_hers: bool

    @property
    def template(self) -> str:
        return f"helpline/_{self.letter.kind}.html"


@transaction.atomic
def letter_desk(user: User, kind: LetterKind | None = None) -> LetterDesk:
    """The list of the desk, of one kind or of all; nothing sealed is opened for it."""
    audit_record(actor=user, action=AuditAction.LETTERS_LISTED, subject_kind="person",
                 subject_id=user.pk)  # fmt: skip
    listed = Letter.objects.of_kind(kind).select_related("taken_by").defer("sealed_content")
    closed = listed.filter(state=LetterState.CLOSED).order_by("-closed_at")
    kinds = _kind_counts(kind)
    return LetterDesk(
        kinds=kinds,
        open=list(listed.open().by_urgency()[:SHOWN_AT_MOST]),
        open_count=next(counted.count for counted in kinds if counted.is_chosen),
        closed=list(closed[:SHOWN_AT_MOST]),
    )


def letters_waiting(_user: User) -> WaitingLetters:
    waiting = Letter.objects.waiting(timezone.now()).order_by()
    rows = waiting.values("kind", "is_urgent").annotate(number=Count("pk"))
    counted = {(row["kind"], row["is_urgent"]): row["number"] for row in rows}

    def of(kind: LetterKind) -> int:
        return counted.get((kind, True), 0) + counted.get((kind, False), 0)

    return WaitingLetters(
        call_backs=of(LetterKind.CALL_BACK),
        referrals=of(LetterKind.REFERRAL),
        suspicions=of(LetterKind.SUSPICION),
        urgent=sum(number for (_kind, urgent), number in counted.items() if urgent),
    )


def letter_with_receipt_code(code: str) -> Letter | None:
    """The letter that a sender asks about; None when the code is of no letter that is kept."""
    found = RECEIPT_CODE.fullmatch(code.strip())
    if found is None:
        return None
    digits = "".join(found.groups()).lower()
    return Letter.objects.defer("sealed_content").with_receipt_code(digits).first()


def letter_is_kept(letter_id: uuid.UUID) -> bool:
    return Letter.objects.filter(pk=letter_id).exists()


@transaction.atomic
def letter_open(*, user: User, letter_id: uuid.UUID) -> OpenedLetter | None:
    """A letter with what was written, or None when it is not there (any more).

    Who has not taken it sees no way to reach anybody. Raises SealError when it was changed.
    """
    letter = Letter.objects.select_related("taken_by").filter(pk=letter_id).first()
    if letter is None:
        return None
    audit_record(actor=user, action=AuditAction.LETTER_OPENED, subject_kind=str(letter.kind),
                 subject_id=letter.pk)  # fmt: skip
    return OpenedLetter(
        letter=letter,
        content=_content_for(user, letter),
        steps=[step for step in LetterStep if user_can_make_step(user, letter, step)],
        is_too_late=letter.is_too_late(),
        is_hers=letter.taken_by_id == user.pk,
    )


def _content_for(user: User, letter: Letter) -> LetterContent | None:
    if letter.is_closed or letter.is_too_late():
        return None
    content = letter_content_unseal(letter)
    return content if user_can_see_contact(user, letter) else content.without_contact()


def _kind_counts(chosen: LetterKind | None) -> list[KindCount]:
    rows = Letter.objects.open().order_by().values("kind").annotate(number=Count("pk"))
    counts = {row["kind"]: row["number"] for row in rows}
    return [
        KindCount(None, sum(counts.values()), chosen is None),
        *(KindCount(kind, counts.get(kind, 0), chosen == kind) for kind in LetterKind),
    ]
