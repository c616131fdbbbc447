"""Sessions in the database under a hash of their id: who reads the table cannot ride a session."""

import hashlib
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.utils import timezone

# As long as the column of Django's own table.
STORED_CHARACTERS = 40


def stored_key(session_key: str) -> str:
    """What the row of a session is found by; 160 bits of SHA-256 over a random id."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:STORED_CHARACTERS]


class SessionStore(DatabaseSessionStore):
    def _get_session_from_db(self) -> Any:
        row = self.model.objects.filter(
            session_key=stored_key(str(self.session_key)), expire_date__gt=timezone.now()
        ).first()
        if row is None:
            self._session_key = None
        return row

    def exists(self, session_key: str) -> bool:
        return super().exists(stored_key(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row = super().create_model_instance(data)
        row.session_key = stored_key(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            super().delete(stored_key(key))
