"""Listing: every provider in reach, whether it is ready, and what its models cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from paneltakes.errors import PaneltakesError
from paneltakes.providers import catalog, registry
from paneltakes.usage import Usage, price

if TYPE_CHECKING:
    from collections.abc import Mapping

Role = Literal["default", "cheap", "best"]

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """One model that a provider offers."""

    id: str
    role: Role
    alias: str
    """The short name to call it by; empty where it has none."""
    input_price: float | None
    """US dollars per million tokens, from genai-prices; None when unknown."""
    output_price: float | None


@dataclass(frozen=True, slots=True)
class ProviderInfo:
    """One provider."""

    name: str
    label: str
    ready: bool
    how: str
    """What makes it ready, or what to do about it."""
    models: tuple[ModelInfo, ...]


def list_providers(env: Mapping[str, str]) -> tuple[ProviderInfo, ...]:
    """Return all providers, built-ins and plugins; a plugin that can't be loaded is listed as not ready."""
    return tuple(_describe(name, env) for name in registry.names())


def _describe(name: str, env: Mapping[str, str]) -> ProviderInfo:
    vendor = catalog.vendor(name)
    try:
        readiness = registry.provider_class(name).readiness(env)
    except PaneltakesError as error:
        return ProviderInfo(name, vendor.label, False, str(error), ())
    roles: tuple[tuple[Role, str], ...] = (("default", vendor.default), ("cheap", vendor.cheap), ("best", vendor.best))
    models = tuple(_model(id_, role, vendor) for role, id_ in roles if id_)
    return ProviderInfo(name, vendor.label, readiness.ready, readiness.how, models)


def _model(id_: str, role: Role, vendor: catalog.Vendor) -> ModelInfo:
    alias = next((alias for alias, target in vendor.aliases.items() if target == id_), "")
    # A thousand tokens, scaled up: some vendors charge more for long prompts, which is not the list price.
    costs = (price(usage, id_, vendor.price_id) for usage in (Usage(input_tokens=1000), Usage(output_tokens=1000)))
    read, written = (None if cost.unknown else round(cost.usd * _MILLION / 1000, 6) for cost in costs)
    return ModelInfo(id_, role, alias, read, written)
