"""Oxigraph on disk, read-only: any number of processes share the release's store."""

import os

from pyoxigraph import Store

from graph.engines import Dataset, Results
from graph.engines.memory import evaluate
from graph.release import Release


class Disk:
    """A release's store on disk, opened anew in every process.

    An open store has threads and locks that do not survive a fork; one that was inherited is
    neither used nor closed.
    """

    opens_connections = False
    survives_fork = False

    def __init__(self, release: Release) -> None:
        self._release = release
        self._opened: dict[int, Store] = {}

    def open(self) -> None:
        """See Engine. All files of the store are opened here."""
        if os.getpid() not in self._opened:
            self._opened[os.getpid()] = Store.read_only(str(self._release.store))

    def evaluate(self, text: str, dataset: Dataset) -> Results:
        """See Engine."""
        self.open()
        return evaluate(self._opened[os.getpid()], text, dataset, self._release.base_iri)

    def probe(self, text: str, dataset: Dataset) -> bool:
        """See Engine."""
        return bool(self.evaluate(text, dataset))

    def close(self) -> None:
        """See Engine."""
        self._opened.pop(os.getpid(), None)
