"""RDF of entities beside Trifid, in each format that both know, on the same data."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass

from benchmarks.endpoint import CONNECTIONS, MANY, fetch
from benchmarks.load import request, run
from benchmarks.section import Bound, Section, table
from benchmarks.servers import MIGRALEX, TRIFID, Server, serving, trifid
from graph.release import Release
from graph.terms import NamedNode, RdfFormat, Triple, parse

# Connections fall to web processes by chance, so that it takes several goes until each process has
# been asked for everything once.
WARM_GOES = 4
WARM_SECONDS = 1.0
RUN_SECONDS = 3.0
LAWS = 8
FORMATS = {
    "Turtle": "text/turtle",
    "N-Triples": "application/n-triples",
    "TriG": "application/trig",
    "JSON-LD": "application/ld+json",
    "RDF/XML": "application/rdf+xml",
}


@dataclass(frozen=True)
class Figure:
    """One run: answers per second, and latencies in milliseconds."""

    form: str
    server: str
    connections: int
    rate: float
    p50: float
    p99: float
    failures: int


def section(release: Release, settings: dict[str, str]) -> Section:
    """Answers per second and latencies of entities, by format."""
    figures = list(measure(release, settings))
    found = {(one.form, one.server, one.connections): one for one in figures}
    rows, ratios = [], []
    for form in FORMATS:
        for many in CONNECTIONS:
            ours, theirs = found[form, MIGRALEX, many], found[form, TRIFID, many]
            ratio = ours.rate / theirs.rate if theirs.rate else 0.0
            ratios += [ratio] if many == MANY else []
            each = [f"{one.rate:.1f} ({one.p50:.1f} / {one.p99:.1f})" for one in (ours, theirs)]
            failures = ours.failures + theirs.failures
            rows.append((form, str(many), *each, f"{ratio:.1f}", str(failures)))
    return Section(
        "RDF of an entity: answers per second (p50 / p99 in ms)",
        "Trifid asks the engine's own server, which holds the same data. What we say of an entity "
        "holds all that it says, and labels, inverse links, claims and passages. Each server "
        "is asked again for what it was asked before, and both may keep what they can.\n\n"
        + table(("format", "connections", MIGRALEX, TRIFID, "ours : Trifid", "failures"), rows),
        [Bound("lowest format to Trifid, 16 connections", 10, min(ratios, default=0), least=True)],
        [asdict(one) for one in figures],
    )


def measure(release: Release, settings: dict[str, str]) -> Iterator[Figure]:
    """Measures both. Raises RuntimeError if Trifid says something of an entity that we do not."""
    countries = range(1, int(release.manifest["counts"]["countries"]) + 1)
    slugs = [f"law/law-{law}-of-country-{one}" for one in countries for law in range(1, LAWS + 1)]
    with ExitStack() as running:
        ours = running.enter_context(serving(MIGRALEX, release, settings))
        theirs = running.enter_context(trifid(release))
        subject = NamedNode(f"{release.base_iri}id/{slugs[0]}")
        known = _said(ours, f"/data/{slugs[0]}", subject)
        missing = _said(theirs, f"/id/{slugs[0]}", subject) - known
        if missing or not known:
            raise RuntimeError(f"we do not say of {slugs[0]}: {missing}")
        for form, media_type in FORMATS.items():
            for connections in CONNECTIONS:
                for server, where in ((ours, "/data/"), (theirs, "/id/")):
                    requests = [request(server.port, where + slug, media_type) for slug in slugs]
                    for _ in range(WARM_GOES):
                        run(server.port, requests, MANY, WARM_SECONDS)
                    load = run(server.port, requests, connections, RUN_SECONDS)
                    p50, p99 = (load.percentile(percent) * 1000 for percent in (50, 99))
                    yield Figure(form, server.name, connections, load.rate, p50, p99, load.failures)


def _said(server: Server, path: str, subject: NamedNode) -> set[Triple]:
    content = fetch(server.port, path, FORMATS["N-Triples"])
    triples = (quad.triple for quad in parse(content, RdfFormat.N_TRIPLES))
    return {triple for triple in triples if triple.subject == subject}
