"""Production settings are looked at in a process of their own, as an installation starts them."""

import json
import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from portal.sealing.secret_files import write_secret

ROOT = Path(__file__).resolve().parents[2]
HOSTS = {
    "WWW_HOSTS": "www.example.org",
    "PORTAL_HOSTS": "portal.example.org",
    "CMS_HOSTS": "cms.example.org",
}

RECIPIENTS = {"AUDIT_HEAD_RECIPIENTS": "one@example.org, two@example.org"}
RECORD = {
    "CONTROLLER_NAME": "An association",
    "CONTROLLER_CONTACT": "office@example.org",
    "JOINT_CONTROLLERS": "none",
    "CONTROLLER_REPRESENTATIVE": "none",
    "DATA_PROTECTION_OFFICER": "officer@example.org",
    "DATA_RECIPIENTS": "the host of the server",
    "THIRD_COUNTRY_TRANSFERS": "none",
}

WHERE_STYLE_PAGE_IS = """
from django.conf import settings
from django.urls import Resolver404, resolve
from portal.doors import Door
for path in ("/", "/style/", "/style/staff/light/"):
    for door in Door:
        try:
            print(door, path, resolve(path, urlconf=settings.DOOR_URLCONFS[door]).url_name)
        except Resolver404:
            print(door, path, "nothing")
"""


def manage(data_dir: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "DATA_DIR": str(data_dir),
            **HOSTS,
            **RECIPIENTS,
            **RECORD,
            **environment,
        },
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.fixture
def installation(tmp_path: Path) -> Path:
    (tmp_path / "db").mkdir()
    write_secret(tmp_path / "keys" / "django.secret", secrets.token_urlsafe(60))
    return tmp_path


def test_the_deployment_check_has_nothing_to_say(installation: Path) -> None:
    result = manage(installation, "check", "--deploy", "--fail-level", "WARNING")
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


@pytest.mark.parametrize("recipients", ["", "one@example.org", "a@example.org,a@example.org"])
def test_the_deployment_check_asks_for_two_recipients_of_the_head(
    installation: Path, recipients: str
) -> None:
    arguments = ("check", "--deploy", "--fail-level", "WARNING")
    result = manage(installation, *arguments, AUDIT_HEAD_RECIPIENTS=recipients)
    assert result.returncode != 0
    assert "portal.W001" in result.stderr


def test_the_deployment_check_names_what_the_record_of_processing_lacks(
    installation: Path,
) -> None:
    arguments = ("check", "--deploy", "--fail-level", "WARNING")
    result = manage(installation, *arguments, DATA_RECIPIENTS=" ", THIRD_COUNTRY_TRANSFERS="")
    assert result.returncode != 0
    assert "portal.W003" in result.stderr
    assert "Not set: DATA_RECIPIENTS, THIRD_COUNTRY_TRANSFERS" in result.stderr


@pytest.mark.parametrize("command", [["demo_people"], ["demo_people", "--json"], ["code", "sonja"]])
def test_demo_people_and_codes_are_refused(installation: Path, command: list[str]) -> None:
    result = manage(installation, *command)
    assert result.returncode != 0
    assert "refused in production" in result.stderr
    assert result.stdout == ""


def test_without_its_secret_file_nothing_starts(tmp_path: Path) -> None:
    result = manage(tmp_path, "check")
    assert result.returncode != 0
    assert "secret file missing" in result.stderr


@pytest.mark.parametrize("variable", sorted(HOSTS))
def test_without_named_hosts_nothing_starts(installation: Path, variable: str) -> None:
    result = manage(installation, "check", **{variable: ""})
    assert result.returncode != 0
    assert f"{variable} has to name a host" in result.stderr


def test_cookies_and_transport_are_strict(installation: Path) -> None:
    names = ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "DEBUG"]
    script = f"""
import json
from django.conf import settings
print(json.dumps({{name: getattr(settings, name) for name in {names!r}}}))
"""
    result = manage(installation, "shell", "--no-imports", "-c", script)
    values = json.loads(result.stdout.strip().splitlines()[-1])
    assert values == {**dict.fromkeys(names, True), "DEBUG": False}


def test_style_page_is_no_route_of_any_door(installation: Path) -> None:
    answer = manage(installation, "shell", "-v0", "-c", WHERE_STYLE_PAGE_IS).stdout
    assert "www / languages" in answer
    assert re.findall(r"^www /style/\S* (\S+)$", answer, re.MULTILINE) == ["nothing"] * 2
    assert "style_page" not in answer


def test_hosts_are_known_however_their_letters_are_written(installation: Path) -> None:
    """Browsers ask in small letters."""
    code = "from django.conf import settings; print(settings.ALLOWED_HOSTS, settings.NEUTRAL_HOSTS)"
    answer = manage(
        installation, "shell", "-v0", "-c", code,
        WWW_HOSTS="WWW.Example.org", NEUTRAL_HOSTS="Quiet.Example.ORG",
    ).stdout  # fmt: skip
    assert "'www.example.org', 'quiet.example.org'" in answer
    assert "['quiet.example.org']" in answer
