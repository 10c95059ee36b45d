"""Pages and suggestions: latencies on the real data, and as the data grows.

Growth is measured on two generated releases of the same shape, one a hundred times the other.
"""

from dataclasses import asdict, dataclass
from urllib.parse import quote

from benchmarks.load import request, run
from benchmarks.section import Bound, Section, table
from benchmarks.servers import MIGRALEX, Server, serving
from graph.release import Release

WARM_SECONDS = 1.0
RUN_SECONDS = 4.0
MOST = 200
MANY = 16
PAGE, DATED, KEPT, SUGGESTION = (
    "institution page, made for each request",
    "institution page for a day",
    "institution page, sent again",
    "suggestion",
)
# What each is asked for, and whether the server keeps answers; that is what it usually does.
KINDS = {
    PAGE: ("text/html", False),
    DATED: ("text/html", True),
    KEPT: ("text/html", True),
    SUGGESTION: ("application/json", False),
}
NOTHING_KEPT = {"MIGRALEX_CACHE_MEGABYTES": "0"}
DAY = "2007-07-01"
# Of a name, as one types it.
TYPED = (3, 6, 10)


@dataclass(frozen=True)
class Figure:
    """Latencies in milliseconds."""

    data: str
    what: str
    connections: int
    rate: float
    p50: float
    p95: float
    p99: float
    failures: int


def section(releases: dict[str, tuple[Release, dict[str, str]]]) -> Section:
    """Latencies on `real`, `tiny` and `large` releases, each with the settings that serve it."""
    figures = [
        figure
        for name, (release, settings) in releases.items()
        for figure in measure(name, release, settings)
    ]
    found = {(one.data, one.what, one.connections): one for one in figures}
    page, crowd = found["real", PAGE, 1], found["real", PAGE, MANY]
    growth = [
        Bound(
            f"{what}: p95 of a million quads : p95 of a hundredth",
            2,
            found["large", what, 1].p95 / found["tiny", what, 1].p95,
        )
        for what in (PAGE, SUGGESTION)
    ]
    rows = [
        (
            f"{one.what}, {one.data} data",
            str(one.connections),
            f"{one.rate:.1f}",
            f"{one.p50:.1f}",
            f"{one.p95:.1f}",
            f"{one.p99:.1f}",
            str(one.failures),
        )
        for one in figures
    ]
    return Section(
        "Pages and suggestions: latencies in ms",
        "As a client sees them, connection and all. The real data are those of `sources/`; large "
        "is a million generated quads, tiny a hundredth of that. Pages that are made for "
        "each request, and suggestions, are those of a server that keeps no answers.\n\n"
        + table(("what", "connections", "per second", "p50", "p95", "p99", "failures"), rows),
        [
            Bound("institution page, one connection: p95 in ms", 25, page.p95),
            Bound("institution page: p99 at 16 connections : p95 at one", 5, crowd.p99 / page.p95),
            Bound("suggestion: p95 in ms", 20, found["real", SUGGESTION, 1].p95),
            *growth,
        ],
        [asdict(one) for one in figures],
    )


def measure(name: str, release: Release, settings: dict[str, str]) -> list[Figure]:
    """Asks for pages of institutions and for suggestions, over one and over many connections."""
    slugs = institutions(release)
    typed = dict.fromkeys(slug.replace("-", " ")[:size] for slug in slugs for size in TYPED)
    paths = {
        PAGE: [f"/page/institution/{slug}" for slug in slugs],
        DATED: [f"/page/institution/{slug}?asOf={DAY}" for slug in slugs],
        KEPT: [f"/page/institution/{slug}" for slug in slugs],
        SUGGESTION: [f"/search/suggest?q={quote(text.strip())}" for text in typed],
    }
    figures = []
    for keeps, more in ((False, NOTHING_KEPT), (True, {})):
        with serving(MIGRALEX, release, settings | more) as server:
            figures += [
                _figure(name, server, what, paths[what], connections)
                for what, (_, does) in KINDS.items()
                if does == keeps
                for connections in (1, MANY)
            ]
    return figures


def institutions(release: Release) -> list[str]:
    """The slugs of institutions, spread over all of them."""
    start = f"<{release.base_iri}id/institution/".encode()
    with release.nquads.open("rb") as dump:
        found = dict.fromkeys(
            line.partition(b">")[0].removeprefix(start).decode()
            for line in dump
            if line.startswith(start)
        )
    slugs = [slug for slug in found if "#" not in slug]
    return slugs[:: max(1, len(slugs) // MOST)]


def _figure(name: str, server: Server, what: str, paths: list[str], connections: int) -> Figure:
    requests = [request(server.port, path, KINDS[what][0]) for path in paths]
    run(server.port, requests, connections, WARM_SECONDS)
    load = run(server.port, requests, connections, RUN_SECONDS)
    p50, p95, p99 = (load.percentile(percent) * 1000 for percent in (50, 95, 99))
    return Figure(name, what, connections, load.rate, p50, p95, p99, load.failures)
