"""The shape of the code: who may import whom, how large a module may be, what Python may not hold.

web → graph ← loader. Queries are `.rq` files, IRIs are minted in `graph/iris.py`, labels live in
the ontology and its shapes.
"""

import ast
import re
import sys
from collections.abc import Callable, Collection, Iterator
from functools import cache
from pathlib import Path

import graph.terms

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("graph", "loader", "ontology", "web")
MODULES = sorted(
    [ROOT / "migralex.py", *(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))]
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


def offending(faults: Callable[[Path], Collection[object]]) -> dict[str, Collection[object]]:
    """The faults of each module that has any, by its path."""
    found = {str(module.relative_to(ROOT)): faults(module) for module in MODULES}
    return {path: one for path, one in found.items() if one}


def test_a_module_imports_only_what_its_folder_may() -> None:
    def strangers(module: Path) -> set[str]:
        where = folder(module)
        allowed = MAY_IMPORT_OURS[where] | MAY_IMPORT_THIRD_PARTIES[where] | sys.stdlib_module_names
        return {name for name, _ in imports(module) if name.split(".")[0] not in allowed}

    assert not offending(strangers)


def test_rdf_terms_come_through_one_door() -> None:
    door = Path(graph.terms.__file__)
    terms = set(graph.terms.__all__)

    def taken(module: Path) -> set[str | None]:
        names = {name for source, name in imports(module) if source == "pyoxigraph"}
        return names & terms if module != door else set()

    assert not offending(taken), "import RDF terms from graph.terms"


def test_a_module_holds_one_idea() -> None:
    unnamed = [str(module) for module in MODULES if module.stem in SAYS_NOTHING]
    assert not unnamed, "name the module for its idea"
    lines = {str(one.relative_to(ROOT)): one.read_text("utf-8").count("\n") for one in MODULES}
    long = {path: count for path, count in lines.items() if count > LONGEST_MODULE}
    assert not long, "split it"


def test_python_holds_no_query() -> None:
    def queries(module: Path) -> list[tuple[int, str]]:
        return [(line, text) for line, text in literals(module) if SPARQL.search(text)]

    assert not offending(queries), "write it as a .rq file under graph/queries"


def test_iris_are_minted_in_one_module_only() -> None:
    def minted(module: Path) -> list[tuple[int, str]]:
        found = [(line, text) for line, text in literals(module) if IRI.search(text)]
        return found if module != ROOT / "graph" / "iris.py" else []

    assert not offending(minted), "take it from graph.iris"


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


def test_labels_live_in_the_ontology_only() -> None:
    labels = ontology_labels()

    def copied(module: Path) -> list[tuple[int, str]]:
        return [(line, text) for line, text in literals(module) if text in labels]

    assert not offending(copied), "read the label from the graph"
