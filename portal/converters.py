"""Numbers in addresses."""

from django.urls.converters import IntConverter


class IdConverter(IntConverter):
    """A number that every database can look for: eighteen digits, below 2⁶³.

    A longer one names nothing, so the address is not found; Django's own converter takes any
    length, and a database that cannot hold the number raises instead of finding nothing.
    """

    regex = "[0-9]{1,18}"
