"""What others notice while the worst query runs: latencies of pages and of small queries."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from http.client import HTTPConnection
from urllib.parse import quote

from benchmarks.load import Load, request, run
from benchmarks.section import Bound, Section, table
from benchmarks.servers import MIGRALEX, Server, serving
from benchmarks.shapes import shapes
from graph.release import Release

RUN_SECONDS = 5.0
CONNECTIONS = 2
# A join without a condition: it computes until it is stopped.
WORST = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SMALL = ("lookup", "is-a-party")


@dataclass(frozen=True)
class Calm:
    """Latencies in milliseconds, idle and while the worst query runs."""

    what: str
    idle_p50: float
    idle_p99: float
    busy_p50: float
    busy_p99: float
    failures: int


def section(release: Release, settings: dict[str, str]) -> Section:
    """What others notice while the worst query runs."""
    calm = list(measure(release, settings))
    rows = [
        (
            one.what,
            f"{one.idle_p50:.1f} / {one.idle_p99:.1f}",
            f"{one.busy_p50:.1f} / {one.busy_p99:.1f}",
            f"{one.busy_p99 / one.idle_p99:.2f}" if one.idle_p99 else "–",
            str(one.failures),
        )
        for one in calm
    ]
    header = ("what", "idle p50 / p99, ms", "busy p50 / p99, ms", "p99 busy : idle", "failures")
    highest = max((one.busy_p99 / one.idle_p99 for one in calm if one.idle_p99), default=0.0)
    return Section(
        "While the worst query runs",
        table(header, rows),
        [Bound("highest p99 beside the worst query : p99 idle", 3, highest)],
        [asdict(one) for one in calm],
    )


def measure(release: Release, settings: dict[str, str]) -> Iterator[Calm]:
    """Ask for pages and small queries, first alone, then beside the worst query."""
    with serving(MIGRALEX, release, settings) as server:
        for what, requests in _requests(server, release).items():
            run(server.port, requests, CONNECTIONS, 1.0)
            idle = run(server.port, requests, CONNECTIONS, RUN_SECONDS)
            busy = _beside_the_worst(server, requests)
            yield Calm(
                what,
                idle.percentile(50) * 1000,
                idle.percentile(99) * 1000,
                busy.percentile(50) * 1000,
                busy.percentile(99) * 1000,
                idle.failures + busy.failures,
            )


def _requests(server: Server, release: Release) -> dict[str, list[bytes]]:
    by_name = {shape.name: shape for shape in shapes(release)}
    found = {
        f"{name} query": [
            request(server.port, path, by_name[name].accept)
            for path in by_name[name].paths(server.endpoint)
        ]
        for name in SMALL
    }
    countries = int(release.manifest["counts"]["countries"])
    found["entity page"] = [
        request(server.port, f"/page/{entity}-of-country-{country}", "text/html")
        for country in range(1, countries + 1)
        for entity in ("law/law-2", "mandate/mandate-3")
    ]
    return found


def _beside_the_worst(server: Server, requests: list[bytes]) -> Load:
    over = threading.Event()
    worst = threading.Thread(target=_ask_worst, args=(server.port, over))
    worst.start()
    try:
        asyncio.run(asyncio.sleep(0.5))
        return run(server.port, requests, CONNECTIONS, RUN_SECONDS)
    finally:
        over.set()
        worst.join()


def _ask_worst(port: int, over: threading.Event) -> None:
    """Ask the worst query, again if it is stopped early, and hang up in the end."""
    while not over.is_set():
        connection = HTTPConnection("127.0.0.1", port, timeout=RUN_SECONDS + 1)
        try:
            connection.request("GET", f"/sparql?query={quote(WORST)}")
            connection.getresponse().read()
        except TimeoutError:
            pass
        finally:
            connection.close()
