"""Names of the languages: those of the public site, each in itself."""

from django.conf import settings


def language_choices() -> list[tuple[str, str]]:
    return list(settings.LANGUAGES)


def language_name(code: str) -> str:
    """The language's name in itself; its code when the site does not have it (any more)."""
    return dict(settings.LANGUAGES).get(code, code)
