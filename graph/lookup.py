"""Statements of one subject looked up in a dump without loading it: its lines are sorted.

A dump is canonical N-Quads, one quad a line, in the order of its bytes, so that the lines of a
subject stand together and are found by halving the file.
"""

import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from graph.iris import DCTERMS, MLX, Iris
from graph.terms import Quad, RdfFormat, parse

# What is said of an identifier that is no longer in use.
_RETIRING: Final = tuple(
    f"> {predicate} ".encode() for predicate in (MLX.retired, MLX.reason, DCTERMS.isReplacedBy)
)
_RETIRED: Final = f" <{MLX.RetiredIdentifier.value}> ".encode()


def states(line: bytes, iris: Iris) -> bool:
    """Whether a line says something of its subject that is accepted or about evidence, other than
    that it is no longer in use."""
    graphs = tuple(f" {iris.graph(name)} .".encode() for name in ("facts", "provenance"))
    said = _RETIRED not in line and not any(one in line for one in _RETIRING)
    return said and line.rstrip().endswith(graphs)


class Lookup:
    """A dump that is open for looking things up; see `looking`."""

    def __init__(self, content: bytes | mmap.mmap) -> None:
        self._content = content

    def lines(self, iri: str) -> Iterator[bytes]:
        """The lines whose subject is the IRI."""
        prefix = f"<{iri}> ".encode()
        start = self._first(prefix)
        while start < len(self._content):
            end = self._content.find(b"\n", start) + 1 or len(self._content)
            line = self._content[start:end]
            if not line.startswith(prefix):
                return
            yield line
            start = end

    def quads(self, iri: str) -> list[Quad]:
        """All quads about the IRI."""
        return list(parse(b"".join(self.lines(iri)), RdfFormat.N_QUADS))

    def stated(self, iri: str, iris: Iris) -> int:
        """How many lines about the IRI there are for which `states` holds."""
        return sum(states(line, iris) for line in self.lines(iri))

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
