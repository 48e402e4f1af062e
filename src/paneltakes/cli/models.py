"""paneltakes models: who could write, and at what price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paneltakes.cli import console
from paneltakes.cli.options import AsJson

if TYPE_CHECKING:
    from paneltakes.providers.listing import ProviderInfo


def models(as_json: AsJson = False) -> None:
    """Show providers, models and prices.

    For each provider: whether it is configured, how to configure it, and its default, cheap and best model.
    """
    import json
    from dataclasses import asdict

    from paneltakes.providers.listing import list_providers
    from paneltakes.settings import read_environment

    infos = list_providers(read_environment())
    if as_json:
        console.write(json.dumps([asdict(info) for info in infos], indent=2) + "\n")
        return
    for info in infos:
        console.write(_describe(info))
    console.write("Prices are list prices in US dollars per million tokens, input / output: an estimate.\n")


def _describe(info: ProviderInfo) -> str:
    mark = "ready" if info.ready else "not configured"
    lines = [f"{info.name}  [{mark}]  {info.how}"]
    for model in info.models:
        price = "price unknown" if model.input_price is None else f"{model.input_price:g} / {model.output_price:g}"
        alias = f"  (-m {model.alias})" if model.alias else ""
        lines.append(f"  {model.role:<8} {model.id:<24} {price}{alias}")
    return "\n".join(lines) + "\n\n"
