"""A request on its way in: collects its bytes and knows when it is complete.

Nobody waits in a thread for a client that sends a byte a second; only a complete request gets one.
What is looked for here are ends alone. Judging the request stays with the parser behind it, which
refuses whatever is framed in two ways.
Source: RFC 9112, sections 2.2 (message parsing), 6 (message body) and 7.1 (chunked coding).
"""

import json
import re
from http import HTTPStatus
from typing import Final

LONGEST_HEAD: Final = 64 * 1024
LONGEST_CHUNK_LINE: Final = 1024
_END: Final = b"\r\n\r\n"
_LENGTH: Final = re.compile(rb"(?im)^content-length[ \t]*:[ \t]*(\d{1,18})[ \t]*\r$")
_CHUNKED: Final = re.compile(rb"(?im)^transfer-encoding[ \t]*:.*chunked[ \t]*\r$")
_EXPECTS: Final = re.compile(rb"(?im)^expect[ \t]*:[ \t]*100-continue[ \t]*\r$")


class RefusedError(Exception):
    """A request that is not to be read on; `status` says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Arrival:
    """The bytes of one request, and whether all of them are there.

    `expects`: the client waits to be told that it may send the body.
    """

    def __init__(self, longest_body: int) -> None:
        self.bytes = bytearray()
        self.expects = False
        self._longest_body = longest_body
        self._body = -1
        self._end: int | None = None
        self._chunk = 0

    def add(self, data: bytes) -> bool:
        """Take bytes; answers whether the request is complete. Raises RefusedError (413, 431)."""
        searched = max(0, len(self.bytes) - len(_END))
        self.bytes += data
        if self._body < 0 and not self._head(searched):
            return False
        if self._end is None:
            return self._chunks()
        return len(self.bytes) >= self._end

    def _head(self, searched: int) -> bool:
        found = self.bytes.find(_END, searched)
        if found > LONGEST_HEAD or (found < 0 and len(self.bytes) > LONGEST_HEAD):
            raise RefusedError(431 if b"\n" in self.bytes[:LONGEST_HEAD] else 414)
        if found < 0:
            return False
        head = bytes(self.bytes[: found + 2])
        self._body = found + len(_END)
        self.expects = _EXPECTS.search(head) is not None
        length = _LENGTH.search(head)
        if length is not None and int(length[1]) > self._longest_body:
            raise RefusedError(413)
        if _CHUNKED.search(head) is not None:
            self._chunk = self._body
        else:
            self._end = self._body + (int(length[1]) if length else 0)
        return True

    def _chunks(self) -> bool:
        """Go on from chunk to chunk up to the one of no length and the empty line after it."""
        while True:
            if self._chunk - self._body > self._longest_body:
                raise RefusedError(413)
            end = self.bytes.find(b"\r\n", self._chunk, self._chunk + LONGEST_CHUNK_LINE)
            if end < 0:
                # A line that is too long is for the parser to refuse.
                return len(self.bytes) - self._chunk > LONGEST_CHUNK_LINE
            try:
                size = int(bytes(self.bytes[self._chunk : end]).partition(b";")[0], 16)
            except ValueError:
                return True
            if size == 0:
                return self.bytes.find(_END, end) >= 0
            if end + 4 + size > len(self.bytes):
                return self._wait_for(end + 4 + size)
            self._chunk = end + 4 + size

    def _wait_for(self, end: int) -> bool:
        if end - self._body > self._longest_body + LONGEST_CHUNK_LINE:
            raise RefusedError(413)
        return False


def refusal(status: int) -> bytes:
    """An answer to what is no request of HTTP, or not a whole one: the last on its connection."""
    phrase = HTTPStatus(status).phrase
    body = json.dumps({"type": "about:blank", "title": phrase, "status": status}) + "\n"
    lines = (
        f"HTTP/1.1 {status} {phrase}",
        "Content-Type: application/problem+json",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "Access-Control-Allow-Origin: *",
        *(("Retry-After: 5",) if status == HTTPStatus.SERVICE_UNAVAILABLE else ()),
        "Connection: close",
    )
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()
