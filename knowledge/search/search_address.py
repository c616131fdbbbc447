"""Where Elasticsearch is: the setting SEARCH_URL, read."""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

# What Elasticsearch takes for the name of an index.
PREFIX_PATTERN = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
EXPECTED = "http://USER:PASSWORD@HOST:9200/PREFIX"


class SearchAddressError(ValueError):
    """An address that cannot be read. The text never holds any of it."""


@dataclass(frozen=True, slots=True)
class SearchAddress:
    """`url` is without user and password; the password never stands in a text made of it."""

    url: str
    prefix: str
    user: str = ""
    password: str = field(default="", repr=False)


def search_address(written: str) -> SearchAddress:
    """SEARCH_URL as an address. Raises SearchAddressError."""
    try:
        parts = urlsplit(written)
        port = parts.port
    except ValueError:
        raise SearchAddressError("the port is not a number") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SearchAddressError("it has to begin with http:// or https:// and name a host")
    if parts.query or parts.fragment:
        raise SearchAddressError("nothing may follow the prefix")
    prefix = parts.path.strip("/")
    if not PREFIX_PATTERN.fullmatch(prefix):
        raise SearchAddressError(
            "it has to end with a prefix of small letters, digits, - and _ for the indexes"
        )
    if bool(parts.username) != bool(parts.password):
        raise SearchAddressError("user and password belong together")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return SearchAddress(
        url=f"{parts.scheme}://{host}:{port or 9200}",
        prefix=prefix,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )
