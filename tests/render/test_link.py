"""Tests of what may become a link."""

from __future__ import annotations

import pytest

from paneltakes.render.link import web_link


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://news.example/a?b=1&c=2#d", "https://news.example/a?b=1&c=2#d"),
        ("HTTP://News.Example:8080/", "http://news.example:8080/"),
        ("https://news.example/a (b).html", "https://news.example/a%20%28b%29.html"),
        ("https://news.example/%28kept%29", "https://news.example/%28kept%29"),
        ("https://news.example/\"'<>`\\^{}", "https://news.example/%22%27%3C%3E%60%5C%5E%7B%7D"),
        ("https://münchen.example/größe", "https://münchen.example/gr%C3%B6%C3%9Fe"),
        ("https://[2001:db8::1]/x", "https://[2001:db8::1]/x"),
        ("https://user:secret@news.example/x", "https://news.example/x"),
        ("https://bank.example@evil.example/x", "https://evil.example/x"),
    ],
)
def test_a_web_address_is_encoded(url: str, link: str) -> None:
    """What passes can stand in an attribute and between Markdown's parentheses."""
    assert web_link(url) == link


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "ftp://news.example/",
        "//news.example/x",
        "news.example/x",
        "https:///x",
        "https://",
        "https://news.example:port/",
        "https://[::1/",
        "https://a b.example/",
        "https://<b>.example/",
        "https://news.example/\x1b]0;x\x07",
        "https://news.example/\u202egpj",
        "https://news.example/\nx",
    ],
)
def test_anything_else_is_no_link(url: str | None) -> None:
    """Other schemes, missing or odd hosts and hidden characters are refused."""
    assert web_link(url) is None
