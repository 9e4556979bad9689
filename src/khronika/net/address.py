"""Reads web addresses, and judges the machines that they lead to.

The judgement is over the number that is connected to, never over its spelling: decimal, octal,
hexadecimal and IPv6-mapped forms, and names that resolve to a desk's own network, come out alike.
"""

import ipaddress
import re
import socket
import threading
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin

import idna

from khronika.errors import NetError

IP = ipaddress.IPv4Address | ipaddress.IPv6Address

_PORTS = {"http": 80, "https": 443}
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_SAFE_PATH = re.compile(rb"[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%\[\]|^]")
_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))


class AddressUnreadable(NetError):
    """A web address cannot be read: its host, port or scheme."""


class AddressForbidden(NetError):
    """A machine on a private network, or this one, was asked for."""


class HostUnknown(NetError):
    """A host name does not resolve."""


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An http or https address, ready to be asked for.

    `host` is ASCII and lower case (IPv6 without brackets), `target` the path and query as they
    stand in the request line; a fragment and `user:password@` are not part of it. `login` is what
    stood before the `@`, or None; it is not shown.
    """

    scheme: str
    host: str
    port: int
    target: str
    login: str | None = None

    def __repr__(self) -> str:
        """Show the address without what may be secret in it."""
        return f"WebAddress({self.shown!r})"

    @property
    def host_field(self) -> str:
        """The value of the Host header (RFC 9110 section 7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The address as records name it: ASCII, without login and fragment."""
        return f"{self.scheme}://{self.host_field}{self.target}"

    @property
    def shown(self) -> str:
        """The address for messages: the query, which may hold a token, is left out."""
        path, mark, _ = self.target.partition("?")
        return f"{self.scheme}://{self.host_field}{path}{mark and '?…'}"

    @property
    def origin(self) -> tuple[str, str, int]:
        """What a login may be sent to."""
        return self.scheme, self.host, self.port


def read_address(text: str) -> WebAddress:
    """Read an http or https address.

    Args:
        text: as a person writes it; letters beyond ASCII in the host become IDNA, elsewhere %XX.

    Raises:
        AddressUnreadable: another scheme, no host, a host or port that cannot be.

    >>> read_address("HTTP://user:pw@Пример.example/а?b=1#c").url
    'http://xn--e1afmkfd.example/%D0%B0?b=1'
    """
    text = text.strip()
    scheme = scheme_of(text)
    if scheme not in _PORTS:
        raise AddressUnreadable(f"{scheme or 'no'} scheme: only http and https are captured")
    rest = text[len(scheme) + 1 :]
    # Browsers take a backslash for a slash, before a query only.
    place = re.split(r"[?#]", rest, maxsplit=1)[0]
    rest = place.replace("\\", "/") + rest[len(place) :]
    if not re.match(r"//[^/]", rest):
        raise AddressUnreadable(f"{scheme}: without //HOST; write {scheme}://HOST/PATH")
    # RFC 3986 section 3.2: the authority ends at the first / ? or #.
    authority = re.split(r"[/?#]", rest[2:], maxsplit=1)[0]
    login, at, host_port = authority.rpartition("@")
    host, port = _split_port(host_port, scheme)
    target = rest[2 + len(authority) :].partition("#")[0]
    if not target.startswith("/"):
        target = "/" + target
    return WebAddress(scheme, read_host(host), port, _encode(target), login if at else None)


def scheme_of(text: str) -> str:
    """Answer the scheme of an address in lower case, "" where there is none."""
    found = _SCHEME.match(text)
    return found[0].lower() if found else ""


def without_login(text: str) -> str:
    """Strip `user:password@` from an address and leave the rest as it was given."""
    return re.sub(r"^(\s*[A-Za-z][A-Za-z0-9+.-]*:[/\\]*)[^/?#\\]*@", r"\1", text, count=1)


def follow(base: WebAddress, location: bytes) -> WebAddress:
    """Read where a redirect leads (RFC 9110 section 10.2.2).

    Raises:
        AddressUnreadable: it leads to no http or https address.
    """
    try:
        text = location.decode("utf-8")
    except UnicodeDecodeError:
        text = location.decode("latin-1")
    try:
        return read_address(urljoin(base.url, text.strip()))
    except ValueError as error:
        raise AddressUnreadable(f"a redirect that cannot be read ({error})") from error


def _split_port(host_port: str, scheme: str) -> tuple[str, int]:
    found = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::([0-9]*))?", host_port)
    if not found:
        raise AddressUnreadable(f"host {host_port!r} cannot be read")
    port = int(found[2]) if found[2] else _PORTS[scheme]
    if not 0 < port < 65536:
        raise AddressUnreadable(f"port {port} of host {found[1]!r} is none")
    return found[1], port


def read_host(host: str) -> str:
    """Write a host as the name system asks for it: IDNA, lower case, no dot at the end.

    Raises:
        AddressUnreadable: a label is empty or too long, or holds what no host name may.
    """
    if host.startswith("["):
        try:
            return str(ipaddress.IPv6Address(host[1:-1]))
        except ValueError as error:
            raise AddressUnreadable(f"host {host!r} is not an IPv6 address") from error
    name = host
    if not host.isascii():
        try:
            name = idna.encode(unicodedata.normalize("NFC", host), uts46=True).decode()
        except (idna.IDNAError, UnicodeError) as error:
            raise AddressUnreadable(f"host {host!r} is no name ({error})") from error
    name = name.lower().removesuffix(".")
    labels = name.split(".")
    if len(name) > 253 or "xn--" in labels or not all(_LABEL.fullmatch(label) for label in labels):
        raise AddressUnreadable(f"host {host!r} is no host name")
    return name


def _encode(target: str) -> str:
    raw = target.encode("utf-8", "surrogateescape")
    return _SAFE_PATH.sub(lambda found: b"%%%02X" % found[0][0], raw).decode("ascii")


def read_allowed(text: str) -> frozenset[IP]:
    """Read `KHRONIKA_ALLOW_PRIVATE_HOSTS`: exact addresses with commas, no names and no ranges.

    Raises:
        AddressUnreadable: an item is no address.
    """
    try:
        return frozenset(
            _plain(ipaddress.ip_address(item.strip().strip("[]")))
            for item in text.split(",")
            if item.strip()
        )
    except ValueError as error:
        raise AddressUnreadable(
            f"KHRONIKA_ALLOW_PRIVATE_HOSTS: {error}; list exact addresses with commas"
        ) from error


def _plain(address: IP) -> IP:
    """Answer the IPv4 address that an IPv6 one carries (RFC 4291 2.5.5, RFC 6052, RFC 3056)."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    inner = address.ipv4_mapped or address.sixtofour
    if inner is None and address.teredo is not None:
        inner = address.teredo[1]
    low = int(address) & 0xFFFFFFFF
    if inner is None and (
        any(address in net for net in _NAT64) or int(address) >> 32 == 0 < low >> 8
    ):
        inner = ipaddress.IPv4Address(low)
    return inner or address


def is_allowed(address: IP, allowed: Iterable[IP]) -> bool:
    """Tell whether a machine may be asked.

    Args:
        address: the one that would be connected to.
        allowed: private ones that are allowed all the same.

    >>> is_allowed(ipaddress.ip_address("::ffff:10.0.0.1"), ())
    False
    """
    plain = _plain(address)
    if plain in allowed:
        return True
    is_odd = plain.is_multicast or plain.is_reserved or plain.is_unspecified
    if isinstance(plain, ipaddress.IPv6Address):
        is_odd = is_odd or plain.is_site_local or plain.is_link_local
    return plain.is_global and not is_odd


def resolve(
    host: str, port: int, *, allowed: Iterable[IP] = (), seconds: float = 20.0
) -> list[IP]:
    """Answer the machines of a host that may be asked, in the order in which to try them.

    Args:
        host: as `read_host` writes it.
        port: of the service.
        allowed: private addresses that are allowed.
        seconds: longest wait for the name system.

    Raises:
        HostUnknown: the name has no address, or no answer came in time.
        AddressForbidden: every address of it is private.
    """
    found = list(dict.fromkeys(_look_up(host, port, seconds)))
    good = [_plain_to_connect(address) for address in found if is_allowed(address, allowed)]
    if not good:
        raise AddressForbidden(
            f"host {host} lies on a private network ({found[0]}); it is not asked "
            "(KHRONIKA_ALLOW_PRIVATE_HOSTS lists exceptions)"
        )
    return good


def _plain_to_connect(address: IP) -> IP:
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _look_up(host: str, port: int, seconds: float) -> list[IP]:
    answer: list[IP] = []
    failure: list[str] = []

    def ask() -> None:
        try:
            for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
                answer.append(ipaddress.ip_address(str(entry[4][0]).partition("%")[0]))
        except (OSError, UnicodeError, ValueError) as error:
            failure.append(getattr(error, "strerror", None) or str(error))

    # The system's resolver knows no deadline; a thread that hangs is left behind.
    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(max(0.1, seconds))
    if not answer or thread.is_alive():
        why = failure[0] if failure else "no answer from the name system"
        raise HostUnknown(f"host {host} has no address ({why}); check its spelling")
    return answer
