"""The endpoint beside its peers, every query evaluated: answers per second and latencies.

All servers hold the same release and are asked in the same run; before that they are asked for
the same answers, and if one differs, nothing is measured.
"""

import csv
import io
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from http.client import HTTPConnection
from math import exp, log

from benchmarks.load import request, run
from benchmarks.section import Bound, Section, table
from benchmarks.servers import DISK, MEMORY, MIGRALEX, RDFLIB, Server, serving
from benchmarks.shapes import CSV, Shape, shapes
from graph.guard import Form, form
from graph.release import Release

WARM_SECONDS = 0.5
RUN_SECONDS = 2.0
SETTLE_SECONDS = 15.0
CONNECTIONS = (1, 16)
MANY = max(CONNECTIONS)
CHECKED = 3
PATIENCE = 120
LARGE_PEERS = (MEMORY, DISK)
SMALL_PEERS = (RDFLIB,)


@dataclass(frozen=True)
class Figure:
    """One run: answers per second, and latencies in milliseconds."""

    shape: str
    server: str
    connections: int
    rate: float
    p50: float
    p99: float
    failures: int


def fetch(port: int, path: str, accept: str) -> bytes:
    """The body of one answer. Raises RuntimeError for any status but 200."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={"Accept": accept})
        answer = connection.getresponse()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {answer.read(500)!r}")
        return answer.read()
    finally:
        connection.close()


def answers(server: Server, shape: Shape) -> list[int]:
    """How many rows each of some queries has, for a comparison between the servers."""
    found = []
    for text, path in list(zip(shape.texts, shape.paths(server.endpoint), strict=True))[:CHECKED]:
        if form(text) is Form.ASK:
            found.append(int(b"true" in fetch(server.port, path, shape.accept).lower()))
        else:
            table = fetch(server.port, path, CSV).decode("utf-8")
            found.append(sum(1 for _ in csv.reader(io.StringIO(table))))
    return found


@dataclass
class Memory:
    """What our server took in MiB: the most after any run, and some seconds after the last."""

    highest: float = 0.0
    afterwards: float = 0.0


def large(release: Release, settings: dict[str, str]) -> Section:
    """A million quads, beside the engine's own server in memory and on disk."""
    memory = Memory()
    figures = list(measure(release, LARGE_PEERS, settings, memory))
    to_memory, to_disk = (list(ratios(figures, peer, MANY).values()) for peer in LARGE_PEERS)
    ours = [one for one in figures if one.server == MIGRALEX and one.connections == MANY]
    spread = max((one.p99 / one.p50 for one in ours if one.p50), default=0)
    text = (
        f"Our server took {memory.highest:.0f} MiB at most, and {memory.afterwards:.0f} MiB "
        f"{SETTLE_SECONDS:.0f} s after the last query.\n\n{_table(figures, LARGE_PEERS)}"
    )
    return Section(
        "A million quads: answers per second (p50 / p99 in ms)",
        text,
        [
            Bound(f"geometric mean to {DISK}", 2, geometric_mean(to_disk), least=True),
            Bound(f"geometric mean to {MEMORY}", 0.6, geometric_mean(to_memory), least=True),
            Bound(f"lowest shape to {MEMORY}", 0.2, min(to_memory, default=0), least=True),
            Bound("highest p99 : p50 of a shape", 5, spread),
        ],
        {"figures": [asdict(one) for one in figures], "memory": asdict(memory)},
    )


def small(release: Release, settings: dict[str, str]) -> Section:
    """A hundred thousand quads, beside rdflib-endpoint."""
    figures = list(measure(release, SMALL_PEERS, settings, Memory()))
    to_rdflib = list(ratios(figures, RDFLIB, MANY).values())
    return Section(
        "A hundred thousand quads: answers per second (p50 / p99 in ms)",
        _table(figures, SMALL_PEERS),
        [Bound(f"geometric mean to {RDFLIB}", 30, geometric_mean(to_rdflib), least=True)],
        {"figures": [asdict(one) for one in figures]},
    )


def measure(
    release: Release, peers: Sequence[str], settings: dict[str, str], memory: Memory
) -> Iterator[Figure]:
    """Measures our server and its peers. Raises RuntimeError if their answers differ.

    All of them run, and are asked one after the other shape by shape, so that whatever else the
    machine does meets all of them alike.
    """
    with ExitStack() as running:
        servers = [
            running.enter_context(serving(name, release, settings)) for name in (MIGRALEX, *peers)
        ]
        for shape in shapes(release):
            first, *others = (answers(server, shape) for server in servers)
            if any(found != first for found in others):
                raise RuntimeError(f"{shape.name}: the servers answer differently")
            for connections in CONNECTIONS:
                for server in servers:
                    yield _figure(server, shape, connections)
            memory.highest = max(memory.highest, servers[0].memory())
        time.sleep(SETTLE_SECONDS)
        memory.afterwards = servers[0].memory()


def _figure(server: Server, shape: Shape, connections: int) -> Figure:
    requests = [request(server.port, path, shape.accept) for path in shape.paths(server.endpoint)]
    run(server.port, requests, connections, WARM_SECONDS)
    load = run(server.port, requests, connections, RUN_SECONDS)
    p50, p99 = (load.percentile(percent) * 1000 for percent in (50, 99))
    return Figure(shape.name, server.name, connections, load.rate, p50, p99, load.failures)


def ratios(figures: Sequence[Figure], peer: str, connections: int) -> dict[str, float]:
    """Our rate divided by the peer's, by shape."""
    rates = {(one.shape, one.server): one.rate for one in figures if one.connections == connections}
    return {
        shape: rates[shape, MIGRALEX] / rate
        for (shape, server), rate in rates.items()
        if server == peer and rate
    }


def geometric_mean(values: Sequence[float]) -> float:
    """The geometric mean, 0 of nothing."""
    return exp(sum(map(log, values)) / len(values)) if values else 0.0


def _table(figures: Sequence[Figure], peers: Sequence[str]) -> str:
    """One row for each shape and number of connections, with our rate as a ratio to each peer's."""
    found = {(one.shape, one.connections, one.server): one for one in figures}
    by_peer = {(peer, many): ratios(figures, peer, many) for peer in peers for many in CONNECTIONS}
    rows = []
    for shape, connections in dict.fromkeys((one.shape, one.connections) for one in figures):
        each = [found[shape, connections, server] for server in (MIGRALEX, *peers)]
        compared = [by_peer[peer, connections].get(shape) for peer in peers]
        rows.append(
            [
                shape,
                str(connections),
                *(f"{one.rate:.1f} ({one.p50:.1f} / {one.p99:.1f})" for one in each),
                *("–" if ratio is None else f"{ratio:.2f}" for ratio in compared),
                str(sum(one.failures for one in each)),
            ]
        )
    headings = [f"ours : {peer}" for peer in peers]
    return table(("shape", "connections", MIGRALEX, *peers, *headings, "failures"), rows)
