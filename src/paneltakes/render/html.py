"""HTML: a panel as one self-contained page that loads nothing, runs nothing, and says for machines who wrote it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from paneltakes.render.clean import line
from paneltakes.render.page import page_of

if TYPE_CHECKING:
    from paneltakes.render.page import Page
    from paneltakes.take import AuthorKind, Panel

_FOLDER = Path(__file__).parent

# Values of schema.org's IPTCDigitalSourceEnumeration.  A script may hold anybody's words, hence "composite", which
# leaves open whether a model had a part in them.
_SOURCE_TYPES: dict[AuthorKind, str] = {
    "model": "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
    "extractive": "https://schema.org/AlgorithmicMediaDigitalSource",
    "scripted": "https://schema.org/CompositeDigitalSource",
}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_INSTANT = re.compile(r"\d{4}(?:-\d{2}){0,2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?")
_IN_SCRIPT = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def render(panel: Panel) -> str:
    """Return the panel as one HTML page."""
    page = page_of(panel)
    style = (_FOLDER / "page.css").read_text(encoding="utf-8")
    language = language_of(panel)
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            page=page,
            language=language,
            direction="rtl" if language.split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr",
            generator=f"paneltakes {line(panel.paneltakes_version)}",
            published=_instant(panel.article.published),
            policy=_policy(style),
            style=Markup(style),  # noqa: S704 - our own file
            data=Markup(_script_data(_linked_data(panel, page, language))),  # noqa: S704 - escaped for a script element
        )
    )


def language_of(panel: Panel) -> str:
    """Return the article's language tag where it is one, else English, the language of the page's own words."""
    tag = line(panel.article.language or "")
    return tag if _LANGUAGE.fullmatch(tag) else "en"


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _policy(style: str) -> str:
    """Return the Content-Security-Policy that lets this one style through, an empty icon, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


def _script_data(data: dict[str, Any]) -> str:
    """Return ``data`` as JSON that no script element can end at, whatever its strings hold."""
    return json.dumps(data, ensure_ascii=False, indent=1).translate(_IN_SCRIPT)


def _linked_data(panel: Panel, page: Page, language: str) -> dict[str, Any]:
    """Return the page as schema.org sees it: an article by software, based on another one, with comments as parts."""
    writer = {"@type": "SoftwareApplication", "name": "paneltakes", "softwareVersion": line(panel.paneltakes_version)}
    source = {"@type": "Article", "name": page.source.title, "url": page.source.link}
    source["datePublished"] = _instant(panel.article.published)
    takes = [
        {
            "@type": "Comment",
            "name": voice.name,
            "about": voice.lens,
            "text": "\n\n".join(voice.text),
            "digitalSourceType": _SOURCE_TYPES[voice.author],
            "creditText": voice.model,
        }
        for voice in page.voices
        if voice.text
    ]
    data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": page.headline,
        "description": page.dek,
        "inLanguage": language,
        "dateCreated": _instant(panel.created),
        "digitalSourceType": _SOURCE_TYPES[panel.author],
        "creditText": page.disclosure,
        "author": writer,
        "isBasedOn": {key: value for key, value in source.items() if value},
        "comment": takes,
    }
    return {key: value for key, value in data.items() if value}


def _instant(text: str | None) -> str:
    """Return an ISO 8601 date or time as it is, and anything else as the empty string."""
    text = line(text or "")
    return text if _INSTANT.fullmatch(text) else ""
