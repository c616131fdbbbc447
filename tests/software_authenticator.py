"""A passkey in software (W3C WebAuthn level 3), which can also lie.

It gives the answers that `static/js/passkey.js` sends after the browser has asked a real
authenticator, and goes through the ceremonies at a door.
"""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from enum import IntFlag
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.http import HttpResponse
from django.test import Client

from portal.doors import Door, door_origin

Json = dict[str, Any]
AAGUID = bytes(16)


class Flag(IntFlag):
    """The flags of the authenticator data (§6.1)."""

    USER_PRESENT = 0x01
    USER_VERIFIED = 0x04
    BACKUP_ELIGIBLE = 0x08
    BACKED_UP = 0x10
    HAS_CREDENTIAL = 0x40


HONEST_FLAGS = Flag.USER_PRESENT | Flag.USER_VERIFIED | Flag.BACKUP_ELIGIBLE | Flag.BACKED_UP


@dataclass
class SoftwareAuthenticator:
    """One passkey. Whatever is set from outside is what it claims from then on."""

    origin: str = field(default_factory=lambda: door_origin(Door.PORTAL))
    rp_id: str | None = None
    flags: Flag = HONEST_FLAGS
    # Set: the counter stands still, as with passkeys that several devices share.
    is_shared: bool = False
    sign_count: int = 0
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    user_handle: bytes | None = None
    challenge: str | None = None
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make_credential(self, options: Json) -> Json:
        """The answer to `navigator.credentials.create()`, with attestation "none"."""
        self.user_handle = from_base64url(options["user"]["id"])
        rp_id = self.rp_id or options["rp"]["id"]
        attestation = {
            "fmt": "none",
            "attStmt": {},
            "authData": self._authenticator_data(rp_id, self._credential_data()),
        }
        return self._credential(
            {
                "clientDataJSON": self._client_data("webauthn.create", options),
                "attestationObject": base64url(cbor2.dumps(attestation)),
                "transports": ["internal", "hybrid"],
            }
        )

    def get_assertion(self, options: Json) -> Json:
        """The answer to `navigator.credentials.get()`."""
        if not self.is_shared:
            self.sign_count += 1
        data = self._authenticator_data(self.rp_id or options["rpId"])
        client_data = self._client_data("webauthn.get", options)
        signed = data + hashlib.sha256(from_base64url(client_data)).digest()
        signature = self.key.sign(signed, ec.ECDSA(hashes.SHA256()))
        return self._credential(
            {
                "clientDataJSON": client_data,
                "authenticatorData": base64url(data),
                "signature": base64url(signature),
                "userHandle": base64url(self.user_handle) if self.user_handle else None,
            }
        )

    def _client_data(self, kind: str, options: Json) -> str:
        data = {
            "type": kind,
            "challenge": self.challenge or options["challenge"],
            "origin": self.origin,
            "crossOrigin": False,
        }
        return base64url(json.dumps(data).encode())

    def _authenticator_data(self, rp_id: str, credential: bytes = b"") -> bytes:
        flags = self.flags | Flag.HAS_CREDENTIAL if credential else self.flags
        head = hashlib.sha256(rp_id.encode()).digest() + bytes([flags])
        return head + self.sign_count.to_bytes(4, "big") + credential

    def _credential_data(self) -> bytes:
        """The id and the public key in COSE's form (RFC 9053 §7.1.1): EC2, ES256, P-256."""
        point = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (point.x, point.y))
        public_key = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        length = len(self.credential_id).to_bytes(2, "big")
        return AAGUID + length + self.credential_id + public_key

    def _credential(self, response: Json) -> Json:
        return {
            "id": base64url(self.credential_id),
            "rawId": base64url(self.credential_id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {"credProps": {"rk": True}},
            "response": response,
        }


def base64url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def post_json(client: Client, path: str, body: object) -> HttpResponse:
    return client.post(path, body, content_type="application/json")  # type: ignore[return-value]


def begin(client: Client, ceremony: str) -> Json:
    """The options of a ceremony, e.g. of `/sign-in/passkey/`."""
    response = post_json(client, f"{ceremony}begin/", {})
    assert response.status_code == 200, response.content.decode()
    options: Json = json.loads(response.content)
    return options


def complete(client: Client, ceremony: str, answer: object, after: str = "/") -> HttpResponse:
    body = {"answer": answer, "name": "Phone", "next": after}
    return post_json(client, f"{ceremony}complete/", body)


def register(
    client: Client, passkey: SoftwareAuthenticator, ceremony: str = "/account/passkey/"
) -> HttpResponse:
    return complete(client, ceremony, passkey.make_credential(begin(client, ceremony)))


def answer(
    client: Client,
    passkey: SoftwareAuthenticator,
    ceremony: str = "/sign-in/passkey/",
    after: str = "/",
) -> HttpResponse:
    return complete(client, ceremony, passkey.get_assertion(begin(client, ceremony)), after)
