"""A small load client: one thread, keep-alive connections, each with one request at a time.

It reads just enough of HTTP/1.1 to know where an answer ends, so that on a small machine most
of the processor is left to the server.
"""

import asyncio
import re
import time
from dataclasses import dataclass, field

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
CLOSING = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
HEAD_END = b"\r\n\r\n"
LAST_CHUNK = b"0\r\n\r\n"
ANSWER_SECONDS = 30.0


@dataclass
class Load:
    """What a run measured. Latencies are in seconds, one for each answer with status 200."""

    seconds: float
    latencies: list[float] = field(default_factory=list)
    failures: int = 0

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.latencies) / self.seconds

    def percentile(self, percent: int) -> float:
        """The latency in seconds that `percent` of the answers did not exceed."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] if ordered else 0.0


def request(port: int, path: str, accept: str) -> bytes:
    """A GET request as bytes, ready to be sent again and again."""
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Accept: {accept}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


async def _answer(reader: asyncio.StreamReader) -> tuple[bool, bool]:
    """Reads one answer to its end: whether its status is 200, and whether the server hangs up."""
    head = await reader.readuntil(HEAD_END)
    length = LENGTH.search(head)
    if length is not None:
        await reader.readexactly(int(length[1]))
    elif CHUNKED.search(head):
        while (size := int((await reader.readline()).split(b";")[0], 16)) > 0:
            await reader.readexactly(size + 2)
        await reader.readline()
    else:
        await reader.read()
    return head.split(b" ", 2)[1] == b"200", bool(CLOSING.search(head))


async def _connection(port: int, requests: list[bytes], until: float, load: Load) -> None:
    writer = None
    turn = 0
    while (begun := time.perf_counter()) < until:
        if writer is None:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(requests[turn % len(requests)])
        turn += 1
        try:
            good, closing = await asyncio.wait_for(_answer(reader), ANSWER_SECONDS)
        except (ConnectionError, asyncio.IncompleteReadError, TimeoutError):
            good, closing = False, True
        if good:
            load.latencies.append(time.perf_counter() - begun)
        else:
            load.failures += 1
        if closing:
            writer.close()
            writer = None
    if writer is not None:
        writer.close()


async def _run(port: int, requests: list[bytes], connections: int, load: Load) -> None:
    until = time.perf_counter() + load.seconds
    await asyncio.gather(
        *(
            _connection(port, requests[number:] + requests[:number], until, load)
            for number in range(connections)
        )
    )


def run(port: int, requests: list[bytes], connections: int, seconds: float) -> Load:
    """Asks the server on the loopback port for `seconds`, over so many connections at a time."""
    load = Load(seconds)
    asyncio.run(_run(port, requests, connections, load))
    return load
