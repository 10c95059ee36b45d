"""The measurements as tables for people and as JSON for comparison."""

import json
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.build import Stage
from benchmarks.endpoint import CONNECTIONS, Figure, geometric_mean, ratios
from benchmarks.footprint import Footprint
from benchmarks.isolation import Calm
from benchmarks.servers import DISK, MEMORY, MIGRALEX, RDFLIB

RESULTS = Path(__file__).parent / "results"
PACKAGES = ("pyoxigraph", "oxigraph", "rdflib", "rdflib-endpoint", "Flask", "gunicorn")
MANY = max(CONNECTIONS)


@dataclass(frozen=True)
class Bound:
    """A figure that is aimed at; `least` is false where it is the most that may be."""

    name: str
    aim: float
    found: float
    least: bool

    @property
    def met(self) -> bool:
        """Whether it is reached."""
        return self.found >= self.aim if self.least else self.found <= self.aim


@dataclass(frozen=True)
class Measured:
    """Everything that one run measured; `large` and `small` are by the size of the release."""

    build: Sequence[Stage]
    large: Sequence[Figure]
    small: Sequence[Figure]
    footprint: Footprint
    isolation: Sequence[Calm]
    quads: Mapping[str, int]

    def bounds(self) -> list[Bound]:
        """What is aimed at, and what was found."""
        memory = list(ratios(self.large, MEMORY, MANY).values())
        disk = list(ratios(self.large, DISK, MANY).values())
        rdflib = list(ratios(self.small, RDFLIB, MANY).values())
        spread = [
            one.p99 / one.p50
            for one in self.large
            if one.server == MIGRALEX and one.connections == MANY and one.p50
        ]
        calm = [one.busy_p99 / one.idle_p99 for one in self.isolation]
        foot = self.footprint
        return [
            Bound(f"geometric mean to {DISK}", 2, geometric_mean(disk), True),
            Bound(f"geometric mean to {MEMORY}", 0.6, geometric_mean(memory), True),
            Bound(f"geometric mean to {RDFLIB}", 30, geometric_mean(rdflib), True),
            Bound(f"lowest shape to {MEMORY}", 0.2, min(memory, default=0), True),
            Bound("highest p99 : p50", 5, max(spread, default=0), False),
            Bound("MiB added by 100,000 rows of CSV", 50, foot.export_added_mib, False),
            Bound("seconds until ready", 15, foot.ready_seconds, False),
            Bound("MiB in all when ready", 1536, foot.ready_mib, False),
            Bound("highest p99 beside the worst query : p99 idle", 3, max(calm, default=0), False),
        ]


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; every column but the first is set flush right."""
    rule = ["---", *("---:" for _ in header[1:])]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (header, rule, *rows))


def _bounds(measured: Measured) -> str:
    rows = [
        (
            one.name,
            f"{'≥' if one.least else '≤'} {one.aim:g}",
            f"{one.found:.2f}",
            "yes" if one.met else "**no**",
        )
        for one in measured.bounds()
    ]
    return table(("figure", "aim", "found", "met"), rows)


def _build(stages: Sequence[Stage]) -> str:
    rows = [(stage.name, f"{stage.seconds:.2f}", f"{stage.peak_mib:.0f}") for stage in stages]
    return table(("stage", "seconds", "peak MiB so far"), rows)


def _serve(figures: Sequence[Figure], peers: Sequence[str]) -> str:
    """One row for each shape and number of connections, with our rate as a ratio to each peer's."""
    found = {(one.shape, one.connections, one.server): one for one in figures}
    by_peer = {(peer, many): ratios(figures, peer, many) for peer in peers for many in CONNECTIONS}
    rows = []
    for shape, connections in dict.fromkeys((one.shape, one.connections) for one in figures):
        each = [found.get((shape, connections, server)) for server in (MIGRALEX, *peers)]
        cells = [f"{one.rate:.1f} ({one.p50:.1f} / {one.p99:.1f})" if one else "–" for one in each]
        compared = [by_peer[peer, connections].get(shape) for peer in peers]
        failures = sum(one.failures for one in each if one)
        rows.append(
            [
                shape,
                str(connections),
                *cells,
                *("–" if ratio is None else f"{ratio:.2f}" for ratio in compared),
                str(failures),
            ]
        )
    headings = [f"ours : {peer}" for peer in peers]
    return table(("shape", "connections", MIGRALEX, *peers, *headings, "failures"), rows)


def _isolation(calm: Sequence[Calm]) -> str:
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
    return table(header, rows)


def write(measured: Measured) -> str:
    """Writes `results/latest.{md,json}` and gives the text of the former."""
    about: dict[str, Any] = {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[2],
        "quads": dict(measured.quads),
        "packages": {name: version(name) for name in PACKAGES},
    }
    text = "\n\n".join(
        [
            "# Measurements",
            ", ".join(f"{name} {number} quads" for name, number in about["quads"].items())
            + f"; {about['cores']} cores, Python {about['python']}; "
            + ", ".join(f"{name} {number}" for name, number in about["packages"].items())
            + ". The client, and whatever else runs, shares the machine with the server: read the "
            "ratios. No answer is kept: every query is evaluated, in a process that can be killed.",
            "## What is aimed at",
            _bounds(measured),
            "## Build of the release, end to end",
            _build(measured.build),
            "## A million quads: answers per second (p50 / p99 in ms)",
            _serve(measured.large, (MEMORY, DISK)),
            "## A hundred thousand quads",
            _serve(measured.small, (RDFLIB,)),
            "## While the worst query runs",
            _isolation(measured.isolation),
        ]
    )
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "latest.md").write_text(text + "\n", encoding="utf-8")
    content = about | {
        "bounds": [asdict(one) | {"met": one.met} for one in measured.bounds()],
        "build": [asdict(stage) for stage in measured.build],
        "large": [asdict(figure) for figure in measured.large],
        "small": [asdict(figure) for figure in measured.small],
        "footprint": asdict(measured.footprint),
        "isolation": [asdict(one) for one in measured.isolation],
    }
    (RESULTS / "latest.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    return text
