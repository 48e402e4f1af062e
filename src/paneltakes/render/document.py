"""Document: a panel as JSON, to be read back with ``Panel.model_validate_json``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paneltakes.take import Panel


def render(panel: Panel) -> str:
    """Return the panel as indented JSON, whole and unchanged."""
    return panel.model_dump_json(indent=2) + "\n"
