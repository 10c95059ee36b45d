"""The versions of the ontology and of the vocabularies, and what changed from one to the next.

Each version is kept as a file, `ontology/versions/{name}/{number}.ttl`, and never changed again;
the digests of all are in `ontology/versions/SHA256SUMS`. `migralex versions --keep` writes them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final
from typing import Literal as OneOf

from graph.iris import MLX, MLXV, OWL, RDF, RDFS, SKOS
from graph.skolem import named_triples
from graph.terms import Literal, NamedNode, Term, Triple

FOLDER: Final = Path(__file__).parent.parent / "ontology"
KEPT: Final = "versions"
ONTOLOGY: Final = "ontology"
OF_THE_VERSION: Final = (OWL.versionIRI, OWL.priorVersion, OWL.versionInfo, SKOS.changeNote)
"""What the whole says of its own version, and no change of it."""


def whole(name: str) -> NamedNode:
    """The ontology, or the concept scheme of that name."""
    return NamedNode(MLX.iri.rstrip("#")) if name == ONTOLOGY else MLXV[name]


@dataclass(frozen=True)
class Version:
    """A kept version. `name` is `ontology` or that of a concept scheme, `number` such as 0.2.0."""

    name: str
    number: str
    path: Path

    @property
    def iri(self) -> NamedNode:
        """The IRI of the version."""
        return NamedNode(f"{whole(self.name).value}/{self.number}")

    @property
    def order(self) -> tuple[int, ...]:
        """What versions are sorted by."""
        return tuple(int(part) for part in self.number.split("."))

    @cached_property
    def triples(self) -> tuple[Triple, ...]:
        """What the version states, without blank nodes."""
        return named_triples([self.path], self.iri)

    @property
    def note(self) -> str:
        """What its makers say of it: the change note that begins with its number."""
        notes = (one.object for one in self.triples if one.predicate == SKOS.changeNote)
        found = (one.value for one in notes if isinstance(one, Literal))
        return next((one for one in found if one.startswith(f"{self.number},")), "")


def versions(folder: Path = FOLDER) -> Mapping[str, tuple[Version, ...]]:
    """All kept versions by name, the newest first."""
    found: dict[str, list[Version]] = defaultdict(list)
    for path in (folder / KEPT).glob("*/*.ttl"):
        found[path.parent.name].append(Version(path.parent.name, path.stem, path))
    return {
        name: tuple(sorted(found[name], key=lambda one: one.order, reverse=True))
        for name in sorted(found)
    }


@dataclass(frozen=True)
class Change:
    """A term of which two versions do not say the same; `gone` and `new` are the statements."""

    term: str
    label: str
    kind: OneOf["added", "changed", "removed"]
    gone: tuple[tuple[str, Term], ...]
    new: tuple[tuple[str, Term], ...]


def compare(older: Iterable[Triple], newer: Iterable[Triple], about: NamedNode) -> list[Change]:
    """What changed between two versions of the ontology or scheme `about`, by label."""
    before, after = _by_term(older, about), _by_term(newer, about)
    changes = []
    for term in before.keys() | after.keys():
        had, has = before.get(term, frozenset()), after.get(term, frozenset())
        if had == has:
            continue
        kind: OneOf["added", "changed", "removed"] = (
            "added" if not had else "changed" if has else "removed"
        )
        gone, new = (tuple(sorted(one, key=str)) for one in (had - has, has - had))
        changes.append(Change(term, _label(has or had, term), kind, gone, new))
    return sorted(changes, key=lambda one: (one.kind, one.label.casefold(), one.term))


def _by_term(triples: Iterable[Triple], about: NamedNode) -> dict[str, frozenset[tuple[str, Term]]]:
    """The statements of each term; a list counts as one value, whatever its nodes are called."""
    known = list(triples)
    first: dict[object, object] = {
        one.subject: one.object for one in known if one.predicate == RDF.first
    }
    rest: dict[object, object] = {
        one.subject: one.object for one in known if one.predicate == RDF.rest
    }

    def plain(value: Term | Triple) -> Term:
        if isinstance(value, Triple):
            raise ValueError(f"{value}: a triple about a triple has no place here")
        members = []
        node: object = value
        while node in first:
            members.append(str(first[node]))
            node = rest[node]
        return Literal(" → ".join(members)) if members else value

    found: dict[str, set[tuple[str, Term]]] = defaultdict(set)
    for one in known:
        own = one.subject == about and one.predicate in OF_THE_VERSION
        if isinstance(one.subject, NamedNode) and one.subject not in first and not own:
            found[one.subject.value].add((one.predicate.value, plain(one.object)))
    return {term: frozenset(statements) for term, statements in found.items()}


def _label(statements: Iterable[tuple[str, Term]], term: str) -> str:
    naming = (RDFS.label.value, SKOS.prefLabel.value)
    labels = [
        value
        for predicate, value in statements
        if predicate in naming and isinstance(value, Literal)
    ]
    labels.sort(key=lambda one: (one.language != "en", one.value))
    return labels[0].value if labels else term
