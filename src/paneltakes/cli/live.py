"""LiveView: parts on the terminal as they arrive, and a status of those still awaited."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Self

from paneltakes.cli import console
from paneltakes.take import Brief, Failure, Take

if TYPE_CHECKING:
    from paneltakes.article import Article
    from paneltakes.convening import Convening
    from paneltakes.panel import Part
    from paneltakes.take import Panel


class LiveView:
    """Shows parts on standard output where that is a terminal, and a status on standard error where that is one.

    Piped output is not live: it is written once, whole, in the personas' order.
    """

    def __init__(self, *, to_terminal: bool) -> None:
        from paneltakes.render.terminal import TerminalView

        self.shown = to_terminal and sys.stdout.isatty()
        self._view = TerminalView(console.out()) if self.shown else None
        self._err = console.err()
        self._status: Any = None
        self._awaited: dict[str, str] = {}
        self._said: set[str] = set()

    def __enter__(self) -> Self:
        """Begin the status."""
        if self._err.is_terminal:
            from rich.status import Status

            self._status = Status("", console=self._err, spinner="dots")
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End the status."""
        if self._status:
            self._status.stop()

    def waiting_for_article(self, source: str) -> None:
        """Say that the article is being read."""
        from paneltakes.render.clean import plain

        self._say(f"Reading {plain(source)}")

    def begin(self, article: Article, panelists: Convening) -> None:
        """Show the article's heading, and for whom the panel waits."""
        self._awaited = {persona.id: persona.name for persona in panelists.personas}
        if panelists.brief:
            self._awaited[""] = "the brief"
        if self._view:
            with self._paused():
                self._view.heading(article)
        self._say_awaited()

    def show(self, part: Part) -> None:
        """Show one part."""
        speaker = None if isinstance(part, Brief) else part.speaker
        self._awaited.pop(speaker.id if speaker else "", None)
        if self._view:
            with self._paused():
                if isinstance(part, Take):
                    self._view.take(part)
                elif isinstance(part, Brief):
                    self._view.brief(part)
                else:
                    self._view.failure(part)
        elif isinstance(part, Failure):
            name = part.speaker.name if part.speaker else "The brief"
            again = part.reason in self._said
            self._said.add(part.reason)
            console.note(f"{name} failed for the same reason." if again else f"{name} failed: {part.reason}")
        self._say_awaited()

    def close(self, panel: Panel) -> None:
        """Show what stands beneath a panel: who wrote it, and what it cost."""
        if self._view:
            self._view.closing(panel)

    def _say_awaited(self) -> None:
        if self._awaited:
            self._say(f"Waiting for {', '.join(self._awaited.values())}")

    def _say(self, message: str) -> None:
        if self._status:
            from rich.text import Text

            line = Text(message)
            line.truncate(max(self._err.width - 4, 8), overflow="ellipsis")  # one line, or the screen would jump
            self._status.update(line)

    def _paused(self) -> _Paused:
        return _Paused(self._status)


class _Paused:
    """Takes the status off the screen while something else is printed there."""

    def __init__(self, status: Any) -> None:
        self._status = status

    def __enter__(self) -> None:
        if self._status:
            self._status.stop()

    def __exit__(self, *_: object) -> None:
        if self._status:
            self._status.start()
