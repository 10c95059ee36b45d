"""Lists, search, questions and descriptions of the dataset: how things are found."""

import csv
import io
import re
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from graph.iris import MLX, MLXV, VOID
from graph.release import Release
from graph.store import Store
from graph.terms import NamedNode
from tests.web.conftest import triples
from web.finding.search import fold

MARKUP = "<script>alert(1)</script>"


def names(client: FlaskClient, path: str) -> list[str]:
    return [row["name"] for row in client.get(path).get_json(force=True)]


def test_a_list_can_be_narrowed_by_facets_and_by_a_part_of_the_name(client: FlaskClient) -> None:
    everything = names(client, "/agreements?format=json")
    readmission = names(client, "/agreements?topic=readmission&format=json")
    canada = names(client, "/agreements?topic=readmission&party=canada&format=json")
    assert len(everything) > len(readmission) > len(canada) == 1
    assert names(client, "/institutions?q=DIASPORA&format=json") == ["Ministry for Diaspora"]


def test_a_list_can_be_sorted_both_ways(client: FlaskClient) -> None:
    up = names(client, "/institutions?format=json")
    assert [fold(one) for one in up] == sorted(fold(one) for one in up)
    assert names(client, "/institutions?sort=-name&format=json") == up[::-1]
    assert client.get("/institutions?sort=colour").status_code == 400


def test_a_list_as_csv_has_the_same_rows_as_the_json(client: FlaskClient) -> None:
    answer = client.get("/laws?format=csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert rows == client.get("/laws?format=json").get_json(force=True)


def test_pages_of_a_list_hold_every_item_once(client: FlaskClient) -> None:
    total = len(names(client, "/polities?format=json"))
    seen: list[str] = []
    for number in range(1, total // 50 + 2):
        page = client.get(f"/polities?page={number}").text
        seen += re.findall(r'<th scope="row"><a href="([^"]+)"', page)
    assert len(seen) == len(set(seen)) == total


@pytest.mark.parametrize("page", ["0", "-1", "x", "1.5", "9" * 40, "²"])
def test_an_absurd_page_number_is_a_bad_request(client: FlaskClient, page: str) -> None:
    assert client.get(f"/laws?page={quote(page)}").status_code == 400


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("diaspora", "Ministry for Diaspora"),
        ("MfD", "Ministry for Diaspora"),
        ("minis diasp", "Ministry for Diaspora"),
        ("readmission Canada", "Readmission agreement with Canada"),
        ("ASYLUM law", "Law on Asylum"),
    ],
)
def test_the_search_finds_names_other_names_and_beginnings(
    client: FlaskClient, text: str, name: str
) -> None:
    assert name in names(client, f"/search?format=json&q={quote(text)}")


def test_the_search_folds_case_and_diacritics() -> None:
    assert fold("Niš") == fold("NIS")
    assert fold("Đinđić") == "dindic"


