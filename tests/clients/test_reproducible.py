"""The same release gives the same bytes, whichever process answers: tables, exports and pages.

Two servers with different hash seeds answer the same requests, each several times, so that
several processes of each are asked.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from graph.library import Library
from tests.browser.pages import PAGES, path_of
from tests.serving import Endpoint, serving

PREFIXES = """PREFIX mlx: <https://w3id.org/migralex/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
ORDERED = {
    "all columns": "SELECT * { ?zebra rdfs:label ?apple ; a ?mango } ORDER BY ?zebra ?apple ?mango",
    "optional": "SELECT * { ?c a mlx:Mandate OPTIONAL { ?c mlx:topic ?b } OPTIONAL "
    "{ ?c mlx:role ?a } } ORDER BY ?c ?b ?a",
    "group": "SELECT ?class (COUNT(*) AS ?n) { ?x a ?class } GROUP BY ?class ORDER BY ?class",
    "union": "SELECT DISTINCT * { { ?b mlx:topic ?a } UNION { GRAPH ?g { ?b mlx:topic ?c } } } "
    "ORDER BY ?b ?a ?g ?c",
    "concat": "SELECT ?x (GROUP_CONCAT(?l; separator='|') AS ?all) { SELECT ?x ?l "
    "{ ?x rdfs:label ?l } ORDER BY ?x ?l } GROUP BY ?x ORDER BY ?x",
    "limit": "SELECT ?s ?p ?o { ?s a mlx:Mandate ; ?p ?o } ORDER BY ?s ?p ?o LIMIT 500",
    "ask": "ASK { ?s ?p ?o }",
}
FORMATS = ("json", "csv", "tsv", "xml")
EXPORTS = (
    *(
        f"/{path}?format={suffix}"
        for path in ("laws", "treaties", "institutions", "topics")
        for suffix in ("csv", "json")
    ),
    "/search?q=law&format=csv",
    *(f"/data/law/asylum-2007.{suffix}" for suffix in ("ttl", "nt", "nq", "trig", "rdf", "jsonld")),
    *(f"/{name}?format=csv" for name in Library().names("questions")),
    "/ontology.ttl",
    "/graph/shapes.nt",
    "/data/polity/serbia.ttl",
    "/data/institution/ministry-for-diaspora.ttl?_profile=labels",
    "/dataset.ttl",
    "/.well-known/void.ttl",
)
DRAWN_IN_SERBIAN = ("sr/ontology", "sr/institutions/landscape", "sr/neighbourhood/polity/serbia")


@pytest.fixture(scope="module", params=["memory", "disk"])
def servers(
    request: pytest.FixtureRequest, var: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Endpoint, Endpoint]]:
    """Two servers on one release."""
    folder = tmp_path_factory.mktemp("seeds")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONHASHSEED", "1")
        settings = {"engine": request.param, "public_url": "http://localhost:8000/"}
        with serving(var, folder / "one.log", **settings) as one:
            patch.setenv("PYTHONHASHSEED", "2")
            with serving(var, folder / "two.log", **settings) as two:
                yield one, two


def answers(servers: tuple[Endpoint, Endpoint], target: str) -> set[tuple[int, bytes, str, str]]:
    """The different answers of both servers, asked twice each."""
    replies = [server.ask("GET", target) for server in servers for _ in range(2)]
    names = ("migralex-release", "migralex-dataset", "migralex-result")
    for reply in replies:
        assert all(reply.headers[name] for name in names), target
        assert reply.headers["migralex-result"].startswith("complete; rows=")
    return {
        (reply.status, reply.body, reply.headers["etag"], reply.headers["migralex-result"])
        for reply in replies
    }


@pytest.mark.parametrize("name", ORDERED)
def test_an_ordered_table_is_the_same_in_every_process(
    servers: tuple[Endpoint, Endpoint], name: str
) -> None:
    for format_ in FORMATS if name != "ask" else ("json", "xml"):
        asked = urlencode({"query": PREFIXES + ORDERED[name], "format": format_})
        ((status, body, *_),) = answers(servers, f"/sparql?{asked}")
        assert status == 200
        assert body


@pytest.mark.parametrize("name", Library().names("questions"))
def test_a_question_is_answered_the_same_in_every_process(
    servers: tuple[Endpoint, Endpoint], name: str
) -> None:
    asked = urlencode({"query": Library().query(name).text, "format": "csv"})
    ((status, *_),) = answers(servers, f"/sparql?{asked}")
    assert status == 200


@pytest.mark.parametrize("target", EXPORTS)
def test_an_export_is_the_same_in_every_process(
    servers: tuple[Endpoint, Endpoint], target: str
) -> None:
    ((status, *_),) = answers(servers, target)
    assert status == 200


@pytest.mark.parametrize("kind", [*PAGES, *DRAWN_IN_SERBIAN])
def test_a_page_and_its_tag_are_the_same_in_every_process(
    servers: tuple[Endpoint, Endpoint], kind: str
) -> None:
    path = path_of(servers[0].url, kind) if kind in PAGES else kind
    html = {"Accept": "text/html"}
    one, two = (server.ask("GET", f"/{path}", headers=html) for server in servers)
    assert (one.status, one.body) == (two.status, two.body)
    for name in ("location", "etag", "last-modified", "link", "vary"):
        assert one.headers.get(name) == two.headers.get(name), name


def test_columns_that_a_query_does_not_name_come_in_the_order_of_their_names(
    servers: tuple[Endpoint, Endpoint],
) -> None:
    asked = urlencode({"query": PREFIXES + ORDERED["all columns"], "format": "json"})
    for server in servers:
        head = json.loads(server.ask("GET", f"/sparql?{asked}").body)["head"]
        assert head["vars"] == ["apple", "mango", "zebra"]


def test_the_dataset_of_a_table_is_stated(servers: tuple[Endpoint, Endpoint]) -> None:
    graph = "http://localhost:8000/graph/facts"
    asked = urlencode({"query": "ASK {}", "default-graph-uri": graph})
    headers = servers[0].ask("GET", f"/sparql?{asked}").headers
    assert headers["migralex-dataset"] == f"default={graph}"
    assert servers[0].ask("GET", "/laws?format=csv").headers["migralex-dataset"] == (
        "default; http://localhost:8000/.well-known/void#dataset"
    )


def test_a_page_that_shows_a_part_says_so(servers: tuple[Endpoint, Endpoint]) -> None:
    for path in ("/institutions", "/laws", "/treaties"):
        whole = servers[0].ask("GET", f"{path}?format=json")
        count = len(json.loads(whole.body))
        said = servers[0].ask("GET", path).headers["migralex-result"]
        assert said == f"{'cut' if count > 50 else 'complete'}; rows={count}"
