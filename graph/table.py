"""A result as a table for people at a terminal."""

import unicodedata
from collections.abc import Sequence
from itertools import zip_longest

from graph.iris import PREFIXES
from graph.terms import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    Triple,
    parse_query_results,
)


def table(json: bytes) -> str:
    """The table of a result in the SPARQL JSON format; yes or no for an ASK."""
    results = parse_query_results(json, format=QueryResultsFormat.JSON)
    if isinstance(results, QueryBoolean):
        return "yes\n" if results else "no\n"
    if not isinstance(results, QuerySolutions):
        raise TypeError("triples have no table")
    head = [variable.value for variable in results.variables]
    rows = [[_cell(term) for term in solution] for solution in results]
    widths = [max(map(_width, column)) for column in zip_longest(head, *rows, fillvalue="")]
    lines = [_line(head, widths), "  ".join("─" * width for width in widths)]
    return "\n".join([*lines, *(_line(row, widths) for row in rows), ""])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (
        cell + " " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=True)
    )
    return "  ".join(padded).rstrip()


def _cell(term: NamedNode | BlankNode | Literal | Triple | None) -> str:
    match term:
        case None:
            return ""
        case Literal(value=value):
            return "".join(" " if unicodedata.category(c) == "Cc" else c for c in value)
        case NamedNode(value=value):
            return _shortened(value)
        case _:
            return str(term)


def _shortened(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and iri[len(namespace) :].isidentifier():
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri}>"


def _width(text: str) -> int:
    """The columns that a terminal gives the text."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    combining = sum(bool(unicodedata.combining(character)) for character in text)
    return len(text) + wide - combining
