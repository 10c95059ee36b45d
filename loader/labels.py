"""Labels by pattern, for what has no name of its own.

A placeholder is a record key in braces, or several with bars between, of which the first with a
value counts. A placeholder without a value goes, with the text between it and the one before. So
does the full stop of a sentence before a comma.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from graph.iris import MLX, RDF, RDFS, SKOS
from graph.terms import Literal, NamedNode, Term
from loader.schema import RecordType, Schema

Facts = Mapping[Term, Mapping[NamedNode, Sequence[Term]]]
"""Values by subject and property, in the order of the records."""


def fill(template: str, value: Callable[[str], str | None]) -> str:
    """The template with its placeholders replaced; the first letter becomes a capital."""
    parts = re.split(r"\{([^{}]+)\}", template)
    label, between, found = parts[0], "", None
    for name, after in zip(parts[1::2], parts[2::2], strict=True):
        found = next((found for key in name.split("|") if (found := value(key))), None)
        if found is not None:
            label = f"{_before(between, label)}{between}{found}" if label else found
        between = after
    label += between if found is not None else ""
    return label[:1].upper() + label[1:]


def _before(between: str, text: str) -> str:
    """The text without the full stop of its sentence, where a comma follows; "d.o.o." keeps it."""
    last = text.rpartition(" ")[2]
    ends = between.startswith(",") and last.endswith(".") and last.count(".") == 1
    return text[:-1] if ends else text


class Labeller:
    """Labels of entities from their facts; `types` are those of the entities that we declare."""

    def __init__(self, schema: Schema, facts: Facts, types: Mapping[Term, RecordType]) -> None:
        self._schema, self._facts, self._types = schema, facts, types
        self._made: dict[Term, str] = {}

    def has_label(self, entity: Term) -> bool:
        """Whether a record gives the entity a label."""
        return bool(self._facts.get(entity, {}).get(RDFS.label))

    def label(self, entity: Term) -> str | None:
        """The given label, else one by the pattern of its type, else None."""
        given = self._facts.get(entity, {}).get(RDFS.label)
        if given:
            return given[0].value
        if entity not in self._made:
            record_type = self._types.get(entity)
            if record_type is None or record_type.label_template is None:
                return None
            self._made[entity] = ""  # stops at a pattern that leads back to itself
            properties = record_type.properties

            def value(key: str) -> str | None:
                return self._values(entity, properties[key].iri) if key in properties else None

            self._made[entity] = fill(record_type.label_template, value)
        return self._made[entity] or None

    def _values(self, entity: Term, predicate: NamedNode) -> str | None:
        facts = self._facts.get(entity, {})
        if predicate == MLX.date and facts.get(MLX.dateAsStated):
            predicate = MLX.dateAsStated
        found = [word for term in facts.get(predicate, ()) if (word := self._words(term))]
        return ", ".join([*(_before(", ", word) for word in found[:-1]), *found[-1:]]) or None

    def _words(self, term: Term) -> str | None:
        if isinstance(term, Literal):
            return term.value
        index = self._schema.index
        if isinstance(term, NamedNode) and SKOS.Concept in index.objects(term, RDF.type):
            return self._schema.concepts[term.value.rsplit("/", 1)[-1]].label
        return self.label(term)
