"""Which representation a client gets for its Accept header.

The most specific range that fits a type decides; the best quality wins, and the server's order
between equals; q=0 forbids; nothing left is 406. Source: RFC 9110 section 12.5.1.
"""

import pytest

from tests.web.accept_headers import FIREFOX, TABLE
from web.http.negotiate import (
    ENTITY_FORMATS,
    HTML,
    SELECT_FORMATS,
    by_name,
    choose,
    parse_accept,
    prefers_html,
)

OFFERED = (HTML, *ENTITY_FORMATS)


@pytest.mark.parametrize(("accept", "name"), [*TABLE, ("", "html")])
def test_the_client_gets_what_it_likes_best_or_nothing(accept: str | None, name: str) -> None:
    choice = choose(accept, OFFERED)
    assert (choice.format.name if choice else "none") == name


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("text/javascript", "text/javascript; charset=utf-8"),
        ("application/xml", "application/xml"),
        ("*/*", "application/sparql-results+json"),
        ("application/*", "application/sparql-results+json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
    ],
)
def test_an_alias_labels_the_answer_only_for_who_names_it(accept: str, content_type: str) -> None:
    choice = choose(accept, SELECT_FORMATS)
    assert choice is not None
    assert choice.content_type == content_type


@pytest.mark.parametrize(
    ("name", "found"),
    [("ttl", "ttl"), ("Turtle", "ttl"), ("json", "jsonld"), ("text/turtle", "ttl"), ("pdf", None)],
)
def test_a_format_parameter_takes_endings_names_and_media_types(
    name: str, found: str | None
) -> None:
    format_ = by_name(name, ENTITY_FORMATS)
    assert (format_.name if format_ else None) == found


def test_the_parameters_after_the_quality_do_not_count() -> None:
    (one,) = parse_accept("text/turtle;level=1;q=0.5;extension=x")
    assert one.parameters == (("level", "1"),)
    assert one.quality == 0.5


@pytest.mark.parametrize(
    ("accept", "html"),
    [(FIREFOX, True), ("*/*", False), (None, False), ("application/json, text/html;q=0.1", False)],
)
def test_only_who_asks_for_html_by_name_prefers_it(accept: str | None, html: bool) -> None:
    assert prefers_html(accept) is html
