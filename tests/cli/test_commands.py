"""The command line: what goes where, and what it exits with."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from paneltakes.cli.main import app
from paneltakes.persona import DEFAULT_PANEL, PersonaShelf
from paneltakes.take import Panel
from samples import TEXT, full_reply, script

FOUR = PersonaShelf().select(DEFAULT_PANEL)


def paneltakes(*arguments: Any, stdin: bytes | None = None) -> Result:
    """Run the command line."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin, prog_name="paneltakes")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return the sample article as a file."""
    path = tmp_path / "averley.md"
    path.write_text(f"# Averley bets on the tide\n\n{TEXT}\n", encoding="utf-8")
    return path


@pytest.fixture
def played(tmp_path: Path) -> Path:
    """Return a script in which all four and the brief answer well."""
    path = tmp_path / "replies.json"
    path.write_text(json.dumps(script(*FOUR)), encoding="utf-8")
    return path


def everybody(answer: Any) -> dict[str, Any]:
    """Return this answer for each of the four and the brief."""
    return {part: copy.copy(answer) for part in (*DEFAULT_PANEL, "brief")}


def play(path: Path, **answers: Any) -> str:
    """Write a script with these answers and return the model that plays it."""
    path.write_text(json.dumps(script(*FOUR, **answers)), encoding="utf-8")
    return f"scripted:{path}"


def test_a_bare_source_is_run(source: Path) -> None:
    """``paneltakes SOURCE`` is ``paneltakes run SOURCE``; options may come first."""
    short, first, long = (
        paneltakes(source, "-m", "extractive"),
        paneltakes("-m", "extractive", source),
        paneltakes("run", source, "-m", "extractive"),
    )
    assert short.exit_code == first.exit_code == long.exit_code == 0
    assert "The Skeptic" in short.stdout
    assert short.stdout.splitlines()[0] == first.stdout.splitlines()[0] == long.stdout.splitlines()[0]


def test_data_on_stdout_and_the_rest_on_stderr(source: Path) -> None:
    """With nothing configured the notice is on standard error, and JSON alone on standard output."""
    done = paneltakes(source, "--json", "--no-brief")
    panel = Panel.model_validate_json(done.stdout)
    assert panel.author == "extractive"
    assert "ANTHROPIC_API_KEY" in done.stderr
    assert done.stderr.count("\n") == 1


def test_standard_input(source: Path, played: Path) -> None:
    """``-`` reads the article from standard input; ``--url`` says where it came from."""
    url = "https://news.example/averley"
    done = paneltakes("-", "-m", f"scripted:{played}", "--json", "--url", url, stdin=source.read_bytes())
    assert done.exit_code == 0, done.stderr
    assert Panel.model_validate_json(done.stdout).article.url == url


def test_each_output_by_its_ending(source: Path, played: Path, tmp_path: Path) -> None:
    """``-o`` may be repeated; each file has the format of its ending."""
    outputs = [tmp_path / f"panel.{ending}" for ending in ("json", "md", "html", "txt")]
    done = paneltakes(source, "-m", f"scripted:{played}", *(word for path in outputs for word in ("-o", path)))
    assert done.exit_code == 0, done.stderr
    texts = [path.read_text(encoding="utf-8") for path in outputs]
    assert Panel.model_validate_json(texts[0]).takes
    assert texts[1].startswith("# ")
    assert texts[2].lower().startswith("<!doctype html>")
    assert all("The Builder" in text for text in texts)
    assert not list(tmp_path.glob(".*part"))


@pytest.mark.parametrize(
    ("name", "says"), [("panel.docx", ".docx"), ("nowhere/panel.md", "mkdir -p"), ("panel", "ending")]
)
def test_an_output_that_cannot_be_written_costs_nothing(source: Path, tmp_path: Path, name: str, says: str) -> None:
    """It is refused before any call; the script, which has no answers, is not played."""
    empty = tmp_path / "empty.json"
    empty.write_text("[]", encoding="utf-8")
    done = paneltakes(source, "-m", f"scripted:{empty}", "-o", tmp_path / name)
    assert done.exit_code == 2
    assert says in done.stderr


