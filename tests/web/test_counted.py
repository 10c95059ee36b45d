"""What is counted in all of the graph is counted once for a release, not for each reader."""

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import RememberingStore

COUNTING = {"page/counts", "page/graphs", "page/service", "page/usage", "dataset/void"}


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/", "text/html"),
        ("/dataset", "text/html"),
        ("/ontology", "text/html"),
        ("/sparql", "text/turtle"),
        ("/.well-known/void", "text/turtle"),
    ],
)
def test_nothing_is_counted_anew_for_the_next_reader(
    client: FlaskClient, store: RememberingStore, path: str, accept: str
) -> None:
    headers = {"Accept": accept, "Cache-Control": "no-cache"}
    first = client.get(path, headers=headers, follow_redirects=True)
    assert first.status_code == 200
    store.asked.clear()
    again = client.get(path, headers=headers, follow_redirects=True)
    assert again.data == first.data
    assert not COUNTING.intersection(store.asked)
