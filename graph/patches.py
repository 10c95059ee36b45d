"""What each publication changed, quad by quad, as RDF patches beside the releases.

`{var}/changes/{before}-{after}.rdfp` is written when a release is put in force, and outlives both.
Where there is none, the dumps of the two releases are compared, as long as both are there. There
are no blank nodes in a dump, and its lines are sorted, so a patch holds changes and nothing else.
Source: RDF Patch (Apache Jena): rows H, TX, A, D, TC.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Final

from graph.errors import NoRelease
from graph.iris import Iris
from graph.release import RELEASES, Release, read
from graph.terms import Quad, RdfFormat, parse

FOLDER: Final = "changes"
ENDING: Final = ".rdfp"
_UNFINISHED: Final = ".unfinished"
_ADDED: Final = b"A "
_REMOVED: Final = b"D "
_QUAD: Final = re.compile(rb"<([^>]*)> <([^>]*)> (.*) <([^>]*)> \.\s*", re.DOTALL)


@dataclass(frozen=True)
class Edit:
    """A quad that was added or removed, as its line of N-Quads."""

    added: bool
    line: bytes

    @cached_property
    def _parts(self) -> tuple[str, str, str, str]:
        match = _QUAD.fullmatch(self.line)
        if match is None:
            raise ValueError(f"no quad: {self.line!r}")
        return (match[1].decode(), match[2].decode(), match[3].decode(), match[4].decode())

    @property
    def subject(self) -> str:
        """The IRI of the subject."""
        return self.line[1 : self.line.index(b">")].decode()

    @property
    def predicate(self) -> str:
        """The IRI of the predicate."""
        return self._parts[1]

    @property
    def object(self) -> str:
        """The IRI that is the value, "" for a literal."""
        value = self._parts[2]
        return value[1:-1] if value.startswith("<") else ""

    @property
    def graph(self) -> str:
        """The IRI of the graph."""
        return self._parts[3]

    @property
    def pattern(self) -> bytes:
        """The quad as a line of a SPARQL update."""
        subject, predicate, value, graph = self._parts
        return f"GRAPH <{graph}> {{ <{subject}> <{predicate}> {value} }}\n".encode()

    @property
    def quad(self) -> Quad:
        """The quad in terms."""
        found: Quad = next(iter(parse(self.line, RdfFormat.N_QUADS)))
        return found


def keep(var: Path, before: str, after: str) -> None:
    """Write the patch that leads from one release to the other, unless they cannot be compared."""
    with suppress(LookupError, OSError):
        iris = read(var / RELEASES / after).iris
        rows = patch(iris, before, after, _compared(var, before, after))
        (var / FOLDER).mkdir(exist_ok=True)
        unfinished = var / FOLDER / _UNFINISHED
        with unfinished.open("wb") as file:
            file.writelines(rows)
        unfinished.replace(_path(var, before, after))


def patch(iris: Iris, before: str, after: str, edits: Iterable[Edit]) -> Iterator[bytes]:
    """The rows of a patch."""
    yield f"H id {iris.release(after)} .\nH prev {iris.release(before)} .\nTX .\n".encode()
    for edit in edits:
        yield (_ADDED if edit.added else _REMOVED) + edit.line
    yield b"TC .\n"


def update(edits: Callable[[], Iterable[Edit]]) -> Iterator[bytes]:
    """The same as a SPARQL update, for stores that take no patches: first all that goes, then all
    that comes. `edits` is asked for each. Source: SPARQL 1.1 Update, section 3.1.1 and 3.1.2."""
    for added, begin in ((False, b"DELETE DATA {\n"), (True, b"INSERT DATA {\n")):
        told = False
        for edit in edits():
            if edit.added == added:
                yield edit.pattern if told else begin + edit.pattern
                told = True
        if told:
            yield b"};\n"


def known(var: Path, before: str, after: str) -> bool:
    """Whether `edits` can tell."""
    try:
        next(edits(var, before, after), None)
    except LookupError:
        return False
    return True


def edits(var: Path, before: str, after: str) -> Iterator[Edit]:
    """What leads from one release to another, in the order of the quads. Raises LookupError where
    that is no longer known, or where the two are of different base IRIs."""
    try:
        with _path(var, before, after).open("rb") as rows:
            for row in rows:
                if row.startswith((_ADDED, _REMOVED)):
                    yield Edit(row.startswith(_ADDED), row[len(_ADDED) :])
    except FileNotFoundError:
        yield from _compared(var, before, after)


def _path(var: Path, before: str, after: str) -> Path:
    return var / FOLDER / f"{before}-{after}{ENDING}"


def _compared(var: Path, before: str, after: str) -> Iterator[Edit]:
    try:
        old, new = (read(var / RELEASES / one) for one in (before, after))
    except NoRelease as error:
        raise LookupError(f"{before} and {after} are not both kept") from error
    if old.base_iri != new.base_iri:
        raise LookupError(f"{before} has another base IRI than {after}")
    yield from _differences(old, new)


def _differences(old: Release, new: Release) -> Iterator[Edit]:
    """The lines that are in one of two sorted files only."""
    with old.nquads.open("rb") as before, new.nquads.open("rb") as after:
        one, other = _next(before), _next(after)
        while one or other:
            if one == other:
                one, other = _next(before), _next(after)
            elif not other or (one and one < other):
                yield Edit(False, one)
                one = _next(before)
            else:
                yield Edit(True, other)
                other = _next(after)


def _next(file: BinaryIO) -> bytes:
    return file.readline()
