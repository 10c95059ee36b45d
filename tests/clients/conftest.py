"""A server where every IRI of ours is the address at which the server itself answers."""

from collections.abc import Iterator

import pytest

from graph.release import Release, current
from graph.terms import RdfFormat, parse
from tests.conftest import Served, environment, free_port, running
from tests.serving import publish


@pytest.fixture(scope="package")
def at_home(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The real release as a deployment with a domain of its own would have it."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    folder = tmp_path_factory.mktemp("at-home")
    moved = release.nquads.read_bytes().replace(release.base_iri.encode(), url.encode())
    publish(folder, "0" * 64, url, parse(moved, format=RdfFormat.N_QUADS))
    with running(port, environment(MIGRALEX_VAR=str(folder)), folder / "log.txt"):
        yield Served(url, current(folder), shows_text=False)
