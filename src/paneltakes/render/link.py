"""Link: an address that may stand in a page's ``href``, or none."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

from paneltakes.render.clean import line

# Letters of any script: browsers and Markdown viewers take care of international names.
_HOST = re.compile(r"[\w.-]+|[0-9a-f:.]+", re.IGNORECASE)
# Without parentheses, quotes, angle brackets, backslashes and backticks, which mean something to Markdown or HTML.
_KEPT = "/:@!$&*+,;=~-._?%"


def web_link(url: str | None) -> str | None:
    """Return ``url`` percent-encoded where a reader may follow it, else None.

    Only http and https with a host pass.  A user name and password are left out: they would be shown to readers, and
    serve to pass one host off as another.
    """
    if not url or line(url) != url.strip():
        return None
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
        if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host):
            return None
        netloc = f"[{host}]" if ":" in host else host
        if port is not None:
            netloc = f"{netloc}:{port}"
        path, query, fragment = (quote(part, safe=_KEPT) for part in (parts.path, parts.query, parts.fragment))
    except ValueError:  # a port or an IPv6 address that is none
        return None
    return urlunsplit((parts.scheme, netloc, path, query, fragment))
