"""What a record may say, read from the ontology, its shapes and the context: no list of keys here.

A type's keys are the keys of `context.jsonld` whose property is a path of a node shape that
targets the type's class or a superclass of it.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from graph.errors import OntologyError
from graph.iris import EDTF, MLX, OA, OWL, RDF, RDFS, SH, SKOS, XSD
from graph.terms import Literal as RdfLiteral
from graph.terms import NamedNode, Term
from loader.context import Context
from loader.ontology_files import Index, OntologyFiles

ValueKind: TypeAlias = Literal["node", "concept", "words", "date", "plain"]
DERIVED: Final = (MLX.earliest, MLX.latest)
"""Properties that the loader computes from a stated date; nobody writes them."""
OWN: Final = (MLX.Source, MLX.Claim, OA.SpecificResource)
"""Classes whose instances the loader makes; no record is of such a type."""


@dataclass(frozen=True)
class Concept:
    """A concept of one of our schemes. An event whose type happens once has one true date."""

    iri: NamedNode
    schemes: frozenset[NamedNode]
    label: str
    happens_once: bool


@dataclass(frozen=True)
class Property:
    """What a key of a record type stands for.

    `reverse`: the value is the triple's subject. `types`: names of the record types that a
    nested node may have. `reason`: why its statements are the editors', None if a source's.
    """

    key: str
    iri: NamedNode
    kind: ValueKind
    reverse: bool
    datatype: NamedNode
    scheme: NamedNode | None
    classes: frozenset[NamedNode]
    types: tuple[str, ...]
    single: bool
    reason: str | None
    verbatim: bool


@dataclass(frozen=True)
class RecordType:
    """A type that a record may have, with its keys."""

    name: str
    iri: NamedNode
    kind: str
    label_template: str | None
    properties: dict[str, Property]

    def by_iri(self, iri: NamedNode) -> Property | None:
        """The key that stands for a property in forward direction."""
        found = (one for one in self.properties.values() if one.iri == iri and not one.reverse)
        return next(found, None)


@dataclass(frozen=True)
class Schema:
    """Everything that records are checked against. `above`: each class with its superclasses."""

    types: dict[str, RecordType]
    concepts: dict[str, Concept]
    keys: frozenset[str]
    above: dict[NamedNode, frozenset[NamedNode]]
    templates: dict[NamedNode, str]
    template_reason: str
    index: Index

    def is_a(self, one: NamedNode, other: NamedNode) -> bool:
        """Whether the first class is the second or below it."""
        return other in self.above.get(one, frozenset((one,)))


@lru_cache(maxsize=2)
def read_schema(files: OntologyFiles) -> Schema:
    """The schema in the ontology's files. Raises OntologyError where they do not fit together."""
    index = Index([*files.ontology, *files.shapes])
    above = _closure(index)
    context = Context(files.context)
    named = {name: context.expand(name) for name in context.names()}
    classes = {name: iri for name, iri in named.items() if iri in above and iri not in OWN}
    reader = _Reader(index, above, context, classes)
    types = {name: one for name in classes if (one := reader.record_type(name)) is not None}
    if not types:
        raise OntologyError("no shape gives a class of the context a kind")
    return Schema(
        types,
        _concepts(index),
        frozenset(named.keys() - classes.keys()),
        above,
        {
            target: template.value
            for shape, template in index.pairs(MLX.labelTemplate)
            if isinstance(template, RdfLiteral)
            for target in index.objects(shape, SH.targetClass)
            if isinstance(target, NamedNode)
        },
        _text(index.object(MLX.labelTemplate, MLX.editorialReason)) or "",
        index,
    )


def _text(term: Term | None) -> str | None:
    return term.value if isinstance(term, RdfLiteral) else None


def _true(term: Term | None) -> bool:
    return _text(term) in ("true", "1")


def _closure(index: Index) -> dict[NamedNode, frozenset[NamedNode]]:
    above: dict[NamedNode, set[NamedNode]] = {}
    for one in index.subjects(RDF.type, OWL.Class):
        if isinstance(one, NamedNode):
            found: set[NamedNode] = set()
            queue = [one]
            while queue:
                current = queue.pop()
                if current not in found:
                    found.add(current)
                    supers = index.objects(current, RDFS.subClassOf)
                    queue.extend(term for term in supers if isinstance(term, NamedNode))
            above[one] = found
    return {one: frozenset(found) for one, found in above.items()}


