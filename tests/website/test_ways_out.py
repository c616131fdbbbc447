"""Where "Leave this page" leads: records of the editors, asked by the server, never by a phone."""

import datetime
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import requests
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from pytest_django import Settings

from portal.doors import Door
from portal.enums import Role
from portal.jobs import jobs_run_due
from tests.website.conftest import ALL_PATHS, LANGUAGES, Visit
from tests.website.html import read
from tests.website.test_errors import broken_visit
from website.enums import ExitAnswer
from website.leaving.asking import ToAddressAdapter, answer_of
from website.leaving.services import exit_targets_ask, exit_targets_ask_due, exit_targets_load
from website.leaving.validators import validate_exit_url
from website.models import ExitTarget

Enter = Callable[..., Client]
FIRST = "https://first.example/"
SPARE = "https://spare.example/"
LIST = "/snippets/website/exittarget/"


def way_out(visit: Visit, path: str) -> str:
    return read(visit(path)).one("a", id="exit").attributes["href"]


@pytest.fixture
def slovene(public_site: None) -> ExitTarget:
    ExitTarget.objects.filter(language_code="sl").update(url=FIRST, spare_url=SPARE)
    return ExitTarget.objects.get(language_code="sl")


@pytest.fixture
def editor(public_site: None, enter: Enter) -> Client:
    return enter(Role.EDITOR, door=Door.CMS)


def answers(**by_name: ExitAnswer) -> Callable[[str], ExitAnswer]:
    return lambda url: by_name.get(url.split("//")[1].split(".")[0], ExitAnswer.ANSWERS)


# --- Where it leads -------------------------------------------------------------------------------


def test_first_ways_out_are_fine_and_every_language_has_one(visit: Visit) -> None:
    for target in ExitTarget.objects.all():
        target.full_clean()
    for path in (*ALL_PATHS, "/", "/sl/ni-tu/"):
        assert way_out(visit, path).startswith("https://")


def test_way_out_of_the_language_wins_and_others_take_the_common_one(
    visit: Visit, slovene: ExitTarget
) -> None:
    common = ExitTarget.objects.get(language_code="")
    assert way_out(visit, "/sl/") == FIRST
    assert way_out(visit, "/ar/") == common.url
    ExitTarget.objects.create(language_code="ar", url=SPARE, spare_url=FIRST)
    assert way_out(visit, "/ar/") == SPARE


def test_without_any_record_the_setting_still_leads_out(visit: Visit, settings: Settings) -> None:
    ExitTarget.objects.all().delete()
    assert way_out(visit, "/sl/") == settings.QUICK_EXIT_URL


def test_without_a_database_the_way_out_that_was_shown_last_stays(
    visit: Visit, slovene: ExitTarget
) -> None:
    assert way_out(visit, "/sl/") == FIRST
    assert read(broken_visit("/sl/")).one("a", id="exit").attributes["href"] == FIRST


def test_loading_again_keeps_what_editors_did(slovene: ExitTarget) -> None:
    ExitTarget.objects.exclude(pk=slovene.pk).delete()
    exit_targets_load()
    assert list(ExitTarget.objects.values_list("url", flat=True)) == [FIRST]


# --- What an editor may write ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://weather.example/", "se začne s https://"),
        ("javascript:alert(1)", "se začne s https://"),
        ("/away", "se začne s https://"),
        ("weather", "se začne s https://"),
        ("https://10.0.0.1/", "samo z imenom"),
        ("https://[::1]/", "samo z imenom"),
        ("https://me@weather.example/", "samo z imenom"),
        ("https://weather.example:8443/", "samo z imenom"),
        ("https://localhost/", "eden od naših naslovov"),
        ("https://cms.localhost/", "eden od naših naslovov"),
        ("https://below.own.example/", "eden od naših naslovov"),
        ("https://Own.example./", "eden od naših naslovov"),
        ("https://weather.example/victims/", "»victims«"),
    ],
)
def test_way_out_that_is_none_is_refused_with_words(
    settings: Settings, url: str, message: str
) -> None:
    settings.DOOR_HOSTS = {**settings.DOOR_HOSTS, Door.WWW: ["localhost", "own.example"]}
    ExitTarget(language_code="", url=FIRST, spare_url=SPARE).clean_fields()
    with pytest.raises(ValidationError) as refused:
        ExitTarget(language_code="", url=url, spare_url=SPARE).clean_fields()
    assert message in refused.value.message_dict["url"][0]


