from django.db import models
from django_otp_webauthn.models import AbstractWebAuthnCredential


class Passkey(AbstractWebAuthnCredential):
    """A key in a person's device that opens with her finger, face or PIN (W3C WebAuthn).

    It proves possession and the person in one step; only its public half is here.
    """

    # The domain that it was made for: it answers nowhere else.
    rp_id = models.CharField(max_length=253)
    link = models.ForeignKey(
        "portal.Link", null=True, on_delete=models.SET_NULL, related_name="passkeys"
    )

    class Meta(AbstractWebAuthnCredential.Meta):
        abstract = False
        verbose_name = "passkey"
        verbose_name_plural = "passkeys"
