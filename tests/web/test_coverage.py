"""The page of a source shows how much of it is in the graph."""

import json
import re

from flask.testing import FlaskClient

from graph.release import Release
from tests.conftest import SOURCE
from web.pages.kinds import NAMES

PAGE = f"/page/source/{SOURCE}"


def test_below_the_list_of_sources_lies_the_page_of_each(client: FlaskClient) -> None:
    answer = client.get(f"/sources/{SOURCE}")
    assert answer.status_code == 308
    assert answer.headers["Location"] == PAGE
    assert client.get("/sources/nothing").status_code == 404
    assert client.get("/sources/Not A Slug").status_code == 404


def test_the_page_of_a_source_shows_the_figures_of_the_build(
    client: FlaskClient, release: Release
) -> None:
    figures = json.loads(release.coverage.read_text(encoding="utf-8"))["sources"][SOURCE]
    shown = re.sub(r"<[^>]+>", " ", client.get(PAGE).text)
    words = " ".join(shown.split())
    for name, number in (
        ("Records", figures["records"]),
        ("Claims of the source", figures["claims"]["source"]),
        ("Claims of the editors", figures["claims"]["editors"]),
        ("Accepted triples", figures["triples"]["accepted"]),
        ("Inferred triples", figures["triples"]["inferred"]),
        ("Conflicts", sum(figures["conflicts"].values())),
        ("Passages", figures["passages"]),
    ):
        assert f"{name} {number:,} " in words
    for row in figures["kinds"]:
        cells = [row[one] for one in ("entities", "claims", "editors", "accepted", "inferred")]
        line = " ".join(f"{cell:,}" for cell in cells)
        assert f"{NAMES[row['kind']]} {line} " in words
    for row in figures["sections"]:
        line = f"{row['passages']:,} {row['claims']:,} {row['left_out']:,} "
        assert f"{row['section']} {line}" in words
    assert f"{figures['sections_cited']} of {len(figures['sections'])} sections" in words


def test_other_pages_have_no_such_figures(client: FlaskClient) -> None:
    assert "What is in the graph" in client.get(PAGE).text
    assert "What is in the graph" not in client.get("/page/law/asylum-2007").text
