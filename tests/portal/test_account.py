from collections.abc import Callable

from portal.doors import Door
from portal.enums import Role
from portal.models import User
from tests.sign_in import door_client, sign_in

People = Callable[..., User]


def test_everybody_sees_her_own_sign_ins_and_devices_and_nobody_elses(person: People) -> None:
    user, other = person(Role.VOLUNTEER), person(Role.VOLUNTEER)
    form = {"username": other.username, "password": "wrong" * 4}
    door_client(Door.PORTAL).post("/sign-in/", form)
    mine = sign_in(user, Door.PORTAL).get("/account/").content.decode()
    theirs = sign_in(other, Door.PORTAL).get("/account/").content.decode()
    assert "zavrnjeno geslo" in theirs
    assert "zavrnjeno geslo" not in mine
    assert "zadnja raba" in mine
