import secrets
from typing import Any

import factory

from portal.enums import Role
from portal.models import Statement, StatementAcceptance, TotpDevice, User
from portal.services import languages_set, role_grant

PASSPHRASE = "a long enough passphrase"


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"person{number}")
    first_name = factory.Sequence(lambda number: f"Person {number}")
    email = factory.LazyAttribute(lambda person: f"{person.username}@mail.invalid")
    password = factory.django.Password(PASSPHRASE)

    @factory.post_generation
    def roles(self: Any, create: bool, roles: tuple[Role, ...] | None, **_kwargs: Any) -> None:
        for role in roles or ():
            role_grant(actor=None, user=self, role=role)

    @factory.post_generation
    def languages(self: Any, create: bool, codes: tuple[str, ...] | None, **_kwargs: Any) -> None:
        if codes:
            languages_set(actor=None, user=self, languages=codes)

    @factory.post_generation
    def device(self: Any, create: bool, wanted: bool | None, **_kwargs: Any) -> None:
        if wanted is not False:
            device = TotpDevice(user=self, name="totp")
            device.seal_seed(secrets.token_bytes(20))
            device.save()

    @factory.post_generation
    def statement(self: Any, create: bool, wanted: bool | None, **_kwargs: Any) -> None:
        if wanted is not False:
            StatementAcceptance.objects.create(user=self, statement=Statement.objects.latest())
