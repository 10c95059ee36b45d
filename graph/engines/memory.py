"""Oxigraph in memory: loaded from the dump once, then shared with every process forked off."""

from pyoxigraph import Store

from graph.engines import Dataset, Results
from graph.release import Release
from graph.terms import RdfFormat


class Memory:
    """A release in the memory of this process. Thread-safe; never written to after loading."""

    opens_connections = False
    survives_fork = True

    def __init__(self, release: Release) -> None:
        self._base_iri = release.base_iri
        self._store: Store | None = Store()
        self._store.bulk_load(path=release.nquads, format=RdfFormat.N_QUADS)

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
