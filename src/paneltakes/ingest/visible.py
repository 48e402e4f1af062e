"""The tree of a page, without what its readers do not see.

Extraction keeps text that is hidden from people: an address line for machines, or instructions planted for a model.
What is hidden beyond doubt goes; a page that hides nearly all of its text, to show it by script, keeps it.
"""

from __future__ import annotations

import re
from typing import Any

Element = Any
"""An element of lxml, which carries no types."""

_LEAST_WORDS = 200
"""A page that still shows this many words may lose any hidden element."""

_MOST_STYLE = 2_000
"""Characters of a style that are looked at."""
_MOST_KEPT = 20
"""So many hidden elements are weighed and kept before a page is believed to show everything by script."""

_HIDING = re.compile(
    r"(?:^|[;{\s])(?:display\s*:\s*none\b|visibility\s*:\s*(?:hidden|collapse)\b|content-visibility\s*:\s*hidden\b"
    r"|font-size\s*:\s*0*\.?0+(?:px|r?em|pt|%)?\s*(?:!|;|$)|opacity\s*:\s*0*\.?0+%?\s*(?:!|;|$)"
    r"|transform\s*:\s*scale\(0\)|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]"
    r"|clip-path\s*:\s*(?:inset\((?:50|100)%|circle\(0)|text-indent\s*:\s*-\d{3,})",
    re.IGNORECASE,
)
_POSITIONED = re.compile(r"position\s*:\s*(?:absolute|fixed)", re.IGNORECASE)
_FAR_AWAY = re.compile(r"(?:^|[;\s])(?:left|top|right|bottom|margin-left|margin-top)\s*:\s*-\d{4,}", re.IGNORECASE)
_COLOR = re.compile(r"(?:^|;)\s*color\s*:\s*([^;!]+)", re.IGNORECASE)
_BACKGROUND = re.compile(r"(?:^|;)\s*background(?:-color)?\s*:\s*([^;!]+)", re.IGNORECASE)
_WHITE = {"#fff", "#ffffff", "white", "rgb(255,255,255)", "transparent"}
_SIMPLE_SELECTOR = re.compile(r"[.#][\w-]+")
_FOR_SCREEN_READERS = frozenset(
    {"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screenreader-only"}
)
_UNSEEN_TAGS = frozenset({"template", "noscript"})


def parse_page(text: str) -> Element | None:
    """Return the root of a page's tree; None when there is nothing to parse."""
    from lxml import etree, html

    parser = html.HTMLParser(huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def text_of(element: Element, most: int = 2_000) -> str:
    """Return the beginning of an element's text, on one line: about ``most`` characters of it."""
    found: list[str] = []
    length = 0
    for text in element.itertext():
        found.append(text[:most])
        length += len(found[-1])
        if length >= most:
            break
    return " ".join(" ".join(found).split())


def words_of(element: Element) -> int:
    """Return how many words stand in an element, scripts and styles left out."""
    return len(" ".join(element.xpath(".//text()[not(parent::script or parent::style)]")).split())


def remove_hidden(root: Element) -> None:
    """Take out of the tree what people do not see."""
    from lxml import etree

    hiding = _hiding_selectors(root)
    body = root.find("body")
    total = words_of(root if body is None else body)
    hidden: list[Element] = []
    kept = 0
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if not isinstance(element.tag, str) or element.tag in {"html", "head", "body"}:
            continue
        if kept < _MOST_KEPT and _is_hidden(element, hiding):
            words = words_of(element)
            if total - words >= _LEAST_WORDS or words * 2 <= total:
                total -= words
                hidden.append(element)
                walk.skip_subtree()
            else:
                kept += 1
    for element in hidden:
        element.drop_tree()


def _is_hidden(element: Element, hiding: set[str]) -> bool:
    if element.tag in _UNSEEN_TAGS or (element.tag == "dialog" and "open" not in element.attrib):
        return True
    attributes = element.attrib
    if not attributes:
        return False
    if "hidden" in attributes and attributes["hidden"].strip().lower() != "until-found":
        return True
    classes = attributes.get("class", "").split()
    if not _FOR_SCREEN_READERS.isdisjoint(classes):
        return True
    if hiding and (f"#{attributes.get('id', '')}" in hiding or any(f".{name}" in hiding for name in classes)):
        return True
    style = attributes.get("style")
    return style is not None and (_hides(style) or _is_unreadable(element, style))


def _hides(style: str) -> bool:
    style = style[:_MOST_STYLE]
    return bool(_HIDING.search(style) or (_POSITIONED.search(style) and _FAR_AWAY.search(style)))


def _is_unreadable(element: Element, style: str) -> bool:
    """Tell whether the text has the colour of its ground: its own, or the white of a page that sets none."""
    style = style[:_MOST_STYLE]
    color = _COLOR.search(style)
    if not color:
        return False
    value = _plain(color[1])
    if background := _BACKGROUND.search(style):
        return _plain(background[1]) == value
    if value not in _WHITE:
        return False
    around = [element, *element.iterancestors()]
    return not any("class" in e.attrib or "bgcolor" in e.attrib or "background" in e.get("style", "") for e in around)


def _plain(color: str) -> str:
    value = re.sub(r"\s+", "", color).lower()
    return {"#ffffff": "#fff", "white": "#fff", "rgb(255,255,255)": "#fff", "#000000": "#000", "black": "#000"}.get(
        value, value
    )


def _hiding_selectors(root: Element) -> set[str]:
    """Return the classes and ids that the page's own style sheets hide on every screen."""
    selectors: set[str] = set()
    for sheet in root.iter("style"):
        media = sheet.get("media", "all").strip().lower()
        css = sheet.text or ""
        if media not in {"", "all", "screen"} or len(css) > 500_000:
            continue
        start, depth, selector = 0, 0, ""
        css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
        for brace in re.finditer(r"[{}]", css):
            between = css[start : brace.start()]
            start = brace.end()
            if brace[0] == "{":
                depth += 1
                selector = between if depth == 1 else ""
            else:
                if depth == 1 and selector and _hides(between):
                    parts = (part.strip() for part in selector.rpartition(";")[2].split(","))
                    selectors.update(part for part in parts if _SIMPLE_SELECTOR.fullmatch(part))
                depth, selector = max(0, depth - 1), ""
    return selectors
