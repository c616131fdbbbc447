import pytest
from pytest_django import Settings

from website.checks import check_quick_exit_addresses


def test_default_ways_out_are_fine() -> None:
    assert check_quick_exit_addresses() == []


@pytest.mark.parametrize(
    "urls",
    [
        {"": "http://weather.example/"},
        {"": "javascript:alert(1)"},
        {"": "https://localhost/"},
        {"": "https://cms.localhost/"},
        {"sl": "https://weather.example/"},
        {"": "https://weather.example/", "ar": "/away"},
    ],
)
def test_way_out_that_leads_nowhere_else_is_refused(
    settings: Settings, urls: dict[str, str]
) -> None:
    settings.QUICK_EXIT_URL = urls
    assert [message.id for message in check_quick_exit_addresses()] == ["website.E001"]


def test_way_out_of_the_language_wins(settings: Settings) -> None:
    from website.selectors import quick_exit_url

    settings.QUICK_EXIT_URL = {"": "https://a.example/", "ar": "https://b.example/"}
    assert quick_exit_url("ar") == "https://b.example/"
    assert quick_exit_url("sl") == "https://a.example/"
