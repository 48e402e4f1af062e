"""Batch: one line an article, a file that survives anything, and a second run that does only what is missing."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from paneltakes.article import Article
from paneltakes.batch import BatchOutput, BatchProgress, BatchRecord, batch_key, run_batch
from paneltakes.comment import Asking
from paneltakes.errors import FetchError, PanelError, ProviderError, UsageError
from paneltakes.ingest.lists import ListedSource
from paneltakes.panel import assemble
from paneltakes.prompt import Templates
from paneltakes.providers.scripted import ScriptedProvider
from paneltakes.take import Panel
from samples import article, brief_reply, reply

ASKING = Asking(ScriptedProvider.of([]), Templates())


def panel_of(source: str | Article) -> Panel:
    """Return an empty but complete panel."""
    return assemble(article(title=f"On {source}"), [], [], ASKING, with_brief=False)


async def convene(source: str | Article) -> Panel:
    """Return a panel after a moment."""
    await asyncio.sleep(0)
    return panel_of(source)


def listed(names: Iterable[str]) -> Iterator[ListedSource]:
    """Yield sources of these names."""
    for line, name in enumerate(names, 1):
        yield ListedSource(name, line)


def run(path: Path, names: Iterable[str], make: Callable[[Any], Any] = convene, recipe: str = "r") -> BatchProgress:
    """Run a batch over these sources."""
    with BatchOutput(path) as output:
        return asyncio.run(run_batch(listed(names), output, make, recipe=recipe, workers=3))


def records(path: Path) -> list[dict[str, Any]]:
    """Return the output's lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Return the path of an output that does not exist yet."""
    return tmp_path / "takes.jsonl"


def test_one_line_for_each_article(out: Path) -> None:
    """Each line is a whole record that can be read back."""
    progress = run(out, ["a", "b", "c"])
    assert progress.done == progress.finished == 3
    lines = out.read_text(encoding="utf-8").splitlines()
    assert {BatchRecord.model_validate_json(line).source for line in lines} == {"a", "b", "c"}


def test_again_does_only_what_is_missing(out: Path) -> None:
    """The second run skips what is done, and does what is new."""
    run(out, ["a", "b"])
    asked: list[str] = []

    async def noting(source: str) -> Panel:
        asked.append(source)
        return panel_of(source)

    progress = run(out, ["a", "b", "c"], noting)
    assert asked == ["c"]
    assert (progress.done, progress.skipped) == (1, 2)


def test_another_recipe_is_other_work(out: Path) -> None:
    """With another model or persona the same sources are missing."""
    run(out, ["a"])
    assert run(out, ["a"], recipe="other").done == 1


def test_listed_twice_is_done_once(out: Path) -> None:
    """A source that stands in the list twice is paid for once."""
    progress = run(out, ["a", "b", "a"])
    assert (progress.done, progress.skipped) == (2, 1)


def test_a_failed_article_stops_nobody_and_is_on_record(out: Path) -> None:
    """Its reason stands in its line; again, it is tried again, and its line is not repeated."""

    async def failing(source: str) -> Panel:
        if source == "b":
            raise FetchError("There is no file b. Check the path.", source="b")
        return panel_of(source)

    assert run(out, "abc", failing).failures == {"FetchError": 1}
    (failed,) = [record for record in records(out) if record["status"] == "failed"]
    assert (failed["source"], failed["reason"], failed["panel"]) == ("b", "There is no file b. Check the path.", None)
    assert run(out, "abc", failing).failed == 1
    assert len(records(out)) == 3
    assert run(out, "abc").done == 1
    assert records(out)[-1]["status"] == "done"


def test_a_bug_on_one_article_stops_nobody(out: Path) -> None:
    """An unforeseen exception is recorded as such, and the others go on."""

    async def buggy(source: str) -> Panel:
        return panel_of(source) if source != "b" else panel_of(source[9])

    progress = run(out, "abc", buggy)
    assert (progress.done, progress.failures) == (2, {"internal": 1})


def test_a_panel_without_a_take_keeps_what_was_paid_for(out: Path) -> None:
    """The failed attempts stand in the record."""

    async def none(source: str) -> Panel:
        raise PanelError("No take came about.", panel=_partial(source))

    run(out, ["a"], none)
    assert records(out)[0]["panel"]["failures"][0]["reason"].startswith("The run was interrupted")


def _partial(source: str) -> Panel:
    return assemble(article(title=source), [], [], ASKING, with_brief=True)


def test_a_partial_panel_is_kept_and_tried_again(out: Path) -> None:
    """What is missing of it is asked for the next time; the last line counts."""

    async def partial(source: str) -> Panel:
        return _partial(source)

    assert run(out, ["a"], partial).partial == 1
    assert run(out, ["a"]).done == 1
    assert [record["status"] for record in records(out)] == ["partial", "done"]
    assert run(out, ["a"]).skipped == 1