def test_spare_has_to_be_another_site() -> None:
    with pytest.raises(ValidationError) as refused:
        ExitTarget(language_code="", url=FIRST, spare_url=f"{FIRST}other/").clean()
    assert "spare_url" in refused.value.message_dict


# --- Whether it answers ---------------------------------------------------------------------------


def test_spare_is_used_while_the_first_does_not_answer(visit: Visit, slovene: ExitTarget) -> None:
    assert way_out(visit, "/sl/") == FIRST
    exit_targets_ask([slovene], answers(first=ExitAnswer.NO_ANSWER))
    assert way_out(visit, "/sl/") == SPARE
    exit_targets_ask([slovene], answers())
    assert way_out(visit, "/sl/") == FIRST


def test_when_neither_answers_the_fault_may_be_our_own_line(
    visit: Visit, slovene: ExitTarget
) -> None:
    nothing = ExitAnswer.NO_ANSWER
    exit_targets_ask([slovene], answers(first=nothing, spare=nothing))
    assert way_out(visit, "/sl/") == FIRST


def test_an_address_that_two_languages_share_is_asked_once(slovene: ExitTarget) -> None:
    ExitTarget.objects.update(url=FIRST, spare_url=SPARE)
    asked: list[str] = []

    def ask(url: str) -> ExitAnswer:
        asked.append(url)
        return ExitAnswer.ANSWERS

    assert len(exit_targets_ask(ExitTarget.objects.all(), ask)) > 1
    assert asked == [FIRST, SPARE]


def test_an_address_is_asked_once_a_week_and_a_faulty_one_every_day(slovene: ExitTarget) -> None:
    ExitTarget.objects.exclude(pk=slovene.pk).delete()
    start = datetime.datetime(2026, 11, 20, 9, tzinfo=datetime.UTC)
    day = datetime.timedelta(days=1)
    with time_machine.travel(start, tick=False) as clock:
        assert exit_targets_ask_due(answers()) == [slovene]
        assert exit_targets_ask_due(answers()) == []
        clock.move_to(start + 6 * day)
        assert exit_targets_ask_due(answers()) == []
        clock.move_to(start + 7 * day)
        assert exit_targets_ask_due(answers(spare=ExitAnswer.NOT_THERE)) == [slovene]
        assert exit_targets_ask_due(answers()) == []
        clock.move_to(start + 8 * day)
        assert exit_targets_ask_due(answers()) == [slovene]


