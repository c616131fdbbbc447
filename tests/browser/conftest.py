"""The real thing, started as a newcomer starts it: prepared from nothing, served, and visited."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.chromium import CHROMIUM, FLAGS
from tests.browser.waiting import wait_for_port

# A busy machine is slow, not wrong.
expect.set_options(timeout=20_000)

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class LiveDoors:
    """A running installation with a data folder of its own."""

    port: int
    data_dir: Path
    environment: dict[str, str]
    log: Path

    def url(self, door: str, path: str = "/") -> str:
        host = "localhost" if door == "www" else f"{door}.localhost"
        return f"http://{host}:{self.port}{path}"

    def manage(self, *arguments: str) -> str:
        return subprocess.run(  # noqa: S603
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    @property
    def people(self) -> dict[str, dict[str, str]]:
        people = json.loads(self.manage("demo_people", "--json"))
        return {person["username"]: person for person in people}

    def code(self, username: str) -> str:
        return self.manage("code", username).strip()


@contextmanager
def running_doors(
    data_dir: Path, application: str = "config.wsgi:application", **more_environment: str
) -> Iterator[LiveDoors]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATA_DIR": str(data_dir),
        "PORT": str(port),
        "PYTHONPATH": f"{ROOT / 'site'}{os.pathsep}{ROOT}",
        **more_environment,
    }
    log = data_dir.parent / "server.log"
    doors = LiveDoors(port, data_dir, environment, log)
    doors.manage("prepare")
    with log.open("wb") as output:
        server = subprocess.Popen(  # noqa: S603
            [
                str(Path(sys.executable).with_name("granian")), "--interface", "wsgi",
                "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
                "--blocking-threads", "4", "--no-ws", application,
            ],
            cwd=ROOT, env=environment, stdout=output, stderr=output,
        )  # fmt: skip
        try:
            wait_for_port(port, server)
            yield doors
        finally:
            server.terminate()
            server.wait(timeout=20)


@pytest.fixture(scope="session")
def live_doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveDoors]:
    with running_doors(tmp_path_factory.mktemp("live") / "var") as doors:
        yield doors


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Ends with the file: Playwright's event loop would make Django refuse other tests' queries."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="sl-SI")
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def oathtool_code(seed: str) -> str | None:
    """A code by a program that shares nothing with ours, where it is installed."""
    oathtool = shutil.which("oathtool")
    if oathtool is None:
        return None
    command = [oathtool, "--totp", "--base32", seed]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603
