"""paneltakes read: show the article that would be commented on."""

from __future__ import annotations

from typing import Annotated

import typer

from paneltakes.cli import console
from paneltakes.cli.options import AsJson, SourceUrl


def read(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A URL, a path, or - for standard input.")],
    as_json: AsJson = False,
    url: SourceUrl = None,
) -> None:
    """Show the article that would be commented on."""
    from paneltakes import api
    from paneltakes.render.clean import plain

    article = console.wait_for(api.aread(source, url=url))
    if as_json:
        console.write(article.model_dump_json(indent=2) + "\n")
        return
    extraction = article.extraction
    facts = {
        "Title": article.title,
        "Summary": article.description,
        "Byline": article.byline,
        "Site": article.site,
        "Published": article.published,
        "Language": article.language,
        "URL": article.url,
        "Canonical URL": article.canonical_url if article.canonical_url != article.url else None,
        "Words": str(article.word_count),
        "Extracted": f"{extraction.method} {extraction.version}".strip() + f" from {extraction.media_type}",
        "Note": "; ".join(extraction.notes),
    }
    lines = [f"{name}: {value}" for name, value in facts.items() if value]
    console.write(plain("\n".join([*lines, "", article.text])) + "\n")