def _concepts(index: Index) -> dict[str, Concept]:
    concepts: dict[str, Concept] = {}
    for one in index.subjects(RDF.type, SKOS.Concept):
        if isinstance(one, NamedNode):
            schemes = frozenset(
                term for term in index.objects(one, SKOS.inScheme) if isinstance(term, NamedNode)
            )
            labels = [
                term
                for term in index.objects(one, SKOS.prefLabel)
                if isinstance(term, RdfLiteral) and term.language == "en"
            ]
            name = one.value.rsplit("/", 1)[-1]
            label = labels[0].value if labels else name
            once = _true(index.object(one, MLX.happensOnce))
            concepts[name] = Concept(one, schemes, label, once)
    return concepts


class _Reader:
    def __init__(
        self,
        index: Index,
        above: dict[NamedNode, frozenset[NamedNode]],
        context: Context,
        classes: dict[str, NamedNode],
    ) -> None:
        self.index, self.above, self.context, self.classes = index, above, context, classes

    def record_type(self, name: str) -> RecordType | None:
        own = self._shapes(self.classes[name])
        kind = self._nearest(name, MLX.kind)
        if not own or kind is None:
            return None
        shapes = [shape for one in self.above[self.classes[name]] for shape in self._shapes(one)]
        paths = self._paths(shapes)
        properties = {
            key: self._property(key, paths[where])
            for key in self.context.names()
            if (where := (self.context.expand(key), self.context.reverse(key))) in paths
            and where[0] not in DERIVED
        }
        template = self._nearest(name, MLX.labelTemplate)
        return RecordType(name, self.classes[name], kind, template, properties)

    def _shapes(self, target: NamedNode) -> list[NamedNode]:
        found = self.index.subjects(SH.targetClass, target)
        return [shape for shape in found if isinstance(shape, NamedNode)]

    def _nearest(self, name: str, predicate: NamedNode) -> str | None:
        """The annotation of the class's own shape, else that of a superclass's."""
        own = self.classes[name]
        for one in sorted(self.above[own], key=lambda each: (each != own, each.value)):
            for shape in self._shapes(one):
                if (text := _text(self.index.object(shape, predicate))) is not None:
                    return text
        return None

    def _paths(self, shapes: list[NamedNode]) -> dict[tuple[NamedNode, bool], list[NamedNode]]:
        found: dict[tuple[NamedNode, bool], list[NamedNode]] = {}
        for shape in shapes:
            for one in self.index.objects(shape, SH.property):
                path = self.index.object(one, SH.path) if isinstance(one, NamedNode) else None
                if not isinstance(path, NamedNode) or not isinstance(one, NamedNode):
                    continue
                inverse = self.index.object(path, SH.inversePath)
                where = (inverse, True) if isinstance(inverse, NamedNode) else (path, False)
                found.setdefault(where, []).append(one)
        return found

    def _property(self, key: str, shapes: list[NamedNode]) -> Property:
        iri = self.context.expand(key)
        classes = frozenset(
            term for shape in shapes for term in self._classes(shape) if isinstance(term, NamedNode)
        )
        scheme = next(iter(self._values(shapes, MLX.scheme)), None)
        datatype = next(iter(self._values(shapes, SH.datatype)), None)
        kind, declared = self._kind(key)
        return Property(
            key=key,
            iri=iri,
            kind=kind,
            reverse=self.context.reverse(key),
            datatype=declared or (datatype if isinstance(datatype, NamedNode) else XSD.string),
            scheme=scheme if isinstance(scheme, NamedNode) else None,
            classes=classes,
            types=self._types(classes),
            single=any(_text(one) == "1" for one in self._values(shapes, SH.maxCount)),
            reason=_text(self.index.object(iri, MLX.editorialReason)),
            verbatim=_true(self.index.object(iri, MLX.verbatim)),
        )

    def _values(self, shapes: list[NamedNode], predicate: NamedNode) -> list[Term]:
        return [term for shape in shapes for term in self.index.objects(shape, predicate)]

    def _classes(self, shape: NamedNode) -> list[Term]:
        found = self.index.objects(shape, SH["class"])
        for alternatives in self.index.objects(shape, SH["or"]):
            for one in self.index.members(alternatives):
                if isinstance(one, NamedNode):
                    found.extend(self.index.objects(one, SH["class"]))
        return found

    def _types(self, classes: frozenset[NamedNode]) -> tuple[str, ...]:
        return tuple(
            name
            for name, one in self.classes.items()
            if self._shapes(one) and classes & self.above[one]
        )

    def _kind(self, key: str) -> tuple[ValueKind, NamedNode | None]:
        match self.context.coercion(key):
            case None:
                return ("words" if self.context.has_languages(key) else "plain"), None
            case "@id":
                return "node", None
            case "@vocab":
                return "concept", None
            case name:
                datatype = self.context.compact(name)
                return ("date" if datatype == EDTF.EDTF else "plain"), datatype
