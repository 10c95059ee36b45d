"""Whether a request that has arrived is a plain one, at a glance.

Only the most frequent requests pass. Whatever is written in another way, however rightly, is read
by the parser of HTTP.
"""

import re
from typing import TYPE_CHECKING, Any, Final

from web.server.account import ARRIVED

if TYPE_CHECKING:
    from web.server.connection import Connection

# What may be ready to be sent again, see web/server/ready.py.
ENTITY: Final = rb"/(?:data|page)/[a-z]+/[a-z0-9./-]{1,300}"
_REQUEST: Final = re.compile(
    rb"GET (?:(/sparql)\?([!-~]{1,8000})|(" + ENTITY + rb")) HTTP/1\.1\r\n"
    rb"((?:[A-Za-z-]+:[ \t]*[ -~]*\r\n){1,30})\r\n"
)
# Requests with other headers than these go the long way.
TAKEN: Final = {
    b"accept": "HTTP_ACCEPT",
    b"accept-encoding": "HTTP_ACCEPT_ENCODING",
    b"accept-language": "HTTP_ACCEPT_LANGUAGE",
}
# What programs and browsers say of themselves, and no answer depends on.
PASSED_OVER: Final = frozenset(
    (
        *(b"host", b"user-agent", b"origin", b"referer", b"cache-control", b"pragma"),
        *(b"sec-fetch-site", b"sec-fetch-mode", b"sec-fetch-user", b"sec-fetch-dest"),
        *(b"sec-ch-ua", b"sec-ch-ua-mobile", b"sec-ch-ua-platform", b"sec-gpc", b"dnt"),
        *(b"upgrade-insecure-requests", b"priority"),
    )
)


def environ_of(connection: "Connection") -> dict[str, Any] | None:
    """What direct answers look at, None if the request is more than a plain one."""
    match = _REQUEST.fullmatch(connection.arrival.bytes)
    if match is None:
        return None
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": (match[1] or match[3]).decode(),
        "QUERY_STRING": (match[2] or b"").decode(),
        "REMOTE_ADDR": str(connection.client[0]),
        ARRIVED: connection.began,
    }
    seen = set()
    for line in bytes(match[4]).split(b"\r\n")[:-1]:
        name, _, value = line.partition(b":")
        name = name.lower()
        if name in seen:
            return None
        seen.add(name)
        if name in TAKEN:
            environ[TAKEN[name]] = value.strip(b" \t").decode()
        elif name == b"connection":
            if value.strip(b" \t").lower() != b"keep-alive":
                return None
        elif name not in PASSED_OVER:
            return None
    return environ if b"host" in seen else None