def test_what_an_editor_wrote_meanwhile_does_not_get_the_others_answer(
    slovene: ExitTarget,
) -> None:
    def ask(_url: str) -> ExitAnswer:
        ExitTarget.objects.filter(pk=slovene.pk).update(url="https://new.example/")
        return ExitAnswer.NO_ANSWER

    exit_targets_ask([slovene], ask)
    slovene.refresh_from_db()
    assert slovene.answer == ExitAnswer.NOT_ASKED


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Stand in for the look-up of names: each is public unless a test says otherwise."""
    known: dict[str, list[str]] = {}

    def look_up(name: str, port: int, *_args: Any, **_kwargs: Any) -> list[Any]:
        name.encode("idna")
        is_address = name[0].isdecimal()
        addresses = known.get(name, [name if is_address else "93.184.215.14"])
        if not addresses:
            raise socket.gaierror
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses]

    monkeypatch.setattr("website.leaving.resolving.socket.getaddrinfo", look_up)
    return known


class Answer:
    """What the library hands back, as far as it is read."""

    def __init__(self, status: int, leads_to: str = "") -> None:
        self.status_code = status
        self.next = requests.Request("GET", leads_to).prepare() if leads_to else None

    def __enter__(self) -> "Answer":
        return self

    def __exit__(self, *_error: Any) -> None:
        return None


@pytest.mark.parametrize(
    ("last_url", "status", "wanted"),
    [
        (FIRST, 200, ExitAnswer.ANSWERS),
        (FIRST, 403, ExitAnswer.ANSWERS),
        (FIRST, 404, ExitAnswer.NOT_THERE),
        (FIRST, 503, ExitAnswer.NO_ANSWER),
        ("http://first.example/", 200, ExitAnswer.NOT_SECURE),
        ("https://portal.localhost/", 200, ExitAnswer.LEADS_BACK),
        ("https://10.0.0.1/", 200, ExitAnswer.NO_ANSWER),
        ("https://printer/", 200, ExitAnswer.NO_ANSWER),
        ("https://other.example/", 200, ExitAnswer.ANSWERS),
    ],
)
def test_meaning_of_an_answer(
    monkeypatch: pytest.MonkeyPatch, last_url: str, status: int, wanted: ExitAnswer
) -> None:
    asked: list[str] = []

    def get(_session: object, url: str, **options: Any) -> Answer:
        assert options["allow_redirects"] is False
        asked.append(url)
        return Answer(status) if url == last_url else Answer(302, last_url)

    monkeypatch.setattr(requests.Session, "get", get)
    assert answer_of(FIRST) is wanted
    # What is no public https address is never asked.
    assert (last_url in asked) == (last_url.endswith(".example/") and "http://" not in last_url)


def test_an_address_that_leads_in_a_circle_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests.Session, "get", lambda *_args, **_kwargs: Answer(302, FIRST))
    assert answer_of(FIRST) is ExitAnswer.NO_ANSWER


@pytest.mark.parametrize(
    ("error", "wanted", "tries"),
    [
        (requests.exceptions.SSLError, ExitAnswer.NOT_SECURE, 1),
        (requests.exceptions.ConnectTimeout, ExitAnswer.NO_ANSWER, 2),
        (requests.exceptions.TooManyRedirects, ExitAnswer.NO_ANSWER, 2),
    ],
)
def test_silence_is_tried_twice(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception], wanted: ExitAnswer, tries: int
) -> None:
    asked: list[str] = []

    def refuse(_session: object, url: str, **_kwargs: Any) -> None:
        asked.append(url)
        raise error

    monkeypatch.setattr(requests.Session, "get", refuse)
    assert answer_of(FIRST) is wanted
    assert len(asked) == tries


INNER_ADDRESSES = [
    "127.0.0.1", "10.1.2.3", "172.16.0.9", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.8", "224.0.0.1", "::1", "::", "fc00::1", "fd12:3456::1", "fe80::1", "ff02::1",
    "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::",
    "::127.0.0.1", "64:ff9b:1::a00:1", "fec0::1", "::ffff:0:a00:1", "5f00::1", "3fff::1",
]  # fmt: skip


@pytest.mark.parametrize("inner", INNER_ADDRESSES)
@pytest.mark.parametrize("name", ["first.example", "second.example"])
def test_a_name_that_leads_into_an_inner_network_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, names: dict[str, list[str]], name: str, inner: str
) -> None:
    asked: list[str] = []

    def get(_session: object, url: str, **_options: Any) -> Answer:
        asked.append(url)
        return Answer(302, "https://second.example/") if url == FIRST else Answer(200)

    monkeypatch.setattr(requests.Session, "get", get)
    names[name] = ["93.184.215.14", "2a00:1450:4001::1"]
    assert answer_of(FIRST) is ExitAnswer.ANSWERS
    assert asked == [FIRST, "https://second.example/"]
    asked.clear()
    # One among public ones is enough: which of them the connection takes is not ours to say.
    names[name] = ["93.184.215.14", inner]
    assert answer_of(FIRST) is ExitAnswer.NO_ANSWER
    assert not [url for url in asked if name in url]


def test_a_name_that_nobody_knows_does_not_answer(names: dict[str, list[str]]) -> None:
    names["first.example"] = []
    assert answer_of(FIRST) is ExitAnswer.NO_ANSWER
    assert answer_of(f"https://{'a' * 64}.example/") is ExitAnswer.NO_ANSWER


def test_second_address_is_tried_where_the_first_cannot_be_reached(
    monkeypatch: pytest.MonkeyPatch, names: dict[str, list[str]]
) -> None:
    tried: list[str] = []

    def get(session: requests.Session, _url: str, **_options: Any) -> Answer:
        tried.append(vars(session.get_adapter(FIRST))["_address"])
        if len(tried) == 1:
            raise requests.exceptions.ConnectTimeout
        return Answer(200)

    monkeypatch.setattr(requests.Session, "get", get)
    names["first.example"] = ["2a00:1450:4001::1", "93.184.215.14"]
    assert answer_of(FIRST) is ExitAnswer.ANSWERS
    assert tried == names["first.example"]


def certificate_for(name: str, folder: Path) -> Path:
    """A certificate of its own making, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


