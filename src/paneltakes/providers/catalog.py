"""Catalog: what ``models.toml`` knows of the vendors and their models."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Vendor:
    """One vendor's models."""

    label: str
    """The vendor's name for readers."""
    price_id: str | None = None
    """What genai-prices calls the vendor; None where nobody can know the price."""
    default: str = ""
    """The model that is used when only the provider is named."""
    cheap: str = ""
    best: str = ""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Short names of models."""

    @property
    def models(self) -> tuple[str, ...]:
        """Every model id that the catalog names, each once."""
        named = (self.default, self.cheap, self.best, *self.aliases.values())
        return tuple(dict.fromkeys(model for model in named if model))

    def model(self, word: str) -> str:
        """Return the model id that ``word`` stands for: the default's when empty, an alias's, else the word itself."""
        return self.aliases.get(word, word) if word else self.default


@lru_cache(maxsize=1)
def vendors() -> Mapping[str, Vendor]:
    """Return the vendors by the name of their provider."""
    data = tomllib.loads((Path(__file__).parent / "models.toml").read_text(encoding="utf-8"))
    tables: dict[str, dict[str, Any]] = {name: table for name, table in data.items() if isinstance(table, dict)}
    return MappingProxyType(
        {
            name: Vendor(**{**table, "aliases": MappingProxyType(table.get("aliases", {}))})
            for name, table in tables.items()
        }
    )


def vendor(name: str) -> Vendor:
    """Return the vendor behind a provider; one without models when the catalog does not know it."""
    return vendors().get(name) or Vendor(label=name)
