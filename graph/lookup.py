"""Statements of one subject looked up in a dump without loading it: its lines are sorted.

A dump is canonical N-Quads, one quad a line, in the order of its bytes, so that the lines of a
subject stand together and are found by halving the file.
"""

import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from graph.iris import MLX, RDF, Iris
from graph.terms import Quad, RdfFormat, parse

_RETIRED: Final = f"<{RDF.type.value}> <{MLX.RetiredIdentifier.value}>".encode()


class Lookup:
    """A dump that is open for looking things up; see `looking`."""

    def __init__(self, content: bytes | mmap.mmap) -> None:
        self._content = content

    def lines(self, iri: str, after: str = "") -> Iterator[bytes]:
        """The lines whose subject is the IRI and that go on as `after` says."""
        prefix = f"<{iri}> {after}".encode()
        start = self._first(prefix)
        while start < len(self._content):
            end = self._content.find(b"\n", start) + 1 or len(self._content)
            line = self._content[start:end]
            if not line.startswith(prefix):
                return
            yield line
            start = end

    def quads(self, iri: str, after: str = "") -> list[Quad]:
        """The same as quads."""
        return list(parse(b"".join(self.lines(iri, after)), RdfFormat.N_QUADS))

    def stated(self, iri: str, iris: Iris) -> int:
        """How many statements about the IRI are accepted or are about evidence."""
        graphs = tuple(f" {iris.graph(name)} .".encode() for name in ("facts", "provenance"))
        return sum(line.rstrip().endswith(graphs) for line in self.lines(iri))

    def describes(self, iri: str, iris: Iris) -> bool:
        """Whether the dump says something of an entity, other than that it is retired."""
        lines = list(self.lines(iri))
        return self.stated(iri, iris) > 0 and not any(_RETIRED in line for line in lines)

    def _first(self, prefix: bytes) -> int:
        """Where the first line begins that is not less than the prefix."""
        low, high = 0, len(self._content)
        while low < high:
            start = self._content.rfind(b"\n", 0, (low + high) // 2) + 1
            end = self._content.find(b"\n", start) + 1 or len(self._content)
            if self._content[start:end] < prefix:
                low = end
            else:
                high = start
        return low


@contextmanager
def looking(dump: Path) -> Iterator[Lookup]:
    """Opens a dump. Raises OSError if it is not there."""
    with dump.open("rb") as file:
        if dump.stat().st_size == 0:
            yield Lookup(b"")
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            yield Lookup(content)
