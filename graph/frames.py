"""How a web process and a query process talk: frames on a stream socket.

A frame is one byte that says what it is, four bytes of length, and a payload. An inquiry, an end
and an error are JSON; chunks of a result are bytes as they are.
"""

import json
import struct
from collections.abc import Iterator
from socket import socket
from typing import Any, Final

from graph import errors
from graph.errors import MigralexError
from graph.inquiry import Inquiry

HEAD: Final = struct.Struct("!cI")
INQUIRY: Final = b"q"
CHUNK: Final = b"c"
END: Final = b"e"
ERROR: Final = b"x"
CHUNK_SIZE: Final = 64 * 1024


def frame(kind: bytes, payload: bytes) -> bytes:
    """One frame."""
    return HEAD.pack(kind, len(payload)) + payload


def inquiry_frame(inquiry: Inquiry) -> bytes:
    """An inquiry as a frame."""
    graphs = inquiry.default_graphs, inquiry.named_graphs
    return frame(INQUIRY, json.dumps((inquiry.text, inquiry.media_type, *graphs)).encode())


def read_inquiry(payload: bytes) -> Inquiry:
    """The inquiry of a frame."""
    text, media_type, default_graphs, named_graphs = json.loads(payload)
    return Inquiry(text, media_type, tuple(default_graphs), tuple(named_graphs))


def end_frame(rows: int, seconds: float, last: bool, own: int) -> bytes:
    """The end of a complete answer; `last` if the process ends with it, which has `own` bytes."""
    fields = {"rows": rows, "seconds": round(seconds, 6), "last": last, "own": own}
    return frame(END, json.dumps(fields).encode())


def error_frame(error: MigralexError, last: bool) -> bytes:
    """An error of ours instead of an answer: its class, its words, its facts."""
    fields = {
        "class": type(error).__name__,
        "message": str(error),
        "facts": vars(error),
        "last": last,
    }
    return frame(ERROR, json.dumps(fields).encode())


def read_error(payload: bytes) -> tuple[MigralexError, bool]:
    """The error of a frame, of the class that was raised, and whether the process ends with it."""
    fields: dict[str, Any] = json.loads(payload)
    kind: type[MigralexError] = getattr(errors, fields["class"])
    return kind(fields["message"], **fields["facts"]), fields["last"]


class Frames:
    """Takes bytes as they arrive and gives whole frames."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """The frames, kind and payload, that are complete with this data."""
        self._bytes += data
        start = 0
        while len(self._bytes) - start >= HEAD.size:
            kind, length = HEAD.unpack_from(self._bytes, start)
            end = start + HEAD.size + length
            if len(self._bytes) < end:
                break
            yield kind, bytes(self._bytes[start + HEAD.size : end])
            start = end
        del self._bytes[:start]


class Outlet:
    """Gathers a result and sends it in chunks; the last one goes together with the end."""

    def __init__(self, connection: socket) -> None:
        self._connection = connection
        self._pieces: list[bytes] = []
        self._size = 0

    def write(self, data: bytes) -> None:
        """Take all of the data, sending when there is enough."""
        self._pieces.append(data)
        self._size += len(data)
        if self._size >= CHUNK_SIZE:
            self._connection.sendall(frame(CHUNK, b"".join(self._pieces)))
            self._pieces, self._size = [], 0

    def finish(self, last: bytes) -> None:
        """Send what is left and then a last frame."""
        rest = frame(CHUNK, b"".join(self._pieces)) if self._pieces else b""
        self._connection.sendall(rest + last)
