"""Reports: what an error's body says, and the tables that tell its kind."""

import inspect
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import anthropic  # noqa: TID253  # the classes are what is tested
import httpx2  # noqa: TID253
import mistralai.client.errors as mistral_errors  # noqa: TID253
import openai  # noqa: TID253
import pytest
from anthropic import _error_classes as anthropic_codes  # noqa: TID253

from paneltakes.errors import ErrorKind
from paneltakes.providers.vendors.anthropic import AnthropicProvider
from paneltakes.providers.vendors.reports import CODES, STATUSES, TRANSPORT, Report, by_class, kind_of, report
from wire import ADAPTERS


def subclasses(cls: type[BaseException], package: str) -> Iterator[type[BaseException]]:
    """Iterate over a class and all that derive from it within a package."""
    for sub in cls.__subclasses__():
        if sub.__module__.split(".")[0] == package:
            yield sub
            yield from subclasses(sub, package)


def sdk_classes(package: str) -> set[type[BaseException]]:
    """Return every exception class that an SDK defines: its family, and what else its error module names."""
    if package == "mistralai":
        named = [getattr(mistral_errors, name) for name in mistral_errors.__all__]
        return {cls for cls in named if inspect.isclass(cls) and issubclass(cls, BaseException)}
    root: type[BaseException] = {"openai": openai.OpenAIError, "anthropic": anthropic.AnthropicError}[package]
    # What lies in "lib" are tools of theirs that are not called here, and loaded only in part.
    found = {root, *subclasses(root, package)}
    return {cls for cls in found if ".lib." not in f"{cls.__module__}." and not cls.__name__.startswith("_")}


SDKS = {"openai": "openai", "compatible": "openai", "anthropic": "anthropic", "mistral": "mistralai"}


@pytest.mark.parametrize("cls", ADAPTERS, ids=lambda cls: cls.name)
def test_every_exception_class_of_the_sdk_has_a_kind(cls: Any) -> None:
    """No class of the SDK falls through the table: each is in it, or derives from one whose status tells the kind."""
    found = sdk_classes(SDKS[cls.name])
    assert len(found) > 5
    roots = {"OpenAIError", "APIError", "AnthropicError"}
    by_status = {"APIStatusError", "MistralError"}
    table = {**TRANSPORT, **cls.error_classes}
    for error in found:
        nearest = next(base.__name__ for base in error.__mro__ if base.__name__ in table)
        family = {base.__name__ for base in error.__mro__}
        assert nearest not in roots or error.__name__ in roots, f"{error.__name__} has no entry of its own"
        assert table[nearest] or by_status & family, error.__name__


def test_the_status_classes_of_the_sdks_have_entries_of_their_own() -> None:
    """A status class that an SDK adds is to be looked at, not just covered by the one above it."""
    for cls, family in ((ADAPTERS[0], openai.APIStatusError), (AnthropicProvider, anthropic.APIStatusError)):
        package = family.__module__.split(".")[0]
        public = [sub for sub in subclasses(family, package) if sub.__module__ == f"{package}._exceptions"]
        assert {sub.__name__ for sub in public} <= cls.error_classes.keys()


def test_a_spend_limit_is_never_waited_for() -> None:
    """Anthropic's codes of money run out are quota, by code and by class."""
    codes = [code for _, code in anthropic_codes.ERROR_CLASSES if code]
    money = [code for code in codes if "spend_limit_reached" in code or "billing" in code]
    assert len(money) >= 3
    assert {CODES[code] for code in money} == {"quota"}
    classes = [cls for (_, code), cls in anthropic_codes.ERROR_CLASSES.items() if code in money]
    assert {by_class(cls, {**AnthropicProvider.error_classes, "APIStatusError": None}) for cls in classes} <= {
        "quota",
        "permission",
        "bad_request",
    }


def test_transport_errors_of_httpx2_have_a_kind() -> None:
    """Every error that can come up from the HTTP client is a time-out, a connection, a bad reply or a bad address."""
    named = [getattr(httpx2, name) for name in httpx2.__all__]
    errors = [cls for cls in named if inspect.isclass(cls) and issubclass(cls, httpx2.TransportError)]
    assert len(errors) > 10
    for cls in errors:
        expected = "timeout" if issubclass(cls, httpx2.TimeoutException) else "connection"
        assert by_class(cls, {}) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"error": {"message": "M", "code": "c", "type": "T"}}, Report("M", ("c", "t"))),
        ({"error": {"message": "M", "details": {"error_code": "deep"}, "type": "t"}}, Report("M", ("deep", "t"))),
        ({"error": {"message": "M", "code": 429}}, Report("M", (), 429)),
        ({"error": "words"}, Report("words", ("words",))),
        ([{"error": {"message": "M", "code": 400}}], Report("M", (), 400)),
        ({"object": "error", "message": "M", "code": "3505", "raw_status_code": 429}, Report("M", ("3505",), 429)),
        ({"object": "error", "message": {"detail": "M"}, "type": "t"}, Report("M", ("t",))),
        ({"detail": [{"loc": ["body", 0, "a"], "msg": "Bad", "input": "secret"}]}, Report("body.0.a: Bad")),
        ({"detail": "M"}, Report("M")),
        ({"message": "M"}, Report("M")),
    ],
)
def test_each_shape_of_an_error_is_read(body: Any, expected: Report) -> None:
    """The vendors' shapes come down to a message, codes and a status."""
    assert report(body) == expected


@pytest.mark.parametrize(
    "body",
    [None, "a", 7, [], [[]], {}, {"error": None}, {"error": {}}, {"error": ""}, {"message": "a", "output": []}],
)
def test_what_reports_no_error_is_none(body: Any) -> None:
    """An absent or empty error is no error."""
    assert report(body) is None


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("This model's maximum context length is 8192 tokens.", "too_large"),
        ("input length and `max_tokens` exceed context limit", "too_large"),
        ("The requested model 'x' does not exist.", "not_found"),
        ("Incorrect API key provided: abc.", "auth"),
        ("invalid x-api-key", "auth"),
        ("Unsupported parameter: 'max_tokens' is not supported with this model.", "bad_request"),
        ("tool 'weather' not found", "bad_request"),
    ],
)
def test_phrases_tell_the_kind_of_a_bare_400(message: str, kind: ErrorKind) -> None:
    """A vendor without codes is understood by its words; words that only resemble them are not taken for them."""
    assert kind_of(Report(message, (), 400), None, {}) == kind


def test_the_tables_agree_with_the_error_kinds() -> None:
    """Every kind in a table exists."""
    kinds = set(get_args(ErrorKind))
    tables: list[Mapping[Any, ErrorKind | None]] = [CODES, STATUSES, *(cls.error_classes for cls in ADAPTERS)]
    assert {kind for table in tables for kind in table.values() if kind} <= kinds
