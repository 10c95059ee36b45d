"""The shapes of what is taken and given as JSON, as the description of the interface names them.

Source: JSON Schema 2020-12; SPARQL 1.1 Query Results JSON Format; RFC 9457, section 3.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

Schema = Mapping[str, Any]
TEXT: Final[Schema] = {"type": "string"}
DAY: Final[Schema] = {"type": "string", "format": "date", "examples": ["2007-12-01"]}
IRI: Final[Schema] = {"type": "string", "format": "iri"}
WHOLE: Final[Schema] = {"type": "integer", "minimum": 0}


def choice(*values: str) -> Schema:
    """The schema of a text that is one of these."""
    return {"type": "string", "enum": list(values)}


_TERM: Final[Schema] = {
    "type": "object",
    "required": ["type", "value"],
    "properties": {
        "type": choice("uri", "literal", "bnode", "triple"),
        "value": {"type": ["string", "object"]},
        "datatype": TEXT,
        "xml:lang": TEXT,
    },
}
_ITEM: Final[Schema] = {
    "type": "object",
    "required": ["name"],
    "properties": {"id": TEXT, "iri": TEXT, "name": TEXT, "description": TEXT},
}
SHAPES: Final[Mapping[str, Schema]] = MappingProxyType(
    {
        "Object": {"type": "object"},
        "Table": {
            "type": "array",
            "items": {"type": "object", "additionalProperties": TEXT},
        },
        "JsonLd": {"type": ["object", "array"]},
        "Citation": {"type": ["object", "array"]},
        "Health": {
            "type": "object",
            "required": ["status", "release"],
            "properties": {"status": TEXT, "release": TEXT, "reason": TEXT},
        },
        "Suggestions": {
            "type": "object",
            "required": ["result"],
            "properties": {"result": {"type": "array", "items": _ITEM}},
        },
        "Results": {
            "type": "object",
            "properties": {
                "head": {"type": "object"},
                "boolean": {"type": "boolean"},
                "results": {
                    "type": "object",
                    "required": ["bindings"],
                    "properties": {
                        "bindings": {
                            "type": "array",
                            "items": {"type": "object", "additionalProperties": _TERM},
                        }
                    },
                },
            },
        },
        "Problem": {
            "type": "object",
            "required": ["type", "title", "status"],
            "properties": {
                "type": {**TEXT, "format": "uri-reference"},
                "title": TEXT,
                "status": {"type": "integer", "minimum": 400, "maximum": 599},
                "detail": TEXT,
                "instance": TEXT,
                "line": WHOLE,
                "column": WHOLE,
                "token": TEXT,
                "parameter": TEXT,
            },
        },
    }
)
