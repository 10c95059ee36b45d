"""The JSON-LD context that names the record keys, read as far as ours goes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph.errors import OntologyError
from graph.terms import NamedNode


@dataclass(frozen=True)
class Context:
    """Term definitions of a JSON-LD 1.1 context: strings, or objects with `@id` or `@reverse`."""

    terms: Mapping[str, Any]

    def expand(self, name: str) -> NamedNode:
        """The IRI that a term stands for. Raises OntologyError for an unknown prefix."""
        definition = self.terms[name]
        if isinstance(definition, dict):
            definition = definition.get("@id") or definition["@reverse"]
        return self.compact(definition)

    def compact(self, compact: str) -> NamedNode:
        """The IRI of `prefix:name`. Raises OntologyError for an unknown prefix."""
        prefix, _, local = compact.partition(":")
        if prefix not in self.terms:
            raise OntologyError(f"the context uses {compact} and does not declare {prefix}")
        return NamedNode(self.terms[prefix] + local)

    def names(self) -> Iterator[str]:
        """Every term that stands for a class or a property, prefixes and keywords left out."""
        for name, one in self.terms.items():
            compact = one if isinstance(one, str) else ""
            if not name.startswith("@") and (isinstance(one, dict) or self._is_compact(compact)):
                yield name

    def _is_compact(self, text: str) -> bool:
        return ":" in text and "/" not in text

    def reverse(self, name: str) -> bool:
        """Whether the values of the key are the subjects of its triples."""
        definition = self.terms[name]
        return isinstance(definition, dict) and "@reverse" in definition

    def coercion(self, name: str) -> str | None:
        """The `@type` of a key: `@id`, `@vocab`, a datatype as `prefix:name`, or None."""
        definition = self.terms[name]
        return definition.get("@type") if isinstance(definition, dict) else None

    def has_languages(self, name: str) -> bool:
        """Whether the values of the key are words in a language."""
        definition = self.terms[name]
        return isinstance(definition, dict) and definition.get("@container") == "@language"
