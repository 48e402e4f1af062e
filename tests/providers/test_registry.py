"""Registry: providers by name, by model, by what is configured, and as plugins."""

import subprocess
import sys
from pathlib import Path

import pytest

from paneltakes.errors import ProviderError, UsageError
from paneltakes.providers import registry
from wire import ENV

BUILT_IN = ("anthropic", "openai", "mistral", "compatible", "extractive", "scripted")


def test_the_built_ins_are_known_in_their_order() -> None:
    """The providers that may be picked unasked come first."""
    assert tuple(name for name in registry.names() if name in BUILT_IN) == BUILT_IN


@pytest.mark.parametrize(
    ("spec", "name", "model"),
    [
        ("openai", "openai", "gpt-6.1-sol"),
        ("openai:", "openai", "gpt-6.1-sol"),
        (" openai : luna ", "openai", "gpt-6-luna"),
        ("anthropic:claude-x", "anthropic", "claude-x"),
        ("sonnet", "anthropic", "claude-sonnet-5-5"),
        ("mistral-large-4", "mistral", "mistral-large-4"),
        ("compatible", "compatible", "llama3:8b"),
        ("compatible:qwen3:4b", "compatible", "qwen3:4b"),
    ],
)
def test_a_spec_names_a_provider_a_model_or_both(spec: str, name: str, model: str) -> None:
    """Whatever stands behind the first colon is the model, colons and all."""
    provider = registry.make(spec, env=ENV)
    assert (provider.name, provider.model) == (name, model)


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("openia", "Did you mean 'openai'?"),
        ("opnai:gpt", "Did you mean 'openai'?"),
        ("sonet", "Did you mean 'sonnet'?"),
        ("zzz", "PROVIDER:zzz"),
        ("", "There is no provider or model"),
        (":x", "There is no provider ''"),
    ],
)
def test_a_spec_that_names_nothing_says_what_is_near(spec: str, said: str) -> None:
    """A slip of the fingers is met with the nearest name and all known ones."""
    with pytest.raises(UsageError) as caught:
        registry.make(spec, env=ENV)
    assert said in str(caught.value)
    assert "anthropic, openai, mistral" in str(caught.value)


def test_what_is_missing_is_said_by_the_provider() -> None:
    """Making a provider without its key fails as the provider does."""
    with pytest.raises(ProviderError, match="OPENAI_API_KEY is not set"):
        registry.make("openai", env={})


def test_the_first_configured_is_found_in_a_fixed_order() -> None:
    """Anthropic, OpenAI, Mistral, then a compatible server; nothing configured is None."""
    order = []
    env = dict(ENV)
    while (name := registry.first_configured(env)) is not None:
        order.append(name)
        del env[{"compatible": "COMPATIBLE_MODEL"}.get(name, f"{name.upper()}_API_KEY")]
    assert order == ["anthropic", "openai", "mistral", "compatible"]
    assert registry.first_configured({}) is None


PLUGIN = """
class Echo:
    name = "echo"
    author = "model"
    def __init__(self, options):
        self.model = options.model
    @classmethod
    def readiness(cls, env):
        raise AssertionError
"""


def _install(folder: Path, name: str, entry_points: str, code: str) -> None:
    """Lay out a package as an installer would."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[paneltakes.providers]\n{entry_points}\n")
    (folder / f"{name}.py").write_text(code)


def _run(folder: Path, code: str, where: str = "insert(0, {})") -> str:
    path = where.format(repr(str(folder)))
    start = f"import sys; sys.path.{path}; from paneltakes.providers import registry; "
    done = subprocess.run([sys.executable, "-c", start + code], check=False, capture_output=True, text=True)
    return done.stdout.strip() + done.stderr.strip()


def test_a_plugin_is_a_provider_like_any_other(tmp_path: Path) -> None:
    """An installed package's entry point is listed, loaded when asked for, and made by name."""
    _install(tmp_path, "echoplugin", "echo = echoplugin:Echo", PLUGIN)
    said = _run(
        tmp_path, "print('echoplugin' in sys.modules, registry.names()[-3:], registry.make('echo:x', env={}).model)"
    )
    assert said == "False ('echo', 'extractive', 'scripted') x"


@pytest.mark.parametrize("where", ["insert(0, {})", "append({})"])
def test_a_plugin_cant_take_a_built_ins_name(tmp_path: Path, where: str) -> None:
    """What "openai" means does not depend on what else is installed."""
    _install(tmp_path, "thief", "openai = thief:Echo", PLUGIN)
    said = _run(tmp_path, "print(registry.provider_class('openai').__module__)", where)
    assert said == "paneltakes.providers.vendors.openai"


def test_a_broken_plugin_names_its_package(tmp_path: Path) -> None:
    """A plugin that can't be imported is an error that says whose it is; the others go on working."""
    _install(tmp_path, "brokenplugin", "broken = brokenplugin:Echo", "import a_module_that_is_missing")
    said = _run(tmp_path, "print(registry.provider_class('openai').name); registry.provider_class('broken')")
    assert said.startswith("openai")
    assert "UsageError: The provider 'broken' of brokenplugin can't be loaded (ModuleNotFoundError" in said
    assert "pip uninstall brokenplugin" in said
