"""The guard: which addresses are read, and that every other spelling of a private one is not."""

import ipaddress

import pytest

from paneltakes.errors import FetchError
from paneltakes.ingest.guard import check_ips, check_url, refused_network, without_password

GOOD = [
    "https://news.example.com/a?b=c#d",
    "http://93.184.215.14/",
    "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/a",
    "https://münchen.example.com/straße",
    "HTTPS://News.Example.COM:443/a",
    "http://news.example.com:8080/",
]

PRIVATE = [
    "http://127.0.0.1/", "http://127.8.9.1/", "http://10.0.0.1/", "http://172.16.0.1/", "http://172.31.255.255/",
    "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data/", "http://100.64.0.1/", "http://0.0.0.0/",
    "http://0.1.2.3/", "http://192.0.0.1/", "http://192.0.2.1/", "http://198.51.100.1/", "http://203.0.113.1/",
    "http://198.18.0.1/", "http://224.0.0.1/", "http://240.0.0.1/", "http://255.255.255.255/",
    "http://[::1]/", "http://[::]/", "http://[fc00::1]/", "http://[fd12:3456::1]/", "http://[fe80::1]/",
    "http://[fec0::1]/", "http://[ff02::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:10.0.0.1]/",
    "http://[::127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[64:ff9b:1::1]/", "http://[2002:7f00:1::]/",
    "http://[2002:c0a8:101::1]/", "http://[2001:db8::1]/", "http://[100::1]/", "http://[fe80::1%25eth0]/",
    "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
]  # fmt: skip

OTHER_SPELLINGS = [
    "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://017700000001/",
    "http://127.1/", "http://127.0.1/", "http://10.1/", "http://127.0.0.1./", "http://127.0.0.01/",
    "http://1.2.3.4.5/", "http://999.1.1.1/", "http://①②⑦.0.0.1/", "http://127。0。0。1/", "http://127.0.0.1%00/",
    "http://0x7f000001.:80/", "http://0/", "http://00000000/",
]  # fmt: skip

NAMES = [
    "http://localhost/", "http://LOCALHOST:80/", "http://localhost./", "http://a.localhost/", "http://printer/",
    "http://printer.local/", "http://wiki.internal/", "http://metadata.google.internal/", "http://nas.lan/",
    "http://router.home.arpa/", "http://x.onion/",
]  # fmt: skip

MALFORMED = [
    "http://", "http:///a", "http:/a", "http://[::1/", "http://a b.example.com/", "http://news.example.com:99999/",
    "http://news.example.com:abc/", "http://user:secret@news.example.com/", "http://user@news.example.com/",
    "http://news.example.com\\@127.0.0.1/", "http://news.example.com\t/", "http://-a.example.com/", "ftp://a.example.com/",
    "file:///etc/passwd", "gopher://a.example.com/", "javascript:alert(1)", "data:text/html,x", "http://a..example.com/",
    "http://news.example.com:22/", "http://news.example.com:6379/", "http://news.example.com:25/",
    "http://news.example.com:0/", "http://exa mple.com/", "http://[::1]extra/", "//news.example.com/",
]  # fmt: skip


@pytest.mark.parametrize("url", GOOD)
def test_public_addresses_are_read(url: str) -> None:
    """An ordinary address passes, and what will be asked for is unambiguous."""
    address = check_url(url)
    assert address.host == address.host.lower()
    assert check_url(address.url) == address


@pytest.mark.parametrize("url", [*PRIVATE, *OTHER_SPELLINGS, *NAMES, *MALFORMED])
def test_no_other_address_is_read(url: str) -> None:
    """Private, special and malformed addresses end in an error that says what to do, and shows no password."""
    with pytest.raises(FetchError) as error:
        check_url(url)
    assert "secret" not in str(error.value)
    assert len(str(error.value).split()) > 5


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.9.8.7", "169.254.169.254", "::1", "fd00::1", "::ffff:192.168.0.1", "64:ff9b::a00:1"]
)
def test_what_a_name_leads_to_is_judged_too(address: str) -> None:
    """A public name whose address is private is refused, even when another of its addresses is public."""
    with pytest.raises(FetchError, match="off limits"):
        check_ips([ipaddress.ip_address("93.184.215.14"), ipaddress.ip_address(address)], "http://news.example.com/")


def test_a_public_address_has_no_refusal() -> None:
    """The table lets public addresses of both families through."""
    assert refused_network(ipaddress.ip_address("93.184.215.14")) is None
    assert refused_network(ipaddress.ip_address("2606:2800:21f::1")) is None


def test_an_intranet_can_be_allowed() -> None:
    """``allow_private`` lifts the rules on networks, names and ports, not those on the form."""
    assert check_url("http://printer:9100/", allow_private=True).port == 9100
    assert check_url("http://127.0.0.1:8000/", allow_private=True).host == "127.0.0.1"
    for url in ("http://0x7f000001/", "http://user@printer/", "ftp://printer/"):
        with pytest.raises(FetchError):
            check_url(url, allow_private=True)


def test_passwords_are_not_shown() -> None:
    """What stands before the @ is left out of messages."""
    assert "secret" not in without_password("https://user:secret@news.example.com/a")
