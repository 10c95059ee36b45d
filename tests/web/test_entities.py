"""Every IRI under the base answers, and says the same to every client.

Source: Cool URIs for the Semantic Web; RFC 9110; FAIR Signposting.
"""

import pytest
from flask.testing import FlaskClient

from graph.iris import FOAF, RDFS, VOID
from graph.release import Release
from graph.terms import Literal, NamedNode
from tests.web.conftest import RDF_FORMATS, triples

LAW = "/id/law/asylum-2007"
MEDIA_TYPES = {
    "ttl": "text/turtle; charset=utf-8",
    "nt": "application/n-triples",
    "nq": "application/n-quads",
    "trig": "application/trig",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
THINGS = [
    "law/asylum-2007",
    "institution/anti-trafficking-council",
    "polity/serbia",
    "treaty/transnational-organized-crime",
    "agreement/readmission-canada",
    "source/iom-serbia-2008",
    "conflict/anti-trafficking-council-ministers",
]


@pytest.mark.parametrize(
    ("accept", "location"),
    [
        (None, "/page/law/asylum-2007"),
        (
            "text/html,application/xml;q=0.9,*/*;q=0.8",
            "/page/law/asylum-2007",
        ),
        ("text/turtle", "/data/law/asylum-2007"),
        ("application/ld+json, text/html;q=0.5", "/data/law/asylum-2007"),
    ],
)
def test_a_thing_is_303_to_its_page_or_its_data(
    client: FlaskClient, accept: str | None, location: str
) -> None:
    answer = client.get(LAW, headers={"Accept": accept} if accept else {})
    assert answer.status_code == 303
    assert answer.headers["Location"] == location
    assert answer.headers["Vary"] == "Accept, Accept-Profile, Accept-Datetime"


def test_a_thing_in_no_known_format_is_406_with_links_to_what_there_is(
    client: FlaskClient,
) -> None:
    answer = client.get(LAW, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    available = {one["mediaType"]: one["href"] for one in answer.get_json(force=True)["available"]}
    assert available["text/turtle"] == "/data/law/asylum-2007.ttl"
    assert client.get(available["text/html"]).status_code == 200
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize("thing", THINGS)
def test_every_format_says_the_same_triples(client: FlaskClient, thing: str) -> None:
    found = {}
    for suffix in RDF_FORMATS:
        answer = client.get(f"/data/{thing}.{suffix}")
        assert answer.content_type == MEDIA_TYPES[suffix]
        found[suffix] = triples(answer, suffix)
    assert found["ttl"]
    assert all(one == found["ttl"] for one in found.values())


def test_the_data_of_a_thing_names_all_that_it_mentions_and_holds_its_evidence(
    client: FlaskClient, release: Release
) -> None:
    law = release.iris.entity("law", "asylum-2007")
    said = triples(client.get("/data/law/asylum-2007.ttl"), "ttl")
    labelled = {one.subject for one in said if one.predicate == RDFS.label}
    ours = {
        one.object
        for one in said
        if one.subject == law
        and isinstance(one.object, NamedNode)
        and release.iris.parse(one.object)
    }
    assert ours
    assert ours <= labelled
    assert any(one.predicate.value.endswith("wasDerivedFrom") for one in said)
    assert any(one.predicate.value.endswith("checksumValue") for one in said)
    assert any(one.predicate == FOAF.primaryTopic and one.object == law for one in said)


def test_negotiated_data_says_where_exactly_this_representation_is(client: FlaskClient) -> None:
    answer = client.get("/data/law/asylum-2007", headers={"Accept": "application/rdf+xml"})
    assert answer.headers["Content-Location"].endswith("/data/law/asylum-2007.rdf")
    fixed = client.get("/data/law/asylum-2007.rdf", headers={"Accept": "text/html"})
    assert fixed.data == answer.data
    assert "Content-Location" not in fixed.headers


def test_each_representation_has_its_own_strong_etag_and_304(client: FlaskClient) -> None:
    paths = ["/page/law/asylum-2007", *(f"/data/law/asylum-2007.{one}" for one in RDF_FORMATS)]
    answers = [client.get(path) for path in paths]
    tags = [answer.headers["ETag"] for answer in answers]
    assert len(set(tags)) == len({answer.data for answer in answers}) > 1
    assert not any(tag.startswith("W/") for tag in tags)
    for path, tag in zip(paths, tags, strict=True):
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
        assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_links_lead_from_the_page_to_the_data_and_back(client: FlaskClient) -> None:
    page = client.get("/page/law/asylum-2007").headers["Link"]
    assert 'data/law/asylum-2007.ttl>; rel="alternate"; type="text/turtle"' in page
    assert 'id/law/asylum-2007>; rel="describes"' in page
    assert 'page/law/asylum-2007>; rel="canonical"' in page
    assert 'rel="license"' in page
    assert 'rel="type"' in page
    data = client.get("/data/law/asylum-2007.ttl").headers["Link"]
    assert 'page/law/asylum-2007>; rel="alternate"; type="text/html"' in data


def test_head_and_options_work_and_other_methods_are_405(client: FlaskClient) -> None:
    for path in (LAW, "/page/law/asylum-2007", "/data/law/asylum-2007"):
        assert client.head(path).data == b""
        assert client.head(path).status_code == client.get(path).status_code
        assert client.options(path).headers["Allow"] == "GET, HEAD, OPTIONS"
        refused = client.post(path)
        assert refused.status_code == 405
        assert refused.headers["Allow"] == "GET, HEAD, OPTIONS"
        assert refused.headers["Access-Control-Allow-Origin"] == "*"


def test_a_slash_too_many_is_308_and_the_query_string_is_kept(client: FlaskClient) -> None:
    answer = client.get("/id/law/asylum-2007/?x=1")
    assert answer.status_code == 308
    assert answer.headers["Location"] == "/id/law/asylum-2007?x=1"


@pytest.mark.parametrize("path", ["/id/law/asylum", "/page/law/asylum", "/data/law/asylum.ttl"])
def test_what_never_existed_is_404_with_suggestions(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert any("asylum" in one["href"] for one in answer.get_json(force=True)["suggestions"])
    said = client.get(path, headers={"Accept": "text/turtle"})
    assert said.status_code == 404
    found = {one.object for one in triples(said, "ttl") if one.predicate == RDFS.seeAlso}
    assert any("asylum" in one.value for one in found if isinstance(one, NamedNode))
    page = client.get(path, headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert page.mimetype == "text/html"


@pytest.mark.parametrize(
    "path",
    [
        "/id/nonsense/x",
        "/id/law/A%20B",
        "/id/law/%C5%A1",
        "/id/law/<script>",
        "/id/law/..",
        "/vocabulary/<script>",
        "/vocabulary/%00",
        "/vocabulary/%FF",
    ],
)
def test_a_path_that_can_name_nothing_is_404_and_its_words_are_escaped(
    client: FlaskClient, path: str
) -> None:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code in (404, 308)
    assert "<script>" not in answer.text


def test_a_claim_answers_at_its_own_iri_in_every_format(client: FlaskClient) -> None:
    path = "/claim/iom-serbia-2008/law-asylum-2007"
    page = client.get(path, headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "What it states" in page.text
    data = client.get(path, headers={"Accept": "text/turtle"})
    assert data.headers["Content-Location"].endswith(f"{path}.ttl")
    assert "Accept" in data.headers["Vary"]
    same = [triples(client.get(f"{path}.{one}"), one) for one in RDF_FORMATS]
    assert all(one == same[0] for one in same)
    assert client.get("/claim/iom-serbia-2008/nothing").status_code == 404
    assert client.get("/claim/iom-serbia-2008/nothing.ttl").status_code == 404


@pytest.mark.parametrize("name", ["facts", "inferred", "ontology", "provenance", "shapes"])
def test_a_named_graph_answers_at_its_own_iri(client: FlaskClient, name: str) -> None:
    assert client.get(f"/graph/{name}", headers={"Accept": "text/html"}).status_code == 200
    said = triples(client.get(f"/graph/{name}.ttl"), "ttl")
    (count,) = (one.object for one in said if one.predicate == VOID.triples)
    assert isinstance(count, Literal)
    assert int(count.value) > 0
