"""Faults: how long a vendor asks to wait."""

import pytest

from paneltakes.providers.vendors.faults import retry_after

NOON = 1_800_000_000.0  # 2027-01-15 08:00:00 UTC


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "12"}, 12),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "250"}, 0.25),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after-ms": "0", "retry-after": "9"}, 9),
        ({"retry-after-ms": "0"}, None),
        ({"retry-after": "0"}, None),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Fri, 15 Jan 2027 08:00:30 GMT"}, 30),
        ({"retry-after": "Fri, 15 Jan 2027 07:00:00 GMT"}, None),
        ({"retry-after": "Fri, 15 Jan 99999 07:00:00 GMT"}, None),
    ],
)
def test_the_wait_is_read_in_each_of_its_forms(headers: dict[str, str], seconds: float | None) -> None:
    """Milliseconds, seconds and dates are read; a wait of nothing, as one vendor sends it, counts as not asked."""
    assert retry_after(headers, now=NOON) == seconds
