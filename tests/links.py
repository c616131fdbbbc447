"""Following links as the people do who get them by mail."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from django.core.mail import EmailMessage
from django.test import Client

from portal.confirmation_words import confirmation_words
from portal.doors import Door
from portal.models import TotpDevice, User
from tests.sign_in import door_client

Commits = Callable[..., AbstractContextManager[list[Callable[[], None]]]]
NEW_PASSPHRASE = "seven quiet herons on the roof"
LINK = re.compile(r"http://portal\.localhost:\d+(/welcome/\S+)")


@contextmanager
def mails_leave(commits: Commits) -> Iterator[None]:
    """Inside a test's transaction nothing is ever committed: lets the mails go all the same."""
    with commits(execute=True):
        yield


def path_in(mail: EmailMessage) -> str:
    found = LINK.search(str(mail.body))
    assert found, mail.body
    return found[1]


def last_link(mailbox: list[EmailMessage]) -> str:
    """The path of the link that was mailed last."""
    return next(path_in(mail) for mail in reversed(mailbox) if LINK.search(str(mail.body)))


def set_passphrase(path: str, passphrase: str = NEW_PASSPHRASE) -> Client:
    """Open a link in a fresh browser and choose a passphrase."""
    client = door_client(Door.PORTAL)
    assert client.get(path).status_code == 200
    answer = client.post(path, {"passphrase": passphrase, "again": passphrase})
    assert (answer.status_code, answer.headers.get("Location")) == (
        302,
        "/welcome/second-factor/",
    ), answer.content.decode()
    return client


def candidate_code(user: User) -> str:
    """The code that the app shows while it is being set up."""
    code = TotpDevice.objects.get(user=user, confirmed=False, last_step=-1).usable_code()
    assert code is not None
    return code


def enrol(client: Client, user: User) -> str:
    """Set up an authenticator app on the page of the second step; the page that follows."""
    assert client.get("/welcome/second-factor/").status_code == 200
    answer = client.post("/welcome/second-factor/", {"code": candidate_code(user)})
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def words_shown_to(user: User) -> str:
    """The two words at the end of the enrolment that waits for a team lead."""
    waiting = [link for link in user.links.all() if link.awaits_confirmation]
    return confirmation_words(waiting[0]) if waiting else ""
