"""What the address may be to which "Leave this page" leads."""

import ipaddress
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from portal.doors import Door
from website.telling_words import telling_word_in

HTTPS_PORT = 443
_is_https_address = URLValidator(
    schemes=["https"], message=_("Write a whole address that begins with https://.")
)


def validate_exit_url(url: str) -> None:
    """Raise ValidationError unless it is another site's public, untelling https address."""
    _is_https_address(url)
    parts = urlsplit(url)
    if not (parts.hostname or "").isascii():
        # Browsers read many a letter as another: soft hyphens vanish, wide letters become ours.
        raise ValidationError(
            _(
                "Write the name of the site in plain letters, as its address bar shows it "
                "when copied."
            )
        )
    if is_own_host(parts.hostname or ""):
        raise ValidationError(_("This is one of our own addresses. Choose another site."))
    if not is_public(parts):
        raise ValidationError(_("Write the address of a public site, by its name alone."))
    if word := telling_word_in(url):
        raise ValidationError(
            _("The phone keeps this address, and “%(word)s” in it tells what the visit was about."),
            params={"word": word},
        )


def is_own_host(hostname: str) -> bool:
    """A host of one of the doors, or one below it."""
    own = [host for door in Door for host in settings.DOOR_HOSTS[door]]
    # A dot at the end names the same host.
    hostname = hostname.lower().rstrip(".")
    return any(hostname == host or hostname.endswith(f".{host}") for host in own)


def is_public(parts: SplitResult) -> bool:
    """No machine of our own network, no user name, no port of its own."""
    hostname = parts.hostname or ""
    try:
        ipaddress.ip_address(hostname)
    except ValueError:
        is_name = "." in hostname.strip(".")
    else:
        is_name = False
    has_extras = parts.username is not None or parts.port not in {None, HTTPS_PORT}
    return is_name and not has_extras
