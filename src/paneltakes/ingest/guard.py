"""Which addresses may be connected to: the form of a URL, the names of hosts, and the networks that are off limits.

Only http and https, on the ports 80, 443, 8080 and 8443, without user name and password, to hosts on the public
internet.  The table of networks is our own: ``ipaddress.is_global`` differs between Python versions, and it calls
addresses global that reach inside.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from paneltakes.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import Iterable

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

PORTS = frozenset({80, 443, 8080, 8443})

_SAVE = "Save the page from a browser and give the file."

_REFUSED = {
    "this network": "0.0.0.0/8 ::/128",
    "loopback": "127.0.0.0/8 ::1/128",
    "private": "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7",
    "carrier-grade NAT": "100.64.0.0/10",
    "link-local (cloud metadata)": "169.254.0.0/16 fe80::/10 fec0::/10",
    "cloud metadata": "168.63.129.16/32",
    "protocol assignments": "192.0.0.0/24 2001::/23",
    "documentation": "192.0.2.0/24 198.51.100.0/24 203.0.113.0/24 2001:db8::/32 3fff::/20",
    "relay": "192.88.99.0/24 192.31.196.0/24 192.52.193.0/24 192.175.48.0/24 2620:4f:8000::/48",
    "benchmarking": "198.18.0.0/15",
    "multicast": "224.0.0.0/4 ff00::/8",
    "reserved": "240.0.0.0/4",
    "discard": "100::/64 100:0:0:1::/64",
    "segment routing": "5f00::/16",
}
_NETWORKS = [(ipaddress.ip_network(net), name) for name, nets in _REFUSED.items() for net in nets.split()]

# IPv6 is handed out of 2000::/3 only; these prefixes carry an IPv4 address, which is judged in its stead.
_GLOBAL_IPV6 = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_TUNNELS = {"6to4": ipaddress.IPv6Network("2002::/16"), "Teredo": ipaddress.IPv6Network("2001::/32")}

_INSIDE_NAMES = (
    "localhost", "localdomain", "local", "internal", "intranet", "lan", "home", "corp", "private", "home.arpa",
    "in-addr.arpa", "ip6.arpa", "onion", "svc",
)  # fmt: skip
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_BRACKETS = re.compile(r"\[[^\[\]]+\](?::\d*)?")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
_DOTS = re.compile("[。．｡]")
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class WebAddress:
    """A URL whose form was checked; what is in it can't be read in two ways."""

    scheme: str
    """"http" or "https"."""
    host: str
    """In lower case and ASCII; an IPv6 address without brackets."""
    port: int
    target: str
    """Path and query, beginning with a slash; never the fragment."""
    ip: IPAddress | None
    """The host, where it is an IP address."""

    @property
    def authority(self) -> str:
        """The host and, unless it is the scheme's own, the port, as they stand in a URL."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole address."""
        return f"{self.scheme}://{self.authority}{self.target}"


_DEFAULT_PORTS = {"http": 80, "https": 443}


def check_url(url: str, *, allow_private: bool = False) -> WebAddress:
    """Return the address of an http(s) URL, or raise FetchError when it is malformed or off limits.

    ``allow_private`` lifts the rules on networks, names and ports; those on the URL's form stay.
    """
    shown = without_password(url)
    if _UNSAFE.search(url):
        raise FetchError(f"{shown!r} has a blank, a backslash or a control character in it. Check it.", source=shown)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise FetchError(f"{shown} is not a valid address. Check its host and port.", source=shown) from None
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS:
        raise FetchError(f"{shown}: only http and https addresses are read. {_SAVE}", source=shown)
    if "@" in parts.netloc:
        raise FetchError(f"{shown}: addresses with a user name or password are not read. {_SAVE}", source=shown)
    host, ip = _check_host(parts.hostname or "", parts.netloc, shown)
    port = _DEFAULT_PORTS[scheme] if port is None else port
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    address = WebAddress(scheme, host, port, target, ip)
    if not allow_private:
        _check_policy(address, shown)
    return address


