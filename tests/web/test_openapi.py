"""The whole HTTP interface is described in OpenAPI, by the tables that the program goes by."""

import json
import re
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient

from graph.release import Release
from web.app import create_app
from web.describing.interface import OFFERS
from web.http.negotiate import GRAPH_FORMATS, SELECT_FORMATS
from web.settings import Settings

ANYWHERE = {"Origin": "https://elsewhere.example"}


@pytest.fixture(scope="module")
def document(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.get("/openapi.json").data)
    return found


def test_the_description_is_valid_openapi(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    schemathesis.openapi.from_dict(document).validate()


def test_every_route_and_method_is_described(app: Flask, document: dict[str, Any]) -> None:
    served = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint != "static"
    }
    described = {(path, method) for path, item in document["paths"].items() for method in item}
    assert served - described == {("/sparql/", "get"), ("/sparql/", "post")}
    assert not described - served


def test_nothing_is_said_of_a_view_that_is_not_there(app: Flask) -> None:
    assert set(OFFERS) <= set(app.view_functions)


def test_every_operation_has_a_name_of_its_own_and_a_sentence(document: dict[str, Any]) -> None:
    operations = [one for item in document["paths"].values() for one in item.values()]
    assert len({one["operationId"] for one in operations}) == len(operations)
    assert all(one["summary"] and one["tags"] for one in operations)


def test_the_endpoint_is_described_with_its_formats_and_problems(document: dict[str, Any]) -> None:
    get, post = (document["paths"]["/sparql"][method] for method in ("get", "post"))
    formats = {one.media_type for one in (*SELECT_FORMATS, *GRAPH_FORMATS)}
    assert formats <= set(get["responses"]["200"]["content"])
    assert {"400", "403", "406", "502", "503", "504", "507"} <= set(get["responses"])
    assert {"413", "415"} <= set(post["responses"])
    assert set(post["requestBody"]["content"]) == {
        "application/x-www-form-urlencoded",
        "application/sparql-query",
    }
    named = {one["name"] for one in get["parameters"]}
    assert {"query", "default-graph-uri", "named-graph-uri", "format"} <= named


def test_the_values_of_parameters_are_those_that_are_there(
    client: FlaskClient, document: dict[str, Any]
) -> None:
    for path, argument in (("/questions/{name}", "name"), ("/{path}", "path")):
        (parameter,) = (
            one for one in document["paths"][path]["get"]["parameters"] if one["in"] == "path"
        )
        values = parameter["schema"]["enum"]
        assert values
        for value in values[:3]:
            assert client.get(path.replace(f"{{{argument}}}", value)).status_code == 200


def test_a_program_anywhere_may_read_it(client: FlaskClient) -> None:
    answer = client.get("/openapi.json", headers=ANYWHERE)
    assert answer.mimetype == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["ETag"]


@pytest.mark.parametrize("path", ["/", "/sparql", "/openapi", "/openapi.json"])
def test_a_client_is_led_to_the_description(client: FlaskClient, path: str) -> None:
    links = client.get(path).headers["Link"]
    assert (
        '<http://localhost:8000/openapi.json>; rel="service-desc"; type="application/json"' in links
    )
    assert '<http://localhost:8000/openapi>; rel="service-doc"; type="text/html"' in links


def test_the_page_for_people_tells_of_every_operation(
    client: FlaskClient, document: dict[str, Any]
) -> None:
    page = client.get("/openapi").text
    for path, item in document["paths"].items():
        for method in item:
            assert f"<code>{method.upper()} {path}</code>" in page


def test_the_server_it_names_is_the_public_one(store: Any, release: Release) -> None:
    settings = Settings(public_url="https://example.org/law/")
    found = json.loads(create_app(settings, store).test_client().get("/openapi.json").data)
    assert found["servers"] == [{"url": "https://example.org/law"}]
    assert release.base_iri not in found["externalDocs"]["url"]
