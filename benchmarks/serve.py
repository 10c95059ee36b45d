"""Requests per second and latency of our server beside its peers, on the same release.

The queries name their graph, so that every server answers from the same statements whatever its
default dataset is. Each server runs alone; before it is measured, each is asked for the same
answers, and a difference ends the run.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from benchmarks.load import request, run
from benchmarks.servers import MIGRALEX, PEERS, endpoint, serving
from graph.release import Release

WARM_SECONDS = 1.0
RUN_SECONDS = 4.0
CONNECTIONS = (1, 16)
ENTITIES = 50
QUERIES = Path(__file__).parent / "queries"
# The load comes from one address, and one client may wait in half of the queue only.
SETTINGS = {"MIGRALEX_QUEUE": "64", "MIGRALEX_THREADS": "48"}
PAGES = {"entity page": "text/html", "entity as Turtle": "text/turtle"}


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


def query(name: str, release: Release, entity: str = "") -> str:
    """The text of a query of this folder with absolute IRIs, for an entity if it takes one."""
    text = (QUERIES / f"{name}.rq").read_text(encoding="utf-8")
    text = text.replace("<id/entity>", f"<{entity}>")
    return text.replace("<graph/", f"<{release.base_iri}graph/")


def fetch(port: int, path: str, accept: str) -> bytes:
    """The body of one answer. Raises RuntimeError for any status but 200."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"Accept": accept})
        answer = connection.getresponse()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {answer.read(500)!r}")
        return answer.read()
    finally:
        connection.close()


def entities(release: Release) -> list[str]:
    """Some entities of the release, spread evenly over all that have a page."""
    subjects = {
        subject[1:-1]
        for subject, _, rest in (
            line.partition(" ") for line in release.nquads.read_text(encoding="utf-8").splitlines()
        )
        if subject.startswith(f"<{release.base_iri}id/")
        and "#" not in subject
        and rest.endswith(f"<{release.base_iri}graph/facts> .")
    }
    ordered = sorted(subjects)
    return ordered[:: max(1, len(ordered) // ENTITIES)][:ENTITIES]


def shapes(server: str, release: Release) -> Iterator[tuple[str, list[str], str]]:
    """What a server is asked: name of the shape, paths to ask in turn, and the Accept header."""
    chosen = entities(release)
    for name in sorted(path.stem for path in QUERIES.glob("*.rq")):
        texts = dict.fromkeys(query(name, release, entity) for entity in chosen)
        paths = [f"{endpoint(server)}?query={quote(text)}" for text in texts]
        yield name, paths, "application/sparql-results+json"
    if server == MIGRALEX:
        for name, accept in PAGES.items():
            folder = "/page/" if accept == "text/html" else "/data/"
            paths = [entity.replace(f"{release.base_iri}id/", folder) for entity in chosen]
            yield name, paths, accept


def answers(server: str, port: int, release: Release) -> list[int]:
    """How many rows each of the queries has, for a comparison between the servers."""
    return [
        len(list(csv.reader(io.StringIO(fetch(port, path, "text/csv").decode("utf-8")))))
        for name, paths, _ in shapes(server, release)
        if name not in PAGES
        for path in paths
    ]


def measure(release: Release, settings: dict[str, str]) -> Iterator[Figure]:
    """Measures every server in turn. Raises RuntimeError if two servers differ in an answer."""
    expected: list[int] | None = None
    for server in (MIGRALEX, *PEERS):
        with serving(server, release, SETTINGS | settings) as port:
            rows = answers(server, port, release)
            expected = expected or rows
            if rows != expected:
                raise RuntimeError(f"{server} gives other answers than {MIGRALEX}")
            for shape, paths, accept in shapes(server, release):
                requests = [request(port, path, accept) for path in paths]
                run(port, requests, 1, WARM_SECONDS)
                for connections in CONNECTIONS:
                    load = run(port, requests, connections, RUN_SECONDS)
                    p50, p99 = (load.percentile(percent) * 1000 for percent in (50, 99))
                    yield Figure(shape, server, connections, load.rate, p50, p99, load.failures)
