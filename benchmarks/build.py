"""Seconds and peak memory of a build, stage by stage, as the build itself reports them."""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.section import Section, table

BUILD_SECONDS = 600


@dataclass(frozen=True)
class Stage:
    """One stage. `peak_mib` is the largest resident size of the process up to its end."""

    name: str
    seconds: float
    peak_mib: float


def section(sources: Path, var: Path) -> Section:
    """A build from the sources, end to end."""
    stages = measure(sources, var)
    rows = [(stage.name, f"{stage.seconds:.2f}", f"{stage.peak_mib:.0f}") for stage in stages]
    return Section(
        "Build of the release, end to end",
        table(("stage", "seconds", "peak MiB so far"), rows),
        data=[asdict(stage) for stage in stages],
    )


def measure(sources: Path, var: Path) -> list[Stage]:
    """Builds a release in `var` in a process of its own and reads the report of the build."""
    var.mkdir(parents=True, exist_ok=True)
    report = var / "build.json"
    command = [sys.executable, "-m", "migralex", "build"]
    options = ["--sources", str(sources), "--output", str(var), "--report", str(report)]
    subprocess.run([*command, *options], check=True, timeout=BUILD_SECONDS)
    stages = json.loads(report.read_text(encoding="utf-8"))["stages"]
    return [Stage(one["name"], one["seconds"], one["peak_mib"]) for one in stages]