@pytest.mark.parametrize("kind", ["auth", "quota", "not_found"])
def test_what_would_fail_for_all_stops_the_run(out: Path, kind: Any) -> None:
    """A refused key is no reason to write a thousand failures: the run ends, and what is done stays done."""

    async def refused(source: str) -> Panel:
        if source != "a":
            raise ProviderError("The key was refused. Check it.", kind=kind)
        return panel_of(source)

    with pytest.raises(ProviderError, match="Check it"):
        run(out, (str(n) if n else "a" for n in range(1000)), refused)
    assert [record["source"] for record in records(out)] == ["a"]


def test_a_bad_line_of_the_list_is_a_failed_article(out: Path) -> None:
    """What the list says wrongly is on record with its line."""
    entries = iter([ListedSource("{", 7, problem="no valid JSON")])
    with BatchOutput(out) as output:
        progress = asyncio.run(run_batch(entries, output, convene, recipe="r", workers=2))
    assert progress.failures == {"list": 1}
    assert records(out)[0]["reason"] == "line 7: no valid JSON"


def test_a_torn_line_is_cut_off(out: Path) -> None:
    """A line without its end is an article that is missing."""
    run(out, ["a", "b"])
    whole = out.read_bytes()
    out.write_bytes(whole[:-40])
    progress = run(out, ["a", "b"])
    assert (progress.done, progress.skipped) == (1, 1)
    assert len(records(out)) == 2


def test_a_torn_line_goes_even_when_nothing_is_missing(out: Path) -> None:
    """The file is whole lines again before anything is appended."""
    run(out, ["a"])
    whole = out.read_bytes()
    out.write_bytes(whole + whole[:100])
    assert run(out, ["a"]).skipped == 1
    assert out.read_bytes() == whole


def test_a_foreign_file_is_not_touched(out: Path) -> None:
    """A file that is no batch output is refused, and stays as it is."""
    out.write_text('{"some": "thing"}\n', encoding="utf-8")
    with pytest.raises(UsageError, match="no output of a batch"):
        run(out, ["a"])
    assert out.read_text(encoding="utf-8") == '{"some": "thing"}\n'


def test_a_foreign_file_without_a_line_end_is_not_cut(out: Path) -> None:
    """A one-line file of something else is not taken for a torn line of ours."""
    out.write_text("my only copy of a poem", encoding="utf-8")
    with pytest.raises(UsageError, match="no output of a batch"):
        run(out, ["a"])
    assert out.read_text(encoding="utf-8") == "my only copy of a poem"


def test_one_writer_at_a_time(out: Path) -> None:
    """A second run on the same output is told to wait."""
    with BatchOutput(out), pytest.raises(UsageError, match="Another run"):
        run(out, ["a"])


def test_keys_tell_sources_and_recipes_apart() -> None:
    """Equal keys are the same work."""
    assert batch_key("a", "r") == batch_key("a", "r")
    assert len({batch_key("a", "r"), batch_key("b", "r"), batch_key("a", "s")}) == 3


def test_memory_stays_flat(tmp_path: Path) -> None:
    """Ten times the list does not take noticeably more memory, in a first run and in one that skips all."""

    def peak(count: int, path: Path) -> int:
        tracemalloc.start()
        run(path, (f"https://news.example/{n}" for n in range(count)))
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    small = peak(30, tmp_path / "small.jsonl")
    large = peak(300, tmp_path / "large.jsonl")
    again = peak(300, tmp_path / "large.jsonl")
    assert large < 1.5 * small + 50_000
    assert again < 1.5 * small + 50_000


SCRIPT = """
    import asyncio, sys
    from pathlib import Path
    import paneltakes
    from paneltakes.providers.scripted import ScriptedProvider
    from samples import article, brief_reply, persona, reply

    class Slow(ScriptedProvider):
        async def complete(self, prompt):
            await asyncio.sleep(0.01)
            return await super().complete(prompt)

    provider = Slow.of({"critic": reply(), "brief": brief_reply()})
    articles = (article(text=article().text + f" Number {n}.") for n in range(60))
    paneltakes.convene_all(articles, Path(sys.argv[1]), provider=provider, personas=[persona()], concurrency=4)
"""


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is POSIX")
def test_a_pulled_plug_loses_nothing_that_was_written(out: Path) -> None:
    """Killed again and again, the batch still ends with each article done exactly once."""
    command = [sys.executable, "-c", textwrap.dedent(SCRIPT), str(out)]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    for pause in (0.15, 0.3):
        before = len(out.read_bytes().splitlines()) if out.exists() else 0
        process = subprocess.Popen(command, env=env)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and (len(out.read_bytes().splitlines()) if out.exists() else 0) <= before:
            time.sleep(0.01)
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        process.wait()
    subprocess.run(command, env=env, check=True, timeout=120)
    done = [record["key"] for record in records(out)]
    assert len(done) == len(set(done)) == 60
    assert reply()["take"] in out.read_text(encoding="utf-8")
    assert brief_reply()["dek"] in out.read_text(encoding="utf-8")
