"""Where a name leads: the server connects to no address of an inner network."""

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

HTTPS_PORT = 443
# RFC 6052: an IPv4 address within an IPv6 one, for gateways between the two.
GATEWAY = IPv6Network("64:ff9b::/96")
# RFC 4291: all that is given out for the public network; what lies outside of it leads elsewhere.
GLOBAL_UNICAST = IPv6Network("2000::/3")
# RFC 9637.
FOR_EXAMPLES = IPv6Network("3fff::/20")


class InnerAddressError(Exception):
    """The name leads into a network that is not the public one."""


def public_addresses_of(hostname: str) -> list[str]:
    """Its addresses, the best to reach first. Raises InnerAddressError where any of them is not
    public, OSError where the name is not known."""
    found = socket.getaddrinfo(hostname, HTTPS_PORT, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(place[0]) for *_how, place in found))
    if not addresses:
        raise OSError
    if not all(is_public_address(address) for address in addresses):
        raise InnerAddressError
    return addresses


def is_public_address(text: str) -> bool:
    """RFC 6890: not loopback, private, shared, link-local or the like, nor carrying such a one."""
    address = ip_address(text)
    parts = (address, *_within(address))
    return _is_given_out(address) and all(p.is_global and not p.is_multicast for p in parts)


def _is_given_out(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv4Address):
        return True
    return address in GATEWAY or (address in GLOBAL_UNICAST and address not in FOR_EXAMPLES)


def _within(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    """The IPv4 addresses to which an IPv6 one leads on."""
    if isinstance(address, IPv4Address):
        return []
    carried = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in GATEWAY:
        carried.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [part for part in carried if part is not None]
