"""Sends what is text and not small as gzip to those who take it, without holding all of it.

The compressed form is a representation of its own: its entity tag is the other's with `-gzip` at
the end, and a request with either tag is told 304 where that will do.
Source: RFC 9110, sections 8.4, 8.8.3 and 12.5.3.
"""

import zlib
from collections.abc import Iterable, Iterator
from typing import Final

from flask import Response, request

SMALL: Final = 1024
SUFFIX: Final = "-gzip"
TEXTUAL: Final = ("text/", "application/", "image/svg+xml")
# Archives, and what is compressed already.
PACKED: Final = ("application/gzip", "application/zip", "application/octet-stream")
# A file this large has its compressed form beside it, and a result this large is packed in haste.
LARGE: Final = 2**20
LEVEL: Final = 6
HASTY_LEVEL: Final = 1
GZIP_WINDOW: Final = 31


def wanted() -> bool:
    """Whether the client prefers gzip to the plain form."""
    accepted = request.accept_encodings
    return bool(accepted) and accepted["gzip"] > 0 and accepted["gzip"] >= accepted["identity"]


def known_tag(tag: str) -> str | None:
    """The tag of either form that the client says it has, None if it has neither."""
    held = request.if_none_match
    return next((one for one in (tag, tag + SUFFIX) if one in held), None)


def compress(response: Response) -> None:
    """Compress the answer, if it is worth it and the client wants it."""
    if response.status_code != 200 or not _worth_it(response):
        return
    response.vary.add("Accept-Encoding")
    if not wanted():
        return
    tag, weak = response.get_etag()
    if tag is not None:
        response.set_etag(tag + SUFFIX, bool(weak))
    if request.method != "HEAD":
        plain = response.response
        if hasattr(plain, "close"):
            response.call_on_close(plain.close)
        length = _length(response)
        hasty = length is None or length >= LARGE
        response.response = _gzip(plain, HASTY_LEVEL if hasty else LEVEL)
    response.headers["Content-Encoding"] = "gzip"
    response.headers.pop("Content-Length", None)
    response.headers.pop("Accept-Ranges", None)


def _worth_it(response: Response) -> bool:
    kind = response.mimetype or ""
    if kind in PACKED or not kind.startswith(TEXTUAL) or "Content-Encoding" in response.headers:
        return False
    length = _length(response)
    if response.direct_passthrough and (length is None or length >= LARGE):
        return False
    return length is None or length >= SMALL


def _length(response: Response) -> int | None:
    """The bytes of the plain body, None if that is not known yet."""
    stated = response.headers.get("Content-Length", type=int)
    if stated is not None or response.is_streamed:
        return stated
    return response.calculate_content_length()


def _gzip(chunks: Iterable[str] | Iterable[bytes], level: int) -> Iterator[bytes]:
    packer = zlib.compressobj(level, zlib.DEFLATED, GZIP_WINDOW)
    for chunk in chunks:
        packed = packer.compress(chunk.encode() if isinstance(chunk, str) else chunk)
        if packed:
            yield packed
    yield packer.flush()
