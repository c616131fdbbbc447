import socket
import subprocess
import time

from playwright.sync_api import BrowserContext, Page

DEADLINE_SECONDS = 60
PAUSE_SECONDS = 0.1


def wait_for_port(port: int, process: subprocess.Popen[bytes]) -> None:
    """Return when something listens on the port; raises when the process ends or time is up."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        with socket.socket() as probe:
            probe.settimeout(PAUSE_SECONDS)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(PAUSE_SECONDS)
    raise TimeoutError("the server does not listen")


def wait_for_tab(context: BrowserContext, address: str) -> Page:
    """The tab with an address that the browser opens by itself; raises when time is up."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        for page in context.pages:
            if page.url == address:
                return page
        # Playwright hears of new tabs only while it waits.
        context.pages[0].wait_for_timeout(PAUSE_SECONDS * 1000)
    raise TimeoutError("no tab has the address")
