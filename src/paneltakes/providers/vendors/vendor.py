"""VendorProvider: what the adapters of the vendors' SDKs have in common.

An adapter adds the three things that differ: how a body is built, how a reply is read, and how its SDK sends.
"""

from __future__ import annotations

import asyncio
import importlib
import sys
import weakref
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from paneltakes.providers import catalog
from paneltakes.providers.base import Readiness
from paneltakes.providers.vendors import raw
from paneltakes.providers.vendors.endpoint import KEYLESS, Endpoint, find_base_url, find_key
from paneltakes.providers.vendors.faults import Faults, body_of, headers_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx2

    from paneltakes.errors import ProviderError
    from paneltakes.prompt import Prompt
    from paneltakes.providers.base import Completion, ProviderOptions
    from paneltakes.providers.vendors.reports import ClassTable
    from paneltakes.take import AuthorKind

CONNECT_TIMEOUT = 10.0
"""Seconds to wait for a connection; an address where nothing listens should not use up the whole time-out."""

KEPT_CONNECTIONS = 100
KEPT_SECONDS = 60.0
"""How many idle connections are kept and for how long: reuse saves more time than anything else on the way."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back with a success status, unread."""

    text: str
    headers: Mapping[str, str]
    status: int = 200


@dataclass(frozen=True, slots=True)
class _Line:
    """The SDK's client and the HTTP client beneath it; both belong to one event loop."""

    sdk: Any
    http: httpx2.AsyncClient


class VendorProvider:
    """A provider that asks a vendor's API through the vendor's SDK.

    The SDK gets the key and the address from here and never finds its own.  Its retries are off, its ``parse`` helpers
    unused: they lose the usage of a reply that was cut off or refused.
    """

    name: str
    author: AuthorKind = "model"

    label: ClassVar[str] = ""
    """How messages call the vendor; empty for the catalog's name."""
    key_variable: ClassVar[str]
    key_optional: ClassVar[bool] = False
    url_variable: ClassVar[str]
    default_url: ClassVar[str] = ""
    url_suffix: ClassVar[str] = ""
    """What the SDK appends itself, and is cut off an address that ends in it."""
    request_id_header: ClassVar[str] = "x-request-id"
    sdk_modules: ClassVar[tuple[str, ...]]
    """What ``preload`` imports."""
    error_classes: ClassVar[ClassTable]

    def __init__(self, options: ProviderOptions) -> None:
        vendor = catalog.vendor(self.name)
        base_url = find_base_url(options, self.url_variable, self.default_url).removesuffix(self.url_suffix)
        key = find_key(self.name, self.key_variable, options.env, optional=self.key_optional)
        self.model = vendor.model(options.model.strip())
        self.price_id = vendor.price_id
        self._options = options
        self._endpoint = Endpoint(base_url, key, self.key_variable, self.url_variable)
        self._faults = Faults(
            self.name,
            self.label or vendor.label,
            self._endpoint,
            options.timeout,
            self.error_classes,
            self.request_id_header,
        )
        self._lines: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, _Line] = weakref.WeakKeyDictionary()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.model!r})"

    @property
    def cache_scope(self) -> str:
        """The address: replies of one endpoint are not those of another."""
        return self._endpoint.base_url

    @classmethod
    def readiness(cls, env: Mapping[str, str]) -> Readiness:
        """Say whether the key is set."""
        if env.get(cls.key_variable, "").strip():
            return Readiness(True, f"{cls.key_variable} is set")
        return Readiness(False, f"set {cls.key_variable} in the environment or in .env, {KEYLESS}")

    @classmethod
    def preload(cls) -> None:
        """Import the SDK, which takes a second or more; meant for a thread beside other work."""
        for module in cls.sdk_modules:
            importlib.import_module(module)

    def body(self, prompt: Prompt) -> dict[str, Any]:
        """Return the JSON body of the request, as it goes over the wire."""
        raise NotImplementedError

    def decode(self, raw: Any) -> Completion:
        """Read a reply's JSON, whatever it is; never raises."""
        raise NotImplementedError

    def _open(self, http: httpx2.AsyncClient) -> Any:
        """Return the SDK's client above an HTTP client."""
        raise NotImplementedError

    async def _send(self, sdk: Any, body: dict[str, Any]) -> Reply:
        """Send the body; raise whatever the SDK raises."""
        raise NotImplementedError

    async def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt; raise ProviderError when there is no answer."""
        body = self.body(prompt)
        try:
            if any(module not in sys.modules for module in self.sdk_modules):
                await asyncio.to_thread(self.preload)
            async with asyncio.timeout(self._options.timeout):
                reply = await self._send(self._line().sdk, body)
        except Exception as error:  # noqa: BLE001  # SDKs let all sorts through; the tables sort them
            return self._explain(error)
        return self._read(reply)

    def _explain(self, error: Exception) -> Completion:
        """Return the refusal that some servers send as an HTTP error; raise ProviderError for all else."""
        completion = self.decode(body_of(error))
        if completion.outcome == "refused":
            return replace(completion, request_id=headers_of(error).get(self.request_id_header))
        # Without its cause: the vendor's own text may repeat the key.
        raise self._faults.of(error) from None

    def _read(self, reply: Reply) -> Completion:
        data = raw.parse(reply.text)
        completion = replace(self.decode(data), request_id=reply.headers.get(self.request_id_header))
        if completion.error is None:
            return completion
        error: ProviderError = self._faults.told(
            completion.error, completion.detail, status=reply.status, request_id=completion.request_id
        )
        raise error

    def _line(self) -> _Line:
        """Return the clients of the running event loop; connections can't be carried from one loop to another."""
        loop = asyncio.get_running_loop()
        line = self._lines.get(loop)
        if line is None:
            http = self._http()
            line = self._lines[loop] = _Line(self._open(http), http)
        return line

    def _http(self) -> httpx2.AsyncClient:
        import httpx2

        return httpx2.AsyncClient(
            transport=self._options.transport,
            timeout=self._sdk_timeout(),
            limits=httpx2.Limits(max_keepalive_connections=KEPT_CONNECTIONS, keepalive_expiry=KEPT_SECONDS),
            follow_redirects=False,  # a redirect would take the article and the key where nobody meant them to go
            event_hooks={"request": [self._authorize]},
        )

    def _sdk_timeout(self) -> httpx2.Timeout:
        import httpx2

        return httpx2.Timeout(self._options.timeout, connect=min(CONNECT_TIMEOUT, self._options.timeout))

    async def _authorize(self, request: httpx2.Request) -> None:
        """Set the key on the way out, whatever the SDK found in the process's environment."""
        request.headers["Authorization"] = f"Bearer {self._endpoint.key or 'none'}"

    async def aclose(self) -> None:
        """Close the connections of the running event loop."""
        line = self._lines.pop(asyncio.get_running_loop(), None)
        if line is not None:
            await line.http.aclose()
