"""Registry: providers by name, built-ins and plugins alike, through the entry points ``paneltakes.providers``."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, cast

from paneltakes.errors import UsageError, did_you_mean
from paneltakes.providers import catalog
from paneltakes.providers.base import ProviderOptions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.metadata import EntryPoint

    from paneltakes.providers.base import Provider, ProviderClass

GROUP = "paneltakes.providers"

PREFERRED = ("anthropic", "openai", "mistral", "compatible")
"""Which configured provider is taken when none is named, in this order."""


def names() -> tuple[str, ...]:
    """Return the names of all providers: the preferred ones first, then the others by name."""
    order = {name: n for n, name in enumerate(PREFERRED)}
    return tuple(sorted(_entries(), key=lambda name: (order.get(name, len(order)), name)))


def provider_class(name: str) -> ProviderClass:
    """Return the class behind a provider's name; raise UsageError when there is none, or when a plugin is broken."""
    entry = _entries().get(name)
    if entry is None:
        known = names()
        raise UsageError(
            f"There is no provider '{name}'.{did_you_mean(name, known)} Known: {', '.join(known)}. "
            "To see which are ready: paneltakes models"
        )
    return _load(entry)


def make(
    spec: str,
    *,
    env: Mapping[str, str],
    base_url: str | None = None,
    server_url: str | None = None,
    timeout: float = 120.0,
    transport: Any = None,
    dry: bool = False,
) -> Provider:
    """Return the provider that ``spec`` names: "provider", "provider:model", or a model that one vendor alone has.

    A model may be an alias of the catalog ("sonnet").  ``base_url`` replaces the provider's address, whichever it is;
    ``server_url`` counts for providers without an address of their own only, so that a vendor's key never goes to a
    server that was configured for others.  ``timeout`` is in seconds for one call.  ``dry``: the provider
    will only be asked what it would send, so that no key is needed.  Raises UsageError when
    nothing has that name, and ProviderError of kind "not_configured" when something is missing.
    """
    name, model = _split(spec.strip())
    maker = provider_class(name)
    variable = getattr(maker, "key_variable", "")
    if dry and variable and not env.get(variable, "").strip():
        env = {**env, variable: "none"}  # nothing will be sent with it
    if base_url is None and not getattr(maker, "default_url", ""):
        base_url = server_url
    options = ProviderOptions(model=model, base_url=base_url, timeout=timeout, env=env, transport=transport)
    return maker(options)


def first_configured(env: Mapping[str, str]) -> str | None:
    """Return the first provider that ``env`` configures, or None."""
    return next((name for name in PREFERRED if provider_class(name).readiness(env).ready), None)


def _split(spec: str) -> tuple[str, str]:
    """Return the provider's name and the model, which is empty where only the provider is named."""
    name, colon, model = spec.partition(":")
    if colon or name in _entries():
        return name.strip(), model.strip()
    owners = [owner for owner, vendor in catalog.vendors().items() if spec in vendor.aliases or spec in vendor.models]
    if len(owners) == 1:
        return owners[0], spec
    if owners:
        raise UsageError(f"Several providers have a model '{spec}'. Name one: {owners[0]}:{spec}")
    models = [word for vendor in catalog.vendors().values() for word in (*vendor.aliases, *vendor.models)]
    raise UsageError(
        f"There is no provider or model '{spec}'.{did_you_mean(spec, [*names(), *models])} "
        f"Providers: {', '.join(names())}. For a model that is not listed, name its provider too: PROVIDER:{spec}"
    )


@lru_cache(maxsize=1)
def _entries() -> dict[str, EntryPoint]:
    found: dict[str, EntryPoint] = {}
    for entry in entry_points(group=GROUP):
        # A plugin can't take a built-in's name: what `-m openai` means must not depend on what else is installed.
        if entry.name not in found or (entry.dist and entry.dist.name == "paneltakes"):
            found[entry.name] = entry
    return found


@cache
def _load(entry: EntryPoint) -> ProviderClass:
    try:
        return cast("ProviderClass", entry.load())
    except Exception as error:
        owner = entry.dist.name if entry.dist else "an unknown package"
        raise UsageError(
            f"The provider '{entry.name}' of {owner} can't be loaded ({type(error).__name__}: {error}). "
            f"Update or remove it: pip uninstall {owner}"
        ) from error
