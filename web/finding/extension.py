"""Data extension: values of properties for entities that were reconciled.

Source: Reconciliation Service API 0.2, section 7 (data extension service).
"""

from collections.abc import Mapping
from typing import Any, Final

from graph.iris import XSD
from graph.shapes import Property
from graph.terms import Literal, NamedNode, Term
from web.finding.candidates import (
    entity_of,
    identifier,
    property_id,
    property_named,
    type_named,
    values_of,
)
from web.finding.registry import Registry
from web.http.problems import bad_request

MOST_CELLS: Final = 5000
MOST_PROPOSED: Final = 100
SETTINGS: Final[list[dict[str, Any]]] = [
    {
        "name": "limit",
        "label": "Limit",
        "type": "number",
        "default": 0,
        "help_text": "Most values of one entity; 0 for all",
    },
    {
        "name": "content",
        "label": "Content",
        "type": "select",
        "default": "value",
        "help_text": "What to put into the cells",
        "choices": [
            {"value": "value", "name": "Names and values"},
            {"value": "id", "name": "Identifiers"},
            {"value": "count", "name": "The number of values"},
        ],
    },
]


def extend(reg: Registry, said: Any) -> dict[str, Any]:
    """The values that a client's JSON asks for. Raises ProblemError (400) if it asks for none.

    An entity that the graph does not have has no values: its cells are empty.
    """
    if not isinstance(said, Mapping):
        raise bad_request("An extension is an object with “ids” and “properties”.")
    ids, wanted = said.get("ids"), said.get("properties")
    if not isinstance(ids, list) or not isinstance(wanted, list) or not wanted:
        raise bad_request("An extension has lists of “ids” and “properties”.")
    if len(ids) * len(wanted) > MOST_CELLS:
        raise bad_request(f"At most {MOST_CELLS} cells at a time: ask for fewer entities.")
    asked = [_asked(reg, one) for one in wanted]
    rows = {}
    for id_ in map(str, ids):
        iri = entity_of(reg, id_)
        rows[id_] = {
            name: _cells(reg, iri, one, settings) if iri else [] for name, one, settings in asked
        }
    meta = [{"id": name, "name": one.name} for name, one, _ in asked]
    return {"meta": meta, "rows": rows}


def _asked(reg: Registry, said: Any) -> tuple[str, Property, Mapping[str, Any]]:
    if not isinstance(said, Mapping) or not isinstance(said.get("id"), str):
        raise bad_request("Each property to extend with has an “id”.")
    settings = said.get("settings") or {}
    if not isinstance(settings, Mapping):
        raise bad_request("The settings of a property are an object.")
    return said["id"], property_named(reg, said["id"]), settings


def _cells(
    reg: Registry, iri: str, one: Property, settings: Mapping[str, Any]
) -> list[dict[str, Any]]:
    values = values_of(reg, iri, one)
    if settings.get("content") == "count":
        return [{"int": len(values)}]
    limit = str(settings.get("limit", 0))
    if limit.isascii() and limit.isdigit() and int(limit) > 0:
        values = values[: int(limit)]
    if settings.get("content") == "id":
        return [{"str": _identifier(reg, value)} for value in values]
    return [cell(reg, value) for value in values]


def _identifier(reg: Registry, value: Term) -> str:
    return identifier(reg, value.value) if isinstance(value, NamedNode) else value.value


def cell(reg: Registry, value: Term) -> dict[str, Any]:
    """A value as the API writes it: an entity of ours, a day, a number, or a text."""
    if isinstance(value, NamedNode):
        if value.value in reg.matcher.classes:
            return {"id": identifier(reg, value.value), "name": reg.site.name(value.value).text}
        known = value.value in reg.site.terms
        return {"str": reg.site.name(value.value).text if known else value.value}
    if isinstance(value, Literal) and value.datatype == XSD.date:
        return {"date": f"{value.value}T00:00:00"}
    if isinstance(value, Literal) and value.datatype == XSD.integer:
        return {"int": int(value.value)}
    if isinstance(value, Literal) and value.datatype == XSD.decimal:
        return {"float": float(value.value)}
    return {"str": value.value}


def proposed(reg: Registry, type_: str, limit: int) -> dict[str, Any]:
    """The properties that entities of a type may have. Raises ProblemError (400), no such type."""
    iri = type_named(reg, type_)
    found = reg.site.shapes.of({iri, *reg.has_all_of(iri)})
    properties = [
        {"id": property_id(one), "name": one.name, "description": one.description}
        for one in found[:limit]
    ]
    return {"type": type_, "limit": limit, "properties": properties}
