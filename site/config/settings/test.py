"""What the tests use: a data folder of their own, fast password hashing, nothing else changed."""

import tempfile
from pathlib import Path

from config.settings.base import *  # noqa: F403
from config.settings.base import SQLITE_ENGINE, SQLITE_OPTIONS, database_from, env

DATA_DIR = Path(tempfile.mkdtemp(prefix="portal-tests-"))
KEYS_DIR = DATA_DIR / "keys"
IDENTITY_KEYS_DIR = DATA_DIR / "identity-keys"
MEDIA_ROOT = DATA_DIR / "media"
AUDIT_ANCHORS_FILE = DATA_DIR / "anchors" / "audit.txt"
STATIC_ROOT = DATA_DIR / "static"
SEARCH_DIR = DATA_DIR / "search"
DEMO_PEOPLE_ALLOWED = True
SECRET_KEY = "only-for-tests-and-never-for-a-running-site"  # noqa: S105

TEST_DATABASE_URL = env.str("TEST_DATABASE_URL", "")
DATABASES = {"default": database_from(TEST_DATABASE_URL or "sqlite://:memory:")}
if not TEST_DATABASE_URL:
    # A file, not memory: the canary scan reads the raw bytes, threads share it.
    DATABASES["default"] = {
        "ENGINE": SQLITE_ENGINE,
        "NAME": str(DATA_DIR / "portal.sqlite3"),
        "OPTIONS": SQLITE_OPTIONS,
        "TEST": {"NAME": str(DATA_DIR / "test-portal.sqlite3")},
    }

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# A test that wants it makes a handler of its own (`tests/website/test_page_cache.py`).
PUBLIC_PAGE_CACHE = False
# A test that wants it names a file of its own.
LAST_NUMBERS_FILE = None
