"""Testland, fresh for each test, and once built for those that only look."""

from pathlib import Path

import pytest

from tests.loader.testland import Graph, Testland


@pytest.fixture
def testland(tmp_path: Path) -> Testland:
    """An empty folder to write Testland in."""
    return Testland(tmp_path)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Testland:
    """Testland as it stands, built; for tests that do not change it."""
    testland = Testland(tmp_path_factory.mktemp("testland"))
    testland.make()
    return testland


@pytest.fixture(scope="session")
def built(published: Testland) -> Graph:
    """The graph of Testland as it stands."""
    return Graph(published.release())
