"""Oxigraph in memory: loaded from the dump once, then shared with every process forked off."""

from itertools import islice
from typing import Final

from pyoxigraph import Store

from graph.engines import Dataset, Results
from graph.release import Release
from graph.terms import RdfFormat

# Of the dump, as many as are loaded at a time.
LINES: Final = 50_000


class Memory:
    """A release in the memory of this process. Thread-safe; never written to after loading."""

    opens_connections = False
    survives_fork = True

    def __init__(self, release: Release) -> None:
        self._base_iri = release.base_iri
        self._store: Store | None = Store()
        # Reading a statement writes to its page of memory, which a process that was forked off
        # then has to copy: what is read together is loaded together.
        ending = f" {release.iris.graph('facts')} .\n".encode()
        for facts in (True, False):
            with release.nquads.open("rb") as dump:
                lines = (line for line in dump if line.endswith(ending) is facts)
                while piece := b"".join(islice(lines, LINES)):
                    self._store.bulk_load(piece, RdfFormat.N_QUADS)

    def open(self) -> None:
        """See Engine; the graph was loaded before."""

    def evaluate(self, text: str, dataset: Dataset) -> Results:
        """See Engine."""
        if self._store is None:
            raise ValueError("the engine is closed")
        return evaluate(self._store, text, dataset, self._base_iri)

    def probe(self, text: str, dataset: Dataset) -> bool:
        """See Engine."""
        return bool(self.evaluate(text, dataset))

    def close(self) -> None:
        """See Engine."""
        self._store = None


def evaluate(store: Store, text: str, dataset: Dataset, base_iri: str) -> Results:
    """Ask an Oxigraph store, on disk or in memory."""
    return store.query(
        text,
        base_iri=base_iri,
        default_graph=None if dataset.default is None else list(dataset.default),
        named_graphs=None if dataset.named is None else list(dataset.named),
    )
