"""The fields of the forms that can be sent to the server."""

from typing import Final

from web.describing.schemas import TEXT, Schema, choice

BATCH: Final[Schema] = {
    "type": "object",
    "anyOf": [{"required": ["queries"]}, {"required": ["extend"]}],
    "properties": {
        "queries": {**TEXT, "description": "JSON: queries by their names"},
        "extend": {**TEXT, "description": "JSON: ids and properties"},
    },
}
CORRECTION: Final[Schema] = {
    "type": "object",
    "required": ["reason"],
    "properties": {
        "reason": {**TEXT, "description": "Why the record is to be corrected"},
        "as": {**choice("patch"), "description": "Give the patch and no page"},
    },
    "additionalProperties": {**TEXT, "description": "`value.PATH`: another value of the record"},
}
ADDITION: Final[Schema] = {
    "type": "object",
    "required": ["reason", "evidence.section", "evidence.from"],
    "properties": {
        "reason": {**TEXT, "description": "Why it is to be added"},
        "name": {**TEXT, "description": "What the identifier of it ends with"},
        **{
            f"evidence.{key}": {**TEXT, "description": f"Of the passage: {what}"}
            for key, what in (
                ("section", "its section"),
                ("from", "its first words"),
                ("to", "its last words"),
                ("note", "its note"),
            )
        },
        "as": {**choice("patch"), "description": "Give the patch and no page"},
    },
    "additionalProperties": {**TEXT, "description": "`value.KEY`: the value of a key"},
}
