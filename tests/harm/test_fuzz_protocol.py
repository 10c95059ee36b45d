"""Whatever is sent to the endpoint, its answer keeps to the protocol.

Requests are made at random by Hypothesis, in bounds of time, always the same ones; a request that
once went wrong is to be added as an example.
"""

import json
from http import HTTPStatus
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.harm.harm import harm
from tests.serving import Endpoint
from web.http.negotiate import (
    ASK_FORMATS,
    GRAPH_FORMATS,
    HTML,
    SELECT_FORMATS,
    parse_accept,
    quality,
)
from web.server.arrival import Arrival, RefusedError

BOUNDED = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
LONGEST_BODY = 1000

names = st.sampled_from(
    ["query", "default-graph-uri", "named-graph-uri", "format", "output", "results", "update", "x"]
)
queries = st.sampled_from(
    [
        "ASK {}",
        "SELECT * { ?s ?p ?o } LIMIT 3",
        "CONSTRUCT WHERE { ?s a ?c } LIMIT 3",
        "DESCRIBE <http://localhost:8000/id/law/law-1>",
        "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
        "INSERT DATA { <a:a> <b:b> <c:c> }",
        "SELECT * { ?s ?p",
    ]
)
values = st.one_of(
    st.text(max_size=40),
    queries,
    st.sampled_from(["json", "xml", "csv", "http://localhost:8000/graph/facts", "tag:nothing"]),
)
parameters = st.lists(st.tuples(names, values), max_size=5)
types = [one.media_type for one in (*SELECT_FORMATS, *GRAPH_FORMATS, HTML)]
ranges = st.builds(
    lambda kind, q: f"{kind};q={q}" if q else kind,
    st.sampled_from([*types, "*/*", "text/*", "application/*", "image/png", "application/json"]),
    st.sampled_from(["", "0", "0.5", "1.0", "0.001"]),
)
visible = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60)
accepts = st.one_of(st.lists(ranges, min_size=1, max_size=4).map(", ".join), visible)
requests = st.fixed_dictionaries(
    {
        "method": st.sampled_from(["GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"]),
        "path": st.sampled_from(["/sparql", "/sparql/"]),
        "address": parameters,
        "body": st.one_of(parameters.map(lambda pairs: urlencode(pairs).encode()), st.binary()),
        "headers": st.fixed_dictionaries(
            {},
            optional={
                "Accept": accepts,
                "Content-Type": st.one_of(
                    st.sampled_from([FORM, DIRECT, f"{DIRECT};charset=utf-16", "text/plain"]),
                    visible,
                ),
                "If-None-Match": visible,
                "If-Modified-Since": visible,
                "Accept-Encoding": st.sampled_from(["gzip", "identity;q=0", "*;q=0", "br, gzip"]),
                "Origin": st.just("https://example.org"),
                "Range": visible,
            },
        ),
    }
)


@BOUNDED
@given(requests)
def test_any_request_gets_a_declared_answer(harmed: Endpoint, request_: dict[str, object]) -> None:
    method, headers = str(request_["method"]), request_["headers"]
    assert isinstance(headers, dict)
    assert isinstance(request_["body"], bytes)
    pairs = request_["address"]
    assert isinstance(pairs, list)
    body = request_["body"] if method in ("POST", "PUT", "PATCH") else None
    query = urlencode(pairs, errors="surrogatepass")
    reply = harmed.ask(method, f"{request_['path']}?{query}", body, headers)
    assert not harm(reply)
    assert "Accept" in reply.headers.get("vary", "") or reply.status >= 400 or method == "OPTIONS"
    if reply.status == HTTPStatus.METHOD_NOT_ALLOWED:
        assert "GET" in reply.headers["allow"]
    if reply.media_type.endswith("json") and reply.body and "content-encoding" not in reply.headers:
        json.loads(reply.body)
    if reply.status >= 400 and method != "HEAD":
        assert reply.media_type in ("application/problem+json", "text/html")
    if method in ("HEAD", "OPTIONS"):
        assert not reply.body


@BOUNDED
@given(queries, accepts)
def test_the_media_type_is_one_that_the_client_accepts(
    harmed: Endpoint, query: str, accept: str
) -> None:
    reply = harmed.ask("GET", f"/sparql?query={quote(query)}", None, {"Accept": accept})
    known = parse_accept(accept)
    if reply.status == HTTPStatus.OK and known:
        assert quality(known, reply.media_type) > 0
    if reply.status == HTTPStatus.NOT_ACCEPTABLE:
        offered = ASK_FORMATS if query.startswith("ASK") else SELECT_FORMATS
        offered = GRAPH_FORMATS if query[0] in "CD" else offered
        assert all(quality(known, one.media_type) == 0 for one in offered)


@BOUNDED
@given(st.text(max_size=60))
def test_a_text_is_the_same_query_however_it_is_sent(harmed: Endpoint, text: str) -> None:
    query = f"SELECT (?x AS ?y) {{ VALUES ?x {{ {json.dumps(text, ensure_ascii=False)} }} }}"
    accept = {"Accept": "application/sparql-results+json"}
    replies = [
        harmed.ask("GET", f"/sparql?query={quote(query)}", None, accept),
        harmed.ask(
            "POST",
            "/sparql",
            urlencode({"query": query}).encode(),
            {**accept, "Content-Type": FORM},
        ),
        harmed.ask("POST", "/sparql", query.encode(), {**accept, "Content-Type": DIRECT}),
    ]
    assert len({(reply.status, reply.body) for reply in replies}) == 1
    if replies[0].status == HTTPStatus.OK:
        (row,) = json.loads(replies[0].body)["results"]["bindings"]
        assert row["y"]["value"] == text


@BOUNDED
@given(st.binary(max_size=200), st.lists(st.integers(1, 30), max_size=40), st.booleans())
def test_a_request_is_complete_with_its_last_byte_and_no_sooner(
    content: bytes, cuts: list[int], chunked: bool
) -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\n"
    if chunked:
        pieces = [content[at : at + 7] for at in range(0, len(content), 7)]
        body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
        data = head + b"Transfer-Encoding: chunked\r\n\r\n" + body + b"0\r\n\r\n"
    else:
        data = head + b"Content-Length: %d\r\n\r\n%s" % (len(content), content)
    arrival, place = Arrival(LONGEST_BODY), 0
    for cut in [*cuts, len(data)]:
        piece = data[place : place + cut]
        place += len(piece)
        if piece:
            assert arrival.add(piece) is (place == len(data))
    assert bytes(arrival.bytes) == data


@BOUNDED
@given(st.lists(st.binary(max_size=300), max_size=30))
def test_bytes_without_end_are_refused_and_not_kept(pieces: list[bytes]) -> None:
    arrival = Arrival(LONGEST_BODY)
    arrival.add(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
    refused = False
    for piece in filter(None, pieces):
        try:
            assert not arrival.add(b"%x\r\n%s\r\n" % (len(piece), piece))
        except RefusedError:
            refused = True
            break
    assert refused or sum(map(len, pieces)) <= LONGEST_BODY + 300


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"GET /" + b"a" * 70_000, HTTPStatus.REQUEST_URI_TOO_LONG),
        (b"GET / HTTP/1.1\r\nA: " + b"a" * 70_000, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE),
        (
            b"POST / HTTP/1.1\r\nContent-Length: 1001\r\n\r\n",
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        ),
    ],
)
def test_what_is_too_long_is_refused_before_it_is_there(data: bytes, status: HTTPStatus) -> None:
    with pytest.raises(RefusedError) as refused:
        Arrival(LONGEST_BODY).add(data)
    assert refused.value.status == status
