"""From the value that a record gives to a value of the model, checked against the schema."""

import re
from typing import Final

from graph.dates import DateFault, read_date
from graph.iris import MLX, SLUG, XSD
from graph.terms import NamedNode
from loader.faults import Faults, did_you_mean
from loader.records import ClaimValue, NodeValue, PlainValue, Value, WordsValue
from loader.schema import Concept, Property, Schema
from loader.strict_yaml import Fields, Node, Text, each

_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
_IRI: Final = re.compile(r"[a-z][a-z0-9+.-]*://[^\s<>\"{}|\\^`]+")
_REFERENCE: Final = re.compile(rf"[a-z]+/{SLUG.pattern}")
FORMS: Final = {
    XSD.integer: (re.compile(r"-?(0|[1-9]\d*)"), "a whole number without leading zeros"),
    XSD.boolean: (re.compile(r"true|false"), "true or false"),
    XSD.anyURI: (_IRI, "an absolute IRI"),
}


def read_value(
    prop: Property, node: Node, language: str, schema: Schema, faults: Faults
) -> list[Value]:
    """The values that one item of a key stands for; empty when it is at fault.

    Several only for words in several languages. `language` is that of the source.
    """
    if prop.kind == "words":
        return list(_words(prop, node, language, faults))
    if not isinstance(node, Text):
        remedy = f"Give {prop.key} one value, or a list of values."
        faults.add(node.place, f"{prop.key} takes no mapping", remedy)
        return []
    if not node.value:
        faults.add(node.place, f"{prop.key} has no value", "Give it one, or leave the key out.")
        return []
    match prop.kind:
        case "node":
            value = _node(prop, node, faults)
        case "concept":
            value = _concept(prop, node, schema, faults)
        case "date":
            value = _date(node, faults)
        case _:
            value = _plain(prop, node, faults)
    return [] if value is None else [value]


def _words(prop: Property, node: Node, language: str, faults: Faults) -> list[WordsValue]:
    if isinstance(node, Text) and node.value:
        return [WordsValue(node.value, language)]
    found: list[WordsValue] = []
    for tag, value in node.entries if isinstance(node, Fields) else ():
        if not _LANGUAGE.fullmatch(tag.value):
            remedy = "Write a tag such as en, sr or sr-Latn before the words."
            faults.add(tag.place, f"{tag.value!r} is not a language", remedy)
        found.extend(
            WordsValue(one.value, tag.value)
            for one in each(value)
            if isinstance(one, Text) and one.value
        )
    if not found:
        remedy = f"Write `{prop.key}: words` or `{prop.key}: {{en: words, sr: words}}`."
        faults.add(node.place, f"{prop.key} has no words", remedy)
    return found


def _node(prop: Property, node: Text, faults: Faults) -> Value | None:
    if MLX.Claim in prop.classes:
        return ClaimValue(node.value)
    if _IRI.fullmatch(node.value):
        if prop.classes:
            remedy = "Write the id of a record, such as law/asylum-2007."
            faults.add(node.place, f"{prop.key} takes no outside IRI", remedy)
            return None
        return NamedNode(node.value)
    if _REFERENCE.fullmatch(node.value):
        return NodeValue(node.value)
    remedy = "Write kind/name as the record's id says, or an absolute IRI of somewhere else."
    faults.add(node.place, f"{node.value!r} is not an id", remedy)
    return None


def _concept(prop: Property, node: Text, schema: Schema, faults: Faults) -> Concept | None:
    concept = schema.concepts.get(node.value)
    if concept is not None and (prop.scheme is None or prop.scheme in concept.schemes):
        return concept
    fitting = sorted(
        name
        for name, one in schema.concepts.items()
        if prop.scheme is None or prop.scheme in one.schemes
    )
    scheme = prop.scheme.value.rsplit("/", 1)[-1] if prop.scheme else "any scheme"
    remedy = f"There are {', '.join(fitting)}."
    if concept is None:
        remedy = did_you_mean(node.value, fitting, remedy)
    message = f"{prop.key}: {node.value!r} is not a concept of {scheme}"
    faults.add(node.place, message, remedy)
    return None


def _date(node: Text, faults: Faults) -> Value | None:
    try:
        return read_date(node.value)
    except DateFault as fault:
        remedy = (
            "Write YYYY-MM-DD, YYYY-MM, YYYY or a phrase of docs/dates.md, such as mid-2007,"
            " end of 2004, first quarter of 2008 or April/May 2008."
        )
        faults.add(node.place, str(fault), remedy)
        return None


def _plain(prop: Property, node: Text, faults: Faults) -> Value | None:
    form = FORMS.get(prop.datatype)
    if form is not None and not form[0].fullmatch(node.value):
        faults.add(node.place, f"{prop.key}: {node.value!r} does not fit", f"Write {form[1]}.")
        return None
    return PlainValue(node.value, prop.datatype)
