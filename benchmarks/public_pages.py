"""Weight and speed of the public pages, each beside its peer in the same run.

    PYTHONPATH=site:. python -m benchmarks.public_pages [SECONDS]

SECONDS: how long each load lasts (10). The peers: a stock Wagtail site without and with
wagtail-cache (`benchmarks/stock_wagtail/`), the server's own static files, other application
servers. What the project does not need itself is installed into an environment below
`var/benchmarks/`. Needs `wrk`. Ends with 1 when a bar is not reached.
"""

import http.client
import os
import re
import statistics
import subprocess
import sys
import sysconfig
import urllib.parse
import venv
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import django

from benchmarks.servers import Load, Server, bytes_on_the_wire, loaded, served

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / "var" / "benchmarks"
OURS_DATA, STOCK_DATA, STATIC_DATA, PEERS = (
    WORK / name for name in ("ours", "stock", "static", ".venv")
)
PORT = 8_490
HOST = f"localhost:{PORT}"
PATH = "/en/"
SECONDS = 10.0
PEERS_NEEDED = ("wagtail-cache==3.0.0", "gunicorn==27.0.1", "waitress==3.0.2")

BYTES_AT_MOST = 14_000
REQUESTS_AT_MOST = 3
QUERIES_AT_MOST = 12
UNCACHED_AT_LEAST = 10.0
CACHED_AT_LEAST = 3.0

LINK = re.compile(rb'<a [^>]*?href="(/[^"#?]*)"')
# What a browser asks for by itself. `data:` and what is in the page costs no request.
PART = re.compile(
    rb'<(?:link [^>]*?rel="(?:stylesheet|icon)"[^>]*?href'
    rb'|link [^>]*?href(?==[^>]*?rel="(?:stylesheet|icon)")'
    rb'|script [^>]*?src|img [^>]*?src)="(?!data:)([^"]+)"'
)
GRANIAN = (
    "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(PORT), "--workers", "1",
    "--blocking-threads", "64", "--no-ws", "--log-level", "error",
)  # fmt: skip
OURS = {
    "DJANGO_SETTINGS_MODULE": "config.settings.dev",
    "DATA_DIR": str(OURS_DATA),
    "PORT": str(PORT),
    "PUBLIC_PAGE_CACHE": "true",
    "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}",
}
# The process that measures does not keep pages, and hands its environment on.
UNCACHED = {**OURS, "PUBLIC_PAGE_CACHE": "false"}
STOCK = {
    "DJANGO_SETTINGS_MODULE": "benchmarks.stock_wagtail.settings",
    "STOCK_DATA_DIR": str(STOCK_DATA),
    "PYTHONPATH": str(ROOT),
}
STOCK_CACHED = {**STOCK, "DJANGO_SETTINGS_MODULE": "benchmarks.stock_wagtail.settings_cached"}
OURS_APPLICATION = "config.wsgi:application"
STOCK_APPLICATION = "benchmarks.stock_wagtail.wsgi:application"


@dataclass(frozen=True)
class Weight:
    path: str
    bytes: int
    requests: int


def main(seconds: float) -> int:
    prepare_peers()
    queries_of_stock = prepare_stock()
    prepare_ours()
    kept = [weigh(), count_queries(queries_of_stock)]
    uncached, cached = measure_ours(seconds)
    stock, stock_cached = measure_stock(seconds)
    speed, work = compare("uncached", uncached, "stock Wagtail home", stock)
    text = f"{UNCACHED_AT_LEAST:.0f} times the requests a second and as short a processor time"
    kept.append(verdict(min(speed, work) >= UNCACHED_AT_LEAST, text))
    speed, _work = compare("cached", cached, "the same with wagtail-cache", stock_cached)
    text = f"{CACHED_AT_LEAST:.0f} times the requests a second"
    kept.append(verdict(speed >= CACHED_AT_LEAST, text))
    share_of_static(cached, seconds)
    compare_servers(seconds)
    return 0 if all(kept) else 1


# --- Preparing -----------------------------------------------------------------------------------


