"""Convening: all that a panel is convened with, found and checked before anything is fetched or sent."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from paneltakes.errors import UsageError
from paneltakes.panel import assemble, require_takes, stream_parts
from paneltakes.persona import Persona, PersonaShelf
from paneltakes.providers.base import plan

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Mapping, Sequence
    from pathlib import Path
    from typing import Unpack

    from paneltakes.article import Article
    from paneltakes.comment import Asking
    from paneltakes.panel import Part
    from paneltakes.prompt import Templates
    from paneltakes.providers.base import PlannedRequest, Provider
    from paneltakes.settings import Places, Settings
    from paneltakes.take import Panel

_log = logging.getLogger("paneltakes")

NO_PROVIDER = (
    "No provider is configured, so the built-in extractive engine quotes the article itself; no language model is "
    "asked. For model-written takes set ANTHROPIC_API_KEY, OPENAI_API_KEY or MISTRAL_API_KEY (see: paneltakes models)."
)


class Options(TypedDict, total=False):
    """What every verb that convenes a panel takes, as keyword arguments; what is not given comes from the settings."""

    model: str | None
    """``provider``, ``provider:model`` or an alias.  None: the first configured provider, else "extractive"."""
    provider: Provider | None
    """A provider of your own, instead of ``model``; it is not closed.  Its replies are not cached."""
    personas: Sequence[str | Persona] | None
    """Who speaks, in this order: ids or personas."""
    panel: str | None
    """The name of a panel of the settings, instead of ``personas``."""
    brief: bool | None
    """Whether the neutral brief is asked for too."""
    base_url: str | None
    """The endpoint of ``model``'s provider, whichever it is.  In the settings it counts for ``compatible`` alone."""
    max_retries: int | None
    timeout: float | None
    """Seconds for one call."""
    concurrency: int | None
    cache: bool | None
    project: Path | None
    """The folder whose ``paneltakes.toml``, ``personas`` and ``prompts`` count; None: found from the current one."""


@dataclass(frozen=True, slots=True)
class Convening:
    """Everything that a panel is convened with, found and checked before anything is sent or fetched."""

    asking: Asking
    personas: tuple[Persona, ...]
    brief: bool
    settings: Settings
    places: Places
    ready: asyncio.Future[None]
    """Done when the provider's SDK is imported, which goes on while the article is being fetched."""

    @property
    def recipe(self) -> str:
        """A hash of all that shapes a panel, but for the article."""
        templates, asking = self.asking.templates, self.asking
        parts = [asking.model, *(p.fingerprint for p in self.personas), templates.fingerprint("take")]
        if self.brief:
            parts.append(templates.fingerprint("brief"))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    async def parts(self, article: Article) -> AsyncGenerator[Part, None]:
        """Yield the parts of the article's panel as they come about."""
        await self.ready
        stream = stream_parts(article, self.personas, self.asking, with_brief=self.brief)
        async with contextlib.aclosing(stream):
            async for part in stream:
                yield part

    def assemble(self, article: Article, parts: Iterable[Part]) -> Panel:
        """Return the panel of these parts; what is missing stands in it as interrupted."""
        return assemble(article, parts, self.personas, self.asking, with_brief=self.brief)

    def plan(self, article: Article) -> list[PlannedRequest]:
        """Return the requests that the article's panel would begin with."""
        templates = self.asking.templates
        prompts = [templates.take(article, persona) for persona in self.personas]
        if self.brief:
            prompts.append(templates.brief(article))
        return [plan(self.asking.provider, prompt) for prompt in prompts]

    async def convene(self, article: Article, on_part: Callable[[Part], None] = lambda _: None) -> Panel:
        """Return the article's panel; ``on_part`` is called with each part as it arrives.

        Raises PanelError, which carries the panel, when no take came about.
        """
        parts = []
        async with contextlib.aclosing(self.parts(article)) as stream:
            async for part in stream:
                parts.append(part)
                on_part(part)
        return require_takes(self.assemble(article, parts))


