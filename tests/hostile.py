"""Strings that renderings have to survive, and panels that hold one of them in every field."""

from __future__ import annotations

from paneltakes.article import Article
from paneltakes.take import Brief, Evidence, Failure, Panel, Prediction, Speaker, Take
from sample_panel import FINGERPRINTS, sample_panel

HOSTILE = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)//",
    "</style></title></textarea>--><img src=x onerror=alert(1)>",
    "]]><![CDATA[<b>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus=alert(1) '",
    "[x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    "[x]: https://evil.example",
    "[x][y] <https://evil.example> https://evil.example www.evil.example",
    "<javascript:alert(1)>",
    "\x1b]0;evil\x07\x1b[2J\x9b31mleft",
    "\u202egnp.exe\u2066",
    "{{7*7}} {% raw %} ${7*7} #{7*7} {0.__class__} %(x)s",
    "[bold red]markup[/bold red] [link=https://evil.example]x[/link] [/]",
    ":smile: :warning:",
    "=cmd()|' /C calc'!A0",
    "&lt;b&gt; &#60;i&#62; &amp;",
    "# heading ##",
    "- item",
    "+ item",
    "1. item",
    "2) item",
    "> quote",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "```\ncode\n```",
    "    indented code",
    "`code` ``code``",
    "~~~\nfence",
    "~~struck~~ **bold** __bold__ *it* _it_ ***",
    "title\n=====\n\nother\n-----",
    "---",
    "***",
    "line one  \nline two\\\nline three",
    "para\n\n<div onclick=x>\n\npara",
    "\\<b\\> \\\\ \\",
    "W" * 400,
    "https://long.example/" + "a-b/" * 100,
    "a\u2028b\u2029c\x85d",
    "$x^2$ $$y$$ US$5",
    "[^1] [^1]: note *[x]: y {: .cls onclick=x}",
    "<!-- comment --> <?php ?> <!DOCTYPE x>",
)


def hostile_panel(text: str) -> Panel:
    """Return a panel that says ``text`` wherever an outsider has a say."""
    speaker = Speaker(id=text, name=text, lens=text)
    article = Article(
        title=f"T {text}",
        text=f"Body {text}",
        description=text,
        byline=text,
        site=text,
        published=text,
        language=text,
        url=text,
        canonical_url=text,
    )
    take = Take(
        speaker=speaker,
        text=text,
        evidence=(Evidence(claim=text, quote=text, start=0, end=1), Evidence(claim="", quote=text, start=0, end=1)),
        predictions=(Prediction(claim=text, by=text, probability=0.5),),
        outside=(text,),
        model=text,
        fingerprints=FINGERPRINTS,
    )
    skipped = Take(speaker=speaker, pass_reason=text, model="m", fingerprints=FINGERPRINTS)
    panel = sample_panel(
        article=article,
        brief=Brief(headline=text, dek=text, story=(text, text), model=text, fingerprints=FINGERPRINTS),
        takes=(take, skipped),
        failures=(Failure(part="take", speaker=speaker, reason=text, kind=text, model=text),),
        model=text,
        disclosure=text,
    )
    return panel.model_copy(update={"paneltakes_version": text, "created": text})


def wordless(panel: Panel) -> Panel:
    """Return the panel without its brief, so that the article's own words lead."""
    return panel.model_copy(update={"brief": None})
