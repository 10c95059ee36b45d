"""The one door to RDF terms: everybody imports them from here, nobody from pyoxigraph."""

from typing import TypeAlias

from pyoxigraph import (
    BaseDirection,
    BlankNode,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolution,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    Variable,
    parse,
    parse_query_results,
    serialize,
)

Term: TypeAlias = NamedNode | BlankNode | Literal
Subject: TypeAlias = NamedNode | BlankNode

__all__ = [
    "BaseDirection",
    "BlankNode",
    "Dataset",
    "DefaultGraph",
    "Literal",
    "NamedNode",
    "Quad",
    "QueryBoolean",
    "QueryResultsFormat",
    "QuerySolution",
    "QuerySolutions",
    "QueryTriples",
    "RdfFormat",
    "Subject",
    "Term",
    "Triple",
    "Variable",
    "parse",
    "parse_query_results",
    "serialize",
]
