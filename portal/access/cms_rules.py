"""Rules about addresses of the cms that other packages bring, as Wagtail asks too little there."""

from collections.abc import Callable

from django.http import HttpRequest
from django.urls import ResolverMatch

from portal.models.user import User

CmsRule = Callable[[User, HttpRequest, ResolverMatch], bool]
_rules: list[CmsRule] = []


def cms_rule_add(rule: CmsRule) -> None:
    """From now on the gate asks it for every view of Wagtail's at the cms."""
    if rule not in _rules:
        _rules.append(rule)


def cms_rules_allow(user: User, request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is None or all(rule(user, request, match) for rule in _rules)