def prepare_peers() -> None:
    """An environment below `var/` that has the peers, and beside them all that runs this."""
    if not (PEERS / "bin" / "python").exists():
        venv.create(PEERS, with_pip=True)
    python = str(PEERS / "bin" / "python")
    paths = subprocess.run(  # noqa: S603
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    beside = Path(paths.stdout.strip()) / "beside.pth"
    beside.write_text(f"{sysconfig.get_path('purelib')}\n")
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, "--no-deps", *PEERS_NEEDED], check=True)  # noqa: S603


def prepare_stock() -> int:
    """The stock site and the number of queries of its home page."""
    built = subprocess.run(
        [sys.executable, "-m", "benchmarks.stock_wagtail.build"],
        env={**os.environ, **STOCK}, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return int(built.stdout.split()[-1])


def prepare_ours() -> None:
    """The starter pages, with a number and hours, as a public site has them."""
    os.environ.update(UNCACHED)
    OURS_DATA.mkdir(parents=True, exist_ok=True)
    django.setup()
    from django.core.management import call_command

    from helpline.enums import PhoneLineKind, Weekday
    from helpline.models import OpeningHours, PhoneLine

    with Path(os.devnull).open("w") as nowhere:
        call_command("prepare", stdout=nowhere)
    # The number of the tests: nobody's.
    PhoneLine.objects.filter(kind=PhoneLineKind.OWN).update(number="+38680123456")
    for weekday in Weekday:
        OpeningHours.objects.update_or_create(
            weekday=weekday, opens="09:00", defaults={"closes": "20:00"}
        )


# --- Weight --------------------------------------------------------------------------------------


def weigh() -> bool:
    with granian(OURS_APPLICATION, OURS, "ours", PATH) as server:
        ours = [weight_of(server, path) for path in every_path(server)]
    with granian(STOCK_APPLICATION, STOCK, "stock", "/") as server:
        answer = bytes_on_the_wire(server, "/")
        stock = Weight("/", len(answer), 1 + len(parts_of(answer)))
    say("Bytes on the wire, with headers, compressed; requests")
    for weight in sorted(ours, key=lambda weight: -weight.bytes):
        say(f"  {weight.path:<44}{weight.bytes:8,}{weight.requests:5}")
    say(f"  {'the stock home, its HTML alone':<44}{stock.bytes:8,}{stock.requests:5}")
    heaviest = max(ours, key=lambda weight: weight.bytes)
    middle = statistics.median(weight.bytes for weight in ours)
    most = max(weight.requests for weight in ours)
    is_kept = heaviest.bytes <= BYTES_AT_MOST and most <= REQUESTS_AT_MOST
    say(f"  {len(ours)} addresses, median {middle:,.0f} bytes")
    verdict(
        is_kept,
        f"heaviest {heaviest.bytes:,} of {BYTES_AT_MOST:,} bytes, {most} of {REQUESTS_AT_MOST} "
        f"requests; stock {stock.requests / most:.0f} times the requests",
    )
    return is_kept


def every_path(server: Server) -> list[str]:
    """Every page of the public door that a link leads to, in every language."""
    found, waiting = set(), ["/"]
    while waiting:
        path = waiting.pop()
        if path in found or path.endswith(".pdf"):
            continue
        found.add(path)
        waiting += links_of(page_of(server, path))
    return sorted(found)


def links_of(page: bytes) -> list[str]:
    return [link.decode() for link in LINK.findall(page)]


def weight_of(server: Server, path: str) -> Weight:
    parts = parts_of(page_of(server, path))
    others = [len(bytes_on_the_wire(server, part)) for part in parts]
    return Weight(path, len(bytes_on_the_wire(server, path)) + sum(others), 1 + len(parts))


def parts_of(page: bytes) -> list[str]:
    return sorted({urllib.parse.urlsplit(part.decode()).path for part in PART.findall(page)})


def page_of(server: Server, path: str) -> bytes:
    """The page uncompressed."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", path, headers={"Host": server.host})
    answer = connection.getresponse()
    if answer.status != 200:
        raise SystemExit(f"{path} answers {answer.status}")
    return answer.read()


# --- Speed ---------------------------------------------------------------------------------------


def count_queries(stock: int) -> bool:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    def ask() -> None:
        answer = Client().get(PATH, headers={"host": HOST})
        if answer.status_code != 200:
            raise SystemExit(f"{PATH} answers {answer.status_code}")

    ask()
    with CaptureQueriesContext(connection) as queries:
        ask()
    say("\nQueries of a page")
    say(f"  {'ours':<32}{len(queries):6}\n  {'stock home':<32}{stock:6}")
    verdict(len(queries) <= QUERIES_AT_MOST, f"{len(queries)} of {QUERIES_AT_MOST}")
    return len(queries) <= QUERIES_AT_MOST


def measure_ours(seconds: float) -> tuple[Load, Load]:
    with granian(OURS_APPLICATION, UNCACHED, "ours, uncached", PATH) as server:
        uncached = loaded(server, PATH, seconds)
    with granian(OURS_APPLICATION, OURS, "ours, cached", PATH) as server:
        return uncached, loaded(server, PATH, seconds)


def measure_stock(seconds: float) -> tuple[Load, Load]:
    with granian(STOCK_APPLICATION, STOCK, "stock", "/") as server:
        uncached = loaded(server, "/", seconds)
    with granian(STOCK_APPLICATION, STOCK_CACHED, "stock, cached", "/") as server:
        return uncached, loaded(server, "/", seconds)


def compare(what: str, ours: Load, peer_name: str, peer: Load) -> tuple[float, float]:
    """How many times the requests a second, and how many times less processor time."""
    say(f"\nA page, {what}")
    show("ours", ours)
    show(peer_name, peer)
    speed = ours.requests_a_second / peer.requests_a_second
    work = peer.cpu_ms / ours.cpu_ms
    say(f"  {speed:.1f} times the requests a second, processor time {work:.1f} times as short")
    return speed, work


def share_of_static(cached: Load, seconds: float) -> None:
    """Beside the server's own static file, which no Python touches, of the same size."""
    STATIC_DATA.mkdir(parents=True, exist_ok=True)
    with granian(OURS_APPLICATION, OURS, "ours", PATH) as server:
        body = bytes_on_the_wire(server, PATH).partition(b"\r\n\r\n")[2]
    (STATIC_DATA / "page.html").write_bytes(body)
    static = ("--static-path-route", "/static", "--static-path-mount", str(STATIC_DATA))
    with granian(OURS_APPLICATION, OURS, "static", PATH, *static) as server:
        file = loaded(server, "/static/page.html", seconds)
    say(f"\nA static file of {len(body):,} bytes, by the server itself")
    show("static file", file)
    share = cached.requests_a_second / file.requests_a_second
    say(f"  a cached page reaches {share:.0%} of its requests a second")


def compare_servers(seconds: float) -> None:
    """One worker process each; as many threads where there are threads."""
    python, listen = str(PEERS / "bin" / "python"), f"127.0.0.1:{PORT}"
    gunicorn = [python, "-m", "gunicorn", "--bind", listen, "--workers", "1", OURS_APPLICATION]
    commands = {
        "granian, 64 threads": granian_command(OURS_APPLICATION),
        "gunicorn, sync": gunicorn,
        "gunicorn, gthread, 64 threads": [*gunicorn, "--threads", "64"],
        "waitress, 64 threads": [
            python, "-m", "waitress", f"--listen={listen}", "--threads=64", OURS_APPLICATION,
        ],
    }  # fmt: skip
    say("\nApplication servers, our page")
    for name, command in commands.items():
        for what, environment in (("cached", OURS), ("uncached", UNCACHED)):
            with served(
                name, command, port=PORT, environment=environment, host=HOST, ask=PATH
            ) as server:
                show(f"{name}, {what}", loaded(server, PATH, seconds))


def granian_command(application: str, *more: str) -> list[str]:
    return [str(PEERS / "bin" / "python"), "-m", "granian", *GRANIAN, *more, application]


def granian(
    application: str, environment: Mapping[str, str], name: str, ask: str, *more: str
) -> AbstractContextManager[Server]:
    command = granian_command(application, *more)
    return served(name, command, port=PORT, environment=environment, host=HOST, ask=ask)


# --- Saying it -----------------------------------------------------------------------------------


def show(name: str, load: Load) -> None:
    say(
        f"  {name:<44}{load.requests_a_second:10,.0f} a second"
        f"{load.cpu_ms:10.2f} ms of processor each"
    )


def verdict(is_kept: bool, text: str) -> bool:
    say(f"  {'reached' if is_kept else 'NOT reached'}: {text}")
    return is_kept


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS))
