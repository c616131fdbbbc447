"""Which network a request came from, as a keyed hash: addresses themselves are not kept."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

IPV4_PREFIX, IPV6_PREFIX = 24, 56
HASH_CHARACTERS = 32


def network_hash(request: HttpRequest) -> str:
    """Keyed hash of the client's network: a /24 of IPv4, a /56 of IPv6."""
    network = str(_network(_client_address(request)))
    return salted_hmac("portal.network", network).hexdigest()[:HASH_CHARACTERS]


def _client_address(request: HttpRequest) -> str:
    """The address that the outermost trusted proxy saw; what the client wrote itself is ignored."""
    address: str = request.META.get("REMOTE_ADDR", "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    proxies: int = settings.TRUSTED_PROXIES
    if proxies and len(forwarded) >= proxies:
        address = forwarded[-proxies].strip()
    return address


def _network(address: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 6 and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    prefix = IPV4_PREFIX if parsed.version == 4 else IPV6_PREFIX
    return ipaddress.ip_network(f"{parsed}/{prefix}", strict=False)
