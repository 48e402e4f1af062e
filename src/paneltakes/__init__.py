"""Turn an article into a panel of commentary.

::

    panel = paneltakes.convene("https://example.com/article", model="anthropic")
    for take in panel.takes:
        print(take.speaker.name, take.text)

Names are imported when they are first used, so that ``import paneltakes`` costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from paneltakes.version import __version__

if TYPE_CHECKING:
    from paneltakes.api import aconvene, aconvene_all, aread, convene, convene_all, read, stream
    from paneltakes.article import Article
    from paneltakes.errors import PanelError, PaneltakesError, ProviderError, SourceError, UsageError
    from paneltakes.persona import Persona, read_persona
    from paneltakes.prompt import Prompt
    from paneltakes.providers.base import Completion, Provider
    from paneltakes.render import render_panel
    from paneltakes.take import Brief, Failure, Panel, Take
    from paneltakes.usage import Usage

__all__ = [
    "Article",
    "Brief",
    "Completion",
    "Failure",
    "Panel",
    "PanelError",
    "PaneltakesError",
    "Persona",
    "Prompt",
    "Provider",
    "ProviderError",
    "SourceError",
    "Take",
    "Usage",
    "UsageError",
    "__version__",
    "aconvene",
    "aconvene_all",
    "aread",
    "convene",
    "convene_all",
    "read",
    "read_persona",
    "render_panel",
    "stream",
]

_ROOMS = {
    "api": ("aconvene", "aconvene_all", "aread", "convene", "convene_all", "read", "stream"),
    "article": ("Article",),
    "errors": ("PanelError", "PaneltakesError", "ProviderError", "SourceError", "UsageError"),
    "persona": ("Persona", "read_persona"),
    "prompt": ("Prompt",),
    "providers.base": ("Completion", "Provider"),
    "render": ("render_panel",),
    "take": ("Brief", "Failure", "Panel", "Take"),
    "usage": ("Usage",),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a public name from its room when it is first used."""
    if name not in _ROOM_OF:
        raise AttributeError(f"module 'paneltakes' has no attribute '{name}'")
    value = getattr(importlib.import_module(f"paneltakes.{_ROOM_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
