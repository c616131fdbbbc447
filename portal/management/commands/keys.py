from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.models import TotpDevice
from portal.sealing.envelope import SealError
from portal.sealing.fields import SealedField
from portal.sealing.master_keys import KeyRing, make_master_key, master_key_versions
from portal.sealing.secret_files import SecretFileError


class Command(BaseCommand):
    help = "Make the master key, or check that it opens what is sealed with it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["init", "check"])

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        if action == "init":
            self._init()
        else:
            self._check()

    def _init(self) -> None:
        sealed = models_with_sealed_rows()
        for ring in KeyRing:
            if versions := master_key_versions(ring):
                self.stdout.write(f"The {ring} key, version {versions[-1]}, is there already.")
                continue
            if ring is KeyRing.MASTER and sealed:
                # A second key of the same version would split the records for good.
                raise CommandError(
                    f"The master key is missing, and {', '.join(sealed)} are sealed with it. "
                    "Put the key file back; no new one is made."
                )
            path = make_master_key(1, ring)
            self.stdout.write(f"Made {path.name}. Keep a copy apart from database and backups.")

    def _check(self) -> None:
        if not master_key_versions():
            raise CommandError("No master key. Make one with: manage.py keys init")
        try:
            broken = sum(not opens(device) for device in TotpDevice.objects.all().iterator())
        except SecretFileError as error:
            raise CommandError(str(error)) from error
        if broken:
            raise CommandError(f"{broken} sealed second factors cannot be opened with these keys.")
        self.stdout.write("The master keys open every sealed second factor.")


def opens(device: TotpDevice) -> bool:
    try:
        device.unseal_seed()
    except SealError:
        return False
    return True


def models_with_sealed_rows() -> list[str]:
    """Names of the models with rows that only the master key opens."""
    return sorted(
        model.__name__
        for model in apps.get_models()
        if any(isinstance(field, SealedField) for field in model._meta.local_fields)
        and model._base_manager.exists()
    )
