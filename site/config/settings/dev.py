"""What `make run` uses: one process, three doors, everything under `var/`."""

from config.settings.base import *  # noqa: F403
from config.settings.base import BASE_DIR, DATA_DIR, DOOR_URLCONFS, KEYS_DIR, env
from portal.doors import Door
from portal.sealing.secret_files import read_or_make_secret

DEBUG = env.bool("DEBUG", False)
DEMO_PEOPLE_ALLOWED = True
(DATA_DIR / "db").mkdir(parents=True, exist_ok=True)
SECRET_KEY = read_or_make_secret(KEYS_DIR / "django.secret")
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False

WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"

# The style page, with words of the screens in a language that the site does not have yet.
DOOR_URLCONFS = {**DOOR_URLCONFS, Door.WWW: "config.urls.www_dev"}
ROOT_URLCONF = DOOR_URLCONFS[Door.WWW]
LOCALE_PATHS = [BASE_DIR / "site" / "website" / "style_page" / "catalogue"]
