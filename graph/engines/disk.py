"""Oxigraph on disk, read-only: any number of processes share the release's store."""

import os

from pyoxigraph import Store

from graph.engines import Dataset, Results
from graph.engines.memory import evaluate
from graph.release import Release


class Disk:
    """A release's store on disk, opened at the first query, anew in every process.

    An open store has threads and locks that do not survive a fork; one that was inherited is
    therefore neither used nor closed.
    """

    opens_connections = True

    def __init__(self, release: Release) -> None:
        self._release = release
        self._opened: dict[int, Store] = {}

    def evaluate(self, text: str, dataset: Dataset) -> Results:
        """See Engine."""
        process = os.getpid()
        if process not in self._opened:
            self._opened[process] = Store.read_only(str(self._release.store))
        return evaluate(self._opened[process], text, dataset, self._release.base_iri)

    def close(self) -> None:
        """See Engine."""
        self._opened.pop(os.getpid(), None)
