"""The ontology explains itself at its own address: every term, a diagram, its version."""

import re
from itertools import pairwise

from flask.testing import FlaskClient

from graph.iris import OWL, RDF
from tests.web.conftest import RDF_FORMATS, RememberingStore, triples

HTML = {"Accept": "text/html"}


def test_every_class_and_property_of_the_graph_is_documented(
    client: FlaskClient, store: RememberingStore
) -> None:
    page = client.get("/ontology", headers=HTML).text
    terms = {row["term"].value for row in store.rows("page/ontology")}
    anchors = set(re.findall(r'<div id="([^"]+)"><dt>', page))
    assert len(anchors) == len(terms) > 100


def test_a_term_says_on_what_it_may_stand_what_it_takes_and_shows_an_example(
    client: FlaskClient,
) -> None:
    page = client.get("/ontology", headers=HTML).text
    entry = page.partition('<div id="mandateHolder">')[2].partition("</div>")[0]
    assert 'Of: <a href="/ontology#Mandate">' in entry
    assert "Value: " in entry
    assert re.search(r'Example: <a href="/page/mandate/[^"]+">', entry)
    assert "Governed by" in entry
    assert "Source: " in entry


def test_the_diagram_draws_every_class_once_and_has_a_list_beside_it(
    client: FlaskClient, store: RememberingStore
) -> None:
    page = client.get("/ontology", headers=HTML).text
    drawn = page.partition("<svg")[2].partition("</svg>")[0]
    classes = {
        row["term"].value for row in store.rows("page/ontology") if row["kind"].value == "class"
    }
    boxes = re.findall(r'<rect x="([0-9.]+)" y="([0-9.]+)" width="([0-9.]+)"', drawn)
    assert len(boxes) == len(classes)
    assert len({(x, y) for x, y, _ in boxes}) == len(boxes)
    rows: dict[str, list[tuple[float, float]]] = {}
    for x, y, width in boxes:
        rows.setdefault(y, []).append((float(x), float(x) + float(width)))
    for spans in rows.values():
        ordered = sorted(spans)
        assert all(one[1] < other[0] for one, other in pairwise(ordered))
    assert "style=" not in drawn
    listed = page.partition('id="diagram-list"')[2].partition("</details>")[0]
    assert listed.count("<li>") == len(classes)


def test_the_ontology_says_the_same_in_every_format(client: FlaskClient) -> None:
    said = [triples(client.get(f"/ontology.{one}"), one) for one in RDF_FORMATS]
    assert any(one.predicate == RDF.type and one.object == OWL.Class for one in said[0])
    assert all(one == said[0] for one in said)


def test_the_context_is_json_ld_that_every_program_may_read(client: FlaskClient) -> None:
    answer = client.get("/ontology/context.jsonld", headers={"Origin": "https://example.org"})
    assert answer.mimetype == "application/ld+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "@context" in answer.get_json(force=True)
