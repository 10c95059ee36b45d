"""Gives the ontology and each vocabulary that changed a version of its own, and keeps it.

A file says its version in the last lines of its head: `owl:versionIRI`, `owl:priorVersion` where
there is one, `owl:versionInfo`, and a `skos:changeNote` for each version that there was.
"""

import argparse
import hashlib
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from graph.errors import OntologyError
from graph.skolem import named_triples
from graph.versions import FOLDER, KEPT, ONTOLOGY, Change, compare, versions, whole

SUMS: Final = "SHA256SUMS"
MOST_NAMED: Final = 12
_HEAD: Final = re.compile(
    r"    owl:versionIRI <[^>]+/(?P<number>[0-9.]+)> ;\n"
    r"(?:    owl:priorVersion <[^>]+> ;\n)?"
    r'    owl:versionInfo "(?P=number)" ;\n'
    r'    skos:changeNote (?P<notes>"[^"]+"@en(?:,\n        "[^"]+"@en)*) \.\n'
)


def add_command(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds `migralex versions`; it sets `run`, a function of the parsed arguments."""
    text = "list the versions of ontology and vocabularies; keep what changed"
    command = parsers.add_parser("versions", help=text, description=text)
    command.add_argument("--ontology", type=Path, default=FOLDER, metavar="DIR")
    command.add_argument("--keep", action="store_true", help="give what changed a new version")
    command.add_argument("--note", default="", help="what changed, if not a list of the terms")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Lists versions, and keeps what changed if asked to; 1 if something is not kept then."""
    day = datetime.now(UTC).date().isoformat()
    found = list(states(arguments.ontology))
    if arguments.keep:
        found = [
            one if one.is_kept else keep(one, arguments.ontology, day, arguments.note)
            for one in found
        ]
    for one in found:
        said = f"changed since: {described(one.changes)}" if one.changes else "not kept yet"
        sys.stdout.write(f"{one.name} {one.number} {'kept' if one.is_kept else said}\n")
    return 0 if all(one.is_kept for one in found) else 1


@dataclass(frozen=True)
class State:
    """A file of the ontology, the number that it states, and what changed since that was kept.

    `changes` is None where that number was never kept.
    """

    name: str
    path: Path
    number: str
    changes: Sequence[Change] | None

    @property
    def is_kept(self) -> bool:
        """Whether what the file says is what was kept under its number."""
        return self.changes is not None and not self.changes


def states(folder: Path) -> Iterator[State]:
    """The state of the ontology and of each vocabulary. Raises OntologyError."""
    kept = versions(folder)
    files = {ONTOLOGY: folder / "migralex.ttl"}
    files |= {path.stem: path for path in sorted((folder / "vocabulary").glob("*.ttl"))}
    for name, path in files.items():
        number = _head(path)["number"]
        same = next((one for one in kept.get(name, ()) if one.number == number), None)
        changes = None
        if same is not None:
            now = named_triples([path], same.iri)
            changes = compare(same.triples, now, whole(name))
        yield State(name, path, number, changes)


def keep(state: State, folder: Path, day: str, note: str) -> State:
    """Keeps the file under its number, or, if that is taken, under the next, with a note.

    `day` is written YYYY-MM-DD. Raises OntologyError.
    """
    number = state.number
    if state.changes is not None:
        number = _next(number)
        _write_head(state, number, f"{number}, {day}: {note or described(state.changes)}")
    target = folder / KEPT / state.name / f"{number}.ttl"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(state.path.read_bytes())
    sums = folder / KEPT / SUMS
    lines = sums.read_text(encoding="ascii").splitlines() if sums.exists() else []
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    lines.append(f"{digest}  {state.name}/{target.name}")
    ordered = sorted(lines, key=lambda line: line.partition("  ")[2])
    sums.write_text("\n".join(ordered) + "\n", encoding="ascii")
    return State(state.name, state.path, number, ())


def described(changes: Sequence[Change]) -> str:
    """What changed, in a sentence for each kind of change."""
    sentences = []
    for kind, verb in (("added", "Adds"), ("removed", "Removes"), ("changed", "Changes")):
        labels = [one.label.replace('"', "'") for one in changes if one.kind == kind]
        if len(labels) > MOST_NAMED:
            labels = [*labels[: MOST_NAMED - 1], f"{len(labels) - MOST_NAMED + 1} more"]
        if labels:
            sentences.append(f"{verb} {', '.join(labels)}.")
    return " ".join(sentences)


def _head(path: Path) -> re.Match[str]:
    found = _HEAD.search(path.read_text(encoding="utf-8"))
    if found is None:
        raise OntologyError(
            f"{path}: its head does not say its version. Write owl:versionIRI, owl:versionInfo"
            " and skos:changeNote in this order as its last lines."
        )
    return found


def _next(number: str) -> str:
    major, minor, _ = number.split(".")
    return f"{major}.{int(minor) + 1}.0"


def _write_head(state: State, number: str, note: str) -> None:
    found = _head(state.path)
    iri = whole(state.name).value
    head = (
        f"    owl:versionIRI <{iri}/{number}> ;\n"
        f"    owl:priorVersion <{iri}/{state.number}> ;\n"
        f'    owl:versionInfo "{number}" ;\n'
        f'    skos:changeNote "{note}"@en,\n        {found["notes"]} .\n'
    )
    text = state.path.read_text(encoding="utf-8")
    state.path.write_text(text[: found.start()] + head + text[found.end() :], encoding="utf-8")
