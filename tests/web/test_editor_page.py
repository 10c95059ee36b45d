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