@contextmanager
def serving_over_tls(certificate: Path) -> Iterator[tuple[int, list[str | None]]]:
    """A site at this machine: its port, and the names by which it was asked."""
    named: list[str | None] = []

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            named.append(self.headers["Host"])
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            return None

    server = HTTPServer(("127.0.0.1", 0), Site)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _socket, name, _context: named.append(name)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_arguments: None  # type: ignore[method-assign]
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port, named
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_connection_goes_to_the_address_that_was_looked_at_and_wants_the_names_certificate(
    tmp_path: Path,
) -> None:
    def ask(name: str, port: int) -> int:
        with requests.Session() as session:
            session.mount("https://", ToAddressAdapter("127.0.0.1"))
            headers = {"Host": name}
            url = f"https://{name}:{port}/"
            return session.get(url, headers=headers, verify=certificate, timeout=20).status_code

    certificate = str(certificate_for("first.example", tmp_path))
    with serving_over_tls(Path(certificate)) as (port, named):
        assert ask("first.example", port) == 204
        assert named == ["first.example", "first.example"]
        with pytest.raises(requests.exceptions.SSLError):
            ask("second.example", port)


def test_command_says_what_does_not_answer(
    monkeypatch: pytest.MonkeyPatch, slovene: ExitTarget
) -> None:
    said = StringIO()
    monkeypatch.setattr(requests.Session, "get", lambda *_args, **_kwargs: Answer(200))
    call_command("check_exit_targets", stdout=said)
    assert f"{FIRST}  answers" in said.getvalue()
    monkeypatch.setattr(requests.Session, "get", lambda *_args, **_kwargs: Answer(404))
    with pytest.raises(CommandError, match="does not answer: 3"):
        call_command("check_exit_targets", stdout=said)


def test_tick_asks(monkeypatch: pytest.MonkeyPatch, slovene: ExitTarget) -> None:
    monkeypatch.setattr(requests.Session, "get", lambda *_args, **_kwargs: Answer(410))
    assert "website.exit_targets_ask_due" not in jobs_run_due()
    slovene.refresh_from_db()
    assert slovene.answer == ExitAnswer.NOT_THERE


# --- Who sees and changes it ----------------------------------------------------------------------


def test_editor_changes_the_way_out_and_it_is_public_at_once(
    editor: Client, visit: Visit, slovene: ExitTarget
) -> None:
    exit_targets_ask([slovene], answers(first=ExitAnswer.NOT_THERE))
    new = "https://new.example/weather/"
    form = {"language_code": "sl", "url": new, "spare_url": SPARE}
    assert "Kam obiskovalce pelje" in editor.get(f"{LIST}edit/{slovene.pk}/").content.decode()
    response = editor.post(f"{LIST}edit/{slovene.pk}/", form)
    assert response.status_code == 302
    assert way_out(visit, "/sl/") == new
    slovene.refresh_from_db()
    assert (slovene.answer, slovene.spare_answer) == (ExitAnswer.NOT_ASKED, ExitAnswer.ANSWERS)
    assert slovene.asked_at is None


