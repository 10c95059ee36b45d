"""The ontology and one graph of a country that does not exist, read once."""

import pytest
from rdflib import Graph

from tests.ontology.files import CASES, ONTOLOGY, SCHEMES, read


@pytest.fixture(scope="session")
def ontology() -> Graph:
    """The ontology with the concept schemes."""
    return read(ONTOLOGY / "migralex.ttl", *SCHEMES)


@pytest.fixture(scope="session")
def testland(ontology: Graph) -> Graph:
    """A graph in which every property has a value and nothing is wrong, with the ontology."""
    return read(CASES / "testland.ttl") + ontology
