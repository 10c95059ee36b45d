"""One server for the whole suite: its data is the release, each file a graph.

Each request names the graphs that the test is about, as the SPARQL Protocol lets a client do.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.suite import BASE, SUITE, protocol_quads, quads
from tests.serving import Endpoint, publish, serving

DIGEST = "w3c-sparql11"
LIMITS = {
    "query_seconds": "2",
    "query_rows": "5000",
    "query_megabytes": "256",
    "queries": "2",
    "threads": "6",
    "queue": "1",
    "queue_seconds": "1",
    "body_kilobytes": "64",
}
MISSING = f"the W3C's SPARQL 1.1 suite is not beside this repository, at {SUITE.parent.name}"


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """The server on the data of the suite."""
    if not SUITE.is_dir():
        pytest.skip(MISSING)
    var = publish(tmp_path_factory.mktemp("suite"), DIGEST, BASE, (*quads(), *protocol_quads()))
    with serving(var, tmp_path_factory.mktemp("log") / "log.txt") as running:
        yield running


@pytest.fixture(scope="session")
def strict(var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """The server on the release of this repository, with limits that are soon reached."""
    log = tmp_path_factory.mktemp("log") / "log.txt"
    with serving(var, log, **LIMITS) as running:
        yield running
