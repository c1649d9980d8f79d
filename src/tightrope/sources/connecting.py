"""Connections to public addresses only: the host is resolved and checked here, and the address checked is the one used.

A URL given by a feed or a user must not reach into the reader's own network. So the host is resolved here, every
address it has is checked, and the connection goes to the address that was checked (a name that resolves to another
address a moment later changes nothing). The same holds for every redirect. Proxies of the environment are not used,
since they would resolve the name again.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import httpx

from tightrope import __version__
from tightrope.records import SourceError

MOST_REDIRECTS = 5
#: Addresses of a host that are tried, and seconds for each connection.
MOST_ADDRESSES, LONGEST_CONNECT = 4, 10.0
USER_AGENT = f"tightrope/{__version__}"

#: Host and port to its addresses.
Resolver = Callable[[str, int], Sequence[str]]
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
#: All of IPv6 that is given out to be reached by everybody; older Pythons call site-local addresses global.
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")


def system_addresses(host: str, port: int) -> list[str]:
    """Addresses of a host as the system resolves it."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


@dataclass(frozen=True, slots=True)
class Connector:
    """Sends requests to checked addresses.

    Attributes:
        resolve: how to find the addresses of a host.
        allow_private: also connect to private and loopback addresses; for tests against a server of their own.
    """

    resolve: Resolver = system_addresses
    allow_private: bool = False

    def send(
        self, client: httpx.Client, url: str, headers: Mapping[str, str], left: Callable[[], float]
    ) -> httpx.Response:
        """Send a GET request to the first address of the host that can be connected to; redirects are not followed.

        Args:
            client: made with ``trust_env=False``.
            url: http or https.
            headers: besides ``Host`` and ``User-Agent``.
            left: seconds that the next address may take; raises when there are none.

        Raises:
            SourceError: a refused URL or address, or a host that cannot be found.
            httpx.TransportError: no address can be connected to.
        """
        address = checked_url(url)
        port = address.port or (443 if address.scheme == "https" else 80)
        host = address.raw_host.decode("ascii")
        failed: httpx.TransportError | None = None
        for target in self._addresses(host, port, url)[:MOST_ADDRESSES]:
            seconds = left()
            request = client.build_request(
                "GET",
                address.copy_with(host=str(target), port=port, fragment=None),
                headers={"Host": address.netloc.decode("ascii"), "User-Agent": USER_AGENT, **headers},
                timeout=httpx.Timeout(seconds, connect=min(seconds, LONGEST_CONNECT)),
                extensions={"sni_hostname": host},
            )
            try:
                return client.send(request, stream=True)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failed = error
        raise failed or SourceError(f"the host {host} has no address", url)

    def _addresses(self, host: str, port: int, url: str) -> list[_Address]:
        """Return the addresses of a host, after checking all of them."""
        try:
            addresses = [ipaddress.ip_address(text.partition("%")[0]) for text in self.resolve(host, port)]
        except (OSError, UnicodeError) as error:
            raise SourceError(f"the host {host} cannot be found (no network?)", url) from error
        for address in addresses:
            if not (self.allow_private or is_public(address)):
                raise SourceError(f"{host} has the address {address}, which is not public: refused", url)
        return addresses


def is_public(address: _Address) -> bool:
    """Whether an address is reachable for everybody: not private, loopback, link-local, shared, reserved, multicast.

    An IPv6 address that carries an IPv4 address (mapped, 6to4, Teredo, NAT64) is judged by both.
    """
    inner: list[_Address | None] = []
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in _NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if address not in _GLOBAL_UNICAST:
            return False
        inner = [address.sixtofour, *(address.teredo or ())]
    return address.is_global and not address.is_multicast and all(is_public(each) for each in inner if each is not None)


def checked_url(url: str) -> httpx.URL:
    """Read a URL after checking it; an international host name is in its ASCII form.

    Raises:
        SourceError: not http(s), no host, a user name or password, an impossible port, white space or controls.
    """
    if any(character <= " " or character == "\x7f" for character in url):
        raise SourceError("the address holds white space or control characters", url)
    try:
        parts, address = urlsplit(url), httpx.URL(url)
        port = parts.port
    except (ValueError, httpx.InvalidURL) as error:
        raise SourceError(f"not an address: {error}", url) from error
    if address.scheme not in ("http", "https"):
        raise SourceError("only http and https addresses are fetched", url)
    if parts.username is not None or parts.password is not None or address.userinfo:
        raise SourceError("the address holds a user name or password: refused", _without_user(parts))
    if not address.raw_host or port == 0:
        raise SourceError("the address names no host", url)
    return address


def _without_user(parts: SplitResult) -> str:
    """Return the URL without what stands before the @, so that no password reaches a log."""
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
