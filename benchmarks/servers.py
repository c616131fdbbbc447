"""Servers that a benchmark starts, loads and stops; Linux only (`/proc`), `wrk` makes the load."""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE_SECONDS = 60
CONNECTIONS = 16
REQUESTS_AT_LEAST = 50
A_SECOND = re.compile(r"Requests/sec:\s+([\d.]+)")
FAILED = re.compile(r"Non-2xx or 3xx responses: (\d+)|Socket errors: (.*)")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    name: str
    port: int
    group: int
    host: str

    def cpu_seconds(self) -> float:
        """Processor time of all its processes so far."""
        return sum(_ticks_of(stat) for stat in Path("/proc").glob("[0-9]*/stat")
                   if _group_of(stat) == self.group) / TICKS  # fmt: skip


@dataclass(frozen=True)
class Load:
    """Requests a second, many at once; processor time of one, when they come one by one."""

    requests_a_second: float
    cpu_ms: float


@contextmanager
def served(
    name: str, command: list[str], *, port: int, environment: Mapping[str, str], host: str, ask: str
) -> Iterator[Server]:
    """The server, once it answers 200 at the address `ask`. Raises SystemExit when it does not."""
    if not _is_free(port):
        raise SystemExit(f"port {port} is taken")
    process = subprocess.Popen(  # noqa: S603 - the benchmark's own commands
        command,
        env={**os.environ, **environment},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    server = Server(name, port, process.pid, host)
    try:
        _wait_for(server, process, ask)
        yield server
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        while not _is_free(port):
            time.sleep(0.1)


def loaded(server: Server, path: str, seconds: float) -> Load:
    """Ask for one path over and over, as many connections at once as `CONNECTIONS`."""
    _wrk(server, path, max(1, seconds / 4))
    return Load(_wrk(server, path, seconds), _cpu_ms(server, path, seconds / 2))


def _cpu_ms(server: Server, path: str, seconds: float) -> float:
    """One request after the other, on one connection: none is counted that is half done."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    headers = {"Host": server.host, "Accept-Encoding": "gzip"}
    before, count = server.cpu_seconds(), 0
    ends = time.monotonic() + seconds
    while count < REQUESTS_AT_LEAST or time.monotonic() < ends:
        connection.request("GET", path, headers=headers)
        connection.getresponse().read()
        count += 1
    return (server.cpu_seconds() - before) * 1000 / count


def bytes_on_the_wire(server: Server, path: str) -> bytes:
    """The whole answer, head and body, as a browser that takes gzip gets it."""
    head = (
        f"GET {path} HTTP/1.1\r\nHost: {server.host}\r\nAccept-Encoding: gzip\r\n"
        "Connection: close\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(head.encode())
        parts = []
        while part := connection.recv(65_536):
            parts.append(part)
    return b"".join(parts)


def _wrk(server: Server, path: str, seconds: float) -> float:
    program = shutil.which("wrk")
    if program is None:
        raise SystemExit("wrk makes the load: apt install wrk")
    command = [
        program, "-t1", f"-c{CONNECTIONS}", f"-d{round(seconds)}s", "--timeout", "30s",
        "-H", f"Host: {server.host}", "-H", "Accept-Encoding: gzip",
        f"http://127.0.0.1:{server.port}{path}",
    ]  # fmt: skip
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    if failed := FAILED.search(said):
        raise SystemExit(f"{server.name}, {path}: {failed.group()}")
    found = A_SECOND.search(said)
    if found is None:
        raise SystemExit(f"wrk said nothing of requests: {said}")
    return float(found.group(1))


def _wait_for(server: Server, process: subprocess.Popen[bytes], path: str) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends:
        if process.poll() is not None:
            raise SystemExit(f"{server.name} ended with {process.returncode}")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
            connection.request("GET", path, headers={"Host": server.host})
            status = connection.getresponse().status
        except OSError:
            time.sleep(0.1)
            continue
        if status != 200:
            raise SystemExit(f"{server.name} answers {status} at {path}")
        return
    raise SystemExit(f"{server.name} does not answer")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _fields(stat: Path) -> list[str]:
    """Of `/proc/PID/stat`, from the third on: the second has blanks in it."""
    try:
        return stat.read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _group_of(stat: Path) -> int:
    fields = _fields(stat)
    return int(fields[2]) if fields else 0


def _ticks_of(stat: Path) -> int:
    fields = _fields(stat)
    return int(fields[11]) + int(fields[12]) if fields else 0
