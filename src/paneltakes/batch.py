"""Batch: many articles -> JSON Lines.  The output is the checkpoint, and memory stays flat in the list's length.

One line is appended for each finished article, after validation, in one write that is flushed to the disk.  Running
the same batch again does only what is missing; where a source has several lines, the last one counts.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from paneltakes.errors import OutputError, PanelError, PaneltakesError, ProviderError, SourceError, UsageError
from paneltakes.take import Panel
from paneltakes.usage import Cost

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator
    from pathlib import Path

    from paneltakes.article import Article
    from paneltakes.ingest.lists import ListedSource

_FORMAT = "paneltakes.batch/1"
_BEGINNING = f'{{"format":"{_FORMAT}"'.encode()

BatchStatus = Literal["done", "partial", "failed"]


class BatchRecord(BaseModel):
    """One line of a batch's output."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["paneltakes.batch/1"] = "paneltakes.batch/1"
    key: str
    """Hash of the source and of everything that shapes its panel: equal keys are the same work."""
    source: str
    status: BatchStatus
    kind: str = ""
    """What failed: the error's class or kind; empty when nothing did."""
    reason: str = ""
    panel: Panel | None = None
    """None when the article could not be read.  A failed panel is kept for its attempts, which were paid for."""


@dataclass(slots=True)
class BatchProgress:
    """How far a batch is; counts of articles."""

    total: int | None = None
    done: int = 0
    partial: int = 0
    failed: int = 0
    skipped: int = 0
    """Done by an earlier run, or listed twice."""
    cost: Cost = field(default_factory=Cost)
    failures: dict[str, int] = field(default_factory=dict)
    """How many articles failed for each kind."""

    @property
    def finished(self) -> int:
        """Articles that this run is through with, whatever came of them."""
        return self.done + self.partial + self.failed + self.skipped


