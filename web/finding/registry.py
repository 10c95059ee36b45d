"""The entities that can be reconciled, with their names and classes; read once for a release."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Final, cast

from flask import current_app

from graph.iris import KINDS
from graph.terms import NamedNode
from web.finding.matching import Matcher
from web.site import Site, site

KEY: Final = "migralex-registry"


@dataclass(frozen=True, eq=False)
class Registry:
    """What the reconciliation of names needs of a site."""

    site: Site

    @cached_property
    def _classes(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for row in self.site.store.rows("reconcile/classes"):
            entity, class_ = row["entity"], row["class"]
            if not isinstance(entity, NamedNode) or not isinstance(class_, NamedNode):
                continue
            parsed = self.site.iris.parse(entity.value)
            if parsed and parsed[0] in KINDS:
                found[entity.value].add(class_.value)
        return {iri: frozenset(classes) for iri, classes in found.items()}

    @cached_property
    def matcher(self) -> Matcher:
        """The names of the entities, ready to be compared."""
        return Matcher(self.site.index.all_names(), self._classes)

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The classes that entities have and the ontology names, the most frequent first."""
        counts = Counter(one for classes in self._classes.values() for one in classes)
        return tuple(
            sorted((one for one in counts if one in self.site.terms), key=lambda i: (-counts[i], i))
        )

    @cached_property
    def listed(self) -> frozenset[str]:
        """The classes that have a list page: what is looked for when no type is named."""
        return frozenset().union(*self.site.lists.values())

    def has_all_of(self, type_: str) -> frozenset[str]:
        """The classes that every entity of a type has."""
        of_type = [classes for classes in self._classes.values() if type_ in classes]
        return frozenset.intersection(*of_type) if of_type else frozenset((type_,))

    def warm(self) -> None:
        """Read it now, so that no request waits for it."""
        _ = self.matcher, self.types, self.listed


def registry() -> Registry:
    """The registry of the running application."""
    return cast(Registry, current_app.extensions.setdefault(KEY, Registry(site())))
