"""ReplyCache: what counts as the same work, what it survives, and how large it grows."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from paneltakes.cache import ReplyCache
from paneltakes.errors import OutputError
from paneltakes.prompt import Templates
from paneltakes.providers.base import Completion
from paneltakes.providers.scripted import ScriptedProvider
from paneltakes.usage import Usage
from samples import article, persona

PROMPT = Templates().take(article(), persona())
PROVIDER = ScriptedProvider.of([], model="m")
REPLY = Completion("ok", '{"a": "é"}', "m-2026", Usage(input_tokens=7, output_tokens=3))


@pytest.fixture
def cache(tmp_path: Path) -> ReplyCache:
    """Return a cache in a folder that does not exist yet."""
    return ReplyCache(tmp_path / "deep" / "replies.sqlite3")


def test_a_kept_reply_comes_back(cache: ReplyCache) -> None:
    """Text, model and usage are as they were."""
    assert cache.get(PROVIDER, PROMPT) is None
    cache.put(PROVIDER, PROMPT, REPLY)
    assert cache.get(PROVIDER, PROMPT) == REPLY


def test_only_the_owner_may_read_it(cache: ReplyCache) -> None:
    """Replies speak of articles that may be confidential."""
    cache.put(PROVIDER, PROMPT, REPLY)
    assert stat.S_IMODE(cache.path.stat().st_mode) == 0o600


def test_the_unit_of_work(cache: ReplyCache) -> None:
    """Another persona, article, budget or model is other work."""
    cache.put(PROVIDER, PROMPT, REPLY)
    others = [
        Templates().take(article(), persona(brief="You look thrice.")),
        Templates().take(article(text="Other words."), persona()),
        Templates().brief(article()),
        PROMPT.with_larger_budget(),
    ]
    assert all(cache.get(PROVIDER, other) is None for other in others)
    assert cache.get(ScriptedProvider.of([], model="n"), PROMPT) is None


def test_info_and_clear(cache: ReplyCache) -> None:
    """The cache says what it holds, and forgets it when told."""
    cache.put(PROVIDER, PROMPT, REPLY)
    assert (cache.info().replies, cache.info().size) == (1, len(REPLY.text.encode()))
    assert cache.clear() == 1
    assert cache.get(PROVIDER, PROMPT) is None


def test_the_oldest_go_first(tmp_path: Path) -> None:
    """Over its bound the cache drops what was used longest ago."""
    ticks = iter(range(1000))
    cache = ReplyCache(tmp_path / "c.sqlite3", max_bytes=100, clock=lambda: float(next(ticks)))
    prompts = [Templates().take(article(title=f"Title {n}"), persona()) for n in range(4)]
    for prompt in prompts[:3]:
        cache.put(PROVIDER, prompt, Completion("ok", "x" * 30, "m"))
    assert cache.get(PROVIDER, prompts[0])  # used now, so the second is the oldest
    cache.put(PROVIDER, prompts[3], Completion("ok", "x" * 30, "m"))
    assert [cache.get(PROVIDER, prompt) is not None for prompt in prompts] == [True, False, True, True]


def test_a_broken_file_costs_no_result(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A cache that is no database is passed over with one warning, and can be cleared."""
    path = tmp_path / "c.sqlite3"
    path.write_text("this is no database, though it is long enough to be taken for one" * 50, encoding="utf-8")
    cache = ReplyCache(path)
    cache.put(PROVIDER, PROMPT, REPLY)
    assert cache.get(PROVIDER, PROMPT) is None
    assert len(caplog.records) == 1
    with pytest.raises(OutputError, match="cache clear"):
        cache.info()
    cache.clear()
    cache.put(PROVIDER, PROMPT, REPLY)
    assert cache.get(PROVIDER, PROMPT) == REPLY


WRITER = """
import sys
from pathlib import Path
from samples import article, persona
from paneltakes.cache import ReplyCache
from paneltakes.prompt import Templates
from paneltakes.providers.base import Completion
from paneltakes.providers.scripted import ScriptedProvider

cache, provider, start = ReplyCache(Path(sys.argv[1])), ScriptedProvider.of([], model="m"), int(sys.argv[2])
for n in range(start, start + 25):
    cache.put(provider, Templates().take(article(title=f"Title {n}"), persona()), Completion("ok", "{}", "m"))
"""


def test_several_processes_may_write(tmp_path: Path) -> None:
    """Three writers at once lose nothing."""
    path = tmp_path / "c.sqlite3"
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    commands = [[sys.executable, "-c", WRITER, str(path), str(start)] for start in (0, 25, 50)]
    writers = [subprocess.Popen(command, env=env) for command in commands]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0, 0]
    assert ReplyCache(path).info().replies == 75
