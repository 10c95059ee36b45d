"""Seconds and peak memory of a build, stage by stage, as the build itself reports them."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

BUILD_SECONDS = 600


@dataclass(frozen=True)
class Stage:
    """One stage. `peak_mib` is the largest resident size of the process up to its end."""

    name: str
    seconds: float
    peak_mib: float


def measure(sources: Path, var: Path) -> list[Stage]:
    """Builds a release in `var` in a process of its own and reads the report of the build."""
    report = var / "build.json"
    command = [sys.executable, "-m", "migralex", "build"]
    options = ["--sources", str(sources), "--output", str(var), "--report", str(report)]
    subprocess.run([*command, *options], check=True, timeout=BUILD_SECONDS)
    stages = json.loads(report.read_text(encoding="utf-8"))["stages"]
    return [Stage(one["name"], one["seconds"], one["peak_mib"]) for one in stages]
