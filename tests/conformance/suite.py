"""Reads the W3C's SPARQL 1.1 test suite from where it lies beside this repository.

Nothing of the suite is copied here. Its manifests say what there is to ask, of which data, and
what must come of it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from pyoxigraph import BlankNode, NamedNode, QuerySolutions, Store, Variable

from graph.terms import Quad, RdfFormat, parse
from tests.conftest import ROOT

SUITE: Final = ROOT.parent / "shared" / "suites" / "w3c-rdf-tests" / "sparql" / "sparql11"
BASE: Final = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
QUERY_FOLDERS: Final = (
    "aggregates",
    "bind",
    "bindings",
    "cast",
    "construct",
    "exists",
    "functions",
    "grouping",
    "negation",
    "project-expression",
    "property-path",
    "subquery",
    "syntax-query",
    "syntax-fed",
    "csv-tsv-res",
    "json-res",
)
FORMATS: Final = {".ttl": RdfFormat.TURTLE, ".nt": RdfFormat.N_TRIPLES, ".rdf": RdfFormat.RDF_XML}
PREFIXES: Final = """
PREFIX dawgt: <http://www.w3.org/2001/sw/DataAccess/tests/test-dawg#>
PREFIX ht: <http://www.w3.org/2011/http#>
PREFIX cnt: <http://www.w3.org/2011/content#>
PREFIX mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#>
PREFIX qt: <http://www.w3.org/2001/sw/DataAccess/tests/test-query#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX ut: <http://www.w3.org/2009/sparql/tests/test-update#>
"""
CASES: Final = f"""{PREFIXES}
SELECT ?case ?type ?query ?result (BOUND(?word) AS ?approved) WHERE {{
  ?manifest mf:entries/rdf:rest*/rdf:first ?case .
  ?case a ?type ; mf:action ?action .
  OPTIONAL {{ ?action qt:query ?asked }}
  BIND(COALESCE(?asked, ?action) AS ?query)
  OPTIONAL {{ ?case mf:result ?result }}
  OPTIONAL {{ ?case dawgt:approval dawgt:Approved . BIND(true AS ?word) }}
}} ORDER BY ?case"""
DATA: Final = f"{PREFIXES} SELECT ?case ?file WHERE {{ ?case mf:action/%s ?file }}"


@dataclass(frozen=True)
class Case:
    """A test of the suite. `name` is its folder and its own name; files are paths in the suite."""

    name: str
    type: str
    query: Path
    result: Path | None
    data: tuple[Path, ...]
    graph_data: tuple[Path, ...]
    approved: bool

    @property
    def text(self) -> str:
        """The query as the file has it."""
        return self.query.read_text(encoding="utf-8")

    @property
    def based_text(self) -> str:
        """The query with the address of its file as its base."""
        return f"BASE <{iri(self.query)}>\n{self.text}"

    @property
    def describes_dataset(self) -> bool:
        """Whether the query has a FROM clause, with which no dataset is to be sent."""
        return re.search(r"\bFROM\b", self.text, re.IGNORECASE) is not None


def iri(file: Path) -> str:
    """The address that a file of the suite has in the suite."""
    return BASE + file.relative_to(SUITE).as_posix()


@cache
def manifest(folder: str) -> Store:
    """The manifest of a folder. Files are named by paths that stay in the suite."""
    store = Store()
    path = SUITE / folder / "manifest.ttl"
    store.load(path=path, format=RdfFormat.TURTLE, base_iri=BASE + f"{folder}/manifest.ttl")
    return store


def cases(folder: str) -> Iterator[Case]:
    """The query tests of a folder, in the order of their names."""
    store = manifest(folder)
    for row in _select(store, CASES):
        case = row["case"]
        yield Case(
            f"{folder}/{case.value.rpartition('#')[2]}",
            row["type"].value.rpartition("#")[2],
            _file(row["query"]),
            _file(row["result"]) if row["result"] is not None else None,
            _files(store, case, "qt:data"),
            _files(store, case, "qt:graphData"),
            row["approved"].value == "true",
        )


def _select(
    store: Store, text: str, substitutions: dict[Variable, Any] | None = None
) -> QuerySolutions:
    found = store.query(text, substitutions=substitutions)
    assert isinstance(found, QuerySolutions)
    return found


def _files(store: Store, case: NamedNode, link: str) -> tuple[Path, ...]:
    rows = _select(store, DATA % link, {Variable("case"): case})
    return tuple(sorted(_file(row["file"]) for row in rows))


def _file(node: NamedNode) -> Path:
    return SUITE / node.value.removeprefix(BASE)


def quads() -> Iterator[Quad]:
    """All data of the suite's query tests, each file in a graph that has the file's address."""
    files = {
        file
        for folder in QUERY_FOLDERS
        for case in cases(folder)
        for file in (*case.data, *case.graph_data)
    }
    for file in sorted(files):
        yield from graph(file, iri(file))


def protocol_quads() -> Iterator[Quad]:
    """The data of the protocol tests, in the graphs that their requests name."""
    named = "SELECT DISTINCT ?file ?name { ?c ut:graphData [ ut:graph ?file ; rdfs:label ?name ] }"
    for row in rows("protocol", named):
        yield from graph(_file(NamedNode(row["file"])), row["name"])


def graph(file: Path, name: str) -> Iterator[Quad]:
    """The triples of a file in a graph of this name; its blank nodes are its own."""
    nodes: dict[str, BlankNode] = {}

    def own(term: Any) -> Any:
        if isinstance(term, BlankNode):
            return nodes.setdefault(term.value, BlankNode())
        return term

    for quad in parse(path=file, format=FORMATS[file.suffix], base_iri=iri(file)):
        yield Quad(own(quad.subject), quad.predicate, own(quad.object), NamedNode(name))


def rows(folder: str, query: str) -> list[Mapping[str, str]]:
    """What a query of the manifest answers, as text by column; unbound columns are absent."""
    solutions = _select(manifest(folder), PREFIXES + query)
    names = [variable.value for variable in solutions.variables]
    return [{name: row[name].value for name in names if row[name] is not None} for row in solutions]
