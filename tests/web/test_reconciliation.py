"""Names in somebody's table find their entities, by the Reconciliation Service API 0.2.

The answers are checked with the JSON schemas of the specification, which lie beside this
repository; where they do not, those tests are skipped and say so.
"""

import json
import statistics
import time
import zipfile
from typing import Any
from urllib.parse import quote

import jsonschema
import pytest
from flask.testing import FlaskClient
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from graph.release import Release
from tests.conftest import ROOT
from tests.web.reconciling import MINISTRY, first, reconcile

SCHEMAS = ROOT.parent / "shared" / "suites" / "extras" / "reconciliation-schemas.zip"


@pytest.fixture(scope="module")
def schemas() -> dict[str, Any]:
    """The schemas of version 0.2 by name."""
    if not SCHEMAS.is_file():
        pytest.skip("the schemas of the Reconciliation Service API are not beside this repository")
    with zipfile.ZipFile(SCHEMAS) as archive:
        return {
            name.rpartition("/")[2].removesuffix(".json"): json.loads(archive.read(name))
            for name in archive.namelist()
            if "0.2/schemas/" in name and name.endswith(".json")
        }


def valid(document: Any, name: str, schemas: dict[str, Any]) -> bool:
    resources = [(one["$id"], Resource.from_contents(one, default_specification=DRAFT7))
                 for one in schemas.values() if "$id" in one]  # fmt: skip
    registry: Registry[Any] = Registry().with_resources(resources)
    validator = jsonschema.Draft7Validator(schemas[name], registry=registry)
    errors = [error.message for error in validator.iter_errors(document)]
    assert not errors
    return True


def test_a_type_narrows_what_is_found_and_may_only_be_preferred(client: FlaskClient) -> None:
    strict = {"query": "Ministry of Interior", "type": "mlx:Polity"}
    assert reconcile(client, q=strict)["q"] == []
    preferred = first(client, strict | {"type_strict": "should"})
    assert (preferred["id"], preferred["score"]) == (MINISTRY, 90)
    both = {
        "query": "Ministry of Interior",
        "type": ["org:Organization", "mlx:Polity"],
        "type_strict": "all",
    }
    assert reconcile(client, q=both)["q"] == []
    assert first(client, both | {"type_strict": "any"})["id"] == MINISTRY


def test_properties_tell_namesakes_apart(client: FlaskClient) -> None:
    def asked(value: Any) -> dict[str, Any]:
        return {
            "query": "Ministry of Interior",
            "properties": [{"pid": "mlx:jurisdiction", "v": value}],
        }

    assert first(client, asked("Serbia"))["score"] == 100
    assert first(client, asked({"id": "polity/serbia"}))["score"] == 100
    elsewhere = reconcile(client, q=asked({"id": "polity/canada"}))["q"]
    assert {one["score"] for one in elsewhere if one["id"] == MINISTRY} == {60}


def test_properties_alone_find_what_has_them(client: FlaskClient) -> None:
    query = {
        "properties": [{"pid": "mlx:jurisdiction", "v": "Serbia"}],
        "type": "org:Organization",
        "limit": 100,
    }
    found = reconcile(client, q=query)["q"]
    assert MINISTRY in {one["id"] for one in found}
    assert {one["score"] for one in found} == {100}
    by_value = {"properties": [{"pid": "^mlx:jurisdiction", "v": {"id": MINISTRY}}]}
    assert [one["id"] for one in reconcile(client, q=by_value)["q"]] == ["polity/serbia"]


def test_get_and_post_answer_alike(client: FlaskClient) -> None:
    batch = quote(json.dumps({"q": {"query": "MoI"}}))
    got = client.get(f"/reconcile?queries={batch}")
    assert got.get_json()["q"]["result"] == reconcile(client, q="MoI")["q"]
    assert got.headers["Access-Control-Allow-Origin"] == "*"


def test_a_script_from_another_site_gets_its_callback(client: FlaskClient) -> None:
    answer = client.get("/reconcile?callback=jQuery123.done")
    assert answer.mimetype == "application/javascript"
    assert answer.text.startswith("/**/jQuery123.done({")
    assert client.get("/reconcile?callback=alert(1)//").status_code == 400


def test_the_manifest_names_services_that_are_there(
    client: FlaskClient, release: Release, schemas: dict[str, Any]
) -> None:
    manifest = client.get("/reconcile").get_json()
    assert valid(manifest, "manifest", schemas)
    assert manifest["identifierSpace"] == f"{release.base_iri}id/"
    seen = client.get(manifest["view"]["url"].replace("{{id}}", MINISTRY))
    assert seen.status_code == 303
    for kind, several, id_ in (
        ("entity", "entities", MINISTRY),
        ("type", "types", "mlx:Polity"),
        ("property", "properties", "mlx:topic"),
    ):
        service = manifest["suggest"][kind]
        offered = client.get(f"{service['service_path']}?prefix=m").get_json()
        assert offered["result"]
        assert valid(offered, f"suggest-{several}-response", schemas)
        flyout = service["flyout_service_path"].replace("${id}", quote(id_))
        assert client.get(flyout).get_json()["id"] == id_


