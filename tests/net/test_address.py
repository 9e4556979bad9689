"""Addresses are read one way, and private machines are refused in every spelling."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.net.address import (
    AddressForbidden,
    AddressUnreadable,
    HostUnknown,
    follow,
    is_allowed,
    read_address,
    read_allowed,
    resolve,
    without_login,
)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("http://outlet.example", "http://outlet.example/"),
        ("HTTPS://Outlet.Example:443/A?b=c#d", "https://outlet.example/A?b=c"),
        ("http://user:p@ss@outlet.example/", "http://outlet.example/"),
        ("http://outlet.example?x", "http://outlet.example/?x"),
        ("http://outlet.example./a b", "http://outlet.example/a%20b"),
        ("http://outlet.example/а\r\nX: y", "http://outlet.example/%D0%B0%0D%0AX:%20y"),
        ("http://пример.example/", "http://xn--e1afmkfd.example/"),
        ("http://[::1]:80/x", "http://[::1]/x"),
        ("http://a_b.example:8080/%41", "http://a_b.example:8080/%41"),
        (" http://outlet.example/x ", "http://outlet.example/x"),
    ],
)
def test_addresses_are_written_one_way(text: str, url: str) -> None:
    """Case, default port, login and fragment do not reach a record."""
    assert read_address(text).url == url


@pytest.mark.parametrize(
    "text",
    [
        "http://",
        "http:///x",
        "http://a..example/",
        "http://.example/",
        f"http://{'a' * 64}.example",
    ]
    + ["http://xn--/", "http://xn--.example/", "http://a b.example/", "http://outlet.example:0/"]
    + [
        "http://outlet.example:99999/",
        "http://outlet.example:x/",
        "http://[::g]/",
        "http://a%2eb/",
    ]
    + [
        "ftp://outlet.example/",
        "file:///etc/passwd",
        "outlet.example",
        "http://" + "a." * 200 + "b",
    ]
    + ["http://-a.example/", "http://[::1/", "http://\u200b/"],
)
def test_addresses_that_cannot_be_are_refused(text: str) -> None:
    """Empty and long labels, odd ports and other schemes end in one error of ours."""
    with pytest.raises(AddressUnreadable):
        read_address(text)


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    """Any text is an address or is refused; what is read is ASCII without blanks."""
    try:
        url = read_address("http://" + text).url
    except AddressUnreadable:
        return
    assert url.isascii()
    assert url.isprintable()
    assert " " not in url


def test_secrets_are_not_shown() -> None:
    """Neither login nor query of an address gets into a message."""
    address = read_address("http://anna:secret@outlet.example/a?token=secret#secret")
    assert "secret" not in address.shown + repr(address) + address.url.partition("?")[0]
    assert address.login == "anna:secret"
    assert without_login("http://anna:secret@outlet.example/@x") == "http://outlet.example/@x"


@pytest.mark.parametrize(
    ("location", "url"),
    [
        (b"/b", "http://outlet.example/b"),
        (b"//other.example/c", "http://other.example/c"),
        (b"?q", "http://outlet.example/dir/a?q"),
        ("/суд".encode(), "http://outlet.example/%D1%81%D1%83%D0%B4"),
        (b"/caf\xe9", "http://outlet.example/caf%C3%A9"),
        (b"https://x:y@other.example/#z", "https://other.example/"),
        (b"", "http://outlet.example/dir/a"),
    ],
)
def test_redirects_are_read_as_browsers_do(location: bytes, url: str) -> None:
    """Relative, scheme-less, non-ASCII places; logins and fragments fall away."""
    assert follow(read_address("http://outlet.example/dir/a"), location).url == url


@pytest.mark.parametrize(
    "location", [b"file:///etc/passwd", b"javascript:x", b"http://[", b"data:,x"]
)
def test_redirects_elsewhere_are_refused(location: bytes) -> None:
    """A redirect leads to http or https, or nowhere."""
    with pytest.raises(AddressUnreadable):
        follow(read_address("http://outlet.example/"), location)


PRIVATE = [
    "127.0.0.1", "127.2", "0x7f000002", "2130706434", "017700000002", "0", "0.0", "10.0.0.1",
    "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255",
    "198.18.0.1", "localhost", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]",
    "[::127.0.0.1]", "[fe80::1]", "[fc00::1]", "[fec0::1]", "[ff02::1]", "[64:ff9b::a00:1]",
    "[2002:7f00:1::]", "[2002:a00:1::]", "127.0.0.1.", "①②⑦.0.0.1", "１２７.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("host", PRIVATE)
def test_private_machines_are_refused_in_every_spelling(host: str) -> None:
    """Loopback, link-local, private, shared, multicast: judged by the number, not the words."""
    address = read_address(f"http://{host}/")
    with pytest.raises((AddressForbidden, HostUnknown)):
        resolve(address.host, address.port)


@pytest.mark.parametrize("host", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_public_machines_are_allowed(host: str) -> None:
    """Anything on the open net may be asked."""
    assert is_allowed(ipaddress.ip_address(host), ())


def test_exact_addresses_can_be_allowed() -> None:
    """The list names addresses one by one, and allows nothing beside them."""
    allowed = read_allowed("127.0.0.1, ::1,")
    assert [str(ip) for ip in resolve("127.0.0.1", 80, allowed=allowed)] == ["127.0.0.1"]
    assert [str(ip) for ip in resolve("::ffff:127.0.0.1", 80, allowed=allowed)] == ["127.0.0.1"]
    with pytest.raises(AddressForbidden):
        resolve("127.0.0.2", 80, allowed=allowed)


@pytest.mark.parametrize("text", ["127.0.0.0/8", "localhost", "127.0.0.1-9", "127.0.0.*"])
def test_ranges_and_names_are_no_exact_address(text: str) -> None:
    """A range would open more than anybody meant."""
    with pytest.raises(AddressUnreadable, match="KHRONIKA_ALLOW_PRIVATE_HOSTS"):
        read_allowed(text)
