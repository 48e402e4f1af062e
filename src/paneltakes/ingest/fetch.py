"""Guarded HTTP: from a URL to bytes, within a time and a size limit, from the public internet only.

A host's name is looked up once, each of its addresses is judged, and the connection is made to the very address that
was judged, so that a second look-up can't lead elsewhere.  The same holds at every redirect.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import re
import socket
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

from paneltakes.errors import FetchError, NotAnArticleError
from paneltakes.ingest.guard import IPAddress, WebAddress, check_ips, check_url, without_password
from paneltakes.version import __version__

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator

    import httpx2

    Resolver = Callable[[str, int], Awaitable[list[IPAddress]]]

USER_AGENT = f"paneltakes/{__version__} (+https://pypi.org/project/paneltakes/)"
MAX_REDIRECTS = 5

_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "text/html, application/xhtml+xml, application/pdf;q=0.9, text/markdown;q=0.9, text/plain;q=0.8, "
    "*/*;q=0.1",
    # Only what the standard library decodes, piece by piece and within a bound.
    "Accept-Encoding": "gzip, deflate",
}
_CONNECT_SECONDS = 8.0
_MOST_ADDRESSES = 4
_PIECE = 1 << 16
_SAVE = "save the page from a browser and give the file"


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What reading one source may cost."""

    seconds: float = 30.0
    """For the whole of a fetch: look-ups, redirects and the body together."""
    max_bytes: int = 5_000_000
    """Of a page or a text, after decompression."""
    max_pdf_bytes: int = 20_000_000
    """Of a PDF."""
    allow_private: bool = False
    """Lifts the rules on networks, names and ports: for an intranet, and for servers on this machine in tests."""

    def allowed(self, head: bytes) -> int:
        """Return the most bytes that a source may have whose first ones are ``head``."""
        return self.max_pdf_bytes if b"%PDF-" in head[:1024] else self.max_bytes


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave."""

    url: str
    """Where it came from in the end, after redirects."""
    body: bytes
    media_type: str
    """As the server labels it, in lower case and without parameters; empty when it does not."""
    charset: str | None
    """As the server labels it."""


async def resolve(host: str, port: int) -> list[IPAddress]:
    """Return the addresses of a host, in the system's order; raises OSError when it has none."""
    loop = asyncio.get_running_loop()
    infos = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ipaddress.ip_address(info[4][0]) for info in infos))


async def fetch(
    url: str,
    limits: FetchLimits,
    *,
    transport: httpx2.AsyncBaseTransport | None = None,
    resolver: Resolver = resolve,
) -> Fetched:
    """Fetch ``url`` and return its bytes; every failure is a FetchError or, for a bot check, a NotAnArticleError.

    With a ``transport`` nothing is looked up: the URL's form and a literal address are still judged.
    """
    shown = without_password(url)
    try:
        async with asyncio.timeout(limits.seconds):
            return await _follow(url, shown, limits, transport, resolver)
    except TimeoutError:
        raise FetchError(
            f"{shown} gave no complete answer within {limits.seconds:g} seconds. Try again later, or {_SAVE}.",
            source=shown,
        ) from None


async def _follow(
    url: str, shown: str, limits: FetchLimits, transport: httpx2.AsyncBaseTransport | None, resolver: Resolver
) -> Fetched:
    import httpx2

    # One connection for one request: a connection to an address must not be used again for another name there.
    pool = httpx2.Limits(max_keepalive_connections=0)
    timeout = httpx2.Timeout(limits.seconds, connect=min(_CONNECT_SECONDS, limits.seconds))
    async with contextlib.AsyncExitStack() as stack:
        client = httpx2.AsyncClient(
            transport=transport, trust_env=False, limits=pool, timeout=timeout, follow_redirects=False
        )
        if transport is None:  # one that was handed in belongs to its giver
            stack.push_async_callback(client.aclose)
        for _ in range(MAX_REDIRECTS + 1):
            address = _checked(url, shown, limits)
            if transport is not None:
                ips: list[IPAddress | None] = [None]
            else:
                ips = list(await _judged_ips(address, shown, limits, resolver))
            response = await _connect(client, address, ips, shown)
            try:
                location = _location(response)
                if location is None:
                    _check_status(response, shown)
                    return await _receive(response, address, shown, limits)
            except httpx2.HTTPError as error:
                raise _broken_off(shown) from error
            finally:
                await response.aclose()
            url = urljoin(address.url, location)
    raise FetchError(
        f"{shown} redirects more than {MAX_REDIRECTS} times; such sites often ask for cookies. {_SAVE.capitalize()}.",
        source=shown,
    )


def _checked(url: str, shown: str, limits: FetchLimits) -> WebAddress:
    try:
        return check_url(url, allow_private=limits.allow_private)
    except FetchError as error:
        if without_password(url) == shown:
            raise
        raise FetchError(f"{shown} redirects to an address that is not read. {error}", source=shown) from None


async def _judged_ips(address: WebAddress, shown: str, limits: FetchLimits, resolver: Resolver) -> list[IPAddress]:
    if address.ip is not None:
        return [address.ip]  # judged with the form of the URL
    try:
        ips = await resolver(address.host, address.port)
    except (OSError, UnicodeError, ValueError):
        ips = []
    if not ips:
        raise FetchError(f"{shown}: there is no host {address.host}. Check the address and your network.", source=shown)
    if not limits.allow_private:
        check_ips(ips, shown)
    return ips[:_MOST_ADDRESSES]


