"""What an installation runs with. Secrets are files, hosts have to be named."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *  # noqa: F403
from config.settings.base import DOORS, KEYS_DIR, NEUTRAL_HOSTS, SILENCED_SYSTEM_CHECKS, env
from portal.doors import Door
from portal.sealing.secret_files import read_secret

DEMO_PEOPLE_ALLOWED = False
SECRET_KEY = read_secret(KEYS_DIR / "django.secret")


def hosts_from(variable: str) -> list[str]:
    hosts: list[str] = env.str(variable, "").lower().split(",")
    if not all(hosts):
        raise ImproperlyConfigured(f"{variable} has to name a host")
    return hosts


DOOR_HOSTS = {
    Door.WWW: [*hosts_from("WWW_HOSTS"), *NEUTRAL_HOSTS],
    Door.PORTAL: hosts_from("PORTAL_HOSTS"),
    Door.CMS: hosts_from("CMS_HOSTS"),
}
ALLOWED_HOSTS = [host for door in DOORS for host in DOOR_HOSTS[door]]
PUBLIC_SCHEME = "https"
PORT = env.int("PUBLIC_PORT", 443)
WAGTAILADMIN_BASE_URL = f"https://{DOOR_HOSTS[Door.CMS][0]}"

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
if password_file := env.str("EMAIL_HOST_PASSWORD_FILE", ""):
    EMAIL_HOST_PASSWORD = read_secret(Path(password_file))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "") or f"portal@{DOOR_HOSTS[Door.PORTAL][0]}"

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
# The check knows Django's own class only, not its subclass for the signed-in doors.
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "security.W003"]
# Without it everybody would come from the proxy's own network.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 1)
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
