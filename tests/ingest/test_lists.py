"""Lists: every form of a list, one entry at a time."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paneltakes.errors import UsageError
from paneltakes.ingest.lists import ListedSource, sources
from samples import article


def read(data: bytes, name: str = "-", folder: Path | None = None) -> list[ListedSource]:
    """Return the entries of a list with this content, from standard input or from a file of that name."""
    if folder is None:
        return list(sources("-", stdin=io.BytesIO(data)))
    path = folder / name
    path.write_bytes(data)
    return list(sources(path))


def names(entries: list[ListedSource]) -> list[str]:
    """Return the sources of entries that can be used."""
    return [entry.source for entry in entries if entry.problem is None]


def test_text() -> None:
    """One source a line; blank lines and comments are passed over, lines are counted from 1."""
    entries = read(b"\xef\xbb\xbfhttps://a.example/1\r\n\n# note\n  articles/two.md \n")
    assert [(entry.source, entry.line) for entry in entries] == [("https://a.example/1", 1), ("articles/two.md", 4)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("column", ["url", "URL", "Source", "link", "path"])
def test_csv_with_a_header(tmp_path: Path, delimiter: str, column: str) -> None:
    """The named column counts, wherever it stands and whatever parts the cells."""
    rows = [["title", column], ["One, two", "https://a.example/1"], ["Two", "b.md"]]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    assert names(read(text.encode(), "list.csv", tmp_path)) == ["https://a.example/1", "b.md"]


def test_csv_without_a_header(tmp_path: Path) -> None:
    """The first column counts, from the first row on."""
    assert names(read(b"a.md,x\nb.md,y\n", "list.csv", tmp_path)) == ["a.md", "b.md"]


def test_csv_is_recognised_by_its_header() -> None:
    """From standard input a header that names a source column makes it CSV."""
    assert names(read(b"title,url\nOne,https://a.example/1\n")) == ["https://a.example/1"]


def test_a_url_with_commas_is_text() -> None:
    """A line with a comma is not taken for CSV without a header that says so."""
    assert names(read(b"https://a.example/1,2,3\n")) == ["https://a.example/1,2,3"]


def test_json_lines() -> None:
    """Strings, objects with a source, and whole articles."""
    lines = ['"a.md"', '{"url": "https://a.example/1", "n": 1}', article().model_dump_json(), '{"text": "Just words"}']
    entries = read("\n".join(lines).encode())
    assert names(entries) == ["a.md", "https://a.example/1", article().url, '{"text": "Just words"}']
    assert entries[2].article == article()
    assert entries[3].article is not None
    assert entries[3].article.title == "Just words"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b'{"url": ', "no valid JSON"),
        (b"[1]", "neither a string nor an object"),
        (b'{"name": "x"}', "no source"),
        (b'{"text": "", "title": "T"}', "can't be used"),
        (b'{"text": "words", "content_hash": "forged"}', "can't be used"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[" * 100_000, "no valid JSON"),
    ],
)
def test_a_bad_line_is_told_and_stops_nothing(tmp_path: Path, line: bytes, problem: str) -> None:
    """The entry says what is wrong with it and where; the next line is read."""
    bad, good = read(line + b'\n"a.md"\n', "list.jsonl", tmp_path)
    assert problem in str(bad.problem)
    assert bad.line == 1
    assert good.source == "a.md"


def test_a_row_without_a_source(tmp_path: Path) -> None:
    """A short row and an empty cell are problems of their rows; an empty row is none at all."""
    entries = read(b"title,url\nOne\nTwo,\n,\nThree,c.md\n", "list.csv", tmp_path)
    assert [entry.problem is None for entry in entries] == [False, False, True]


def test_a_missing_list_is_a_usage_error(tmp_path: Path) -> None:
    """A list that can't be read says what a list is."""
    with pytest.raises(UsageError, match="one URL or path on each line"):
        list(sources(tmp_path / "nowhere.txt"))


def test_it_is_read_lazily() -> None:
    """The first entry comes before the list has ended."""

    class Endless(io.RawIOBase):
        def __iter__(self) -> Iterator[bytes]:
            while True:
                yield b"https://a.example/1\n"

    first = next(iter(sources("-", stdin=Endless())))  # type: ignore[arg-type]
    assert first.source == "https://a.example/1"


@given(st.binary(), st.sampled_from(["l.txt", "l.csv", "l.jsonl", "l"]))
def test_any_bytes_are_a_list(tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str) -> None:
    """Whatever a list holds, each entry is a source or has a problem."""
    for entry in read(data, name, tmp_path_factory.mktemp("lists")):
        assert entry.source.strip() or entry.problem