async def _connect(
    client: httpx2.AsyncClient, address: WebAddress, ips: list[IPAddress | None], shown: str
) -> httpx2.Response:
    """Send the request to the first of the addresses that answers; None stands for the host's name."""
    import httpx2

    failure: Exception | None = None
    for ip in ips:
        host = address.host if ip is None else str(ip)
        place = WebAddress(address.scheme, host, address.port, address.target, ip)
        request = client.build_request(
            "GET",
            place.url,
            headers={**_HEADERS, "Host": address.authority},
            # The certificate is checked against the name, though the connection goes to the address.
            extensions={"sni_hostname": address.host},
        )
        try:
            return await client.send(request, stream=True)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            failure = error
        except httpx2.TimeoutException:
            raise TimeoutError from None
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise _broken_off(shown) from error
    if "certificate" in str(failure).lower() or "ssl" in str(failure).lower():
        raise FetchError(
            f"{shown}: no safe connection to {address.host} ({_why(failure)}). Check the address, or {_SAVE}.",
            source=shown,
        ) from failure
    raise FetchError(
        f"{shown}: {address.host} can't be reached. Check the address and your network, or try again later.",
        source=shown,
    ) from failure


def _why(error: Exception | None) -> str:
    found = re.search(r"certificate verify failed: ([^(]+)|\[SSL: ([A-Z_0-9]+)\]", str(error))
    return (found[1] or found[2]).strip().lower().replace("_", " ") if found else "the secure handshake failed"


def _broken_off(shown: str) -> FetchError:
    return FetchError(f"{shown}: the connection broke off half-way. Try again, or {_SAVE}.", source=shown)


def _location(response: httpx2.Response) -> str | None:
    """Return where a redirect leads, as a URL or a part of one; None for what is no redirect."""
    if response.status_code not in {301, 302, 303, 307, 308}:
        return None
    for name, value in response.headers.raw:
        if name.lower() == b"location":
            try:
                text = value.decode()
            except UnicodeDecodeError:
                text = value.decode("latin-1")
            return quote(text.strip(), safe="%/:?#[]@!$&'()*+,;=~\\")
    return None


def _check_status(response: httpx2.Response, shown: str) -> None:
    status = response.status_code
    if "challenge" in (response.headers.get("cf-mitigated"), response.headers.get("x-amzn-waf-action")):
        raise NotAnArticleError(
            f"{shown} gave a bot check instead of an article. {_SAVE.capitalize()}.", source=shown, found="a bot check"
        )
    if status in {200, 203}:
        return
    match status:
        case 401 | 402 | 403 | 407 | 451:
            advice = f"the site does not show it to programs or without an account: {_SAVE}"
        case 404 | 410:
            advice = "there is no such page: check the address"
        case 429:
            advice = f"the site was asked too often: try again later, or {_SAVE}"
        case _ if status >= 500:
            advice = f"the site has trouble: try again later, or {_SAVE}"
        case _:
            advice = f"that is no page: check the address, or {_SAVE}"
    raise FetchError(f"{shown} answered with HTTP status {status}; {advice}.", source=shown)


async def _receive(response: httpx2.Response, address: WebAddress, shown: str, limits: FetchLimits) -> Fetched:
    body = bytearray()
    async with contextlib.aclosing(_decoded(response, shown, limits)) as pieces:
        async for piece in pieces:
            body += piece
            if len(body) > (most := limits.allowed(bytes(body[:1024]))):
                raise FetchError(
                    f"{shown} is larger than {most / 1e6:g} MB. Save the article's own text as a file and give that.",
                    source=shown,
                )
    label = response.headers.get("content-type", "")
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", label, re.IGNORECASE)
    return Fetched(
        url=address.url,
        body=bytes(body),
        media_type=label.partition(";")[0].strip().lower(),
        charset=charset[1] if charset else None,
    )


async def _decoded(response: httpx2.Response, shown: str, limits: FetchLimits) -> AsyncGenerator[bytes, None]:
    """Yield the body, decompressed, in pieces of bounded size however small the compressed ones were.

    The client's own decoders would do, but for a body that never yields anything: then nobody counts.
    """
    if response.is_stream_consumed:  # a transport that had the whole answer at hand; the client decoded it
        async with contextlib.aclosing(response.aiter_bytes(_PIECE)) as pieces:
            async for piece in pieces:
                yield piece
        return
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding not in {"", "identity", "gzip", "x-gzip", "deflate"}:
        raise FetchError(f"{shown} is packed in a way that was not asked for. {_SAVE.capitalize()}.", source=shown)
    unpacker = None
    received = 0
    async with contextlib.aclosing(response.aiter_raw()) as pieces:
        async for raw in pieces:
            received += len(raw)
            if received > limits.max_pdf_bytes:
                raise FetchError(f"{shown} is larger than {limits.max_pdf_bytes / 1e6:g} MB, packed.", source=shown)
            if coding in {"", "identity"}:
                yield raw
                continue
            unpacker = unpacker or _unpacker(coding, raw)
            for piece in _unpacked(unpacker, raw, shown):
                yield piece
    if unpacker is not None and not unpacker.eof:
        raise _broken_off(shown)


def _unpacked(unpacker: zlib._Decompress, raw: bytes, shown: str) -> Iterator[bytes]:
    try:
        while raw and not unpacker.eof:
            yield unpacker.decompress(raw, _PIECE)
            raw = unpacker.unconsumed_tail
    except zlib.error as error:
        raise _broken_off(shown) from error


def _unpacker(coding: str, head: bytes) -> zlib._Decompress:
    if coding != "deflate":
        return zlib.decompressobj(zlib.MAX_WBITS | 16)
    # Half of the servers that say "deflate" send it without the zlib header.
    wrapped = head[0] & 0x0F == 8 and (len(head) < 2 or int.from_bytes(head[:2], "big") % 31 == 0)
    return zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
