"""ReplyCache: accepted replies, kept in SQLite so that no unit of work is paid for twice.

A unit of work is the prompt (rules, article, this persona, schema, output budget) and the model as asked.  Editing one
persona makes its takes anew and no others; editing the rules makes all anew.  Failures never come in here.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import sqlite3
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paneltakes.errors import OutputError
from paneltakes.providers.base import Completion
from paneltakes.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from paneltakes.prompt import Prompt
    from paneltakes.providers.base import Provider

MAX_BYTES = 200_000_000
"""The cache's bound, counted in reply text; what was used longest ago goes first."""

_log = logging.getLogger("paneltakes")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS replies (
    key TEXT PRIMARY KEY, text TEXT NOT NULL, model TEXT NOT NULL, usage TEXT NOT NULL,
    size INTEGER NOT NULL, used REAL NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS replies_used ON replies (used);
"""


@dataclass(frozen=True, slots=True)
class CacheInfo:
    """What the cache holds."""

    path: Path
    replies: int
    size: int
    """Bytes of reply text."""


class ReplyCache:
    """Replies by unit of work, in one file that several processes may use at a time.

    A cache that fails (a full disk, a broken file) is passed over with one warning: it never costs a run its result.
    """

    def __init__(self, path: Path, *, max_bytes: int = MAX_BYTES, clock: Callable[[], float] = time.time) -> None:
        self.path = path
        self._max_bytes = max_bytes
        self._clock = clock
        self._warned = False

    def get(self, provider: Provider, prompt: Prompt) -> Completion | None:
        """Return the reply that was accepted for this prompt and model, or None."""
        key = self._key(provider, prompt)
        try:
            with self._open() as db:
                row = db.execute("SELECT text, model, usage FROM replies WHERE key = ?", (key,)).fetchone()
                if row is None:
                    return None
                db.execute("UPDATE replies SET used = ? WHERE key = ?", (self._clock(), key))
            return Completion("ok", row[0], row[1], Usage.model_validate_json(row[2]))
        except (sqlite3.Error, OSError, ValueError) as error:
            self._warn(error)
            return None

    def put(self, provider: Provider, prompt: Prompt, completion: Completion) -> None:
        """Keep an accepted reply."""
        usage = (completion.usage or Usage()).model_dump_json()
        size = len(completion.text.encode())
        row = (self._key(provider, prompt), completion.text, completion.model, usage, size, self._clock())
        try:
            with self._open() as db:
                db.execute("INSERT OR REPLACE INTO replies VALUES (?, ?, ?, ?, ?, ?)", row)
                self._evict(db)
        except (sqlite3.Error, OSError) as error:
            self._warn(error)

    def info(self) -> CacheInfo:
        """Return what the cache holds now; raise OutputError when it can't be read."""
        try:
            with self._open() as db:
                replies, size = db.execute("SELECT count(*), coalesce(sum(size), 0) FROM replies").fetchone()
        except (sqlite3.Error, OSError) as error:
            raise OutputError(
                f"The reply cache {self.path} can't be read ({error}). To start it anew: paneltakes cache clear"
            ) from error
        return CacheInfo(self.path, replies, size)

    def clear(self) -> int:
        """Remove every reply; return how many there were, or 0 when the file was broken and has been removed whole."""
        try:
            with self._open() as db:
                return db.execute("DELETE FROM replies").rowcount
        except sqlite3.DatabaseError:
            for suffix in ("", "-wal", "-shm"):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
            return 0

    def _evict(self, db: sqlite3.Connection) -> None:
        (excess,) = db.execute("SELECT coalesce(sum(size), 0) - ? FROM replies", (self._max_bytes,)).fetchone()
        if excess <= 0:
            return
        # A tenth more than needed, so that a full cache does not evict at every call.
        goal = excess + self._max_bytes // 10
        for key, size in db.execute("SELECT key, size FROM replies ORDER BY used").fetchall():
            db.execute("DELETE FROM replies WHERE key = ?", (key,))
            goal -= size
            if goal <= 0:
                return

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection within one transaction."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if not self.path.exists():
            self.path.touch(mode=0o600)  # replies speak of articles that may be confidential
        db = sqlite3.connect(self.path, timeout=10, isolation_level=None)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            db.executescript(_SCHEMA)
            db.execute("BEGIN IMMEDIATE")
            yield db
            db.execute("COMMIT")
        finally:
            db.close()

    def _warn(self, error: Exception) -> None:
        if not self._warned:
            self._warned = True
            _log.warning(
                "The reply cache %s can't be used (%s); going on without it. To start it anew: paneltakes cache clear",
                self.path,
                error,
            )

    @staticmethod
    def _key(provider: Provider, prompt: Prompt) -> str:
        scope = getattr(provider, "cache_scope", "")  # the endpoint, where one provider name can mean several
        return hashlib.sha256("\n".join([provider.name, provider.model, scope, prompt.key]).encode()).hexdigest()
