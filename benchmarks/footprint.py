"""What the server takes: the time until it answers, its memory, and what a large export adds."""

import threading
import time
from dataclasses import asdict, dataclass

from benchmarks.endpoint import fetch
from benchmarks.section import Bound, Section
from benchmarks.servers import MIGRALEX, Server, serving
from benchmarks.shapes import CSV, EXPORT, shapes
from graph.release import Release

EXPORTS = 3
SMALL = "lookup"
WARMING = 40
SAMPLE_SECONDS = 0.05
SETTLE_SECONDS = 1.0


@dataclass(frozen=True)
class Footprint:
    """Seconds from the start to the first answer; memory in MiB, shared memory counted once."""

    ready_seconds: float
    ready_mib: float
    export_rows: int
    export_added_mib: float
    exports_added_mib: float


def section(release: Release, settings: dict[str, str]) -> Section:
    """What the server takes, answers that are kept included."""
    found = measure(release, settings)
    return Section(
        "What a server of a million quads takes",
        f"Ready after {found.ready_seconds:.1f} s with {found.ready_mib:.0f} MiB in all; "
        f"{found.export_rows} rows of CSV add {found.export_added_mib:.0f} MiB at most; asked for "
        f"{EXPORTS} times, one after the other, they add {found.exports_added_mib:.0f} MiB, "
        "because each web process has a query process of its own, which copies what it reads.",
        [
            Bound("MiB added by 100,000 rows of CSV", 50, found.export_added_mib),
            Bound("seconds until ready", 15, found.ready_seconds),
            Bound("MiB in all when ready", 1536, found.ready_mib),
        ],
        asdict(found),
    )


def measure(release: Release, settings: dict[str, str]) -> Footprint:
    """Start the server, then ask for a hundred thousand rows as CSV, one export at a time."""
    with serving(MIGRALEX, release, settings) as server:
        ready = server.memory()
        by_name = {shape.name: shape for shape in shapes(release)}
        # Query processes that are there before, as on any server that has been asked something.
        for small in by_name[SMALL].paths(server.endpoint)[:WARMING]:
            fetch(server.port, small, CSV)
        path = by_name[EXPORT].paths(server.endpoint)[0]
        time.sleep(SETTLE_SECONDS)
        with _Peak(server) as peak:
            rows = fetch(server.port, path, CSV).count(b"\r\n") - 1
            time.sleep(SAMPLE_SECONDS)
            first = peak.highest - peak.before
            for _ in range(EXPORTS - 1):
                fetch(server.port, path, CSV)
        return Footprint(server.seconds, ready, rows, first, peak.highest - peak.before)


class _Peak:
    """The memory of a server before a time, and its highest in the course of it."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.before = self.highest = server.memory()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> "_Peak":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(SAMPLE_SECONDS):
            self.highest = max(self.highest, self._server.memory())