def test_editor_is_refused_in_slovene_and_keeps_what_she_typed(
    editor: Client, slovene: ExitTarget
) -> None:
    typed = "https://portal.localhost/"
    form = {"language_code": "sl", "url": typed, "spare_url": SPARE}
    page = editor.post(f"{LIST}edit/{slovene.pk}/", form).content.decode()
    assert "To je eden od naših naslovov" in page
    assert f'value="{typed}"' in page
    slovene.refresh_from_db()
    assert slovene.url == FIRST


def test_second_way_out_of_a_language_is_refused(editor: Client, slovene: ExitTarget) -> None:
    form = {"language_code": "sl", "url": FIRST, "spare_url": SPARE}
    assert "Ta jezik že ima izhod" in editor.post(f"{LIST}add/", form).content.decode()


def test_first_page_of_the_cms_shows_what_does_not_answer(
    editor: Client, slovene: ExitTarget
) -> None:
    heading = "Izhodi, ki se ne odzivajo"
    exit_targets_ask([slovene], answers())
    assert heading not in editor.get("/").content.decode()
    exit_targets_ask([slovene], answers(spare=ExitAnswer.NOT_THERE))
    page = editor.get("/").content.decode()
    assert heading in page
    assert SPARE in page
    assert "pravi, da strani ni" in editor.get(LIST).content.decode()


def test_administrator_sees_the_ways_out_and_changes_none(
    enter: Enter, slovene: ExitTarget
) -> None:
    administrator = enter(Role.ADMINISTRATOR, door=Door.CMS)
    exit_targets_ask([slovene], answers(first=ExitAnswer.NOT_SECURE))
    assert FIRST in administrator.get("/").content.decode()
    assert FIRST in administrator.get(LIST).content.decode()
    form = {"language_code": "sl", "url": SPARE, "spare_url": FIRST}
    assert administrator.post(f"{LIST}edit/{slovene.pk}/", form).status_code in {302, 403}
    slovene.refresh_from_db()
    assert slovene.url == FIRST


def test_status_page_says_how_the_ways_out_are(enter: Enter, slovene: ExitTarget) -> None:
    administrator = enter(Role.ADMINISTRATOR)

    def said() -> str:
        return administrator.get("/status/").content.decode()

    assert "Vsi še niso preverjeni" in said()
    exit_targets_ask(ExitTarget.objects.all(), answers())
    assert "Vsi se odzivajo" in said()
    exit_targets_ask([slovene], answers(first=ExitAnswer.NO_ANSWER))
    assert "Naslov se ne odziva, kot bi se moral: slovenščina" in said()
    ExitTarget.objects.filter(language_code="").delete()
    assert "Za vse druge jezike ga ni" in said()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_asks_for_the_way_out_before_somebody_leaves(visit: Visit, language: str) -> None:
    document = read(visit(f"/{language}/"))
    hints = [link.attributes["rel"] for link in document.all("link")]
    # A browser follows none of these by itself; what it follows would be a trace.
    assert set(hints) == {"canonical", "icon"}
    assert not document.all("meta", **{"http-equiv": "refresh"})


@pytest.mark.parametrize(
    "host", ["www.\uff4c\uff4f\uff43\uff41\uff4chost", "www.local\u00adhost", "www.localho\u200bst"]
)
def test_letters_that_browsers_read_as_others_name_no_way_out(host: str) -> None:
    validate_exit_url("https://www.example.org/")
    with pytest.raises(ValidationError, match="navadnimi"):
        validate_exit_url(f"https://{host}/")
