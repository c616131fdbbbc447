"""A site of a few pages to show the audit: sound ones, and ones with a fault."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Nobody listens there: another origin that is asked for nothing outside of this machine.
ELSEWHERE = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Served:
    body: str
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


def sound_page(
    text: str = "<p>Besedilo.</p>", *, lang: str = "sl", direction: str = "ltr", head: str = ""
) -> str:
    """A page in which nothing is wrong, with `text` below its heading."""
    return f"""<!doctype html>
<html lang="{lang}" dir="{direction}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Stran</title><meta name="description" content="Stran."><link rel="icon" href="data:,">
<style>
body {{ background: #fff; color: #000; }}
#exit {{ display: inline-block; min-height: 3rem; color: #000; }}
header {{ position: sticky; top: 0; background: #fff; }}
</style>{head}</head>
<body><header><a id="exit" href="https://example.com/" rel="noreferrer">Stran od tod</a></header>
<main><h1>Naslov</h1>{text}</main></body></html>"""


@contextmanager
def served(pages: dict[str, Served]) -> Iterator[str]:
    """Serve pages by path, all else with 404; the origin."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            page = pages.get(self.path, Served(sound_page(), 404))
            body = page.body.encode()
            self.send_response(page.status)
            for name, value in (("Content-Type", "text/html; charset=utf-8"), *page.headers):
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
