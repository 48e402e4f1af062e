"""BatchBar: how far a batch is, on standard error."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Self

from paneltakes.batch import BatchProgress
from paneltakes.cli import console

if TYPE_CHECKING:
    from paneltakes.batch import BatchProgress as Progress

_EVERY = 10.0
"""Seconds between two lines where standard error is no terminal."""


class BatchBar:
    """A progress bar on a terminal; elsewhere a line now and then."""

    def __init__(self, total: int) -> None:
        self.progress: Progress = BatchProgress(total=total)
        self._total = total
        self._started = self._said = time.monotonic()
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Self:
        """Begin the bar."""
        err = console.err()
        if err.is_terminal:
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            columns = [
                BarColumn(bar_width=None),
                MofNCompleteColumn(),
                TextColumn("{task.fields[counts]}"),
                TimeRemainingColumn(compact=True),
            ]
            self._bar = Progress(*columns, console=err, transient=True, expand=True)
            self._task = self._bar.add_task("", total=self._total, counts="")
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End the bar."""
        self.stop()

    def stop(self) -> None:
        """Take the bar off the screen."""
        if self._bar:
            self._bar.stop()

    def update(self, progress: Progress) -> None:
        """Show how far it is."""
        self.progress = progress
        if self._bar:
            self._bar.update(self._task, completed=progress.finished, counts=self._counts())
        elif time.monotonic() - self._said >= _EVERY:
            self._said = time.monotonic()
            console.note(f"{progress.finished}/{self._total} {self._counts()}")

    def _counts(self) -> str:
        progress = self.progress
        minutes = max(time.monotonic() - self._started, 1e-9) / 60
        rate = (progress.finished - progress.skipped) / minutes
        failed = f"{progress.failed + progress.partial} failed, " if progress.failed or progress.partial else ""
        return f"{failed}{progress.cost}, {rate:.0f}/min"
