"""Persona: the files, whose is in force, and what a mistake in one says."""

from pathlib import Path

import pytest

from paneltakes.errors import UsageError
from paneltakes.persona import DEFAULT_PANEL, NEW_PERSONA, PersonaFile, PersonaShelf, read_persona

GOOD = NEW_PERSONA.replace("{id}", "critic").replace("{name}", "The Critic")


def _file(folder: Path, text: str = GOOD, name: str = "critic.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_four_are_in_reach() -> None:
    """Out of the box there are the four voices, each with its own lens and at least three moves."""
    personas = PersonaShelf().select(DEFAULT_PANEL)
    assert [(p.name, p.lens) for p in personas] == [
        ("The Founder", "Business & Market"),
        ("The Skeptic", "Reality Check"),
        ("The Futurist", "Big Picture"),
        ("The Builder", "Developer Perspective"),
    ]
    assert all(len(p.moves) >= 3 and p.must_avoid for p in personas)
    assert len({move.id for p in personas for move in p.moves}) == 12


def test_the_file_to_fill_in_is_right_as_it_stands(tmp_path: Path) -> None:
    """A new persona's file passes its own check before anybody has edited it."""
    assert read_persona(_file(tmp_path)).name == "The Critic"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (GOOD.replace("lens =", "lense ="), r"critic\.toml: lense: there is no such key. Did you mean 'lens'"),
        (GOOD.replace("label =", "lable =", 1), r"moves\.0\.lable: there is no such key. Did you mean 'label'"),
        (GOOD.replace("min = 75", "minimum = 75"), r"words\.minimum: there is no such key"),
        (GOOD.replace("version = 1", ""), r"version: this key is missing"),
        (GOOD.replace("max = 125", "max = 20"), r"words: min is larger than max"),
        (GOOD.replace('id = "question"', 'id = "claim"'), r"two moves have the id 'claim'"),
        (GOOD.replace("version = 1", 'version = "one"'), r"version: "),
        (GOOD.replace("version = 1", "version ="), r"no valid TOML"),
    ],
)
def test_a_mistake_names_the_key_and_the_file(tmp_path: Path, text: str, says: str) -> None:
    """A misspelt or missing key is an error that names the key, the file and what was meant."""
    with pytest.raises(UsageError, match=says) as error:
        read_persona(_file(tmp_path, text))
    assert "critic.toml" in str(error.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """A path that leads nowhere is a usage error."""
    with pytest.raises(UsageError, match="can't be read"):
        read_persona(tmp_path / "nobody.toml")


def test_theirs_beat_ours(tmp_path: Path) -> None:
    """The project's file beats the user's, and the user's beats the shipped one; the shelf says whose is in force."""
    text = GOOD.replace('id = "critic"', 'id = "skeptic"')
    user, project = tmp_path / "user", tmp_path / "project"
    _file(user / "personas", text.replace("The Critic", "User's"), "skeptic.toml")
    shelf = PersonaShelf(user=user)
    assert (shelf.get("skeptic").name, shelf.files()["skeptic"].origin) == ("User's", "user")
    _file(project / "personas", text.replace("The Critic", "Project's"), "skeptic.toml")
    shelf = PersonaShelf(user=user, project=project)
    assert shelf.get("skeptic").name == "Project's"
    assert shelf.files()["skeptic"].hides == ("shipped", "user")


def test_the_checkout_does_not_hide_itself() -> None:
    """Inside the checkout the shipped folder is the project's too; its files count as shipped."""
    root = Path(__file__).parent.parent
    assert {file.origin for file in PersonaShelf(project=root)} == {"shipped"}


def test_an_unknown_id_suggests_the_nearest(tmp_path: Path) -> None:
    """A mistyped persona is answered with the one that was meant."""
    with pytest.raises(UsageError, match="Did you mean 'skeptic'"):
        PersonaShelf().get("sceptic")


def test_a_broken_file_harms_nobody_else(tmp_path: Path) -> None:
    """A file that is wrong is an error when it is asked for, and no sooner."""
    _file(tmp_path / "personas", "nonsense", "critic.toml")
    shelf = PersonaShelf(project=tmp_path)
    assert shelf.get("skeptic").name == "The Skeptic"
    with pytest.raises(UsageError):
        shelf.get("critic")


def test_id_and_file_name_must_agree(tmp_path: Path) -> None:
    """A persona is found by its file's name, so the id inside has to be the same."""
    with pytest.raises(UsageError, match="Rename"):
        PersonaFile("other", _file(tmp_path, GOOD, "other.toml"), "user").read()


def test_the_fingerprint_changes_with_the_file(tmp_path: Path) -> None:
    """An edited persona is told apart from the one before."""
    before = read_persona(_file(tmp_path)).fingerprint
    assert read_persona(_file(tmp_path)).fingerprint == before
    assert read_persona(_file(tmp_path, GOOD.replace("version = 1", "version = 2"))).fingerprint != before
