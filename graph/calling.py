"""One call of another endpoint: to an address that was checked, within limits, or not at all.

A name is resolved once, all of its addresses are judged, and the connection goes to one of exactly
these: what the name means a moment later does not matter. A redirect is followed to an endpoint of
the allow-list only, and judged like the first.
Source: SPARQL 1.1 Protocol, section 2.1.2 (query via POST); RFC 9110, section 15.4 (redirects).
"""

import resource
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any, Final
from urllib.parse import SplitResult, urlencode, urljoin, urlsplit

from graph.errors import ServiceFailed, ServiceRefused, ServiceSilent
from graph.services import Service, is_public

ACCEPT: Final = "application/sparql-results+json, application/sparql-results+xml;q=0.5"
PIECE: Final = 64 * 1024
MOST_BYTES: Final = 16 * 2**20
MOST_REDIRECTS: Final = 3
REDIRECTS: Final = frozenset({301, 302, 307, 308})
PORTS: Final = {"http": 80, "https": 443}


def call(service: Service, allowed: Sequence[Service], query: str, end: float) -> tuple[bytes, str]:
    """The result of a query at an endpoint, and its media type; `end` is of the monotonic clock.

    Raises ServiceFailed, ServiceSilent, and ServiceRefused for an address that is forbidden.
    """
    body = urlencode({"query": query}).encode()
    asked = service
    with _may_connect():
        for _ in range(MOST_REDIRECTS + 1):
            try:
                answer = _post(asked, body, end)
            except TimeoutError as error:
                raise _silent(service) from error
            except (OSError, HTTPException, ValueError) as error:
                raise ServiceFailed(f"<{service.url}> cannot be reached.", service.url) from error
            if not isinstance(answer, str):
                return answer
            asked = _listed(urljoin(asked.url, answer), allowed, service)
    raise ServiceFailed(f"<{service.url}> redirects too often.", service.url)


@contextmanager
def _may_connect() -> Iterator[None]:
    """Open descriptors for a while; where an engine evaluates, this process may not."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def _listed(url: str, allowed: Sequence[Service], origin: Service) -> Service:
    for one in allowed:
        if one.url == url:
            return one
    raise ServiceRefused(
        f"<{origin.url}> redirects to an address that is not on the allow-list.", origin.url
    )


def _post(service: Service, body: bytes, end: float) -> tuple[bytes, str] | str:
    """The result and its media type, or where to ask instead."""
    parts = urlsplit(service.url)
    connection = _Connection(parts, service, end)
    try:
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        headers = {
            "Accept": ACCEPT,
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": "MigraLex",
            "Connection": "close",
        }
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        location = response.headers.get("Location")
        if response.status in REDIRECTS and location:
            return location
        if response.status != HTTPStatus.OK:
            raise ServiceFailed(
                f"<{service.url}> answered with status {response.status}.", service.url
            )
        return _read(response, service, end), response.headers.get_content_type()
    finally:
        connection.close()


def _read(response: HTTPResponse, service: Service, end: float) -> bytes:
    """All of a response. Raises TimeoutError, however steadily it trickles."""
    pieces, size = [], 0
    while piece := response.read1(PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > MOST_BYTES:
            most = MOST_BYTES // 2**20
            raise ServiceFailed(f"<{service.url}> answered with more than {most} MiB.", service.url)
        if time.monotonic() > end:
            raise TimeoutError
    if response.length:
        raise ServiceFailed(f"<{service.url}> broke off its answer.", service.url)
    return b"".join(pieces)


class _Connection(HTTPConnection):
    """A connection to one of the addresses that were judged, and to no other."""

    def __init__(self, parts: SplitResult, service: Service, end: float) -> None:
        self.default_port = PORTS[parts.scheme]
        super().__init__(parts.hostname or "", parts.port or self.default_port)
        self._service = service
        self._end = end
        self._context = ssl.create_default_context() if parts.scheme == "https" else None

    def connect(self) -> None:
        """See HTTPConnection."""
        connected = self._connected(_addresses(self.host, self.port, self._service))
        if self._context is not None:
            connected = self._context.wrap_socket(connected, server_hostname=self.host)
        self.sock = connected

    def _connected(self, addresses: Sequence[tuple[int, Any]]) -> socket.socket:
        failure: OSError | None = None
        for family, address in addresses:
            found = socket.socket(family, socket.SOCK_STREAM)
            try:
                left = self._end - time.monotonic()
                if left <= 0:
                    raise TimeoutError
                found.settimeout(left)
                found.connect(address)
                return found
            except OSError as error:
                found.close()
                failure = error
        raise failure or OSError("no address")


def _addresses(host: str, port: int, service: Service) -> list[tuple[int, Any]]:
    """The addresses of a name, family and socket address. Raises ServiceRefused."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not service.private and not all(is_public(str(address[0])) for *_, address in found):
        raise ServiceRefused(
            f"<{service.url}> has an address that is not public, which its entry on the allow-list "
            "does not provide for.",
            service.url,
        )
    return [(family, address) for family, _, _, _, address in found]


def _silent(service: Service) -> ServiceSilent:
    return ServiceSilent(f"<{service.url}> takes too long.", service.url)
