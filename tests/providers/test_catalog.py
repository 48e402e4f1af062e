"""Catalog: the vendors' models, their aliases, and that the facts in the file hold together."""

import pytest

from paneltakes.providers.catalog import vendor, vendors
from paneltakes.usage import Usage, price
from wire import ADAPTERS, adapter


def test_a_model_is_the_default_an_alias_or_itself() -> None:
    """Nothing named is the default, a short name its model, and anything else is passed on as it is."""
    assert vendor("anthropic").model("") == "claude-sonnet-5-5"
    assert vendor("anthropic").model("haiku") == "claude-haiku-5-5"
    assert vendor("anthropic").model("claude-of-next-year") == "claude-of-next-year"


def test_an_unknown_vendor_has_no_models() -> None:
    """A plugin's provider is not in the catalog, and has no price."""
    assert vendor("somebody").label == "somebody"
    assert vendor("somebody").models == ()
    assert vendor("somebody").price_id is None


@pytest.mark.parametrize("name", vendors())
def test_every_model_of_the_catalog_has_a_known_price(name: str) -> None:
    """A model that we offer must not come out as "unknown" on the bill."""
    for model in vendors()[name].models:
        assert not price(Usage(input_tokens=1000), model, vendors()[name].price_id).unknown, model


def test_no_two_vendors_share_a_name_for_a_model() -> None:
    """A bare alias or id names one vendor."""
    words = [word for entry in vendors().values() for word in {*entry.aliases, *entry.models}]
    assert len(words) == len(set(words))


def test_every_vendor_has_an_adapter_that_uses_it() -> None:
    """The catalog's names are providers' names, and an alias reaches the wire as its model."""
    by_name = {cls.name: cls for cls in ADAPTERS}
    assert vendors().keys() <= by_name.keys()
    for name, entry in vendors().items():
        for alias, model in entry.aliases.items():
            provider = adapter(by_name[name], model=alias)
            assert (provider.model, provider.price_id) == (model, entry.price_id)
