"""Settings shared by development, tests and production.

Whatever the program writes lies under `DATA_DIR`; whatever differs between installations comes
from the environment.
"""

import sys
from pathlib import Path

import dj_database_url
from environs import Env

from portal.doors import Door
from website.languages import PUBLIC_LANGUAGES

env = Env()

BASE_DIR = Path(__file__).resolve().parents[3]
DATA_DIR = Path(env.str("DATA_DIR", "") or BASE_DIR / "var").resolve()
KEYS_DIR = Path(env.str("KEYS_DIR", "") or DATA_DIR / "keys")
# Identities have master keys of their own, which can lie elsewhere.
IDENTITY_KEYS_DIR = Path(env.str("IDENTITY_KEYS_DIR", "") or KEYS_DIR)
LOG_DIR = DATA_DIR / "logs"
# Ends of the audit log that were mailed: best on another disk than the database.
AUDIT_ANCHORS_FILE = Path(env.str("AUDIT_ANCHORS_FILE", "") or DATA_DIR / "anchors" / "audit.txt")

DEBUG = False

# --- Doors --------------------------------------------------------------------------------------

DOORS = frozenset(Door(name) for name in env.list("DOORS", ["www", "portal", "cms"]))
# A second name of the public site that says nothing, for cards and for phones that others read.
# Nothing that is served under it leads back to the other names.
NEUTRAL_HOSTS: list[str] = env.str("NEUTRAL_HOSTS", "").lower().replace(",", " ").split()
DOOR_HOSTS: dict[Door, list[str]] = {
    Door.WWW: ["localhost", "127.0.0.1", "www.localhost", *NEUTRAL_HOSTS],
    Door.PORTAL: ["portal.localhost"],
    Door.CMS: ["cms.localhost"],
}
DOOR_URLCONFS = {
    Door.WWW: "config.urls.www",
    Door.PORTAL: "config.urls.portal",
    Door.CMS: "config.urls.cms",
}
PORT = env.int("PORT", 8000)
PUBLIC_SCHEME = "http"
ALLOWED_HOSTS = [host for door in DOORS for host in DOOR_HOSTS[door]]
ROOT_URLCONF = DOOR_URLCONFS[Door.WWW]
WSGI_APPLICATION = "config.wsgi.application"

# --- Applications -------------------------------------------------------------------------------

INSTALLED_APPS = [
    "config",
    "cases",
    "website",
    "knowledge",
    "helpline",
    "portal",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_otp",
    "django_otp_webauthn",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "config.middleware.ServerNameMiddleware",
    "config.doors.DoorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.DoorHeadersMiddleware",
    # Within those: its way to https is an answer too, and may not be kept by a browser.
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.StaffStaticFilesMiddleware",
    "config.middleware.StaffSessionMiddleware",
    "config.middleware.PublicCompressionMiddleware",
    "config.middleware.PublicLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.middleware.StaffCsrfMiddleware",
    "config.middleware.StaffAuthenticationMiddleware",
    "config.middleware.StaffOtpMiddleware",
    "config.middleware.StaffMessageMiddleware",
    "config.middleware.StaffLocaleMiddleware",
    "config.middleware.StaffErrorPagesMiddleware",
    "portal.access.gate.AccessGateMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context_processors.portal_navigation",
                "portal.context_processors.session_watch",
            ],
        },
    },
]

# --- Data ---------------------------------------------------------------------------------------

# IMMEDIATE takes the write lock at BEGIN: with SQLite's default, two read-then-write
# transactions fail with "database is locked" instead of waiting for one another.
SQLITE_ENGINE = "portal.sqlite"
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    # Whoever waits holds a thread that visitors of the public door need too.
    "timeout": 5,
    "init_command": (
        "PRAGMA journal_mode=WAL;"
        "PRAGMA synchronous=FULL;"
        "PRAGMA secure_delete=ON;"
        "PRAGMA foreign_keys=ON;"
        # Without it REPLACE would delete audit rows without firing their delete trigger.
        "PRAGMA recursive_triggers=ON;"
    ),
}


def database_from(url: str) -> dict[str, object]:
    """Connection settings for a database address, with the project's SQLite options."""
    settings: dict[str, object] = dict(dj_database_url.parse(url, conn_max_age=60))
    if "sqlite3" in str(settings["ENGINE"]):
        settings["ENGINE"] = SQLITE_ENGINE
        settings["OPTIONS"] = SQLITE_OPTIONS
    return settings


