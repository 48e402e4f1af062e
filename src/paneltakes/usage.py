"""Usage and Cost: what a call consumed, and what that is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from collections.abc import Iterable


class Usage(BaseModel):
    """Tokens of one call, in one shape for every vendor."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    input_tokens: int = Field(default=0, ge=0)
    """All of the input, what came from or went to the vendor's cache included."""
    cache_read_tokens: int = Field(default=0, ge=0)
    cache_write_tokens: int = Field(default=0, ge=0)
    output_tokens: int = Field(default=0, ge=0)
    """All of the output, reasoning included."""
    reasoning_tokens: int = Field(default=0, ge=0)

    def __add__(self, other: Usage) -> Usage:
        """Return the sums, field by field."""
        return Usage(**{name: getattr(self, name) + getattr(other, name) for name in type(self).model_fields})


class Cost(BaseModel):
    """US dollars for some calls, as an estimate from list prices.

    ``usd`` covers the calls whose price is known; ``unknown`` counts the others.  Only with ``unknown == 0`` is
    ``usd`` the whole cost: an unknown price is never taken for 0.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    usd: float = Field(default=0.0, ge=0)
    unknown: int = Field(default=0, ge=0)

    def __add__(self, other: Cost) -> Cost:
        """Return both together."""
        return Cost(usd=self.usd + other.usd, unknown=self.unknown + other.unknown)

    def __str__(self) -> str:
        """Say it for a person: "$0.0123", "unknown", or "at least $0.0123 (the price of 1 call is unknown)"."""
        if not self.unknown:
            return format_usd(self.usd)
        if not self.usd:
            return "unknown"
        calls = "1 call is" if self.unknown == 1 else f"{self.unknown} calls is"
        return f"at least {format_usd(self.usd)} (the price of {calls} unknown)"


UNKNOWN_COST = Cost(unknown=1)
FREE = Cost()


def format_usd(usd: float) -> str:
    """Return an amount with as many decimals as it needs: "$0", "$0.00042", "$0.0123", "$1.50"."""
    if usd == 0:
        return "$0"
    return f"${usd:.2f}" if usd >= 1 else f"${usd:.4f}" if usd >= 0.001 else f"${usd:.6f}"


def total(costs: Iterable[Cost]) -> Cost:
    """Return the sum of costs."""
    return sum(costs, FREE)


def price(usage: Usage, model: str, price_id: str | None) -> Cost:
    """Return what ``usage`` costs at the list prices of genai-prices for the vendor ``price_id`` calls it by.

    Unknown when there is no ``price_id`` or the package does not know the model.
    """
    if price_id is None:
        return UNKNOWN_COST
    import genai_prices

    counted = genai_prices.Usage(
        input_tokens=usage.input_tokens,
        cache_read_tokens=usage.cache_read_tokens,
        cache_write_tokens=usage.cache_write_tokens,
        output_tokens=usage.output_tokens,
    )
    try:
        return Cost(usd=float(genai_prices.calc_price(counted, model, provider_id=price_id).total_price))
    except (LookupError, ValueError):  # ValueError: counts that can't be, such as more cached than read
        return UNKNOWN_COST
