import time
import uuid
from base64 import b32encode
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import models
from django_otp.models import Device, TimestampMixin
from django_otp.oath import TOTP

from portal.sealing.envelope import Place
from portal.sealing.fields import SealedField
from portal.sealing.purpose_keys import PurposeKey

SEED_KEY = PurposeKey("portal.totp-seed")
STEP_SECONDS = 30
DIGITS = 6
# One step early or late: phones' clocks drift.
TOLERANCE_STEPS = 1


class TotpDevice(TimestampMixin, Device):
    """An authenticator app; its seed lies sealed in the database (RFC 6238)."""

    sealing_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sealed_seed = SealedField()
    last_step = models.BigIntegerField(default=-1)
    # Set while the device waits for a team lead to confirm the person.
    link = models.ForeignKey(
        "portal.Link", null=True, on_delete=models.SET_NULL, related_name="totp_devices"
    )

    class Meta(Device.Meta):
        verbose_name = "TOTP device"

    @property
    def seed_place(self) -> Place:
        return Place(self._meta.db_table, "sealed_seed", str(self.sealing_id))

    def seal_seed(self, seed: bytes) -> None:
        self.sealed_seed = SEED_KEY.seal(seed, self.seed_place)

    def unseal_seed(self) -> bytes:
        return SEED_KEY.unseal(bytes(self.sealed_seed), self.seed_place)

    def verify_token(self, token: str) -> bool:
        """How often one may try is counted per person, not per device (`code_is_blocked`)."""
        if not self._accept(token):
            return False
        self.set_last_used_timestamp(commit=False)
        # Not the seed: it may have been sealed anew since this row was read.
        self.save(update_fields=["last_step", "last_used_at"])
        return True

    def _accept(self, token: str) -> bool:
        # isdecimal() alone lets full-width and Arabic digits through.
        if not (len(token) == DIGITS and token.isascii() and token.isdecimal()):
            return False
        totp = self._totp()
        # A code is good once: only a later step than the last accepted one counts.
        if not totp.verify(int(token), TOLERANCE_STEPS, self.last_step + 1):
            return False
        self.last_step = totp.t()
        return True

    def usable_code(self) -> str | None:
        """A code that would be accepted now, or None while all of them are used up."""
        totp = self._totp()
        current = totp.t()
        for step in (current, current + TOLERANCE_STEPS):
            if step > self.last_step:
                totp.time = step * STEP_SECONDS
                return f"{totp.token():0{DIGITS}d}"
        return None

    def _totp(self) -> TOTP:
        totp = TOTP(self.unseal_seed(), STEP_SECONDS, 0, DIGITS)
        totp.time = time.time()
        return totp

    @property
    def seed_in_base32(self) -> str:
        return b32encode(self.unseal_seed()).decode()

    @property
    def otpauth_uri(self) -> str:
        """Address for the QR code, in the format that authenticator apps read."""
        issuer = settings.OTP_TOTP_ISSUER
        query = urlencode(
            {
                "secret": self.seed_in_base32,
                "issuer": issuer,
                "algorithm": "SHA1",
                "digits": DIGITS,
                "period": STEP_SECONDS,
            }
        )
        return f"otpauth://totp/{quote(f'{issuer}:{self.user.get_username()}')}?{query}"
