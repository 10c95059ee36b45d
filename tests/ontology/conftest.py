"""The ontology, its shapes and one graph of a country that does not exist, read once."""

from pathlib import Path

import pytest
from rdflib import Graph

ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"
CASES = Path(__file__).resolve().parent / "cases"


def read(*paths: Path) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(path)
    return graph


@pytest.fixture(scope="session")
def ontology() -> Graph:
    """The ontology with the concept schemes."""
    return read(ONTOLOGY / "migralex.ttl", *sorted((ONTOLOGY / "vocabulary").glob("*.ttl")))


@pytest.fixture(scope="session")
def structure() -> Graph:
    return read(ONTOLOGY / "shapes" / "structure.ttl")


@pytest.fixture(scope="session")
def plausibility() -> Graph:
    return read(ONTOLOGY / "shapes" / "plausibility.ttl")


@pytest.fixture(scope="session")
def completeness() -> Graph:
    return read(ONTOLOGY / "shapes" / "completeness.ttl")


@pytest.fixture(scope="session")
def style() -> Graph:
    return read(ONTOLOGY / "shapes" / "style.ttl")


@pytest.fixture(scope="session")
def testland(ontology: Graph) -> Graph:
    """A graph in which every property has a value and nothing is wrong, with the ontology."""
    return read(CASES / "testland.ttl") + ontology
