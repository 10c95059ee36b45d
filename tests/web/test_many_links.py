"""An entity that ten thousand others point to is answered as one that ten point to."""

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest
from flask.testing import FlaskClient

from graph.engines.memory import Memory
from graph.iris import HYDRA, MLX, RDF, RDFS, Iris
from graph.limits import Limits
from graph.release import current
from graph.store import Store
from graph.terms import Literal, Quad
from tests.serving import publish
from tests.web.conftest import triples
from web.app import create_app
from web.linked.describe import PER_PAGE
from web.settings import Settings

BASE = "http://localhost:8000/"
FEW, MANY = 10, 10_000
ROUNDS = 15


def quads() -> Iterator[Quad]:
    """Two polities of Testland: few laws name the one as theirs, and many the other."""
    iris = Iris(BASE)
    facts = iris.graph("facts")
    for name, size in (("few", FEW), ("many", MANY)):
        polity = iris.entity("polity", name)
        yield Quad(polity, RDF.type, MLX.Polity, facts)
        yield Quad(polity, RDFS.label, Literal(name, language="en"), facts)
        for number in range(size):
            law = iris.entity("law", f"{name}-{number}")
            yield Quad(law, MLX.jurisdiction, polity, facts)
            yield Quad(law, RDFS.label, Literal(f"Law {number}", language="en"), facts)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The server of these two."""
    var: Path = publish(tmp_path_factory.mktemp("var"), "0" * 64, BASE, quads())
    release = current(var)
    store = Store(release, Memory(release), Limits())
    yield create_app(Settings(var=var), store).test_client()
    store.close()


def seconds(client: FlaskClient, path: str) -> float:
    found = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        assert client.get(path).status_code == 200
        found.append(time.perf_counter() - start)
    return median(found)


def test_many_links_are_counted_and_come_in_pages(client: FlaskClient) -> None:
    found = triples(client.get("/data/polity/many.ttl"), "ttl")
    totals = [one.object for one in found if one.predicate == HYDRA.totalItems]
    assert totals == [Literal(MANY)]
    assert len([one for one in found if one.predicate == MLX.jurisdiction]) == PER_PAGE
    assert client.get(f"/data/polity/many.ttl?page={MANY // PER_PAGE}").status_code == 200
    assert client.get(f"/data/polity/many.ttl?page={MANY // PER_PAGE + 1}").status_code == 404


def test_many_links_take_no_longer_than_few(client: FlaskClient) -> None:
    for name in ("few", "many"):
        client.get(f"/data/polity/{name}.ttl")
    few, many = (seconds(client, f"/data/polity/{name}.ttl") for name in ("few", "many"))
    # Both are kept after the first time; what is left is to send some more bytes.
    assert many < 2 * few + 0.002
