"""The endpoint beside its peers: answers per second and latencies, shape by shape.

All servers hold the same release and are asked in the same run; before that they are asked for
the same answers, and if one differs, nothing is measured.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection
from math import exp, log

from benchmarks.load import request, run
from benchmarks.servers import DISK, MEMORY, MIGRALEX, RDFLIB, Server, serving
from benchmarks.shapes import CSV, Shape, shapes
from graph.guard import Form, form
from graph.release import Release

WARM_SECONDS = 0.5
RUN_SECONDS = 2.0
CONNECTIONS = (1, 16)
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


def measure(release: Release, peers: Sequence[str], settings: dict[str, str]) -> Iterator[Figure]:
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
