"""JSON-LD compacted with our own context, so that its keys are those of the records.

A term of the context is used only where it says everything about the value (its type, its
language, that it is an IRI); any other value is written in full under the compact IRI of its
property. So a reader of the context gets back exactly the triples that went in.
Source: JSON-LD 1.1, sections 4.1, 4.2 and 4.6.
"""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from graph.iris import MLXV, RDF, XSD
from graph.terms import Literal, NamedNode, Term, Triple

TYPE: Final = RDF.type.value
STRING: Final = XSD.string.value
# Compact forms that are remembered; a graph has few properties and types, and many subjects.
MOST_SHORTENED: Final = 2000


def compact(triples: Iterable[Triple], terms: "Terms", context_url: str) -> str:
    """The triples as one JSON-LD document with a node object for each subject, in their order.

    Each node has a line: what changes shows as lines that differ, and C writes it, not Python.
    """
    nodes: dict[str, dict[str, Any]] = {}
    for triple in triples:
        subject, value = triple.subject, triple.object
        # The dataset has no triple terms: RDF 1.1 is what all clients read.
        if not isinstance(subject, Triple) and not isinstance(value, Triple):
            node = nodes.setdefault(subject.value, {"id": subject.value})
            terms.add(node, triple.predicate.value, value)
    begin = f'{{"@context": {json.dumps(context_url, ensure_ascii=False)}, "@graph": [\n'
    lines = (json.dumps(node, ensure_ascii=False) for node in nodes.values())
    return begin + ",\n".join(lines) + "\n]}\n"


class Terms:
    """The terms of a context by what they stand for."""

    def __init__(self, context: Mapping[str, Any]) -> None:
        self._prefixes = {
            name: value
            for name, value in context.items()
            if isinstance(value, str) and not name.startswith("@") and value[-1:] in "#/"
        }
        self._names = frozenset(context)
        self._keys: dict[tuple[str, str], str] = {}
        self._classes: dict[str, str] = {}
        self.shorten = lru_cache(MOST_SHORTENED)(self._shorten)
        """The compact IRI where there is a prefix for it, else the IRI."""
        for name, value in context.items():
            if name.startswith("@") or name in self._prefixes:
                continue
            if isinstance(value, str) and not value.startswith("@"):
                if name[0].isupper():
                    self._classes[self.expand(value)] = name
                else:
                    self._keys[self.expand(value), "plain"] = name
            elif isinstance(value, dict) and "@id" in value:
                self._keys[self.expand(value["@id"]), self._coercion(value)] = name

    def _coercion(self, value: Mapping[str, Any]) -> str:
        if value.get("@container") == "@language":
            return "language"
        type_ = str(value.get("@type", "plain"))
        return type_ if type_.startswith("@") or type_ == "plain" else self.expand(type_)

    def expand(self, name: str) -> str:
        """The IRI that a compact IRI stands for."""
        prefix, _, local = name.partition(":")
        return self._prefixes[prefix] + local if prefix in self._prefixes else name

    def _shorten(self, iri: str) -> str:
        for prefix, namespace in self._prefixes.items():
            local = iri.removeprefix(namespace)
            if local != iri and not local.startswith("//"):
                return f"{prefix}:{local}"
        return iri

    def add(self, node: dict[str, Any], predicate: str, value: Term) -> None:
        """Say one more thing about the node."""
        if predicate == TYPE:
            _append(node, "type", self._classes.get(value.value) or self.shorten(value.value))
            return
        if isinstance(value, Literal):
            self._add_literal(node, predicate, value)
            return
        key = self._keys.get((predicate, "@vocab"))
        if key is not None and isinstance(value, NamedNode) and value in MLXV:
            name = MLXV.name(value)
            # A concept named like a key (the role `member`) would be read as that key's IRI.
            _append(node, key, self.shorten(value.value) if name in self._names else name)
            return
        key = self._keys.get((predicate, "@id"))
        if key is not None:
            _append(node, key, value.value)
        else:
            _append(node, self.shorten(predicate), {"id": value.value})

    def _add_literal(self, node: dict[str, Any], predicate: str, value: Literal) -> None:
        datatype = value.datatype.value
        if value.language and (key := self._keys.get((predicate, "language"))):
            _append(node.setdefault(key, {}), value.language, value.value)
            return
        coercion = "plain" if datatype == STRING else datatype
        key = self._keys.get((predicate, coercion))
        if key is not None and not value.language:
            _append(node, key, value.value)
            return
        full = {"@value": value.value}
        if value.language:
            full["@language"] = value.language
        elif datatype != STRING:
            full["@type"] = self.shorten(datatype)
        _append(node, self.shorten(predicate), full)


def _append(target: dict[str, Any], key: str, value: Any) -> None:
    """Set the value, or make a list of it and those that are there."""
    if key not in target:
        target[key] = value
    elif isinstance(target[key], list):
        target[key].append(value)
    else:
        target[key] = [target[key], value]