@pytest.mark.parametrize("text", ["", " ", "&", "x" * 10_000, MARKUP, "\x00", "%", '"'])
def test_a_strange_search_is_an_ordinary_page_and_is_escaped(
    client: FlaskClient, text: str
) -> None:
    answer = client.get(f"/search?q={quote(text)}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


def test_every_question_of_the_library_has_a_page_with_its_answer_and_query(
    client: FlaskClient, store: Store
) -> None:
    overview = client.get("/questions").text
    questions = store.library.names("questions")
    assert questions
    for name in questions:
        short = name.partition("/")[2]
        assert f'href="/questions/{short}"' in overview
        page = client.get(f"/questions/{short}")
        assert page.status_code == 200
        assert "Open in the editor" in page.text
        rows = client.get(f"/questions/{short}?format=json").get_json(force=True)
        assert len(rows) == len(store.rows(name))


def test_a_question_can_be_asked_with_another_value(client: FlaskClient) -> None:
    path = "/questions/asylum-law-on-a-day"
    then = client.get(f"{path}?format=csv&asOf=2006-01-01").text
    later = client.get(f"{path}?format=csv&asOf=2008-06-01").text
    assert then != later
    wrong = client.get(f"{path}?asOf=someday", headers={"Accept": "text/html"})
    assert wrong.status_code == 400
    assert client.get("/questions/none").status_code == 404


@pytest.mark.parametrize("path", ["/laws?q=", "/laws?topic=", "/page/law/asylum-2007?links=",
                                  "/sparql?format=html&query=", "/sparql?example="])  # fmt: skip
def test_markup_in_a_request_never_becomes_markup(client: FlaskClient, path: str) -> None:
    answer = client.get(path + quote(MARKUP), headers={"Accept": "text/html"})
    assert answer.status_code < 500
    assert "<script>alert" not in answer.text


def test_the_description_of_the_dataset_has_true_counts(
    client: FlaskClient, release: Release
) -> None:
    said = triples(client.get("/.well-known/void.ttl"), "ttl")
    dataset = NamedNode(f"{release.base_iri}.well-known/void#dataset")
    about = {one.predicate: str(one.object) for one in said if one.subject == dataset}
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    answer = client.get(f"/sparql?query={quote(query)}").get_json(force=True)
    (row,) = answer["results"]["bindings"]
    assert f'"{row["n"]["value"]}"' in about[VOID.triples]
    assert about[VOID.sparqlEndpoint] == f"<{release.base_iri}sparql>"
    assert sum(one.predicate == VOID.entities for one in said) > 10


def test_dumps_can_be_had_whole_and_in_ranges(client: FlaskClient, release: Release) -> None:
    assert 'href="/dumps/migralex.nq"' in client.get("/dumps/").text
    whole = client.get("/dumps/migralex.nq", buffered=True)
    assert whole.data == release.nquads.read_bytes()
    assert whole.mimetype == "application/n-quads"
    part = client.get("/dumps/migralex.nq", headers={"Range": "bytes=0-99"}, buffered=True)
    assert part.status_code == 206
    assert part.data == whole.data[:100]
    assert client.get("/dumps/manifest.json").status_code == 404
    assert client.get("/dumps/..%2Fmanifest.json").status_code == 404


def test_crawlers_and_operators_get_what_they_ask_for(
    client: FlaskClient, release: Release
) -> None:
    assert f"Sitemap: {release.base_iri}sitemap.xml" in client.get("/robots.txt").text
    sitemap = client.get("/sitemap.xml")
    assert sitemap.mimetype == "application/xml"
    assert f"<loc>{release.base_iri}page/law/asylum-2007</loc>" in sitemap.text
    health = client.get("/healthz")
    assert health.get_json(force=True) == {"status": "ok", "release": release.digest}
    assert health.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("suffix", ["ttl", "jsonld", "rdf"])
def test_the_ontology_and_vocabularies_are_served_as_data_too(
    client: FlaskClient, suffix: str
) -> None:
    ontology = triples(client.get(f"/ontology.{suffix}"), suffix)
    assert any(one.subject == MLX.Mandate for one in ontology)
    scheme = triples(client.get(f"/vocabulary/event-types.{suffix}"), suffix)
    assert any(one.subject == MLXV.adoption for one in scheme)
    assert client.get("/vocabulary/nothing").status_code == 404
    moved = client.get("/page/topic/asylum")
    assert (moved.status_code, moved.headers["Location"]) == (308, "/vocabulary/asylum")


def test_the_context_is_served_for_others(client: FlaskClient) -> None:
    answer = client.get("/ontology/context.jsonld")
    assert answer.content_type == "application/ld+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "@context" in answer.get_json(force=True)


def test_who_asks_for_a_law_that_is_not_there_is_shown_laws_first(client: FlaskClient) -> None:
    problem = client.get("/page/law/no-such-asylum-law").get_json(force=True)
    kinds = [one["href"].split("/")[2] for one in problem["suggestions"]]
    assert kinds[0] == "law"
    assert kinds == sorted(kinds, key=lambda kind: kind != "law")
