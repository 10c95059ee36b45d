"""The files of the ontology, the graph of Testland, and small graphs written in a test."""

from pathlib import Path

from pyshacl import validate
from rdflib import SH, Graph

from loader.validate import PreparingGraph

ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"
CASES = Path(__file__).resolve().parent / "cases"
SCHEMES = sorted((ONTOLOGY / "vocabulary").glob("*.ttl"))


def read(*paths: Path) -> Graph:
    """One graph of several files."""
    graph = PreparingGraph()
    for path in paths:
        graph.parse(path)
    return graph


def shapes(name: str) -> Graph:
    """The shapes of one file."""
    return read(ONTOLOGY / "shapes" / f"{name}.ttl")


def turtle(text: str) -> Graph:
    """A graph from Turtle that needs no prefixes of its own."""
    prefixes = (CASES / "prefixes.ttl").read_text(encoding="utf-8")
    return Graph().parse(data=prefixes + text, format="turtle")


def complaints(data: Graph, of: Graph) -> set[str]:
    """The names of the shapes that report something."""
    _, results, _ = validate(data, shacl_graph=of)
    return {str(shape).split("#")[1] for shape in results.objects(None, SH.sourceShape)}