@pytest.mark.parametrize(
    ("answers", "code", "says"),
    [
        ({"skeptic": {"outcome": "refused", "detail": "I won't."}}, 5, "The Skeptic"),
        ({"brief": "nonsense"}, 5, "the brief"),
        (everybody("nonsense"), 6, "not one JSON object"),
        (everybody({"error": "auth", "message": "Wrong key."}), 4, "Wrong key."),
    ],
)
def test_exit_codes_of_a_panel(source: Path, tmp_path: Path, answers: dict[str, Any], code: int, says: str) -> None:
    """A partial panel, failed validation and a failed provider each have a code, and a reason on standard error."""
    done = paneltakes(source, "-m", play(tmp_path / "s.json", **answers), "--json")
    assert done.exit_code == code
    assert says in done.stderr
    assert len(Panel.model_validate_json(done.stdout).attempts) >= 5


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["nowhere.md"], 3, "nowhere.md"),
        (["ftp://news.example/a"], 3, "http"),
        (["http://127.0.0.1/a"], 3, "127.0.0.1"),
        (["read", "nowhere.md"], 3, "nowhere.md"),
        (["SOURCE", "-m", "antropic"], 2, "Did you mean 'anthropic'"),
        (["SOURCE", "-m", "anthropic"], 4, "ANTHROPIC_API_KEY"),
        (["SOURCE", "-p", "sceptic"], 2, "Did you mean 'skeptic'"),
        (["SOURCE", "--panel", "defualt"], 2, "Did you mean 'default'"),
        (["SOURCE", "--max-retries", "-1"], 2, "--max-retries"),
        (["SOURCE", "--timeout", "0"], 2, "--timeout"),
        (["SOURCE", "--outptu", "x.md"], 2, "--output"),
        (["btach", "list.txt"], 2, "Did you mean 'batch'"),
        (["bacth"], 2, "Did you mean 'batch'"),
        (["personas", "lst"], 2, "list"),
        (["personas", "show", "sceptic"], 2, "skeptic"),
        (["batch", "nowhere.txt", "-o", "x.jsonl"], 2, "nowhere.txt"),
    ],
)
def test_wrong_words_say_what_to_type(source: Path, arguments: list[str], code: int, says: str) -> None:
    """Each mistake exits with its code, and its message names what was meant or what to do."""
    done = paneltakes(*(str(source) if word == "SOURCE" else word for word in arguments))
    assert done.exit_code == code, (done.stdout, done.stderr)
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_dry_run_shows_what_would_be_sent_and_needs_no_key(source: Path) -> None:
    """The bodies, the schema and the estimate are shown for a vendor that is not configured."""
    done = paneltakes(source, "-m", "anthropic", "--dry-run", "--json", "--no-brief")
    assert done.exit_code == 0, done.stderr
    requests = json.loads(done.stdout)
    assert [request["part"] for request in requests] == list(DEFAULT_PANEL)
    assert all(request["provider"] == "anthropic" and request["input_tokens"] > 500 for request in requests)
    assert "evidence" in json.dumps(requests[0]["body"])
    assert TEXT.splitlines()[0] in json.dumps(requests[0]["body"], ensure_ascii=False)
    text = paneltakes(source, "-m", "openai", "--dry-run")
    assert "Averley" in text.stdout
    assert "Input: about" in text.stdout


def test_read_shows_the_article(source: Path) -> None:
    """``read`` prints what would be commented on, as text or as JSON."""
    text = paneltakes("read", source, "--url", "https://news.example/averley")
    assert "Title: Averley bets on the tide" in text.stdout
    assert "URL: https://news.example/averley" in text.stdout
    assert TEXT.splitlines()[0] in text.stdout
    assert json.loads(paneltakes("read", source, "--json").stdout)["title"] == "Averley bets on the tide"


def test_version_and_help() -> None:
    """Both answer on standard output."""
    assert paneltakes("--version").stdout.startswith("paneltakes ")
    assert "Exit codes" in paneltakes("--help").stdout
    assert "batch" in paneltakes().output


def test_personas_new_check_list_show(tmp_path: Path) -> None:
    """A new voice is written, checked, listed with its owner, shown, and speaks."""
    made = paneltakes("personas", "new", "ethicist", "--user")
    path = Path(made.stdout.strip())
    try:
        assert paneltakes("personas", "check", path).exit_code == 0
        assert "ethicist" in paneltakes("personas", "list").stdout
        assert "yours" in paneltakes("personas").stdout
        assert json.loads(paneltakes("personas", "show", "ethicist", "--json").stdout)["name"] == "The Ethicist"
        assert paneltakes("personas", "new", "ethicist", "--user").exit_code == 2
        path.write_text(path.read_text(encoding="utf-8").replace("lens", "lense"), encoding="utf-8")
        wrong = paneltakes("personas", "check", path)
        assert wrong.exit_code == 2
        assert "Did you mean 'lens'" in wrong.stderr
    finally:
        path.unlink()


