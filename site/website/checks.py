from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ValidationError

from portal.doors import Door
from website.leaving.validators import validate_exit_url
from website.telling_words import telling_word_in


@checks.register()
def check_quick_exit_address(**_kwargs: Any) -> list[checks.CheckMessage]:
    """website.E001: a way of last resort that is not another site's https address."""
    try:
        validate_exit_url(settings.QUICK_EXIT_URL)
    except ValidationError as error:
        return [checks.Error(f"QUICK_EXIT_URL: {' '.join(error.messages)}", id="website.E001")]
    return []


@checks.register()
def check_neutral_hosts(**_kwargs: Any) -> list[checks.CheckMessage]:
    """A neutral host name that tells (website.E002), or whose domain leads to us (website.W001)."""
    ours = {host for door in Door for host in settings.DOOR_HOSTS[door]}
    others = {_domain(host) for host in ours.difference(settings.NEUTRAL_HOSTS)}
    telling = [host for host in settings.NEUTRAL_HOSTS if telling_word_in(host)]
    shared = [host for host in settings.NEUTRAL_HOSTS if _domain(host) in others]
    return [
        *(checks.Error(f"NEUTRAL_HOSTS: {host} tells", id="website.E002") for host in telling),
        *(
            checks.Warning(f"NEUTRAL_HOSTS: {host} has a door's domain", id="website.W001")
            for host in shared
        ),
    ]


def _domain(host: str) -> str:
    """The last two labels: what is mostly bought as one name."""
    return ".".join(host.split(".")[-2:])
