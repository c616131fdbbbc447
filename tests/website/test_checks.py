import pytest
from pytest_django import Settings

from portal.doors import Door
from website.checks import check_neutral_hosts, check_quick_exit_address


def test_default_way_of_last_resort_is_fine() -> None:
    assert check_quick_exit_address() == []


@pytest.mark.parametrize("url", ["", "http://weather.example/", "https://cms.localhost/", "/away"])
def test_way_of_last_resort_that_leads_nowhere_else_is_refused(
    settings: Settings, url: str
) -> None:
    settings.QUICK_EXIT_URL = url
    assert [message.id for message in check_quick_exit_address()] == ["website.E001"]


@pytest.mark.parametrize(
    ("neutral", "problems"),
    [
        ([], []),
        (["everyday.test"], []),
        (["help-for-victims.test"], ["website.E002"]),
        (["everyday.kljuc.test"], ["website.E002", "website.W001"]),
        (["everyday.organisation.test"], ["website.W001"]),
    ],
)
def test_neutral_name_neither_tells_nor_belongs_to_another_door(
    settings: Settings, neutral: list[str], problems: list[str]
) -> None:
    settings.NEUTRAL_HOSTS = neutral
    settings.DOOR_HOSTS = {
        Door.WWW: ["www.kljuc.test", *neutral],
        Door.PORTAL: ["portal.organisation.test"],
        Door.CMS: ["cms.organisation.test"],
    }
    assert [message.id for message in check_neutral_hosts()] == problems
