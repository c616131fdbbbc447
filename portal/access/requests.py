"""Requests as the views see them, once doors and gate have let them through."""

from django.http import HttpRequest

from portal.doors import Door
from portal.models.user import User


class DoorRequest(HttpRequest):
    door: Door


class SignedInRequest(DoorRequest):
    user: User
