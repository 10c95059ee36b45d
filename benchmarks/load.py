"""A small load client: one thread, keep-alive connections, each with one request at a time.

It reads just enough of HTTP/1.1 to know where an answer ends, and keeps no bodies, so that on a
small machine most of the processor is left to the server.
"""

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
CLOSING = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
KEPT = b"cache;desc="
HEAD_END = b"\r\n\r\n"
# Nothing follows an answer on its connection before the next request, so it ends the last chunk.
LAST_CHUNK = b"0\r\n\r\n"
LONGEST_SECONDS = 60.0


@dataclass
class Load:
    """What a run measured: a latency in seconds for each answer with status 200."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    failures: int = 0
    kept: int = 0
    """Answers that say that they were not evaluated for this request."""

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def percentile(self, percent: int) -> float:
        """The latency in seconds that `percent` of the answers did not exceed."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] if ordered else 0.0


def request(port: int, path: str, accept: str) -> bytes:
    """A GET request as bytes, ready to be sent again and again."""
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Accept: {accept}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


class _Connection(asyncio.Protocol):
    """Sends the next request as soon as an answer is complete, until the time is over."""

    def __init__(self, load: Load, requests: Sequence[bytes], turn: int, until: float) -> None:
        self._load = load
        self._requests = requests
        self._turn = turn
        self._until = until
        self._head = b""
        self._left = 0
        self._tail: bytes | None = None
        self._begun = 0.0
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        if self._left or self._tail is not None:
            self._body(data)
            return
        self._head += data
        end = self._head.find(HEAD_END)
        if end < 0:
            return
        length = LENGTH.search(self._head, 0, end)
        rest = self._head[end + len(HEAD_END) :]
        self._head = self._head[:end]
        if length is not None:
            self._left = int(length[1])
        elif CHUNKED.search(self._head):
            self._tail = b""
        else:
            self._fail()
            return
        self._body(rest)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - as called
        if not self.done.done():
            self._fail()

    def _send(self) -> None:
        self._begun = time.perf_counter()
        if self._begun >= self._until:
            self._end()
            return
        self._turn += 1
        self._transport.write(self._requests[self._turn % len(self._requests)])  # type: ignore[attr-defined]

    def _body(self, data: bytes) -> None:
        if self._tail is not None:
            self._tail = (self._tail + data)[-len(LAST_CHUNK) :]
            if self._tail != LAST_CHUNK:
                return
            self._tail = None
        else:
            self._left -= len(data)
            if self._left > 0:
                return
        if self._head.split(b" ", 2)[1] == b"200":
            self._load.latencies.append(time.perf_counter() - self._begun)
            self._load.kept += KEPT in self._head
        else:
            self._load.failures += 1
        closing = CLOSING.search(self._head)
        self._head = b""
        if closing:
            self._end()
        else:
            self._send()

    def _fail(self) -> None:
        self._load.failures += 1
        self._end()

    def _end(self) -> None:
        if not self.done.done():
            self.done.set_result(None)
        self._transport.close()


async def _connect(
    port: int, requests: Sequence[bytes], number: int, until: float, load: Load
) -> None:
    """One connection after the other until the time is over; usually the first one lasts."""
    loop = asyncio.get_running_loop()
    turn = number * 7919
    while time.perf_counter() < until:
        _, connection = await loop.create_connection(
            lambda: _Connection(load, requests, turn, until), "127.0.0.1", port
        )
        await connection.done


async def _run(
    port: int, requests: Sequence[bytes], connections: int, seconds: float, load: Load
) -> None:
    begun = time.perf_counter()
    each = [_connect(port, requests, one, begun + seconds, load) for one in range(connections)]
    try:
        await asyncio.wait_for(asyncio.gather(*each), seconds + LONGEST_SECONDS)
    except TimeoutError:
        load.failures += connections
    load.seconds = time.perf_counter() - begun


def run(port: int, requests: Sequence[bytes], connections: int, seconds: float) -> Load:
    """Asks the server on the loopback port over so many connections at a time.

    After `seconds` no request is begun; those that were are waited for, and their time counts.
    """
    load = Load()
    asyncio.run(_run(port, requests, connections, seconds, load))
    return load
