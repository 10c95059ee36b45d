"""A server with small limits on a graph of an invented country, for those who mean no good."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.iris import MLX, RDF, RDFS, Iris
from graph.terms import Literal, Quad
from tests.serving import Endpoint, publish, serving

IRIS = Iris()
LAWS = 400
LIMITS = {
    "query_seconds": "0.5",
    "query_megabytes": "128",
    "query_rows": "20000",
    "result_megabytes": "32",
    "queries": "2",
    "threads": "8",
}


def testland() -> Iterator[Quad]:
    facts = IRIS.graph("facts")
    for number in range(LAWS):
        law = IRIS.entity("law", f"law-{number}")
        yield Quad(law, RDF.type, MLX.Law, facts)
        yield Quad(law, RDFS.label, Literal(f"Law {number} of Testland", language="en"), facts)
        yield Quad(law, MLX.amends, IRIS.entity("law", f"law-{number * 7 % LAWS}"), facts)


@pytest.fixture(scope="session")
def harmed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """The server."""
    var = publish(tmp_path_factory.mktemp("testland"), "testland", IRIS.base, testland())
    with serving(var, tmp_path_factory.mktemp("log") / "log.txt", **LIMITS) as running:
        yield running


def processes(pid: int) -> list[int]:
    """The process and all that it started, and those started, as far as they live."""
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            found += [int(child) for child in task.read_text().split()]
    return found


def memory(endpoint: Endpoint) -> int:
    """The memory of all processes of the server in MiB, what is shared counted once."""
    total = 0
    for pid in processes(endpoint.pid):
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total // 1024


def descriptors(endpoint: Endpoint) -> int:
    """The open descriptors of all processes of the server."""
    count = 0
    for pid in processes(endpoint.pid):
        try:
            count += len(list(Path(f"/proc/{pid}/fd").iterdir()))
        except OSError:
            continue
    return count