@contextlib.asynccontextmanager
async def convening(*, dry: bool = False, **options: Unpack[Options]) -> AsyncIterator[Convening]:
    """Find and check all that a panel needs; close the provider at the end, unless it was handed in.

    ``dry``: nothing will be sent, so no key is needed.
    """
    from paneltakes.settings import Places, load_settings, read_environment

    env = read_environment()
    places = Places.find(env)
    project = options.pop("project", None)
    if project:
        places = Places(project, places.user, places.cache)
    own = options.pop("provider", None)
    wanted = options.pop("personas", None)
    settings = load_settings(places, env, **options)
    shelf = PersonaShelf(project=places.project, user=places.user)
    personas = _choose_personas(shelf, wanted, settings, options.get("panel"))
    provider = own or _make_provider(settings, env, options.get("base_url"), dry=dry)
    asking = _asking(provider, settings, places, own=own is not None)
    ready = asyncio.ensure_future(asyncio.sleep(0) if dry else _preload(provider))
    try:
        yield Convening(asking, personas, settings.brief, settings, places, ready)
    finally:
        ready.cancel()
        if own is None:
            await provider.aclose()


def _choose_personas(
    shelf: PersonaShelf, wanted: Sequence[str | Persona] | None, settings: Settings, panel: str | None
) -> tuple[Persona, ...]:
    if wanted is not None and panel is not None:
        raise UsageError("Personas and a panel were both named. Name one of them: -p ID or --panel NAME.")
    ids: Sequence[str | Persona] = settings.persona_ids() if wanted is None else wanted
    if isinstance(ids, str) or not ids:
        raise UsageError('Give the personas as a list that is not empty, e.g. personas=["skeptic"].')
    chosen = {p if isinstance(p, str) else p.id: p if isinstance(p, Persona) else shelf.get(p) for p in ids}
    return tuple(chosen.values())


def _make_provider(settings: Settings, env: Mapping[str, str], base_url: str | None, *, dry: bool) -> Provider:
    from paneltakes.providers import registry

    spec = settings.model or registry.first_configured(env)
    if spec is None:
        _log.warning(NO_PROVIDER)
        spec = "extractive"
    return registry.make(
        spec, env=env, base_url=base_url, server_url=settings.base_url, timeout=settings.timeout, dry=dry
    )


def _asking(provider: Provider, settings: Settings, places: Places, *, own: bool) -> Asking:
    from paneltakes.cache import ReplyCache
    from paneltakes.comment import Asking
    from paneltakes.providers.base import author_of
    from paneltakes.providers.limit import LimitedProvider
    from paneltakes.providers.retry import RetryingProvider

    cached = settings.cache and not own and author_of(provider) == "model"
    retrying = RetryingProvider(
        LimitedProvider(provider, settings.concurrency),
        max_retries=settings.max_retries,
        deadline=3 * settings.timeout,
    )
    return Asking(
        retrying,
        _templates(places),
        ReplyCache(places.cache / "replies.sqlite3") if cached else None,
        second_try=settings.max_retries > 0,
    )


def _templates(places: Places) -> Templates:
    from paneltakes.prompt import Templates

    return Templates(places.project, places.user)


async def _preload(provider: Provider) -> None:
    """Import the provider's SDK in a thread of its own, so that Ctrl-C need not wait for it."""
    preload: Callable[[], None] | None = getattr(provider, "preload", None)
    if preload is None:
        return
    loop = asyncio.get_running_loop()
    loaded: asyncio.Future[None] = loop.create_future()

    def finish() -> None:
        if not loaded.done():
            loaded.set_result(None)

    def load() -> None:
        with contextlib.suppress(Exception):  # the call itself will say it better
            preload()
        with contextlib.suppress(RuntimeError):  # the loop may be closed by now
            loop.call_soon_threadsafe(finish)

    threading.Thread(target=load, name="paneltakes-preload", daemon=True).start()
    await loaded
