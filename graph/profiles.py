"""Profiles: an entity's description in the terms that a client asks for.

A profile is a CONSTRUCT over the description as its default graph (graph/queries/profile/); it
adds nothing that the description does not hold.
Source: W3C Content Negotiation by Profile, section 5; the Profiles Vocabulary.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Store

from graph.iris import ELI, MLX, ORG, OWL, RDF, SCHEMA, SKOS, VOID
from graph.library import Library
from graph.terms import NamedNode, Quad, QueryTriples, Triple

SECTION: Final = "profile"
FULL: Final = "full"
VOCABULARIES: Final[Mapping[str, str]] = {
    "org": ORG.iri,
    "eli": ELI.iri,
    "schema": SCHEMA.iri,
    "skos": SKOS.iri,
    "owl": OWL.iri,
    "void": VOID.iri,
}
"""Profiles that are the terms of one vocabulary, by name, and the IRI by which they are known."""


@dataclass(frozen=True)
class Profile:
    """A way to describe an entity. `iri` is what clients ask for and answers name."""

    name: str
    iri: str
    title: str
    description: str

    @property
    def is_vocabulary(self) -> bool:
        """Whether it is for those things alone that one vocabulary has a class for."""
        return self.name in VOCABULARIES


def profiles(library: Library) -> tuple[Profile, ...]:
    """All profiles, the full description first."""
    found = []
    for name in library.names(SECTION):
        query = library.query(name)
        short = name.removeprefix(f"{SECTION}/")
        iri = VOCABULARIES.get(short, own_iri(short))
        found.append(Profile(short, iri, query.title, query.description))
    order = [FULL, "labels", "evidence", *VOCABULARIES]
    return tuple(sorted(found, key=lambda one: (order.index(one.name), one.name)))


def own_iri(name: str) -> str:
    """The IRI of a profile of ours: it is documented with the ontology."""
    return f"{MLX.iri.rstrip('#')}/profile/{name}"


def shaped(
    library: Library, profile: Profile, entity: NamedNode, triples: Iterable[Triple]
) -> list[Triple]:
    """The description in a profile; nothing where the profile has nothing to say of the entity."""
    if profile.name == FULL:
        return list(triples)
    store = Store()
    store.extend(Quad(one.subject, one.predicate, one.object) for one in triples)
    results = store.query(library.query(f"{SECTION}/{profile.name}").bind())
    if not isinstance(results, QueryTriples):
        raise ValueError(f"{profile.name} is no CONSTRUCT")
    found = list(results)
    if profile.is_vocabulary and not any(
        one.subject == entity and one.predicate == RDF.type for one in found
    ):
        return []
    return found
