"""The shape of the code: who may import whom, how large a module may be, what Python may not hold.

web → graph ← loader. Queries are `.rq` files, IRIs are minted in `graph/iris.py`, labels live in
the ontology and its shapes.
"""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import graph.terms

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("graph", "loader", "ontology", "web")
MODULES = sorted(
    [ROOT / "migralex.py", *(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))]
)
EVERY_MODULE = pytest.mark.parametrize(
    "module", MODULES, ids=[str(path.relative_to(ROOT)) for path in MODULES]
)

MAY_IMPORT_OURS = {
    "graph": {"graph", "ontology"},
    "loader": {"graph", "loader", "ontology"},
    "ontology": {"ontology"},
    "web": {"graph", "ontology", "web"},
    "migralex.py": {"graph", "loader", "web"},
}
MAY_IMPORT_THIRD_PARTIES = {
    "graph": {"SPARQLWrapper", "edtf", "pyoxigraph", "rdflib"},
    "loader": {"owlrl", "pyoxigraph", "pyparsing", "pyshacl", "rdflib", "yaml"},
    "ontology": set(),
    "web": {
        *("babel", "flask", "gunicorn", "jinja2", "markupsafe", "prometheus_client"),
        *("pygraphviz", "rapidfuzz", "werkzeug"),
    },
    "migralex.py": set(),
}
LONGEST_MODULE = 300
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "base", "core"}
IRI = re.compile(r"https?://\w")
SPARQL = re.compile(
    r"\b(SELECT|ASK|DESCRIBE|CONSTRUCT|INSERT|DELETE)\b[^.]*[{?]|\bPREFIX\s+\w*:\s*<|\bWHERE\s*\{"
)


def folder(module: Path) -> str:
    return module.relative_to(ROOT).parts[0]


@cache
def tree(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"), filename=str(module))


def imports(module: Path) -> Iterator[tuple[str, str | None]]:
    """Each imported module with the name taken from it, wherever in the file it is imported."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


def literals(module: Path) -> Iterator[tuple[int, str]]:
    """The string literals with their lines, docstrings left out: those are for people."""
    parsed = tree(module)
    documentation = {id(node.value) for node in ast.walk(parsed) if isinstance(node, ast.Expr)}
    for node in ast.walk(parsed):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in documentation:
                yield node.lineno, text


@EVERY_MODULE
def test_a_module_imports_only_what_its_folder_may(module: Path) -> None:
    where = folder(module)
    allowed = MAY_IMPORT_OURS[where] | MAY_IMPORT_THIRD_PARTIES[where] | sys.stdlib_module_names
    strangers = {name for name, _ in imports(module) if name.split(".")[0] not in allowed}
    assert not strangers


@EVERY_MODULE
def test_rdf_terms_come_through_one_door(module: Path) -> None:
    door = Path(graph.terms.__file__)
    terms = set(graph.terms.__all__)
    taken = {name for source, name in imports(module) if source == "pyoxigraph"}
    assert module == door or not taken & terms, "import RDF terms from graph.terms"


@EVERY_MODULE
def test_a_module_holds_one_idea(module: Path) -> None:
    assert module.stem not in SAYS_NOTHING, "name the module for its idea"
    lines = len(module.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_MODULE, f"{lines} lines: split it"


@EVERY_MODULE
def test_python_holds_no_query(module: Path) -> None:
    found = [(line, text) for line, text in literals(module) if SPARQL.search(text)]
    assert not found, "write it as a .rq file under graph/queries"


@EVERY_MODULE
def test_iris_are_minted_in_one_module_only(module: Path) -> None:
    found = [(line, text) for line, text in literals(module) if IRI.search(text)]
    assert module == ROOT / "graph" / "iris.py" or not found, "take it from graph.iris"


@pytest.fixture(scope="module")
def ontology_labels() -> set[str]:
    """Labels of at least three words: shorter ones are also ordinary words of a program."""
    naming = {"label", "prefLabel", "name"}
    return {
        quad.object.value
        for path in (ROOT / "ontology").rglob("*.ttl")
        for quad in graph.terms.parse(path=path, base_iri="urn:x:")
        if isinstance(quad.object, graph.terms.Literal)
        and re.split(r"[#/]", quad.predicate.value)[-1] in naming
        and quad.object.value.count(" ") > 1
    }


@EVERY_MODULE
def test_labels_live_in_the_ontology_only(module: Path, ontology_labels: set[str]) -> None:
    found = [(line, text) for line, text in literals(module) if text in ontology_labels]
    assert not found, "read the label from the graph"
