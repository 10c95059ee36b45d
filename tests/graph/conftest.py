"""A small graph of an invented country, as a release on disk, and the three engines on it.

The remote engine is a real server on a free loopback port, ended by its process id.
"""

import itertools
import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import Store as Oxigraph

from graph.iris import MLX, MLXV, PROV, RDF, RDFS, XSD, Iris
from graph.limits import Limits
from graph.release import Release, read
from graph.store import Store, open_store
from graph.terms import Literal, NamedNode, Quad, RdfFormat, serialize

IRIS = Iris()
FACTS = IRIS.graph("facts")
DAY = 5
"""The day asked about in the time tests, counted like the days of the events below."""


@dataclass(frozen=True)
class Event:
    """An event between two days, None where nothing bounds it."""

    name: str
    earliest: int | None = None
    latest: int | None = None
    last_day_in: bool = False
    foreseen: bool = False


BEGINNINGS = (
    None,
    Event("begun", 2, 2),
    Event("that-day", 5, 5),
    Event("day-after", 6, 6),
    Event("about-then", 3, 7),
    Event("about-until-then", 3, 5),
    Event("undated"),
    Event("since", None, 4),
    Event("not-earlier", 6, None),
    Event("foreseen", 2, 2, foreseen=True),
)
ENDS = (
    None,
    Event("ended", 3, 3),
    Event("that-day", 5, 5),
    Event("day-after", 6, 6),
    Event("about-then", 4, 7),
    Event("undated"),
    Event("by", None, 4),
    Event("foreseen", 3, 3, foreseen=True),
    Event("last-day-before", 4, 4, last_day_in=True),
    Event("last-day-that-day", 5, 5, last_day_in=True),
    Event("last-day-about-until-then", 4, 5, last_day_in=True),
    Event("last-day-about-then", 5, 7, last_day_in=True),
)
CONDITIONS = (
    None,
    Event("signed", 1, 1),
    Event("that-day", 5, 5),
    Event("day-after", 6, 6),
    Event("about-then", 4, 7),
    Event("undated"),
    Event("foreseen", 8, 8, foreseen=True),
)


@dataclass(frozen=True)
class Law:
    """A law of Testland with at most one event of each effect."""

    beginning: Event | None
    end: Event | None
    condition: Event | None

    @property
    def iri(self) -> NamedNode:
        events = (self.beginning, self.end, self.condition)
        return IRIS.entity(
            "law", "--".join(e.name if e else "none" for e in events).replace("--", ".")
        )


LAWS = tuple(Law(*events) for events in itertools.product(BEGINNINGS, ENDS, CONDITIONS))


def day(number: int) -> Literal:
    return Literal(f"2007-12-{number:02}", datatype=XSD.date)


def event_quads(law: NamedNode, link: NamedNode, event: Event) -> Iterator[Quad]:
    iri = IRIS.part(law, f"{MLX.name(link)}-{event.name}")
    claim = IRIS.claim("testland", "events")
    yield Quad(law, link, iri, IRIS.graph("inferred"))
    yield Quad(iri, RDF.type, MLX.LegalEvent, FACTS)
    yield Quad(iri, RDF.type, MLX.LegalEvent, claim)
    yield Quad(iri, RDFS.label, Literal(f"{event.name} in Testland"), FACTS)
    yield Quad(iri, MLX.eventType, MLXV.lapse if event.last_day_in else MLXV.repeal, FACTS)
    if event.earliest is not None:
        yield Quad(iri, MLX.earliest, day(event.earliest), FACTS)
    if event.latest is not None:
        yield Quad(iri, MLX.latest, day(event.latest), FACTS)
    if event.foreseen:
        yield Quad(iri, MLX.eventStatus, MLXV.foreseen, FACTS)


def quads_of_testland() -> Iterator[Quad]:
    for law in LAWS:
        yield Quad(law.iri, RDF.type, MLX.Law, FACTS)
        for link, event in (
            (MLX.beginsWith, law.beginning),
            (MLX.endsWith, law.end),
            (MLX.notBefore, law.condition),
        ):
            if event is not None:
                yield from event_quads(law.iri, link, event)
    ontology = IRIS.graph("ontology")
    yield Quad(MLXV.lapse, MLX.boundary, MLXV["last-day-in"], ontology)
    yield Quad(MLXV.repeal, MLX.boundary, MLXV["first-day-out"], ontology)
    provenance = IRIS.graph("provenance")
    claim, passage = IRIS.claim("testland", "events"), IRIS.passage("testland", 1, 20)
    yield Quad(claim, PROV.wasDerivedFrom, passage, provenance)
    yield Quad(passage, RDFS.label, Literal("Testland, paragraph 1"), provenance)


@pytest.fixture(scope="session")
def testland(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of the graph above."""
    path = tmp_path_factory.mktemp("releases") / "testland"
    (path / "dumps").mkdir(parents=True)
    dump = serialize(quads_of_testland(), format=RdfFormat.N_QUADS) or b""
    (path / "dumps" / "migralex.nq").write_bytes(b"".join(sorted(dump.splitlines(keepends=True))))
    oxigraph = Oxigraph(path / "store")
    oxigraph.bulk_load(dump, RdfFormat.N_QUADS)
    oxigraph.flush()
    del oxigraph
    manifest = {"digest": "testland", "base_iri": IRIS.base}
    (path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return read(path)


@contextmanager
def another_engine(release: Release) -> Iterator[str]:
    """The URL of a SPARQL endpoint of another make that holds the release, until the end of the
    block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    program = Path(sys.executable).parent / "oxigraph"
    server = subprocess.Popen(
        [program, "serve-read-only", "--location", release.store, "--bind", address],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://{address}/")
        yield f"http://{address}/query"
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="session")
def remote(testland: Release) -> Iterator[str]:
    """The URL of such an endpoint for all tests whose queries come to an end."""
    with another_engine(testland) as url:
        yield url


def wait_for(url: str, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except urllib.error.HTTPError as error:
            error.close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


@pytest.fixture(scope="session", params=["memory", "disk", "remote"])
def store(request: pytest.FixtureRequest, testland: Release) -> Iterator[Store]:
    """The same store on each of the three engines."""
    engine: str = request.param
    if engine == "remote":
        engine = request.getfixturevalue("remote")
    opened = open_store(testland, engine, Limits(seconds=10, megabytes=512, rows=20_000))
    yield opened
    opened.close()


LIMITS = Limits(seconds=1, megabytes=128, rows=1000, parallel=2, queue=2, wait=0.5)


@pytest.fixture(scope="session")
def strict(testland: Release) -> Iterator[Store]:
    """A store in memory whose limits are soon reached."""
    opened = open_store(testland, "memory", LIMITS)
    yield opened
    opened.close()