def _check_policy(address: WebAddress, shown: str) -> None:
    if address.port not in PORTS:
        known = ", ".join(map(str, sorted(PORTS)))
        raise FetchError(f"{shown}: port {address.port} is off limits; read are {known}. {_SAVE}", source=shown)
    if address.ip is not None:
        check_ips([address.ip], shown)
    elif "." not in address.host or address.host.endswith(tuple(f".{name}" for name in _INSIDE_NAMES)):
        raise FetchError(f"{shown}: {address.host} names a host inside a network, off limits. {_SAVE}", source=shown)


def check_ips(ips: Iterable[IPAddress], shown: str) -> None:
    """Raise FetchError when one of a host's addresses is off limits; ``shown`` is the URL to name."""
    for ip in ips:
        if network := refused_network(ip):
            raise FetchError(f"{shown} leads to {ip}, which is off limits ({network} address). {_SAVE}", source=shown)


def refused_network(ip: IPAddress) -> str | None:
    """Return the kind of network that makes ``ip`` off limits, e.g. "private"; None when it may be connected to."""
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.scope_id:
            return "zone-bound"
        if (inner := _embedded(ip)) is not None:
            kind, embedded = inner
            # A mapped address or a tunnel is never what a public site publishes, so that even a public one is refused;
            # NAT64 is how networks without IPv4 reach the rest of the internet.
            return refused_network(embedded) or (None if kind == "NAT64" else kind)
    for network, name in _NETWORKS:
        if ip.version == network.version and ip in network:
            return name
    return "unassigned" if isinstance(ip, ipaddress.IPv6Address) and ip not in _GLOBAL_IPV6 else None


def _embedded(ip: ipaddress.IPv6Address) -> tuple[str, ipaddress.IPv4Address] | None:
    if ip.ipv4_mapped is not None:
        return "IPv4-mapped", ip.ipv4_mapped
    if ip in _NAT64:
        return "NAT64", ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if ip in _TUNNELS["6to4"]:
        return "6to4", ipaddress.IPv4Address((int(ip) >> 80) & 0xFFFFFFFF)
    if ip in _TUNNELS["Teredo"]:
        return "Teredo", ipaddress.IPv4Address(~int(ip) & 0xFFFFFFFF)
    return None


def _check_host(host: str, netloc: str, shown: str) -> tuple[str, IPAddress | None]:
    """Return the host in its one canonical form and the IP address that it is, if it is one."""
    if netloc.startswith("["):
        if not _BRACKETS.fullmatch(netloc):
            raise FetchError(f"{shown} names no valid host. Check the address.", source=shown)
        if "%" in host:
            raise FetchError(f"{shown}: an address with a network zone is off limits. {_SAVE}", source=shown)
        try:
            ip6 = ipaddress.IPv6Address(host)
        except ValueError:
            raise FetchError(f"{shown}: {host} is not an IPv6 address. Check the address.", source=shown) from None
        return str(ip6), ip6
    name = _ascii_name(host)
    if name is None or not _HOST.fullmatch(name) or len(name) > 253:
        raise FetchError(f"{shown} names no valid host. Check the address.", source=shown)
    # Resolvers take 127.1, 0x7f.1, 017700000001 and 2130706433 for addresses: only the plain form passes.
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        try:
            ip4 = ipaddress.IPv4Address(name)
        except ValueError:
            ip4 = None
        if ip4 is None or host.rstrip(".") != str(ip4):
            raise FetchError(
                f"{shown}: {host} is no IPv4 address in its plain form, such as 93.184.216.34. Write it so.",
                source=shown,
            )
        return str(ip4), ip4
    return name, None


def _ascii_name(host: str) -> str | None:
    """Return a host name in lower-case ASCII without the final dot; None when it has no such form."""
    host = _DOTS.sub(".", unicodedata.normalize("NFKC", host)).lower().removesuffix(".")
    if host.isascii():
        return host
    import idna  # costs as much as all of this module, and few names need it

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return None


def without_password(url: str) -> str:
    """Return ``url`` fit for a message: no user name, no password, no control characters, at most 200 characters."""
    url = re.sub(r"^([a-zA-Z][\w+.-]*:)?([/\\]*)[^/?#\\]*@", r"\1\2", url)
    return "".join(c for c in url if c.isprintable())[:200]
