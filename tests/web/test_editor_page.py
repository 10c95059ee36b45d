"""At the endpoint people get an editor, which works without a script, too."""

import re
from urllib.parse import urlencode

from flask.testing import FlaskClient


def test_people_get_an_editor_with_examples_that_works_without_a_script(
    client: FlaskClient,
) -> None:
    page = client.get("/sparql", headers={"Accept": "text/html"}).text
    assert "<textarea" in page
    assert "Which asylum law applied on a day?" in page
    assert re.search(r"<script[^>]*>(?!</script>)", page) is None, "a script within the page"
    loaded = client.get("/sparql?example=asylum-law-on-a-day", headers={"Accept": "text/html"}).text
    assert "PREFIX mlx:" in loaded


def test_the_editor_shows_results_with_labels_and_links(client: FlaskClient) -> None:
    query = "SELECT ?law { BIND(<id/law/asylum-2007> AS ?law) }"
    page = client.get("/sparql?" + urlencode({"query": query, "format": "html"})).text
    assert '<a href="/page/law/asylum-2007"><span>Law on Asylum</span></a>' in page


def test_the_editor_keeps_a_query_that_fails_and_says_why(client: FlaskClient) -> None:
    query = "SELECT * WHERE { <b>& }"
    answer = client.get("/sparql?" + urlencode({"query": query, "format": "html"}))
    assert answer.status_code == 400
    assert "&lt;b&gt;&amp;" in answer.text
    assert "column" in answer.text


def test_an_empty_result_says_how_the_graph_says_what_happened(client: FlaskClient) -> None:
    def asked(query: str) -> str:
        return client.get("/sparql?" + urlencode({"query": query, "format": "html"})).text

    mlx = "PREFIX mlx: <https://w3id.org/migralex/ontology#> "
    nothing = asked(mlx + "SELECT ?act { ?act mlx:affects <id/treaty/ccpr> }")
    notice = nothing.partition("Nothing fits the query.")[2].partition("</p>")[0]
    assert "an act on a treaty" in notice
    assert "<code>mlx:treaty</code>" in notice
    acts = asked(mlx + "SELECT ?act { ?act mlx:treaty <id/treaty/ccpr> }")
    assert "Nothing fits" not in acts
    assert 'id="said"' in acts
    assert "Nothing fits" in asked("SELECT ?x { ?x <urn:no> <urn:no> }")
    assert "Nothing fits" not in asked("ASK { ?x <urn:no> <urn:no> }")
