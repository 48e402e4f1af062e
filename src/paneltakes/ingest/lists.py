"""Lists: the sources of a batch, read lazily from a text file, CSV or JSON Lines."""

from __future__ import annotations

import csv
import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paneltakes.article import Article
from paneltakes.errors import UsageError

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

_COLUMNS = ("source", "url", "link", "path")
_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class ListedSource:
    """One entry of a list."""

    source: str
    """A URL or a path; for an entry that can't be read, what stands there."""
    line: int
    """Where it stands, counted from 1."""
    article: Article | None = None
    """The article itself, where the entry holds its text."""
    problem: str | None = None
    """Why the entry can't be used."""


def sources(path: str | os.PathLike[str], *, stdin: BinaryIO | None = None) -> Iterator[ListedSource]:
    """Yield the sources of a list, one at a time; "-" reads standard input.

    Text: one source a line; blank lines and lines that begin with ``#`` are passed over.  CSV: the column named
    ``source``, ``url``, ``link`` or ``path``, else the first.  JSON Lines: a string, an object with one of these keys,
    or an object with the ``text`` of an article.  The kind is told by the file's ending, else by its first line.

    A line that can't be used is yielded with its ``problem``; raises UsageError when the list itself can't be read.
    """
    if str(path) == "-":
        lines = _decoded(stdin or sys.stdin.buffer)
        yield from _entries(lines, "")
        return
    try:
        file = Path(path).open("rb")  # noqa: SIM115  # closed below: a generator has no other end
    except OSError as error:
        raise UsageError(
            f"The list {path} can't be read: {error.strerror}. Give a file with one URL or path on each line."
        ) from error
    with file:
        yield from _entries(_decoded(file), Path(path).suffix.lower())


def _decoded(file: BinaryIO) -> Iterator[tuple[int, str | None]]:
    """Yield each line with its number; None for one that is not UTF-8."""
    for number, line in enumerate(file, 1):
        try:
            yield number, line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            yield number, None


def _entries(lines: Iterator[tuple[int, str | None]], suffix: str) -> Iterator[ListedSource]:
    readers = {".csv": _from_csv, ".tsv": _from_csv, ".jsonl": _from_json, ".ndjson": _from_json, ".txt": _from_text}
    read = readers.get(suffix)
    head: list[tuple[int, str | None]] = []
    while read is None:
        line = next(lines, None)
        if line is None:
            return
        head.append(line)
        text = (line[1] or "").strip()
        if text:
            read = _guess(text)
    yield from read(_chained(head, lines))


def _chained(
    head: Iterable[tuple[int, str | None]], lines: Iterable[tuple[int, str | None]]
) -> Iterator[tuple[int, str | None]]:
    yield from head
    yield from lines


def _guess(first: str) -> Any:
    """Return the reader for a list without a telling name, by its first line."""
    if first.startswith(("{", '"')):
        return _from_json
    cells = {cell.strip().strip('"').lower() for cell in first.replace(";", ",").replace("\t", ",").split(",")}
    return _from_csv if len(cells) > 1 and cells & set(_COLUMNS) else _from_text


def _from_text(lines: Iterator[tuple[int, str | None]]) -> Iterator[ListedSource]:
    for number, line in lines:
        if line is None:
            yield _undecodable(number)
        elif (source := line.strip()) and not source.startswith("#"):
            yield ListedSource(source, number)


def _from_json(lines: Iterator[tuple[int, str | None]]) -> Iterator[ListedSource]:
    for number, line in lines:
        if line is None:
            yield _undecodable(number)
        elif line.strip():
            yield _json_entry(line.strip(), number)


def _json_entry(line: str, number: int) -> ListedSource:
    shown = line[:80]
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return ListedSource(shown, number, problem="no valid JSON. Write a string or an object on each line.")
    if isinstance(data, str) and data.strip():
        return ListedSource(data.strip(), number)
    if not isinstance(data, dict):
        return ListedSource(shown, number, problem="neither a string nor an object.")
    if isinstance(data.get("text"), str):
        return _inline_article(data, shown, number)
    named = next((data[key] for key in _COLUMNS if isinstance(data.get(key), str) and data[key].strip()), None)
    if named is None:
        return ListedSource(shown, number, problem=f"no {', '.join(_COLUMNS)} or text in it.")
    return ListedSource(named.strip(), number)


def _inline_article(data: dict[str, Any], shown: str, number: int) -> ListedSource:
    known = {key: value for key, value in data.items() if key in Article.model_fields}
    source = next((str(data[key]) for key in ("source", "url", "title") if data.get(key)), shown)
    try:
        known.setdefault("title", next(filter(None, map(str.strip, data["text"].splitlines())), "")[:200])
        return ListedSource(source, number, Article.model_validate(known))
    except ValueError as error:
        first = str(error).splitlines()
        reason = " ".join(part.strip() for part in first[1:3]) or "it is no article"
        return ListedSource(source, number, problem=f"its article can't be used: {reason}")


def _from_csv(lines: Iterator[tuple[int, str | None]]) -> Iterator[ListedSource]:
    """Read rows one at a time; a row may span lines, and counts from its last."""
    last = 0
    broken: list[int] = []

    def texts() -> Iterator[str]:
        nonlocal last
        for number, line in lines:
            last = number
            if line is None:
                broken.append(number)
            else:
                yield line.replace("\0", "")

    feed = texts()
    head = next(feed, "")
    delimiter = max(_DELIMITERS, key=head.count)
    rows = csv.reader(_refed(head, feed), delimiter=delimiter)
    column: int | None = None
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield ListedSource("", last, problem=f"no valid CSV: {error}.")
            continue
        yield from (_undecodable(number) for number in broken)
        broken.clear()
        if row is None:
            return
        if column is None:
            names = [cell.strip().lower() for cell in row]
            column = next((names.index(name) for name in _COLUMNS if name in names), -1)
            if column >= 0:
                continue
            column = 0
        if any(cell.strip() for cell in row):
            yield _row_entry(row, column, last)


def _refed(head: str, feed: Iterator[str]) -> Iterator[str]:
    yield head
    yield from feed


def _row_entry(row: list[str], column: int, number: int) -> ListedSource:
    source = row[column].strip() if column < len(row) else ""
    if source:
        return ListedSource(source, number)
    shown = io.StringIO()
    csv.writer(shown).writerow(row)
    return ListedSource(shown.getvalue().strip()[:80], number, problem="the row has no source.")


def _undecodable(number: int) -> ListedSource:
    return ListedSource("", number, problem="it is not UTF-8. Save the list as UTF-8.")
