"""A hundred thousand statements come in the same order from every process, unordered as they are.

The order of rows where a query states none, and of columns where it names none, is nobody's promise
in SPARQL; without it an export could not be compared with yesterday's. One exception is known: the
engine puts three and more branches of a UNION in any order (docs/conformance.md).
"""

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.iris import MLX, RDF, RDFS, Iris
from graph.terms import Literal, Quad
from tests.conftest import ROOT, environment
from tests.serving import publish

IRIS = Iris()
LAWS = 20_000
SEEDS = ("0", "1", "4242")
QUERY = """PREFIX mlx: <https://w3id.org/migralex/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT * {
  { SELECT ?apple (COUNT(*) AS ?n) { ?law mlx:jurisdiction ?apple } GROUP BY ?apple }
  GRAPH ?g { ?zebra mlx:jurisdiction ?apple }
  OPTIONAL { ?zebra rdfs:label ?mango }
}"""


def quads() -> Iterator[Quad]:
    """Five statements about each law, in graphs of claims and of facts."""
    facts = IRIS.graph("facts")
    for number in range(LAWS):
        law, polity = IRIS.entity("law", f"law-{number}"), IRIS.entity("polity", f"p{number % 97}")
        yield Quad(law, RDF.type, MLX.Law, facts)
        yield Quad(law, RDFS.label, Literal(f"Law {number}", language="en"), facts)
        yield Quad(law, RDFS.label, Literal(f"Zakon {number}", language="sr-Latn"), facts)
        yield Quad(law, MLX.jurisdiction, polity, facts)
        yield Quad(law, MLX.jurisdiction, polity, IRIS.claim("testland", f"claim-{number % 5000}"))


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(tmp_path_factory.mktemp("order"), "0" * 64, IRIS.base, quads())


def answer(var: Path, seed: str) -> bytes:
    found = subprocess.run(
        [sys.executable, "-m", "migralex", "query", "-", "--format", "csv"],
        input=QUERY.encode(),
        cwd=ROOT,
        env=environment(MIGRALEX_VAR=str(var), PYTHONHASHSEED=seed),
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    return found.stdout


def test_rows_and_columns_come_in_the_same_order_from_every_process(var: Path) -> None:
    answers = [answer(var, seed) for seed in SEEDS]
    header, *rows = answers[0].decode().splitlines()
    assert sorted(header.split(",")) == ["apple", "g", "mango", "n", "zebra"]
    assert len(rows) == 2 * 2 * LAWS
    assert len({hashlib.sha256(one).hexdigest() for one in answers}) == 1
