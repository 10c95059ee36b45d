"""How the endpoint says no, and how long its answers may be kept.

The SPARQL 1.1 Protocol leaves much open, and endpoints in use differ in it. These are our rules,
one group of tests each, shown on a served endpoint with the release of this repository.
"""

import json
import threading
import time
from http import HTTPStatus

import pytest

from tests.conformance.asking import (
    ASK,
    CSV,
    DIRECT,
    ENDLESS,
    FACTS,
    HTML,
    JSON,
    PROBLEM,
    SELECT,
    TSV,
    TURTLE,
    XML,
    get,
    post,
)
from tests.serving import Endpoint, Reply


# 13. A mistake is told with its place.
def test_a_mistake_is_told_with_line_column_and_token(strict: Endpoint) -> None:
    reply = get(strict, "SELECT *\nWHERE { ?s ?p WRONG }")
    problem = json.loads(reply.body)
    assert (reply.status, reply.media_type) == (HTTPStatus.BAD_REQUEST, PROBLEM)
    assert (problem["line"], problem["column"], problem["token"]) == (2, 15, "WRONG")
    assert "Line 2, column 15, at “WRONG”" in problem["detail"]
    page = get(strict, "SELECT *\nWHERE { ?s ?p WRONG }", accept=HTML)
    assert (page.status, page.media_type) == (HTTPStatus.BAD_REQUEST, HTML)
    assert "column 15" in page.text
    # That it is no query comes before that it could not be answered in Turtle.
    assert get(strict, "SELEKT *", accept=TURTLE).status == HTTPStatus.BAD_REQUEST


# 14. Limits are errors.
def test_a_query_ends_at_the_time_limit_with_an_error(strict: Endpoint) -> None:
    began = time.monotonic()
    reply = get(strict, ENDLESS)
    assert time.monotonic() - began < 4
    assert reply.status == HTTPStatus.GATEWAY_TIMEOUT
    assert json.loads(reply.body)["seconds"] == 2
    # The same query would take as long again: nobody is told to ask again.
    assert "retry-after" not in reply.headers
    assert reply.headers["cache-control"] == "no-store"


def test_too_many_queries_at_once_are_told_when_to_come_again(strict: Endpoint) -> None:
    replies: list[Reply] = []
    threads = [
        threading.Thread(target=lambda text=text: replies.append(get(strict, text)))
        for text in (f"{ENDLESS} # {number}" for number in range(12))
    ]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    began = time.monotonic()
    assert endpoint_is_well(strict)
    assert time.monotonic() - began < 1
    for thread in threads:
        thread.join()
    assert {reply.status for reply in replies} == {503, 504}
    for reply in replies:
        if reply.status == HTTPStatus.SERVICE_UNAVAILABLE:
            assert int(reply.headers["retry-after"]) > 0


def endpoint_is_well(endpoint: Endpoint) -> bool:
    return endpoint.ask("GET", "/healthz").status == HTTPStatus.OK


@pytest.mark.parametrize("accept", [JSON, XML, CSV, TSV])
def test_more_rows_than_allowed_are_an_error_and_no_part_of_a_result(
    strict: Endpoint, accept: str
) -> None:
    reply = get(strict, "SELECT * { ?s ?p ?o }", accept=accept)
    assert (reply.status, reply.media_type) == (HTTPStatus.INSUFFICIENT_STORAGE, PROBLEM)
    assert json.loads(reply.body)["limit"] == 5000
    assert "LIMIT" in json.loads(reply.body)["detail"]


def test_what_is_too_long_is_refused(strict: Endpoint) -> None:
    long = b"ASK{}" + b" " * 70_000
    assert post(strict, long, DIRECT).status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    reply = strict.ask("GET", "/sparql?query=ASK%7B%7D" + "%20" * 3000)
    assert reply.status == HTTPStatus.REQUEST_URI_TOO_LONG
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.media_type == PROBLEM


# 16. CORS, on errors too.
def test_any_site_may_ask_and_see_what_matters(strict: Endpoint) -> None:
    for reply in (
        get(strict, ASK, Origin="https://example.org"),
        get(strict, "nonsense"),
        get(strict, ASK, method="PUT"),
        get(strict, ASK, accept="image/png"),
    ):
        assert reply.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in reply.headers
        exposed = reply.headers["access-control-expose-headers"]
        for name in ("Link", "ETag", "Retry-After", "Content-Location", "MigraLex-Result"):
            assert name in exposed


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_a_preflight_is_allowed(strict: Endpoint, path: str) -> None:
    reply = get(
        strict,
        None,
        method="OPTIONS",
        path=path,
        Origin="https://example.org",
        Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="content-type",
    )
    assert reply.status == HTTPStatus.NO_CONTENT
    assert "POST" in reply.headers["access-control-allow-methods"]
    assert "Content-Type" in reply.headers["access-control-allow-headers"]
    assert int(reply.headers["access-control-max-age"]) > 0


# 17. Caching.
def test_a_result_may_be_kept_until_release_query_dataset_or_format_change(
    strict: Endpoint,
) -> None:
    first = get(strict, SELECT)
    tag = first.headers["etag"]
    assert get(strict, SELECT).headers["etag"] == tag
    others = [
        get(strict, SELECT + " "),
        get(strict, SELECT, accept=XML),
        get(strict, SELECT, ("default-graph-uri", FACTS)),
        get(strict, SELECT, ("named-graph-uri", FACTS)),
    ]
    assert len({tag, *(reply.headers["etag"] for reply in others)}) == 5
    again = get(strict, SELECT, If_None_Match=tag)
    assert (again.status, again.body) == (HTTPStatus.NOT_MODIFIED, b"")
    assert again.headers["etag"] == tag
    for reply in (first, again):
        assert "max-age" in reply.headers["cache-control"]
        assert {"Accept", "Accept-Encoding"} <= set(reply.headers["vary"].split(", "))
    since = get(strict, SELECT, If_Modified_Since=first.headers["last-modified"])
    assert since.status == HTTPStatus.NOT_MODIFIED
    ago = "Mon, 01 Jan 2001 00:00:00 GMT"
    assert get(strict, SELECT, If_Modified_Since=ago).status == HTTPStatus.OK
    both = get(
        strict, SELECT, If_Modified_Since=first.headers["last-modified"], If_None_Match='"a"'
    )
    assert both.status == HTTPStatus.OK
    assert post(strict, SELECT.encode(), DIRECT).headers["cache-control"] == "no-cache"
