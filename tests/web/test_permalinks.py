"""A permalink keeps a query with its release and result, and tells what changed since.

Testland has two releases: in the second one the Entry Act was adopted a day later.
"""

import base64
import re
import shutil
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from graph.engines.memory import Memory
from graph.limits import Limits
from graph.release import Release, current
from graph.store import Store
from tests.loader.testland import RECORDS, TEXT, Testland
from web.app import create_app
from web.settings import Settings

PREFIXES = """PREFIX mlx: <https://w3id.org/migralex/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
DATES = (
    PREFIXES + "SELECT ?event ?date WHERE { ?event mlx:affects <id/law/entry> ; mlx:date ?date }"
)
NAMES = PREFIXES + "SELECT ?law ?name WHERE { ?law mlx:jurisdiction ?where ; rdfs:label ?name }"
ASKS = (
    PREFIXES
    + "ASK { ?event mlx:affects <id/law/entry> ; mlx:latest ?day "
    + ('FILTER(?day < "2001-03-04"^^<http://www.w3.org/2001/XMLSchema#date>) }')
)
TRIPLES = PREFIXES + "CONSTRUCT { ?event mlx:date ?date } WHERE { ?event mlx:date ?date }"


def client_of(var: Path, release: Release) -> tuple[FlaskClient, Store]:
    store = Store(release, Memory(release), Limits(seconds=10, parallel=2))
    return create_app(Settings(var=var), store).test_client(), store


@dataclass(frozen=True)
class Served:
    """Testland as it is served before and after its second release."""

    var: Path
    before: FlaskClient
    after: FlaskClient


@pytest.fixture(scope="module")
def testland(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    made = Testland(tmp_path_factory.mktemp("permalinks"))
    made.make()
    var = made.folder / "var"
    before, store = client_of(var, current(var))
    made.write(RECORDS.replace("2001-03-03", "2001-03-04"), text=TEXT.replace("3 March", "4 March"))
    made.graph()
    after, later = client_of(var, current(var))
    yield Served(var, before, after)
    store.close()
    later.close()


def permalink(client: FlaskClient, query: str, **arguments: str) -> str | None:
    """The path of the permalink that the page of a result gives."""
    page = client.post(
        "/sparql",
        data=urlencode({"query": query, **arguments}),
        content_type="application/x-www-form-urlencoded",
        headers={"Accept": "text/html"},
    )
    assert page.status_code == 200
    found = re.search(r'class="permalink" href="([^"]+)"', page.text)
    return found[1] if found else None


def kept(client: FlaskClient, query: str, **arguments: str) -> str:
    path = permalink(client, query, **arguments)
    assert path is not None
    return path


def told(client: FlaskClient, path: str) -> dict[str, Any]:
    answer = client.get(path, headers={"Accept": "application/json"})
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json(force=True)
    return found


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("query", [DATES, NAMES, ASKS, TRIPLES])
def test_asked_again_in_the_same_release_a_result_is_identical(
    testland: Served, query: str
) -> None:
    path = kept(testland.before, query)
    found = told(testland.before, path)
    assert found["verdict"] == "identical"
    assert found["query"] == query
    assert found["now"]["digest"].startswith(found["then"]["digest"])
    assert ">Identical</h2>" in page(testland.before, path)


def test_a_permalink_is_short(testland: Served) -> None:
    assert len(kept(testland.before, DATES)) < 150


def test_a_permalink_shows_its_query_its_release_and_its_day(testland: Served) -> None:
    path = kept(testland.before, DATES)
    release, day = path.split("/")[2:4]
    shown = page(testland.after, path)
    assert f"<code>{release}</code>" in shown
    assert f'<time datetime="{day}">' in shown
    assert "?event mlx:affects" in shown


def test_after_a_new_release_it_says_which_rows_went_and_came(testland: Served) -> None:
    path = kept(testland.before, DATES)
    found = told(testland.after, path)
    assert (found["verdict"], found["gone"], found["new"]) == ("changed", 1, 1)
    rows = re.findall(r'<tr class="(gone|new)">(.*?)</tr>', page(testland.after, path))
    assert [(kind, re.findall(r"\d March 2001", row)[-1]) for kind, row in sorted(rows)] == [
        ("gone", "3 March 2001"),
        ("new", "4 March 2001"),
    ]


def test_after_a_new_release_what_it_did_not_touch_is_identical(testland: Served) -> None:
    assert told(testland.after, kept(testland.before, NAMES))["verdict"] == "identical"


def test_a_yes_that_became_a_no_is_told(testland: Served) -> None:
    path = kept(testland.before, ASKS)
    assert "The answer was yes, and is no now." in page(testland.after, path)


def test_triples_that_went_and_came_are_told(testland: Served) -> None:
    shown = page(testland.after, kept(testland.before, TRIPLES))
    assert len(re.findall(r'<tr class="(?:gone|new)">', shown)) == 2


def test_rows_in_another_order_are_the_same_rows_where_the_query_gives_none(
    testland: Served,
) -> None:
    path = kept(testland.before, DATES + " ORDER BY ?date")
    # Another date of the adoption leaves it the first one: one row went, one came.
    assert told(testland.after, path)["gone"] == 1


def test_without_the_release_of_then_the_digest_alone_tells(
    testland: Served, tmp_path: Path
) -> None:
    shutil.copytree(testland.var, tmp_path / "var", symlinks=True)
    old = next(one for one in (tmp_path / "var" / "releases").iterdir()
               if one.name != current(testland.var).digest)  # fmt: skip
    shutil.rmtree(old)
    client, store = client_of(tmp_path / "var", current(tmp_path / "var"))
    path = kept(testland.before, DATES)
    found = told(client, path)
    assert found["verdict"] == "changed"
    assert "gone" not in found
    assert "no longer here" in page(client, path)
    assert told(client, kept(testland.before, NAMES))["verdict"] == "identical"
    store.close()


@pytest.mark.parametrize("query", ["SELECT (NOW() AS ?now) WHERE {}", "ASK { FILTER(RAND() > 2) }"])
def test_a_result_that_its_release_does_not_give_is_not_said_to_have_changed(
    testland: Served, query: str
) -> None:
    path = re.sub(r"-[0-9a-f]{20}/", "-" + "0" * 20 + "/", kept(testland.before, query))
    assert told(testland.before, path)["verdict"] == "unlike"


def test_the_dataset_is_kept_with_the_query(testland: Served) -> None:
    graph = f"{current(testland.var).base_iri}graph/provenance"
    query = "SELECT ?s WHERE { ?s a <https://w3id.org/migralex/ontology#Source> }"
    path = kept(testland.after, query, **{"default-graph-uri": graph})
    found = told(testland.after, path)
    assert (found["verdict"], found["now"]["rows"]) == ("identical", 1)
    assert graph in page(testland.after, path)


def test_a_query_too_long_for_an_address_has_no_permalink(testland: Served) -> None:
    many = " ".join(f"<urn:{zlib.crc32(str(number).encode()):x}>" for number in range(3000))
    assert permalink(testland.after, f"ASK {{ VALUES ?x {{ {many} }} }}") is None


def test_a_query_that_fails_by_now_is_shown_with_what_is_wrong(testland: Served) -> None:
    answer = testland.after.get(
        f"/r/{'0' * 12}/2026-11-24/1-{'0' * 20}/1{packed(b'SELECT ?x WHERE { ?x')}",
        headers={"Accept": "text/html"},
    )
    assert answer.status_code == 400
    assert "cannot be parsed" in answer.text
    assert "SELECT ?x WHERE { ?x" in answer.text


def packed(content: bytes) -> str:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return base64.urlsafe_b64encode(packer.compress(content) + packer.flush()).decode().rstrip("=")


@pytest.mark.parametrize(
    "path",
    [
        f"{'0' * 12}/2026-11-24/1-{'0' * 20}/2abc",
        f"{'0' * 12}/2026-11-24/1-{'0' * 20}/1",
        f"{'0' * 12}/2026-11-24/1-{'0' * 20}/1!!",
        f"{'0' * 12}/2026-11-24/1-{'0' * 20}/1{packed(b'ASK {}')[:-2]}",
        f"{'0' * 12}/2026-11-24/1-{'0' * 20}/1{packed(bytes(10**7))}",
        f"{'0' * 12}/2026-11-24/1-{'0' * 20}/1{packed(b'ASK {}' + bytes(1) + b'x')}",
        f"{'0' * 12}/2026-02-30/1-{'0' * 20}/1{packed(b'ASK {}')}",
        f"{'0' * 12}/2026-11-24/-1-{'0' * 20}/1{packed(b'ASK {}')}",
        f"../../etc/2026-11-24/1-{'0' * 20}/1{packed(b'ASK {}')}",
    ],
)
def test_what_is_no_permalink_is_not_found(testland: Served, path: str) -> None:
    assert testland.after.get(f"/r/{path}").status_code == 404


def test_a_permalink_of_long_ago_still_opens(testland: Served) -> None:
    """This one was given away: the text that it was packed against can never be changed."""
    packed_then = "1Iz0qoFahNLLgvRXMNo8NtJqHNJV0Qc17O8w2UC0XAA"
    path = f"/r/{'0' * 12}/2026-11-24/3-{'0' * 20}/{packed_then}"
    assert told(testland.after, path)["query"].startswith(
        "PREFIX mlx: <https://w3id.org/migralex/ontology#>\nSELECT ?event ?date WHERE"
    )


def test_who_takes_neither_a_page_nor_json_is_told(testland: Served) -> None:
    path = kept(testland.before, DATES)
    assert testland.after.get(path, headers={"Accept": "image/png"}).status_code == 406
    assert "Accept" in testland.after.get(path).headers["Vary"]
