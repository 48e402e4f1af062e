"""README, docs and examples: what they show is run."""

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from paneltakes.cli.main import app

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


def blocks(language: str) -> list[tuple[str, str]]:
    """Return each code block of a language with the name of its page."""
    pattern = re.compile(rf"^```{language}\n(.*?)^```", re.DOTALL | re.MULTILINE)
    return [(page.name, match[1]) for page in PAGES for match in pattern.finditer(page.read_text(encoding="utf-8"))]


def commands() -> list[str]:
    """Return each call of paneltakes in the shell blocks, and in the README's table of commands."""
    lines = [line.strip() for _, block in blocks("sh") for line in block.splitlines()]
    table = re.findall(r"^\| `(paneltakes [^`]*)`", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    calls = [line for line in lines if line.startswith("paneltakes ")] + table
    return [call.replace("SOURCE", "article.md").replace("LIST", "l.txt").replace("FILE", "f.jsonl") for call in calls]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a folder with the examples, to run in."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return tmp_path


@pytest.mark.parametrize(("page", "block"), blocks("python"))
def test_python_blocks_run(checkout: Path, page: str, block: str) -> None:
    """Each Python block of the pages runs as it stands, from the checkout's root."""
    done = subprocess.run([sys.executable, "-c", block], cwd=checkout, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (page, done.stderr)
    assert done.stdout


@pytest.mark.parametrize("command", [c for c in commands() if "[" not in c])
def test_shown_commands_have_these_options(command: str) -> None:
    """Each command that is shown parses: its name and its options exist."""
    done = CliRunner().invoke(app, [*shlex.split(command)[1:], "--help"])
    assert done.exit_code == 0, done.output


def test_the_batch_that_the_readme_shows_runs(checkout: Path) -> None:
    """The README's batch works on the shipped list."""
    call = next(c for c in commands() if c.startswith("paneltakes batch examples/"))
    done = subprocess.run(
        [sys.executable, "-m", *shlex.split(call)], cwd=checkout, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert len((checkout / "takes.jsonl").read_text(encoding="utf-8").splitlines()) == 4


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_examples_run(checkout: Path, example: Path) -> None:
    """Each example runs from a folder of the user's own, and prints something."""
    done = subprocess.run(
        [sys.executable, str(example)], cwd=checkout, capture_output=True, text=True, check=False, env={**os.environ}
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    assert "failed" not in done.stdout


def test_generated_pages_are_current(tmp_path: Path) -> None:
    """The schemas and the help under docs/ are what ``make docs`` would write."""
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    for name, text in generate.pages().items():
        assert (ROOT / "docs" / name).read_text(encoding="utf-8") == text, f"{name} is not current: make docs"


def test_readme_opens_with_the_two_commands() -> None:
    """The first block of the README is make demo and make test."""
    assert [line.split("#")[0].strip() for line in blocks("sh")[0][1].splitlines()] == ["make demo", "make test"]


def test_every_exit_code_is_documented() -> None:
    """README and help name the same codes."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = CliRunner().invoke(app, ["--help"]).output
    for code in ("0 done", "1 error", "2 usage", "130 interrupted", "7 a budget"):
        assert code in readme
        assert code in " ".join(shown.split())
