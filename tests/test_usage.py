"""Usage and Cost: sums, and the difference between free and unknown."""

import pytest

from paneltakes.usage import FREE, UNKNOWN_COST, Cost, Usage, format_usd, price, total


def test_usage_adds_up_field_by_field() -> None:
    """Two usages together are their sums."""
    one = Usage(input_tokens=10, cache_read_tokens=5, output_tokens=3, reasoning_tokens=1)
    assert one + one == Usage(input_tokens=20, cache_read_tokens=10, output_tokens=6, reasoning_tokens=2)


def test_an_unknown_price_is_never_nothing() -> None:
    """A sum with an unknown part says so."""
    assert str(total([])) == "$0"
    assert str(FREE + UNKNOWN_COST) == "unknown"
    assert str(Cost(usd=0.01) + UNKNOWN_COST) == "at least $0.0100 (the price of 1 call is unknown)"


def test_list_prices() -> None:
    """A known model is priced by its tokens; cached ones are cheaper."""
    fresh = price(Usage(input_tokens=1_000_000, output_tokens=100_000), "claude-haiku-4-5", "anthropic")
    cached = price(Usage(input_tokens=1_000_000, cache_read_tokens=900_000), "claude-haiku-4-5", "anthropic")
    assert fresh.unknown == cached.unknown == 0
    assert 0 < cached.usd < fresh.usd


@pytest.mark.parametrize(("model", "price_id"), [("no-such-model-9", "openai"), ("llama", None), ("x", "no-vendor")])
def test_what_has_no_price_is_unknown(model: str, price_id: str | None) -> None:
    """Neither an unknown model nor a server of one's own costs 0."""
    assert price(Usage(input_tokens=10), model, price_id) == UNKNOWN_COST


def test_counts_that_cannot_be_are_unknown() -> None:
    """A vendor that reports more cached than read tokens does not crash the bill."""
    assert price(Usage(input_tokens=1, cache_read_tokens=10), "claude-haiku-4-5", "anthropic") == UNKNOWN_COST


@pytest.mark.parametrize(
    ("usd", "text"), [(0, "$0"), (0.00042, "$0.000420"), (0.0123, "$0.0123"), (1.5, "$1.50"), (1234.5, "$1234.50")]
)
def test_amounts(usd: float, text: str) -> None:
    """Small amounts keep the digits that matter."""
    assert format_usd(usd) == text
