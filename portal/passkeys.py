"""Passkeys: what the library is told about our doors."""

from django.conf import settings
from django.http import HttpRequest
from django_otp_webauthn.helpers import WebAuthnHelper

from portal.doors import Door, door_origin


def passkey_domain(door: Door) -> str:
    """The domain that passkeys of a door are made for; "" where the door takes none."""
    if settings.PASSKEY_DOMAIN:
        return str(settings.PASSKEY_DOMAIN)
    return settings.DOOR_HOSTS[door][0] if door is Door.PORTAL else ""


def passkey_domain_of_request(request: HttpRequest) -> str:
    return passkey_domain(request.door)  # type: ignore[attr-defined]


class PasskeyCeremony(WebAuthnHelper):
    def get_allowed_origins(self) -> list[str]:
        return [door_origin(self.request.door)]
