"""The release of `sources/`, open as a server has it."""

from collections.abc import Iterator

import pytest

from graph.release import Release
from graph.store import Store, open_store


@pytest.fixture(scope="session")
def store(release: Release) -> Iterator[Store]:
    """The graph that all questions are put to."""
    opened = open_store(release)
    yield opened
    opened.close()
