"""The page that says why something was inferred."""

from html import unescape
from re import findall

import pytest
from flask.testing import FlaskClient

from graph.iris import MLX, ORG, Iris

IRIS = Iris()
AGENCY = IRIS.reference("institution/agency-for-human-and-minority-rights").value
MINISTRY = IRIS.reference("institution/ministry-for-human-and-minority-rights-2008").value
SUCCESSION = {"s": MINISTRY, "p": MLX.succeeds.value, "o": AGENCY}


def test_the_page_names_the_rule_and_shows_what_it_needed(client: FlaskClient) -> None:
    page = client.get("/why", query_string=SUCCESSION)
    assert page.status_code == 200
    assert "A body succeeds the one whose place it took" in page.text
    assert "MigraLex ontology, makes a successor" in page.text
    assert "/page/passage/" in page.text


def test_the_same_is_there_for_programs(client: FlaskClient) -> None:
    found = client.get("/why", query_string=SUCCESSION, headers={"Accept": "application/json"})
    assert found.content_type.startswith("application/json")
    assert found.json is not None
    assert found.json["graphs"] == ["inferred"]
    reason = found.json["reasons"][0]
    assert reason["rule"]["name"] == "succession-of-institutions"
    original = str(ORG.originalOrganization)
    premise = next(one for one in reason["premises"] if one["predicate"] == original)
    assert premise["evidence"][0]["claim"].startswith(f"{IRIS.base}claim/")
    by_name = client.get("/why", query_string={**SUCCESSION, "format": "json"})
    assert by_name.json == found.json


@pytest.mark.parametrize(
    "path",
    [
        "/page/institution/ministry-for-human-and-minority-rights-2008",
        "/page/law/asylum-serbia-and-montenegro-2005",
    ],
)
def test_every_mark_of_the_inferred_leads_to_its_reasons(client: FlaskClient, path: str) -> None:
    page = client.get(path)
    links = findall(r'class="flag inferred" href="([^"]+)"', page.text)
    assert links
    for link in links:
        reasons = client.get(unescape(link))
        assert reasons.status_code == 200, link
        assert "Rule <code>" in reasons.text


def test_what_is_stated_is_said_to_be(client: FlaskClient) -> None:
    event = IRIS.reference(
        "event/ministry-for-human-and-minority-rights-2008-re-establishment"
    ).value
    asked = {"s": event, "p": ORG.originalOrganization.value, "o": AGENCY}
    assert "stated, not inferred" in client.get("/why", query_string=asked).text


def test_what_nobody_says_is_not_found(client: FlaskClient) -> None:
    turned = {"s": AGENCY, "p": MLX.succeeds.value, "o": MINISTRY}
    assert client.get("/why", query_string=turned).status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"s": ""}, {"p": "not an IRI"}, {"o": '"open'}, {"o": '"x" . <a:b> <a:c> "y"'}]
)
def test_what_is_no_triple_is_refused(client: FlaskClient, wrong: dict[str, str]) -> None:
    assert client.get("/why", query_string={**SUCCESSION, **wrong}).status_code == 400
