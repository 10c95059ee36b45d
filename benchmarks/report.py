"""The measurements as tables for people and as JSON for comparison."""

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.build import Stage
from benchmarks.serve import SETTINGS, Figure
from benchmarks.servers import MIGRALEX, PEERS
from graph.release import Release

RESULTS = Path(__file__).parent / "results"
PACKAGES = ("pyoxigraph", "oxigraph", "rdflib", "rdflib-endpoint", "Flask", "gunicorn")


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; every column but the first is set flush right."""
    rule = ["---", *("---:" for _ in header[1:])]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (header, rule, *rows))


def build_table(stages: Sequence[Stage]) -> str:
    """Seconds and peak memory of each stage of the build."""
    rows = [(stage.name, f"{stage.seconds:.2f}", f"{stage.peak_mib:.0f}") for stage in stages]
    return table(("stage", "seconds", "peak MiB so far"), rows)


def serve_table(figures: Sequence[Figure]) -> str:
    """One row for each shape and number of connections, with our rate as a ratio to each peer's."""
    found = {(one.shape, one.connections, one.server): one for one in figures}
    rows = []
    for shape, connections in dict.fromkeys((one.shape, one.connections) for one in figures):
        ours = found[shape, connections, MIGRALEX]
        cells = [shape, str(connections)]
        for server in (MIGRALEX, *PEERS):
            one = found.get((shape, connections, server))
            cells.append(f"{one.rate:.0f} ({one.p50:.1f} / {one.p99:.1f})" if one else "–")
        for server in PEERS:
            one = found.get((shape, connections, server))
            cells.append(f"{ours.rate / one.rate:.2f}" if one and one.rate else "–")
        failures = sum(
            one.failures for key, one in found.items() if key[:2] == (shape, connections)
        )
        rows.append([*cells, str(failures)])
    ratios = [f"ours : {server.split()[0]}" for server in PEERS]
    return table(("shape", "connections", MIGRALEX, *PEERS, *ratios, "failures"), rows)


def write(release: Release, stages: Sequence[Stage], figures: Sequence[Figure]) -> str:
    """Writes `results/latest.{md,json}` and gives the text of the former."""
    quads = sum(1 for _ in release.nquads.open("rb"))
    about: dict[str, Any] = {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "quads": quads,
        "release": release.digest,
        "packages": {name: version(name) for name in PACKAGES},
    }
    text = "\n\n".join(
        [
            "# Measurements",
            f"{quads} quads, {about['cores']} cores, Python {about['python']}; "
            + ", ".join(f"{name} {number}" for name, number in about["packages"].items())
            + ". The client shares the machine with the server: read the ratios. Our settings: "
            + ", ".join("=".join(pair) for pair in SETTINGS.items())
            + ".",
            "## Build, end to end",
            build_table(stages),
            "## Serving: answers per second (p50 / p99 in ms)",
            serve_table(figures),
        ]
    )
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "latest.md").write_text(text + "\n", encoding="utf-8")
    content = about | {
        "build": [asdict(stage) for stage in stages],
        "serve": [asdict(figure) for figure in figures],
    }
    (RESULTS / "latest.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    return text
