"""Where this application stands: below a path, behind proxies.

The addresses that we write come from the configuration and never from a request. What a proxy
says of the client is believed only of a proxy that the operator trusts.
Source: RFC 7239 (Forwarded); RFC 3986, section 2.2 (an encoded slash does not part a path).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Final, TypeAlias
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

Network: TypeAlias = IPv4Network | IPv6Network
_FOR: Final = re.compile(r'(?:^|;)\s*for\s*=\s*("(?:[^"\\]|\\.)*"|[^;"\s]+)', re.IGNORECASE)
_PROTO: Final = re.compile(r'(?:^|;)\s*proto\s*=\s*"?(https?)"?\s*(?:;|$)', re.IGNORECASE)
_PREFIX: Final = re.compile(r"(?:/[A-Za-z0-9._~-]+)+")
_PORT: Final = re.compile(r"(?:\[([^\]]+)\]|([0-9.]+))(?::\d+)?")
_ENCODED_SLASH: Final = re.compile(r"[^?#]*%2f", re.IGNORECASE)
NOWHERE: Final = "/%2F"
"""A path that no address of ours has."""


class Placed:
    """An application at the path of its public URL, told who the client is."""

    def __init__(
        self, inner: WSGIApplication, public_url: str, trusted: Sequence[Network] = ()
    ) -> None:
        self._inner = inner
        self._prefix = urlsplit(public_url).path.rstrip("/")
        self._trusted = trusted

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, as the application does."""
        prefix = self._prefix
        if self._trusted and self._trusts(environ.get("REMOTE_ADDR", "")):
            self._believe(environ)
            said = environ.get("HTTP_X_FORWARDED_PREFIX", "").rstrip("/")
            prefix = said if _PREFIX.fullmatch(said) else prefix
        if prefix:
            _mount(environ, prefix)
        if _ENCODED_SLASH.match(environ.get("RAW_URI", "")):
            environ["PATH_INFO"] = NOWHERE
        return self._inner(environ, start_response)

    def _trusts(self, address: str) -> bool:
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return any(found in one for one in self._trusted)

    def _believe(self, environ: WSGIEnvironment) -> None:
        """Take the client from what the trusted proxies wrote: the first address, from the last
        hop on, that is no proxy of ours. What stands before that, anybody may have written.
        """
        for address, scheme in reversed(list(_hops(environ))):
            if not address:
                break
            environ["REMOTE_ADDR"] = address
            if scheme:
                environ["wsgi.url_scheme"] = scheme
            if not self._trusts(address):
                break


def _hops(environ: WSGIEnvironment) -> Iterator[tuple[str, str]]:
    """Address and scheme of each hop, "" for what cannot be told; the nearest one last."""
    forwarded = environ.get("HTTP_FORWARDED")
    if forwarded is not None:
        for element in re.findall(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+', forwarded):
            client, proto = _FOR.search(element), _PROTO.search(element)
            yield _address(client[1]) if client else "", proto[1].lower() if proto else ""
        return
    schemes = [one.strip() for one in environ.get("HTTP_X_FORWARDED_PROTO", "").split(",")]
    scheme = schemes[-1].lower() if schemes[-1].lower() in ("http", "https") else ""
    for element in environ.get("HTTP_X_FORWARDED_FOR", "").split(","):
        yield _address(element.strip()), scheme


def _address(text: str) -> str:
    """The address without a port, "" for what is none."""
    plain = text.strip('"')
    match = _PORT.fullmatch(plain)
    plain = (match[1] or match[2]) if match else plain
    try:
        return str(ip_address(plain))
    except ValueError:
        return ""


def _mount(environ: WSGIEnvironment, prefix: str) -> None:
    """Let the application begin at the prefix, whether or not the proxy took it off the path."""
    path = environ.get("PATH_INFO", "")
    if path == prefix or path.startswith(prefix + "/"):
        environ["PATH_INFO"] = path[len(prefix) :] or "/"
    environ["SCRIPT_NAME"] = prefix