def test_a_persona_with_an_impossible_id() -> None:
    """An id that could not be a file's name is refused."""
    assert paneltakes("personas", "new", "../evil").exit_code == 2


def test_models_lists_every_provider() -> None:
    """Each provider is there with its state, and vendors with prices."""
    shown = paneltakes("models").stdout
    for name in ("openai", "anthropic", "mistral", "compatible", "extractive", "scripted", "OPENAI_API_KEY"):
        assert name in shown
    listed = json.loads(paneltakes("models", "--json").stdout)
    (anthropic,) = [info for info in listed if info["name"] == "anthropic"]
    assert {model["role"] for model in anthropic["models"]} == {"default", "cheap", "best"}
    assert all(model["input_price"] > 0 for model in anthropic["models"])


def test_batch_and_batch_again(source: Path, played: Path, tmp_path: Path) -> None:
    """A list is worked off with one failure on record and exit code 5; again, only the failure is tried."""
    listing, out = tmp_path / "list.txt", tmp_path / "takes.jsonl"
    listing.write_text(f"# two\n{source}\n\nnowhere.md\n", encoding="utf-8")
    first = paneltakes("batch", listing, "-o", out, "-m", f"scripted:{played}")
    assert first.exit_code == 5
    assert "1 done, 1 failed" in first.stderr
    assert first.stdout == ""
    again = paneltakes("batch", listing, "-o", out, "-m", f"scripted:{played}")
    assert "1 done before" in again.stderr
    assert len(out.read_text(encoding="utf-8").splitlines()) == 2


def test_batch_from_standard_input(source: Path, played: Path, tmp_path: Path) -> None:
    """``-`` reads the list from standard input; all done is exit code 0."""
    done = paneltakes(
        "batch", "-", "-o", tmp_path / "t.jsonl", "-m", f"scripted:{played}", stdin=f"{source}\n".encode()
    )
    assert done.exit_code == 0, done.stderr


def test_batch_of_nothing_readable_has_the_failures_code(tmp_path: Path) -> None:
    """When every article is unusable, the exit code is that of an unusable source."""
    listing = tmp_path / "list.txt"
    listing.write_text("nowhere.md\nneither.md\n", encoding="utf-8")
    assert paneltakes("batch", listing, "-o", tmp_path / "t.jsonl", "-m", "extractive").exit_code == 3


def test_batch_does_not_write_over_its_list(tmp_path: Path) -> None:
    """The list and the output can't be one file."""
    listing = tmp_path / "list.txt"
    listing.write_text("nowhere.md\n", encoding="utf-8")
    assert paneltakes("batch", listing, "-o", listing, "-m", "extractive").exit_code == 2
    assert listing.read_text(encoding="utf-8") == "nowhere.md\n"


def test_batch_stops_where_every_article_would_fail(source: Path, tmp_path: Path) -> None:
    """A refused key ends the batch with the provider's code, and writes no failures."""
    out = tmp_path / "t.jsonl"
    listing = tmp_path / "list.txt"
    listing.write_text(f"{source}\n", encoding="utf-8")
    answers = everybody({"error": "auth", "message": "Wrong key."})
    done = paneltakes("batch", listing, "-o", out, "-m", play(tmp_path / "s.json", **answers))
    assert done.exit_code == 4
    assert "Wrong key." in done.stderr
    assert out.read_text(encoding="utf-8") == ""


def test_no_take_but_paid_replies_are_written(source: Path, tmp_path: Path) -> None:
    """When every reply fails validation, the attempts still reach the JSON output."""
    out = tmp_path / "panel.json"
    answers = everybody(full_reply(FOUR[0], take="Too short."))
    done = paneltakes(source, "-m", play(tmp_path / "s.json", **answers), "-o", out)
    assert done.exit_code == 6
    assert "Too short." in Panel.model_validate_json(out.read_text(encoding="utf-8")).attempts[0].text
