"""Which answers of the public door are the same for everybody who asks.

A view has to say so of its answer; whatever nobody says it of is made anew for each visitor.
"""

from django.http import HttpResponse

MARK = "is_same_for_everybody"


def mark_same_for_everybody(response: HttpResponse) -> HttpResponse:
    """For an answer without a token, a code, a cookie or anything that was sent."""
    setattr(response, MARK, True)
    return response


def is_same_for_everybody(response: object) -> bool:
    return getattr(response, MARK, False) is True
