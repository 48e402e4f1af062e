"""Settings: which layer wins, and what a mistake says."""

from pathlib import Path

import pytest

from paneltakes.errors import UsageError
from paneltakes.settings import Places, load_settings, read_environment


def places(folder: Path, *, project: str = "", user: str = "") -> Places:
    """Return places whose files hold these texts."""
    for name, file, text in (("p", "paneltakes.toml", project), ("u", "config.toml", user)):
        (folder / name).mkdir(exist_ok=True)
        (folder / name / file).write_text(text, encoding="utf-8")
    return Places(folder / "p", folder / "u", folder / "c")


def test_flag_beats_environment_beats_project_beats_user_beats_default(tmp_path: Path) -> None:
    """Each layer is overridden by the one above it."""
    found = places(tmp_path, project="timeout = 2", user="timeout = 1\nmax_retries = 9")
    assert load_settings(found, {}).timeout == 2
    assert load_settings(found, {}).max_retries == 9
    assert load_settings(found, {"PANELTAKES_TIMEOUT": "3"}).timeout == 3
    assert load_settings(found, {"PANELTAKES_TIMEOUT": "3"}, timeout=4).timeout == 4
    assert load_settings(found, {}, timeout=None).timeout == 2
    assert load_settings(Places(tmp_path, tmp_path, tmp_path), {}).timeout == 120


def test_zero_and_false_are_values(tmp_path: Path) -> None:
    """``0`` retries and a brief that is off are not "not given"."""
    settings = load_settings(places(tmp_path, project="max_retries = 5"), {}, max_retries=0, brief=False)
    assert (settings.max_retries, settings.brief) == (0, False)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("timout = 3", "paneltakes.toml: timout: there is no such key. Did you mean 'timeout'"),
        ('timeout = "soon"', "paneltakes.toml: timeout: "),
        ("timeout = -1", "timeout: "),
        ("[panels]\nempty = []", "names no persona"),
        ("timeout =", "can't be read"),
    ],
)
def test_a_mistake_names_file_and_key(tmp_path: Path, text: str, says: str) -> None:
    """A hand-written file's mistake is told with its place."""
    with pytest.raises(UsageError) as error:
        load_settings(places(tmp_path, project=text), {})
    assert says in str(error.value)


def test_a_bad_variable_is_named(tmp_path: Path) -> None:
    """The environment's mistakes name the variable."""
    with pytest.raises(UsageError, match="PANELTAKES_TIMEOUT"):
        load_settings(places(tmp_path), {"PANELTAKES_TIMEOUT": "soon"})


def test_panels(tmp_path: Path) -> None:
    """Panels of both files are in reach; the default is the shipped four."""
    settings = load_settings(places(tmp_path, project='[panels]\nduo = ["skeptic", "builder"]'), {})
    assert settings.persona_ids("duo") == ("skeptic", "builder")
    assert len(settings.persona_ids()) == 4
    with pytest.raises(UsageError, match="Did you mean 'duo'"):
        settings.persona_ids("dou")


def test_the_project_is_found_from_below(tmp_path: Path) -> None:
    """From a folder inside the project, its file counts."""
    (tmp_path / "paneltakes.toml").write_text("", encoding="utf-8")
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    assert Places.find({}, deep).project == tmp_path.resolve()


def test_dotenv_stands_behind_the_environment(tmp_path: Path) -> None:
    """A key may stand in ``.env``; what the environment says beats it, and an empty value is none."""
    (tmp_path / ".env").write_text("PT_TEST_A=file\nPATH=nowhere\nPT_TEST_B=\n", encoding="utf-8")
    env = read_environment(tmp_path)
    assert env["PT_TEST_A"] == "file"
    assert env["PATH"] != "nowhere"
    assert "PT_TEST_B" not in env
