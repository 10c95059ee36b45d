"""The ontology explains itself at its own address: every term, a diagram, its version."""

import re
from itertools import pairwise

from flask.testing import FlaskClient

from graph.iris import ELI, MLX, MLXS, OWL, PREFIXES, RDF, SH
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


ENTRY = re.compile(r'<div id="([^"]+)"><dt>(.+?)</dt>\s*<dd>(.+?)</dd></div>', re.DOTALL)
NOT_USED = "Nothing in this release uses it."
INFERRED = "No source states it"
OF_ITSELF = "It speaks of the ontology itself"


def entries(client: FlaskClient, section: str) -> dict[str, str]:
    """What the page says of each term of a section, by its anchor."""
    page = client.get("/ontology", headers=HTML).text
    part = page.partition(f'<section aria-labelledby="{section}">')[2].partition("</section>")[0]
    return {anchor: f"{label} {text}" for anchor, label, text in ENTRY.findall(part)}


def test_no_class_lacks_a_definition_an_example_a_shape_or_a_source(client: FlaskClient) -> None:
    found = entries(client, "class")
    assert len(found) > 30
    for anchor, text in found.items():
        assert re.search(r"<span[^>]*>[A-Z][^<]+\.</span>", text), anchor
        assert "Example: " in text or NOT_USED in text, anchor
        assert "Governed by" in text or OF_ITSELF in text, anchor
        assert "Source: " in text, anchor


def test_no_property_lacks_a_domain_a_range_an_example_what_governs_it_or_a_source(
    client: FlaskClient,
) -> None:
    found = entries(client, "property")
    assert len(found) > 100
    for anchor, text in found.items():
        assert re.search(r"<span[^>]*>[A-Z][^<]+\.</span>", text), anchor
        assert "Source: " in text, anchor
        assert "Example: " in text or NOT_USED in text, anchor
        shaped = "Governed by" in text
        assert shaped or INFERRED in text or OF_ITSELF in text or NOT_USED in text, anchor
        if shaped or NOT_USED not in text:
            assert "Of: " in text or "In the data, of: " in text, anchor
            assert "Value: " in text, anchor


def test_what_nothing_uses_is_told_truly(client: FlaskClient) -> None:
    unused = {
        anchor
        for section in ("class", "property")
        for anchor, text in entries(client, section).items()
        if NOT_USED in text
    }
    assert unused
    for anchor in unused:
        prefix, _, name = anchor.rpartition(":")
        iri = f"{PREFIXES[prefix] if prefix else MLX.iri}{name}"
        query = (
            f"ASK {{ {{ GRAPH ?g {{ ?s <{iri}> ?o }} }} UNION {{ GRAPH ?g {{ ?s a <{iri}> }} }} }}"
        )
        answer = client.get("/sparql", query_string={"query": query, "format": "json"})
        assert answer.get_json(force=True)["boolean"] is False, anchor


def test_the_links_between_classes_are_drawn_and_told_in_a_table(client: FlaskClient) -> None:
    page = client.get("/ontology", headers=HTML).text
    part = page.partition('<section aria-labelledby="links">')[2].partition("</section>")[0]
    drawn = re.findall(r"<title>(.+?) → (.+?) → (.+?)</title>", part)
    rows = re.findall(
        r"<tr><th .+?><a .+?>(.+?)</a></th><td><a .+?>(.+?)</a></td><td><a .+?>(.+?)</a></td>"
        r'<td class="numeric">(\d+)</td>',
        re.sub(r"</?span[^>]*>", "", part),
    )
    assert ("mandate", "holder", "organisation") in drawn
    assert ("mandate", "conferred by", "law") in drawn
    assert ("claim", "derived from", "passage") in drawn
    told = {row[:3]: int(row[3]) for row in rows}
    assert set(drawn) <= told.keys()
    assert len(told) == len(rows) > len(drawn)
    query = (
        "SELECT (COUNT(*) AS ?n) { GRAPH <http://localhost:8000/graph/facts> "
        f"{{ ?m a <{MLX.iri}Mandate> ; <{MLX.iri}conferredBy> ?l ."
        f" ?l a <{ELI.iri}LegalResource> }} }}"
    )
    answer = client.get("/sparql", query_string={"query": query, "format": "json"})
    (row,) = answer.get_json(force=True)["results"]["bindings"]
    assert told["mandate", "conferred by", "law"] == int(row["n"]["value"])


def test_every_shape_that_the_documentation_names_is_explained(client: FlaskClient) -> None:
    ontology = client.get("/ontology", headers=HTML).text
    shapes = client.get("/shapes", headers=HTML).text
    there = set(re.findall(r'<div id="([^"]+)"><dt>', shapes))
    named = set(re.findall(r'href="/shapes#([^"]+)"', ontology))
    assert len(named) > 100
    assert named <= there
    assert set(re.findall(r'<a href="#([^"]+)">', shapes)) - {"main"} <= there


def test_the_shapes_are_data_at_their_iri(client: FlaskClient) -> None:
    said = [triples(client.get(f"/shapes.{one}"), one) for one in RDF_FORMATS]
    assert all(one == said[0] for one in said)
    shapes = {one.subject for one in said[0] if one.object == SH.NodeShape}
    assert sum(one in MLXS for one in shapes) > 50
    assert f'<{MLXS.iri.rstrip("#")}>; rel="describes"' in client.get("/shapes.ttl").headers["Link"]
    assert client.get("/shapes.pdf").status_code == 404


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
