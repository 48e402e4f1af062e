"""The package: its public names, what an import costs, and what is shipped."""

import importlib
import subprocess
import sys

import pytest

import paneltakes
from paneltakes.data import shipped

HEAVY = {"openai", "anthropic", "mistralai", "httpx2", "trafilatura", "lxml", "pypdf", "genai_prices"}

CLI = "from typer.testing import CliRunner; from paneltakes.cli.main import app"


def loaded_by(code: str) -> set[str]:
    """Return the top-level modules that a fresh process has loaded after running ``code``."""
    script = f"{code}\nimport sys; print('\\n'.join(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return {line.partition(".")[0] for line in done.stderr.splitlines()}


def test_every_public_name_is_there() -> None:
    """What ``__all__`` promises can be imported, and there are at most 25 names."""
    assert len(paneltakes.__all__) <= 25
    assert sorted(paneltakes.__all__) == paneltakes.__all__ == dir(paneltakes)
    for name in paneltakes.__all__:
        assert getattr(paneltakes, name) is not None


def test_public_names_are_what_their_rooms_define() -> None:
    """The lazy table leads to the real thing."""
    assert paneltakes.Panel is importlib.import_module("paneltakes.take").Panel
    with pytest.raises(AttributeError, match="Pannel"):
        _ = paneltakes.Pannel


@pytest.mark.parametrize(
    "code",
    [
        "import paneltakes",
        "import paneltakes; paneltakes.convene, paneltakes.Panel, paneltakes.render_panel",
        f"{CLI}; CliRunner().invoke(app, ['--help'])",
        f"{CLI}; CliRunner().invoke(app, ['--version'])",
        f"{CLI}; CliRunner().invoke(app, ['personas'])",
    ],
)
def test_no_heavy_import(code: str) -> None:
    """Neither the import nor help, version or personas load an SDK or a heavy library."""
    assert not loaded_by(code) & HEAVY


def test_bare_import_is_bare() -> None:
    """``import paneltakes`` does not even load pydantic."""
    assert not loaded_by("import paneltakes") & {"pydantic", "jinja2", "typer", "rich", "asyncio"}


def test_the_extractive_run_needs_no_sdk() -> None:
    """A panel without a model loads no SDK and no HTTP client."""
    code = (
        "import paneltakes\n"
        "article = paneltakes.Article(title='T', text='Averley voted on Tuesday to spend 12 million. ' * 9)\n"
        "paneltakes.convene(article, model='extractive')"
    )
    assert not loaded_by(code) & (HEAVY - {"genai_prices"})


@pytest.mark.parametrize(("folder", "suffix", "count"), [("personas", ".toml", 4), ("prompts", ".j2", 5)])
def test_shipped_data(folder: str, suffix: str, count: int) -> None:
    """The two data folders are shipped whole, and hold no code."""
    files = [path for path in shipped(folder).rglob("*") if path.is_file()]
    assert len([path for path in files if path.suffix == suffix]) == count
    assert not [path for path in files if path.suffix == ".py"]
