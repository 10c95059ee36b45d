"""The files of the ontology as triples without blank nodes, and an index to look things up in."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from graph.errors import OntologyError
from graph.iris import RDF, Iris
from graph.skolem import named_triples
from graph.terms import BlankNode, NamedNode, Subject, Term, Triple

FOLDER: Final = Path(__file__).parent.parent / "ontology"
SHAPES_OF_DATA: Final = ("structure", "plausibility", "completeness")


class Index:
    """Triples looked up by subject and predicate, or by predicate and object; sorted answers."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._objects: defaultdict[tuple[Subject, NamedNode], list[Term]] = defaultdict(list)
        self._subjects: defaultdict[tuple[NamedNode, Term], list[Subject]] = defaultdict(list)
        for triple in sorted(set(triples), key=str):
            subject, predicate, value = _plain(triple)
            self._objects[subject, predicate].append(value)
            self._subjects[predicate, value].append(subject)

    def objects(self, subject: Subject, predicate: NamedNode) -> list[Term]:
        """Every value of a property of a subject."""
        return list(self._objects.get((subject, predicate), ()))

    def object(self, subject: Subject, predicate: NamedNode) -> Term | None:
        """The first value of a property of a subject, None if it has none."""
        return next(iter(self._objects.get((subject, predicate), ())), None)

    def subjects(self, predicate: NamedNode, value: Term) -> list[Subject]:
        """Every subject with this value of the property."""
        return list(self._subjects.get((predicate, value), ()))

    def pairs(self, predicate: NamedNode) -> list[tuple[Subject, Term]]:
        """Every subject and value of a property."""
        return [
            (subject, value)
            for (subject, one), values in self._objects.items()
            if one == predicate
            for value in values
        ]

    def members(self, head: Term | None) -> list[Term]:
        """The members of an RDF list."""
        found: list[Term] = []
        while isinstance(head, NamedNode | BlankNode) and head != RDF.nil:
            found.extend(self.objects(head, RDF.first))
            head = self.object(head, RDF.rest)
        return found


def _plain(triple: Triple) -> tuple[Subject, NamedNode, Term]:
    subject, value = triple.subject, triple.object
    if isinstance(subject, Triple) or isinstance(value, Triple):
        raise OntologyError(f"{triple}: a triple about a triple has no place here")
    return subject, triple.predicate, value


@dataclass(frozen=True, eq=False)
class OntologyFiles:
    """What the folder `ontology/` says. `digests` maps each file to its SHA-256."""

    ontology: tuple[Triple, ...]
    shapes: tuple[Triple, ...]
    context: Mapping[str, Any]
    digests: Mapping[str, str]


def read_ontology(iris: Iris, folder: Path = FOLDER) -> OntologyFiles:
    """Ontology with vocabularies, shapes of the data, and context. Raises OntologyError.

    Files that are as they were are not read again by the same process.
    """
    terms = (folder / "migralex.ttl", *sorted((folder / "vocabulary").glob("*.ttl")))
    shapes = tuple(folder / "shapes" / f"{name}.ttl" for name in SHAPES_OF_DATA)
    context = folder / "context.jsonld"
    try:
        digests = tuple(
            (str(path.relative_to(folder)), hashlib.sha256(path.read_bytes()).hexdigest())
            for path in (*terms, *shapes, context)
        )
        return _read(iris, terms, shapes, context, digests)
    except (OSError, ValueError, KeyError, SyntaxError) as error:
        raise OntologyError(f"the ontology cannot be read: {error}") from error


@lru_cache(maxsize=2)
def _read(
    iris: Iris,
    terms: tuple[Path, ...],
    shapes: tuple[Path, ...],
    context: Path,
    digests: tuple[tuple[str, str], ...],
) -> OntologyFiles:
    return OntologyFiles(
        named_triples(terms, iris.graph("ontology")),
        named_triples(shapes, iris.graph("shapes")),
        json.loads(context.read_text(encoding="utf-8"))["@context"],
        dict(digests),
    )
