"""Reads results in every format, by the standard library alone, and tells whether two are equal.

Solutions are compared as the suite's README asks: as a multiset, up to the names of blank nodes;
numbers and booleans by value, not by how they are written, because the store keeps values.
"""

import csv
import io
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

from pyoxigraph import CanonicalizationAlgorithm

from graph.iris import XSD
from graph.terms import (
    BlankNode,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Term,
    Triple,
    parse,
)

SR: Final = "{http://www.w3.org/2005/sparql-results#}"
RS: Final = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
DECIMALS: Final = (XSD.integer, XSD.decimal)
FLOATS: Final = (XSD.double, XSD.float)
ROW: Final = NamedNode("tag:row")

Row = Mapping[str, Term]


@dataclass(frozen=True)
class Result:
    """What a query answers: a boolean, solutions with their columns, or triples."""

    boolean: bool | None = None
    columns: frozenset[str] = frozenset()
    rows: tuple[Row, ...] = ()
    triples: tuple[Triple, ...] = ()

    def equals(self, other: "Result") -> bool:
        """Whether both say the same."""
        if (self.boolean, self.columns) != (other.boolean, other.columns):
            return False
        return _canonical(self) == _canonical(other)


def _canonical(result: Result) -> set[str]:
    dataset = Dataset(_quads(result))
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in dataset}


def _quads(result: Result) -> Iterator[Quad]:
    for triple in result.triples:
        yield Quad(triple.subject, triple.predicate, by_value(triple.object))
    for row in result.rows:
        node = BlankNode()
        yield Quad(node, ROW, Literal("row"))
        for column, term in row.items():
            yield Quad(node, NamedNode(f"tag:column:{column}"), by_value(term))


def by_value(term: Any) -> Any:
    """The term with a number written in one way only."""
    if not isinstance(term, Literal):
        return term
    if term.datatype == XSD.boolean:
        return Literal(term.value in ("true", "1"))
    try:
        if term.datatype in DECIMALS:
            number = Decimal(term.value)
            return Literal(format(round(number, 12).normalize(), "f"), datatype=term.datatype)
        if term.datatype in FLOATS:
            real = float(term.value.replace("INF", "inf"))
            text = repr(float(f"{real:.6g}")) if math.isfinite(real) else str(real)
            return Literal(text, datatype=term.datatype)
    except (ValueError, InvalidOperation):
        pass
    return term


def read_json(body: bytes) -> Result:
    """A result in the JSON format."""
    document = json.loads(body)
    if "boolean" in document:
        return Result(boolean=document["boolean"])
    rows = tuple(
        {name: _from_json(value) for name, value in row.items()}
        for row in document["results"]["bindings"]
    )
    return Result(columns=frozenset(document["head"].get("vars", ())), rows=rows)


def _from_json(value: Mapping[str, str]) -> Term:
    if value["type"] == "uri":
        return NamedNode(value["value"])
    if value["type"] == "bnode":
        return BlankNode(_label(value["value"]))
    return _literal(value["value"], value.get("datatype"), value.get("xml:lang"))


def read_xml(body: bytes) -> Result:
    """A result in the XML format."""
    root = ElementTree.fromstring(body)  # noqa: S314 - ours or the suite's
    boolean = root.find(f"{SR}boolean")
    if boolean is not None:
        return Result(boolean=(boolean.text or "").strip() == "true")
    columns = frozenset(one.attrib["name"] for one in root.iter(f"{SR}variable"))
    rows = tuple(
        {binding.attrib["name"]: _from_xml(binding[0]) for binding in result}
        for result in root.iter(f"{SR}result")
    )
    return Result(columns=columns, rows=rows)


def _from_xml(element: ElementTree.Element) -> Term:
    text = element.text or ""
    if element.tag == f"{SR}uri":
        return NamedNode(text.strip())
    if element.tag == f"{SR}bnode":
        return BlankNode(_label(text.strip()))
    return _literal(text, element.get("datatype"), element.get(XML_LANG))


def read_tsv(body: bytes) -> Result:
    """A result in the TSV format."""
    lines = body.decode("utf-8").removesuffix("\n").split("\n")
    names = [name.removeprefix("?") for name in lines[0].split("\t")]
    rows = tuple(
        {
            name: _from_turtle(cell)
            for name, cell in zip(names, line.split("\t"), strict=True)
            if cell
        }
        for line in lines[1:]
    )
    return Result(columns=frozenset(names), rows=rows)


def _from_turtle(cell: str) -> Term:
    label = _label(cell.removeprefix("_:"))
    if cell.startswith("_:"):
        return BlankNode(label)
    (quad,) = parse(f"<tag:s> <tag:p> {cell} .", format=RdfFormat.TURTLE)
    term: Term = quad.object
    return term


def read_csv(body: bytes) -> list[tuple[str, ...]]:
    """The lines of a result in the CSV format: the columns, then the rows, in one order."""
    head, *rows = csv.reader(io.StringIO(body.decode("utf-8"), newline=""))
    order = sorted(range(len(head)), key=lambda place: head[place])
    lines = [tuple(_plain(line[place]) for place in order) for line in rows]
    return [tuple(head[place] for place in order), *sorted(lines)]


def _plain(cell: str) -> str:
    """A cell: blank nodes have no names, and numbers one way to be written."""
    if cell.startswith("_:"):
        return "_:"
    try:
        return repr(float(cell))
    except ValueError:
        return cell


def read_rdf(body: bytes, format_: RdfFormat, base: str) -> Result:
    """A graph, or solutions where the graph is the suite's description of some."""
    triples = tuple(quad.triple for quad in parse(body, format=format_, base_iri=base))
    columns = [t.object.value for t in triples if t.predicate.value == f"{RS}resultVariable"]
    if not columns:
        return Result(triples=triples)
    return Result(columns=frozenset(columns), rows=tuple(_described_rows(triples)))


def _described_rows(triples: Iterable[Triple]) -> Iterator[Row]:
    found: dict[str, list[tuple[Any, Any]]] = {}
    for one in triples:
        found.setdefault(one.predicate.value.removeprefix(RS), []).append((one.subject, one.object))
    names, values = dict(found.get("variable", ())), dict(found.get("value", ()))
    for _, solution in found.get("solution", ()):
        yield {
            names[binding].value: values[binding]
            for subject, binding in found.get("binding", ())
            if subject == solution
        }


def read_file(file: Path, base: str) -> Result:
    """A result as a file of the suite has it."""
    body = file.read_bytes()
    match file.suffix:
        case ".srx":
            return read_xml(body)
        case ".srj":
            return read_json(body)
        case ".tsv":
            return read_tsv(body)
        case _:
            return read_rdf(body, RdfFormat.TURTLE, base)


def _literal(value: str, datatype: str | None, language: str | None) -> Literal:
    if language:
        return Literal(value, language=language)
    return Literal(value, datatype=NamedNode(datatype)) if datatype else Literal(value)


def _label(text: str) -> str:
    """A name for a blank node; what formats allow as one differs."""
    return "b" + text.encode("utf-8").hex()