def test_answers_to_batches_and_extensions_are_valid(
    client: FlaskClient, schemas: dict[str, Any]
) -> None:
    batch = json.dumps({"a": {"query": "Ministry"}, "b": {"query": "nothing like it at all"}})
    answer = client.post("/reconcile", data={"queries": batch}).get_json()
    assert valid(json.loads(batch), "reconciliation-query-batch", schemas)
    assert valid(answer, "reconciliation-result-batch", schemas)
    proposed = client.get("/reconcile/properties?type=eli:LegalResource").get_json()
    assert valid(proposed, "data-extension-property-proposal", schemas)
    ids = [one["id"] for one in proposed["properties"]]
    query = {"ids": ["law/asylum-2007", "law/none"], "properties": [{"id": one} for one in ids]}
    assert valid(query, "data-extension-query", schemas)
    extended = client.post("/reconcile", data={"extend": json.dumps(query)}).get_json(force=True)
    assert valid(extended, "data-extension-response", schemas)
    assert set(extended["rows"]) == {"law/asylum-2007", "law/none"}


def test_columns_can_be_added_from_the_graph(client: FlaskClient) -> None:
    query = {
        "ids": ["law/asylum-2007"],
        "properties": [
            {"id": "mlx:jurisdiction"},
            {"id": "^mlx:affects", "settings": {"content": "count"}},
            {"id": "mlx:topic", "settings": {"limit": 1}},
            {"id": "skos:altLabel", "settings": {"content": "id"}},
        ],
    }
    answer = client.get(f"/reconcile?extend={quote(json.dumps(query))}").get_json()
    row = answer["rows"]["law/asylum-2007"]
    assert row["mlx:jurisdiction"] == [{"id": "polity/serbia", "name": "Serbia"}]
    assert row["^mlx:affects"][0]["int"] >= 3
    assert len(row["mlx:topic"]) == 1


def test_a_preview_may_be_framed_by_any_site(client: FlaskClient) -> None:
    answer = client.get(f"/reconcile/preview?id={MINISTRY}")
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "MoI" in answer.text
    assert client.get("/reconcile/preview?id=institution/none").status_code == 404
    assert client.get("/reconcile/flyout/entity?id=institution/none").status_code == 404
    assert client.get(f"/reconcile/flyout/colour?id={MINISTRY}").status_code == 404


def test_people_who_open_the_address_read_what_it_is_for(client: FlaskClient) -> None:
    page = client.get("/reconcile", headers={"Accept": "text/html"})
    assert page.mimetype == "text/html"
    assert "OpenRefine" in page.text
    assert "Accept" in page.headers["Vary"]


@pytest.mark.parametrize(
    "body",
    [
        {"queries": "{"},
        {"queries": "[]"},
        {"queries": '{"q": 1}'},
        {"queries": '{"q": {}}'},
        {"queries": '{"q": {"query": 7}}'},
        {"queries": '{"q": {"query": "x", "limit": "x"}}'},
        {"queries": '{"q": {"query": "x", "type": "mlx:Colour"}}'},
        {"queries": '{"q": {"query": "x", "type_strict": "never"}}'},
        {"queries": '{"q": {"query": "x", "properties": [{"pid": "mlx:colour", "v": 1}]}}'},
        {"queries": '{"q": {"query": "x", "properties": [1]}}'},
        {"queries": json.dumps({str(n): {"query": "x"} for n in range(201)})},
        {"queries": "[" * 5000},
        {"extend": "1"},
        {"extend": '{"ids": [], "properties": []}'},
        {"extend": '{"ids": ["x"], "properties": [{"id": "mlx:colour"}]}'},
        {"extend": '{"ids": ["x"], "properties": [1]}'},
        {"extend": '{"ids": ["x"], "properties": [{"id": "mlx:topic", "settings": 1}]}'},
        {"extend": json.dumps({"ids": ["x"] * 5001, "properties": [{"id": "mlx:topic"}]})},
        {"other": "x"},
    ],
)
def test_what_is_no_query_is_a_bad_request(client: FlaskClient, body: dict[str, str]) -> None:
    assert client.post("/reconcile", data=body).status_code == 400


@pytest.mark.parametrize("text", ["&", "\u0000", "'\"<>", "x" * 10_000, "🏛", "of the"])
def test_strange_texts_are_ordinary_ones(client: FlaskClient, text: str) -> None:
    assert isinstance(reconcile(client, q={"query": text})["q"], list)


def test_the_search_field_is_offered_names_from_the_same_index(client: FlaskClient) -> None:
    def suggested(text: str) -> list[str]:
        answer = client.get(f"/search/suggest?q={quote(text)}").get_json()
        return [one["name"] for one in answer["result"]]

    assert suggested("MoI")[0] == "Ministry of Interior"
    assert "European Integration Office" in suggested("канцел")
    assert "Commissariat for Refugees" in suggested("comisariat")
    assert "Ministry for Diaspora" in suggested("minis diasp")
    for one in client.get("/search/suggest?q=law").get_json()["result"]:
        assert client.get(one["href"]).status_code == 200


def test_suggestions_are_there_before_the_next_letter_is_typed(client: FlaskClient) -> None:
    typed = "commissariat for refugees"
    seconds = []
    for _ in range(4):
        for end in range(1, len(typed) + 1):
            # What it takes of a processor, whatever else the machine does meanwhile.
            start = time.thread_time()
            client.get(f"/search/suggest?q={quote(typed[:end])}")
            seconds.append(time.thread_time() - start)
    assert statistics.quantiles(seconds, n=20)[18] < 0.02
