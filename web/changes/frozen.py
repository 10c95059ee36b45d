"""An old release as it is shown: its own data and words, at addresses of its own.

What a site in force reads whole at its start, names and labels, is looked up here one by one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any, Final

from graph.changes import Changes
from graph.iris import RDFS, SKOS
from graph.lookup import looking
from graph.publications import Publication
from graph.release import Release
from graph.terms import Literal, NamedNode, Triple
from web.changes.history import History
from web.finding.shelf import Shelf
from web.site import Site, local
from web.words.names import Name, best, short

NAMING: Final = frozenset((RDFS.label, SKOS.prefLabel))
SHELF_BYTES: Final = 2 * 2**20


@dataclass(frozen=True)
class FrozenSite(Site):
    """A release that was put in force at a time and is no longer changed."""

    publication: Publication

    @property
    def prefix(self) -> str:
        """See Site."""
        return f"release/{self.release.digest}/"

    @property
    def published(self) -> datetime | None:
        """See Site."""
        return self.publication.time

    @property
    def changes(self) -> Changes | None:
        """Nothing: what led to an old release is told by the one in force."""
        return None

    @property
    def history(self) -> History | None:
        """See `changes`."""
        return None

    @cached_property
    def shelf(self) -> Shelf[Any]:
        """See Site; smaller, because few ask for the same again."""
        return Shelf(SHELF_BYTES)

    @cached_property
    def labels(self) -> Mapping[str, tuple[Triple, ...]]:
        """See Site."""
        return _Labels(self.release)

    def read_ahead(self) -> None:
        """Read what every page needs."""
        _ = self.shapes, self.terms, self.slots, self.lasting, self.reader

    def name(self, iri: str) -> Name:
        """See Site."""
        if iri in self.terms:
            return self.terms[iri].name
        parsed = self.iris.parse(iri)
        labels = [one.object for one in self.labels.get(iri, ())]
        words = parsed[1].replace("-", " ") if parsed else short(iri)
        return best(one for one in labels if isinstance(one, Literal)) or Name(words)

    def href(self, iri: str) -> str | None:
        """The path of the page in this release; that of a term is the one in force."""
        parsed = self.iris.parse(iri)
        if parsed is None:
            return super().href(iri)
        if parsed[0] == "graph":
            return None
        place = "" if parsed[0] == "claim" else "page/"
        return local(f"{self.prefix}{place}{'/'.join(parsed)}")


class _Labels(Mapping[str, tuple[Triple, ...]]):
    """The labels of a release, looked up in its dump; what was asked for last is remembered."""

    def __init__(self, release: Release) -> None:
        self._release = release
        self._found = lru_cache(maxsize=2**12)(self._look_up)

    def __getitem__(self, iri: str) -> tuple[Triple, ...]:
        found = self._found(iri)
        if not found:
            raise KeyError(iri)
        return found

    def _look_up(self, iri: str) -> tuple[Triple, ...]:
        with looking(self._release.nquads) as dump:
            quads = dump.quads(iri)
        named = {
            Triple(one.subject, one.predicate, one.object)
            for one in quads
            if one.predicate in NAMING and one.graph_name in self._graphs
        }
        return tuple(sorted(named, key=str))

    @cached_property
    def _graphs(self) -> frozenset[NamedNode]:
        names = ("facts", "inferred", "ontology", "provenance")
        return frozenset(self._release.iris.graph(name) for name in names)

    def __iter__(self) -> Iterator[str]:
        raise TypeError("labels are looked up one by one")

    def __len__(self) -> int:
        raise TypeError("labels are looked up one by one")