DATABASES = {
    "default": database_from(
        env.str("DATABASE_URL", "") or f"sqlite:///{DATA_DIR / 'db' / 'portal.sqlite3'}"
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

SEARCH_URL = env.str("SEARCH_URL", "")
# How long Elasticsearch may take: with the embedded engine's answer it stays within a second.
SEARCH_PATIENCE_SECONDS = 0.7
SEARCH_DIR = DATA_DIR / "search"

# --- People and sessions ------------------------------------------------------------------------

AUTH_USER_MODEL = "portal.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "portal.passphrases.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "portal.passphrases.MaximumLengthValidator"},
    {"NAME": "portal.passphrases.RepetitionValidator"},
    {"NAME": "portal.passphrases.OrganisationNameValidator"},
    {"NAME": "portal.passphrases.GuessableValidator"},
]
NAMES_NOT_IN_PASSPHRASES = [
    "kljuc", "ključ", "drustvo", "društvo", "portal",
    *env.list("NAMES_NOT_IN_PASSPHRASES", []),
]  # fmt: skip
LOGIN_URL = "/sign-in/"
SESSION_ENGINE = "portal.access.session_store"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_IDLE_SECONDS = 15 * 60
SESSION_ABSOLUTE_SECONDS = 8 * 60 * 60
SIGN_IN_STEP_SECONDS = 5 * 60
# How long a second factor counts as fresh for sensitive acts (OWASP ASVS 5.0 7.5.3).
FRESH_FACTOR_SECONDS = 5 * 60
# How many proxies of ours stand in front; 0: whatever X-Forwarded-For says is ignored.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.views.errors.csrf_failure"
# The default storage keeps messages in a cookie that anyone with the device can read.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
OTP_TOTP_ISSUER = "Ključ"
# The domain that passkeys are made for. Empty: the portal's own host, and none at `cms`.
PASSKEY_DOMAIN = env.str("PASSKEY_DOMAIN", "")
OTP_WEBAUTHN_CREDENTIAL_MODEL = "portal.Passkey"
OTP_WEBAUTHN_HELPER_CLASS = "portal.passkeys.PasskeyCeremony"
OTP_WEBAUTHN_RP_NAME = OTP_TOTP_ISSUER
OTP_WEBAUTHN_RP_ID_CALLABLE = "portal.passkeys.passkey_domain_of_request"
OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN = True
# The origins come from the doors (`portal.passkeys`), not from a setting.
SILENCED_SYSTEM_CHECKS = ["otp_webauthn.E030"]

# --- Mail ---------------------------------------------------------------------------------------

# Who gets the end of the audit log every day, separated by commas.
AUDIT_HEAD_RECIPIENTS: list[str] = env.str("AUDIT_HEAD_RECIPIENTS", "").replace(",", " ").split()
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = f"portal@{DOOR_HOSTS[Door.PORTAL][0]}"

# --- Record of processing (GDPR art. 30) ---------------------------------------------------------

# What only the organisation can say, in its own words; where there is none of it: that there is
# none. What is empty is named in the record as missing.
RECORD_OF_PROCESSING = {
    name: env.str(name, "").strip()
    for name in (
        "CONTROLLER_NAME",
        "CONTROLLER_CONTACT",
        "JOINT_CONTROLLERS",
        "CONTROLLER_REPRESENTATIVE",
        "DATA_PROTECTION_OFFICER",
        "DATA_RECIPIENTS",
        "THIRD_COUNTRY_TRANSFERS",
    )
}

# --- Uploads and files --------------------------------------------------------------------------

# Uploads never touch the disk in clear on their way in.
FILE_UPLOAD_HANDLERS = ["portal.uploads.handlers.MemoryOnlyUploadHandler"]
# Of all files of a request together. What lies around them counts by the setting below.
FILE_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
# Sections and articles of one imported document.
HANDBOOK_SECTIONS_MOST = 2_000
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]

# The name on cards and sheets that say whose they are.
ORGANISATION_NAME = env.str("ORGANISATION_NAME", "Ključ")
# How many PDF one process makes at once, and how long the next one waits for its turn.
PDF_AT_ONCE = env.int("PDF_AT_ONCE", 2)
PDF_PATIENCE_SECONDS = 3

# --- Languages and time -------------------------------------------------------------------------

LANGUAGE_CODE = "sl"
LANGUAGES = [(language.code, language.endonym) for language in PUBLIC_LANGUAGES]
STAFF_LANGUAGES = [("sl", "slovenščina"), ("en", "English")]
USE_I18N = True
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = "Europe/Ljubljana"
USE_TZ = True

# --- Public site --------------------------------------------------------------------------------

# The numbers as they were shown last, for a start without a database.
LAST_NUMBERS_FILE: Path | None = DATA_DIR / "last-numbers" / "numbers.json"
# Where "Leave this page" leads when no record says so and the database does not answer.
QUICK_EXIT_URL = env.str("QUICK_EXIT_URL", "https://www.wikipedia.org/")
# With script, a tab has one history entry however many pages are read: after leaving, Back finds
# none of them. The price is that Back leaves the site at once.
ONE_HISTORY_ENTRY = env.bool("ONE_HISTORY_ENTRY", True)
# Each process keeps the pages that are the same for everybody for half a second.
PUBLIC_PAGE_CACHE = env.bool("PUBLIC_PAGE_CACHE", True)

# --- Letters from the public door ---------------------------------------------------------------

# How many days what was written is kept, by kind: after it is closed or may no longer be answered,
# and at the very most after it came. The public forms and the privacy page say these figures.
LETTERS_KEPT_DAYS = {"call_back": (1, 7), "referral": (7, 30), "suspicion": (7, 30)}

# Nobody's address and no path of the public door is in our logs (`portal.logging`); what is there
# is kept no longer than this. Whoever runs the portal sets the rotation to it; the page says it.
LOG_DAYS_AT_MOST = env.int("LOG_DAYS_AT_MOST", 7)

# --- Wagtail ------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Ključ"
WAGTAILADMIN_BASE_URL = f"{PUBLIC_SCHEME}://{DOOR_HOSTS[Door.CMS][0]}:{PORT}"
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
# Alias pages would serve the wrong language under the right address, and a new translation of a
# live page would go live at once with its source text.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILADMIN_PERMITTED_LANGUAGES = STAFF_LANGUAGES
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TAGGIT_CASE_INSENSITIVE = True

# --- Headers ------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# `no-referrer` makes Chromium send `Origin: null`, which Django's CSRF check refuses.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- Logs: no addresses, no content -------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"content": {"()": "portal.logging.ContentFilter"}},
    "formatters": {"plain": {"()": "portal.logging.PlainFormatter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "stream": sys.stderr,
            "filters": ["content"],
            "formatter": "plain",
        },
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # A 4xx is an answer, not a fault.
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "portal": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
