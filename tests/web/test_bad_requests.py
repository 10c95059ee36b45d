"""Whatever is asked of whatever page: a clear answer, never a 500, and markup stays text.

The paths and their parameters are those of the application's own routes, the parameters those of
its description of the interface, so that a new page is tried, too.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conftest import SOURCE
from web.describing.interface import OFFERS

HTML = {"Accept": "text/html"}
MARKUP = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
HALF_A_PAIR = "%ED%A0%80"
"""Bytes that are no UTF-8, as they stand in a URL."""
BAD = (
    MARKUP,
    "2007-02-30",
    "2007",
    "x" * 10_000,
    "\x00",
    HALF_A_PAIR,
    "9" * 400,
    "²",
)
EACH = 2
# The real thing for each variable of a path.
REAL = {
    "kind": "law",
    "slug": "asylum-2007",
    "name": "asylum",
    "source": SOURCE,
    "key": "claims",
    "path": "laws",
    "number": "1",
    "digest": "0" * 64,
    "filename": "site.css",
}
# These are asked in tests of their own, at length.
ELSEWHERE = {"sparql.sparql", "sparql.slash", "static"}


def routes(app: Flask) -> Iterator[tuple[str, list[str], str]]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in ELSEWHERE and "GET" in (rule.methods or ()):
            yield rule.rule, sorted(rule.arguments), rule.endpoint


def parameters(endpoint: str) -> set[str]:
    """The arguments of the query string that the view is said to take."""
    offer = OFFERS.get(endpoint)
    return {one.name for one in offer.parameters if one.place == "query"} if offer else set()


def filled(rule: str, values: dict[str, str]) -> str:
    return re.sub(
        r"<(?:\w+:)?(\w+)>", lambda found: values.get(found[1], REAL.get(found[1], "x")), rule
    )


class Tags(HTMLParser):
    """Notes scripts, and attributes that would run one."""

    def __init__(self) -> None:
        super().__init__()
        self.running: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if (
            tag == "script"
            and not given.get("src")
            and given.get("type")
            not in (
                "application/ld+json",
                "application/json",
            )
        ):
            self.running.append(tag)
        self.running += [name for name in given if name.startswith("on")]
        self.running += [
            str(value) for value in given.values() if str(value).lower().startswith("javascript:")
        ]


def check(answer: TestResponse, asked: str) -> None:
    assert answer.status_code < 500, asked
    if answer.status_code >= 400 and answer.status_code != 410:
        assert len(answer.text) > 20, asked
    if answer.mimetype == "text/html":
        tags = Tags()
        tags.feed(answer.text)
        assert not tags.running, asked
        assert "alert(1)</script>" not in answer.text, asked


def tried(position: int) -> Iterator[str]:
    """Markup, and two of the other bad values in turn, as they stand in a URL."""
    yield quote(MARKUP, safe="")
    others = [one for one in BAD if one != MARKUP]
    for step in range(EACH):
        bad = others[(position * EACH + step) % len(others)]
        yield bad if bad == HALF_A_PAIR else quote(bad, safe="")


def test_every_parameter_of_every_page_takes_anything(app: Flask, client: FlaskClient) -> None:
    pairs = [
        (filled(rule, {}), name)
        for rule, _, endpoint in routes(app)
        for name in sorted({"page", "asOf"} | parameters(endpoint))
    ]
    for position, (path, name) in enumerate(pairs):
        for value in tried(position):
            asked = f"{path}?{quote(name)}={value}"
            check(client.get(asked, headers=HTML, buffered=True), asked)


def test_every_part_of_every_path_takes_anything(app: Flask, client: FlaskClient) -> None:
    pairs = [(rule, name) for rule, variables, _ in routes(app) for name in variables]
    for position, (rule, name) in enumerate(pairs):
        for value in tried(position):
            asked = filled(rule, {name: value})
            check(client.get(asked, headers=HTML, buffered=True), asked)


@pytest.mark.parametrize(
    "path", ["/id/law/%C4%8D%20%C4%87", "/sr/page/law/100%25", "/nothing/%3Cb%3E/%22here%22"]
)
def test_a_problem_names_the_address_as_it_is_written_in_a_url(
    client: FlaskClient, path: str
) -> None:
    assert client.get(path).get_json(force=True)["instance"] == path


@pytest.mark.parametrize("day", ["2007-02-30", "2007", "2007-13-01", "20071201", "0000-01-01", "x"])
@pytest.mark.parametrize(
    "path", ["/laws", "/page/law/asylum-2007", "/treaties/participation", "/institutions"]
)
def test_what_is_no_day_is_told_how_to_write_one(client: FlaskClient, path: str, day: str) -> None:
    for headers in (HTML, {"Accept": "application/json"}):
        answer = client.get(f"{path}?asOf={day}", headers=headers)
        assert answer.status_code == 400
        assert "2007-12-01" in answer.text


@pytest.mark.parametrize("path", ["/laws", "/institutions", f"/review/{SOURCE}/claims"])
def test_what_a_list_cannot_be_narrowed_by_is_said(client: FlaskClient, path: str) -> None:
    page = client.get(f"{path}?colour=red", headers=HTML)
    assert page.status_code == 200
    assert "This list cannot be narrowed by colour" in page.text
    table = client.get(f"{path}?colour=red&format=json")
    assert (table.status_code, table.mimetype) == (400, "application/problem+json")
    assert client.get(f"{path}?kind=nonsense", headers=HTML).status_code == 400
    assert "cannot be narrowed" not in client.get(path, headers=HTML).text


@pytest.mark.parametrize("path", ["/correct/claim/{}/law-asylum-2007", "/reconcile", "/sparql"])
def test_a_form_with_anything_in_it_is_answered(client: FlaskClient, path: str) -> None:
    for bad in BAD:
        form = {"reason": bad, "value.label": bad, "key.0": bad, "new.0": bad, "queries": bad}
        target = path.format(SOURCE)
        check(client.post(target, data={**form, "query": bad}, headers=HTML), target)
