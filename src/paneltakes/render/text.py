"""Text: a panel for pipes and ``.txt`` files, wrapped, without colours or control sequences."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console

from paneltakes.render.terminal import TerminalView

if TYPE_CHECKING:
    from paneltakes.take import Panel


def render(panel: Panel, width: int = 80) -> str:
    """Return the panel as plain text, its lines at most ``width`` columns wide."""
    file = io.StringIO()
    # The environment is left out of account: a file is the same whatever terminal it was written from.
    console = Console(
        file=file, width=width, color_system=None, force_terminal=False, legacy_windows=False, _environ={}
    )
    TerminalView(console).panel(panel)
    return "\n".join(row.rstrip() for row in file.getvalue().splitlines()).strip("\n") + "\n"
