"""Fetching: from a real server on this machine, within its limits, and never where it must not go."""

import asyncio
import contextlib
import gzip
import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx2  # noqa: TID253  # a test is about it
import pytest

from paneltakes.errors import FetchError, NotAnArticleError, SourceError
from paneltakes.ingest.fetch import USER_AGENT, Fetched, FetchLimits, fetch

HERE = FetchLimits(seconds=5, max_bytes=200_000, max_pdf_bytes=400_000, allow_private=True)

Answer = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """A server on this machine that answers each path as told, and keeps the requests' headers."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.seen: list[dict[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer.seen.append({name.lower(): value for name, value in self.headers.items()})
                with contextlib.suppress(OSError):
                    outer.answers[self.path.partition("?")[0]](self)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    """Yield a server without pages."""
    server = Site()
    yield server
    server.close()


def says(body: bytes, status: int = 200, **headers: str) -> Answer:
    """Return an answer with this body."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("content-length", str(len(body)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def get(url: str, limits: FetchLimits = HERE) -> Fetched:
    """Fetch a URL."""
    return asyncio.run(fetch(url, limits))


def test_a_page(site: Site) -> None:
    """Body, type and encoding come back; the request names the project."""
    site.answers["/a"] = says(b"<p>x</p>", content_type='text/HTML; charset="ISO-8859-1"')
    got = get(f"{site.url}/a")
    assert (got.body, got.media_type, (got.charset or "").lower()) == (b"<p>x</p>", "text/html", "iso-8859-1")
    assert got.url == f"{site.url}/a"
    assert site.seen[0]["user-agent"] == USER_AGENT
    assert "paneltakes" in USER_AGENT


def test_nothing_is_fetched_from_this_machine_by_default(site: Site) -> None:
    """Without ``allow_private`` the server here is never asked."""
    site.answers["/"] = says(b"secret")
    with pytest.raises(FetchError, match="off limits"):
        get(f"http://127.0.0.1:{site.port}/", FetchLimits())
    assert site.seen == []


def test_a_public_name_with_a_private_address_is_not_asked(site: Site) -> None:
    """What counts is the address that the name leads to; it is looked up once, and judged before connecting."""
    asked: list[str] = []

    async def rebinding(host: str, port: int) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
        asked.append(host)
        return [ipaddress.ip_address("93.184.215.14" if len(asked) > 1 else "127.0.0.1")]

    with pytest.raises(FetchError, match="leads to 127"):
        asyncio.run(fetch("http://news.example.com/", FetchLimits(), resolver=rebinding))
    assert asked == ["news.example.com"]


def test_the_connection_goes_to_the_address_that_was_judged(site: Site) -> None:
    """The name stands in the Host header only: there is no second look-up that could lead elsewhere."""

    async def here(host: str, port: int) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
        return [ipaddress.ip_address("127.0.0.1")]

    site.answers["/"] = says(b"x")
    asyncio.run(fetch(f"http://no-such-name.invalid:{site.port}/", HERE, resolver=here))
    assert site.seen[0]["host"] == f"no-such-name.invalid:{site.port}"


def test_redirects_are_followed_and_each_is_judged() -> None:
    """A public page that redirects to a private address leads nowhere."""

    def moved(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/private":
            return httpx2.Response(302, headers={"location": "http://169.254.169.254/latest/"})
        if request.url.path == "/scheme":
            return httpx2.Response(302, headers={"location": "file:///etc/passwd"})
        if request.url.path == "/moved":
            return httpx2.Response(301, headers={"location": "/there?x=1"})
        return httpx2.Response(200, content=b"there")

    transport = httpx2.MockTransport(moved)
    got = asyncio.run(fetch("https://news.example.com/moved", FetchLimits(), transport=transport))
    assert (got.body, got.url) == (b"there", "https://news.example.com/there?x=1")
    for path in ("private", "scheme"):
        with pytest.raises(FetchError, match="redirects to an address that is not read"):
            asyncio.run(fetch(f"https://news.example.com/{path}", FetchLimits(), transport=transport))


def test_an_endless_redirect_ends(site: Site) -> None:
    """After five redirects it is enough."""
    site.answers["/a"] = says(b"", 302, location="/a")
    with pytest.raises(FetchError, match="more than 5 times"):
        get(f"{site.url}/a")
    assert len(site.seen) == 6


@pytest.mark.parametrize(
    ("status", "says_what"), [(404, "check the address"), (403, "save the page"), (429, "later"), (500, "later")]
)
def test_a_status_that_is_no_page(site: Site, status: int, says_what: str) -> None:
    """The status is named, with what to do about it."""
    site.answers["/a"] = says(b"<h1>no</h1>", status)
    with pytest.raises(FetchError, match=rf"status {status}.*{says_what}"):
        get(f"{site.url}/a")


def test_a_bot_check_is_named(site: Site) -> None:
    """A challenge of the site's protection is no article."""
    site.answers["/a"] = says(b"x", 403, cf_mitigated="challenge")
    with pytest.raises(NotAnArticleError, match="bot check"):
        get(f"{site.url}/a")


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_compressed_pages(site: Site, coding: str) -> None:
    """What was asked for is decoded."""
    import zlib

    packed = gzip.compress(b"words") if coding == "gzip" else zlib.compress(b"words")
    site.answers["/a"] = says(packed, content_encoding=coding)
    assert get(f"{site.url}/a").body == b"words"


def test_a_bomb_is_stopped_at_the_limit(site: Site) -> None:
    """A small answer that unpacks to far more than the limit costs neither time nor memory."""
    site.answers["/a"] = says(gzip.compress(bytes(200_000_000)), content_encoding="gzip")
    started = time.monotonic()
    with pytest.raises(FetchError, match=r"larger than 0\.2 MB"):
        get(f"{site.url}/a")
    assert time.monotonic() - started < 4


def test_a_large_body_is_stopped(site: Site) -> None:
    """The limit holds without compression too; a PDF may be larger."""
    site.answers["/a"] = says(b"x" * 300_000)
    site.answers["/b"] = says(b"%PDF-1.7" + b"x" * 300_000)
    with pytest.raises(FetchError, match="larger than"):
        get(f"{site.url}/a")
    assert len(get(f"{site.url}/b").body) > 300_000


def test_a_server_that_drips_is_cut_off(site: Site) -> None:
    """The time limit is for the whole, not for each byte."""

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("content-length", "1000")
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(b"x")
            time.sleep(0.05)

    site.answers["/a"] = drip
    started = time.monotonic()
    with pytest.raises(FetchError, match=r"within 0\.5 seconds"):
        get(f"{site.url}/a", FetchLimits(seconds=0.5, allow_private=True))
    assert time.monotonic() - started < 3


def test_a_body_that_breaks_off(site: Site) -> None:
    """A connection that ends half-way is an error, not half an article."""

    def half(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("content-length", "1000")
        handler.end_headers()
        handler.wfile.write(b"x" * 500)
        handler.close_connection = True

    site.answers["/a"] = half
    with pytest.raises(FetchError):
        get(f"{site.url}/a")


def test_nobody_listens() -> None:
    """A closed port says that the host can't be reached."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(FetchError, match="can't be reached"):
        get(f"http://127.0.0.1:{port}/")


def test_nonsense_instead_of_http() -> None:
    """A server that speaks something else ends in our error."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"220 mail.example.com ESMTP\r\n")

        thread = threading.Thread(target=talk)
        thread.start()
        with pytest.raises(SourceError):
            get(f"http://127.0.0.1:{server.getsockname()[1]}/")
        thread.join()
