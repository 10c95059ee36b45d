"""Keeps what was measured, part by part, as a page for people and as JSON for comparison."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.section import Section, table

RESULTS = Path(__file__).parent / "results"
PACKAGES = ("pyoxigraph", "oxigraph", "rdflib", "rdflib-endpoint", "Flask", "gunicorn")
INTRODUCTION = (
    "The client, and whatever else runs, shares the machine with the server: read the ratios. "
    "Servers that are compared hold the same data and are asked in turns, in the same minutes. "
    "Unless a part says otherwise, no answer is kept (`MIGRALEX_CACHE_MEGABYTES=0`): every query "
    "is evaluated, in a process that can be killed."
)


def keep(name: str, section: Section, order: Sequence[str]) -> None:
    """Put a part in the place of what was kept of it before, in `results/latest.{md,json}`."""
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / "latest.json"
    parts = _parts(file)
    parts[name] = {
        "title": section.title,
        "measured": datetime.now(UTC).isoformat(timespec="minutes"),
        "load": round(os.getloadavg()[1], 1),
        "about": _about(),
        "text": section.text,
        "bounds": [asdict(bound) | {"met": bound.met} for bound in section.bounds],
        "data": section.data,
    }
    parts = {one: parts[one] for one in order if one in parts}
    file.write_text(json.dumps({"parts": parts}, indent=1) + "\n", encoding="utf-8")
    (RESULTS / "latest.md").write_text(_page(parts), encoding="utf-8")


def _parts(file: Path) -> dict[str, Any]:
    if not file.exists():
        return {}
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")).get("parts", {})
    return found


def _about() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"{os.cpu_count()} cores, Python {platform.python_version()}; {packages}"


def _page(parts: dict[str, Any]) -> str:
    abouts = dict.fromkeys(part["about"] for part in parts.values())
    rows = [
        (
            bound["name"],
            f"{'≥' if bound['least'] else '≤'} {bound['aim']:g}",
            f"{bound['found']:.2f}",
            "yes" if bound["met"] else "**no**",
        )
        for part in parts.values()
        for bound in part["bounds"]
    ]
    pieces = ["# Measurements", "; ".join(abouts) + f". {INTRODUCTION}"]
    pieces += ["## What is aimed at", table(("figure", "aim", "found", "met"), rows)]
    for part in parts.values():
        when = part["measured"].replace("T", " ").replace("+00:00", " UTC")
        told = f"Measured {when}, while {part['load']:g} processes on average wanted to run."
        pieces += [f"## {part['title']}", told, part["text"]]
    return "\n\n".join(pieces) + "\n"
