"""What search engines read in a page: the schema.org profile of the entity, as JSON-LD.

Source: schema.org; HTML, section 4.12.1 (data blocks); JSON-LD 1.1, section 7 (embedding).
"""

import json
from collections.abc import Iterable
from typing import Any

from graph.iris import RDF, SCHEMA, XSD
from graph.profiles import shaped
from graph.terms import Literal, NamedNode, Term, Triple
from web.pages.entity import Entity
from web.site import Site

PROFILE = "schema"


def structured(here: Site, entity: Entity) -> str:
    """The JSON-LD of an entity for its page, "" where schema.org has no class for it."""
    profile = next(one for one in here.profiles if one.name == PROFILE)
    iri = NamedNode(entity.iri)
    triples = shaped(here.store.library, profile, iri, _accepted(entity))
    return embedded(triples) if triples else ""


def _accepted(entity: Entity) -> Iterable[Triple]:
    for node in entity.statements.nodes():
        for found in entity.statements.properties(node).values():
            for one in found:
                if one.accepted or one.inferred:
                    yield Triple(NamedNode(node), NamedNode(one.predicate), one.value)


def embedded(triples: Iterable[Triple]) -> str:
    """The triples as JSON-LD in schema.org's own context; cannot end the element it stands in."""
    nodes: dict[str, dict[str, Any]] = {}
    for triple in sorted(set(triples), key=str):
        if triple.predicate not in SCHEMA and triple.predicate != RDF.type:
            continue
        if not isinstance(triple.subject, NamedNode) or isinstance(triple.object, Triple):
            continue
        node = nodes.setdefault(triple.subject.value, {"@id": triple.subject.value})
        is_type = triple.predicate == RDF.type
        key = "@type" if is_type else SCHEMA.name(triple.predicate)
        value = _value(triple.object, is_type=is_type)
        known = node.get(key)
        if known is None:
            node[key] = value
        elif isinstance(known, list):
            known.append(value)
        else:
            node[key] = [known, value]
    document = {"@context": SCHEMA.iri, "@graph": list(nodes.values())}
    return json.dumps(document, ensure_ascii=False).replace("<", "\\u003c")


def _value(value: Term, *, is_type: bool) -> Any:
    if isinstance(value, Literal):
        if value.language:
            return {"@value": value.value, "@language": value.language}
        if value.datatype in (XSD.string, XSD.date):
            return value.value
        return {"@value": value.value, "@type": value.datatype.value}
    if is_type and isinstance(value, NamedNode) and value in SCHEMA:
        return SCHEMA.name(value)
    return {"@id": value.value}