class BatchOutput:
    """A batch's output file, open for appending by this process alone.

    What earlier runs finished is indexed in a temporary database on disk, not in memory.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.unreadable = 0
        """Lines of the file that are no records of a batch; they are left as they are, and count as not done."""

    def __enter__(self) -> BatchOutput:
        """Lock the file, cut off a line that an earlier run was torn away from, and index the rest."""
        import filelock

        self._lock = filelock.FileLock(self.path.with_name(f".{self.path.name}.lock"))
        try:
            self._lock.acquire(timeout=0)
            self._index = sqlite3.connect("", isolation_level=None)  # "": a temporary file of SQLite's own
            self._index.execute("CREATE TABLE seen (key TEXT PRIMARY KEY, state TEXT) WITHOUT ROWID")
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
            self._read()
        except filelock.Timeout:
            raise UsageError(
                f"Another run is writing to {self.path}. Wait for it, or choose another -o FILE."
            ) from None
        except OSError as error:
            self._index.close()
            self._lock.release()
            raise OutputError(f"{self.path} can't be written: {error.strerror}. Choose another -o FILE.") from error
        except PaneltakesError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Close and unlock the file."""
        os.close(self._file)
        self._index.close()
        self._lock.release()

    def state(self, key: str) -> str | None:
        """Return what is on record for a key: "done", "partial" or "failed", with the reason behind a colon."""
        row = self._index.execute("SELECT state FROM seen WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def append(self, record: BatchRecord) -> None:
        """Append one line and flush it to the disk; a failure that is on record already is not repeated."""
        state = _state(record.status, record.reason)
        if record.status == "failed" and record.panel is None and self.state(record.key) == state:
            return
        line = memoryview(record.model_dump_json().encode() + b"\n")
        try:
            while line:
                line = line[os.write(self._file, line) :]
            os.fsync(self._file)
        except OSError as error:
            raise OutputError(
                f"{self.path} can't be written: {error.strerror}. Make room and run the same command again: "
                "it does only what is missing."
            ) from error
        self._note(record.key, state)

    def _note(self, key: str, state: str) -> None:
        self._index.execute("INSERT OR REPLACE INTO seen VALUES (?, ?)", (key, state))

    def _read(self) -> None:
        end = 0
        with open(self._file, "rb", closefd=False) as lines:
            for number, line in enumerate(lines):
                if not line.endswith(b"\n") and (number or line.startswith(_BEGINNING[: len(line)])):
                    break  # torn off in the middle of a write: the article counts as missing
                self._read_line(line, number)
                end += len(line)
        os.ftruncate(self._file, end)
        os.lseek(self._file, end, os.SEEK_SET)

    def _read_line(self, line: bytes, number: int) -> None:
        try:
            data = json.loads(line)
            record = (data["format"], data["key"], _state(data["status"], data["reason"]))
        except (ValueError, KeyError, TypeError):
            record = ("", "", "")
        if record[0] == _FORMAT:
            self._note(*record[1:])
        elif number == 0:
            raise UsageError(
                f"{self.path} exists and is no output of a batch. Choose another -o FILE, or move it away."
            )
        else:
            self.unreadable += 1


def _state(status: str, reason: str) -> str:
    return status if status == "done" else f"{status}:{reason}"


def batch_key(source: str, recipe: str) -> str:
    """Return the key of a source's work; ``recipe`` names the model, personas and prompts."""
    return hashlib.sha256(f"{recipe}\n{source}".encode("utf-8", "surrogateescape")).hexdigest()[:32]


async def run_batch(
    listed: Iterable[ListedSource],
    output: BatchOutput,
    convene: Callable[[str | Article], Awaitable[Panel]],
    *,
    recipe: str,
    workers: int,
    total: int | None = None,
    on_progress: Callable[[BatchProgress], None] = lambda _: None,
) -> BatchProgress:
    """Convene a panel for each listed source that is not on record as done, ``workers`` at a time.

    An article that fails goes on record with its reason.  What would fail for every article alike (a refused key, a
    used-up quota, a full disk) stops the run: the error is raised, and what is done stays done.
    """
    run = _Run(iter(listed), output, convene, recipe, BatchProgress(total=total), on_progress)
    tasks = [asyncio.ensure_future(run.work()) for _ in range(workers)]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        with contextlib.suppress(BaseException):
            await asyncio.gather(*tasks, return_exceptions=True)
    return run.progress


@dataclass(slots=True)
class _Run:
    """A batch under way; its workers draw from one iterator."""

    listed: Iterator[ListedSource]
    output: BatchOutput
    convene: Callable[[str | Article], Awaitable[Panel]]
    recipe: str
    progress: BatchProgress
    on_progress: Callable[[BatchProgress], None]
    under_way: set[str] = field(default_factory=set)

    async def work(self) -> None:
        for entry in self.listed:
            key = batch_key(entry.article.content_hash if entry.article else entry.source, self.recipe)
            if key in self.under_way or self.output.state(key) == "done":
                self.progress.skipped += 1
                self.on_progress(self.progress)
                if self.progress.skipped % 1000 == 0:
                    await asyncio.sleep(0)  # a long stretch of finished articles must not starve the others
                continue
            self.under_way.add(key)
            try:
                record = await self._record(key, entry)
            finally:
                self.under_way.discard(key)
            self.output.append(record)
            self._count(record)

    async def _record(self, key: str, entry: ListedSource) -> BatchRecord:
        source = entry.source
        if entry.problem:
            return BatchRecord(
                key=key, source=source, status="failed", kind="list", reason=f"line {entry.line}: {entry.problem}"
            )
        try:
            panel = await self.convene(entry.article or source)
        except PanelError as error:
            _stop_if_fatal(error)
            reason, kind = str(error), error.panel.failures[0].kind
            return BatchRecord(key=key, source=source, status="failed", kind=kind, reason=reason, panel=error.panel)
        except (SourceError, ProviderError) as error:
            if isinstance(error, ProviderError) and error.fatal:
                raise
            return BatchRecord(key=key, source=source, status="failed", kind=type(error).__name__, reason=str(error))
        except (PaneltakesError, asyncio.CancelledError):
            raise
        except Exception as error:  # noqa: BLE001  # one article that trips a bug must not stop the others
            reason = f"{type(error).__name__}: {error}"
            return BatchRecord(key=key, source=source, status="failed", kind="internal", reason=reason)
        if panel.partial:
            reason = f"{panel.missing} missing: {panel.failures[0].reason}"
            return BatchRecord(
                key=key, source=source, status="partial", kind=panel.failures[0].kind, reason=reason, panel=panel
            )
        return BatchRecord(key=key, source=source, status="done", panel=panel)

    def _count(self, record: BatchRecord) -> None:
        progress = self.progress
        if record.status == "done":
            progress.done += 1
        elif record.status == "partial":
            progress.partial += 1
        else:
            progress.failed += 1
            progress.failures[record.kind] = progress.failures.get(record.kind, 0) + 1
        if record.panel:
            progress.cost += record.panel.cost
        self.on_progress(progress)


def _stop_if_fatal(error: PanelError) -> None:
    """Raise what every later article would fail with, too."""
    for failure in error.panel.failures:
        fatal = ProviderError(failure.reason, kind=failure.kind)
        if fatal.fatal:
            raise fatal from error
