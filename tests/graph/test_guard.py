"""A query from outside is judged by parsing it: what it is, where it is wrong, what it may not."""

import pytest

from graph.errors import QueryFailed, QuerySyntaxError, ServiceRefused, UpdateRefused
from graph.federation import federated
from graph.guard import Form, form
from graph.limits import Limits
from graph.store import Store
from tests.graph.conftest import IRIS

JSON = "application/sparql-results+json"
TURTLE = "text/turtle"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT * { ?s ?p ?o }", Form.SELECT),
        ("ask {}", Form.ASK),
        ("# ASK\nPREFIX ask: <x:ask> BASE <x:select>\nconstruct where {}", Form.CONSTRUCT),
        ("DESCRIBE<x:y>", Form.DESCRIBE),
        ("PREFIX : <x:> SELECT*{}", Form.SELECT),
        ("INSERT DATA { <x:a> <x:b> 1 }", None),
        ("{ SELECT * {} }", None),
        ("", None),
    ],
)
def test_the_form_of_a_query_is_its_first_word_after_the_prologue(
    text: str, expected: Form | None
) -> None:
    assert form(text) is expected


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "ASK{service?x{}}",
        "SELECT * { SeRvIcE SILENT <http://127.0.0.1:9/> {} }",
        "SELECT * { SERVIC\\u0045 <http://127.0.0.1:9/> {} }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> {} }",
        "PREFIX x: <http://127.0.0.1:9/> SELECT * { { { SERVICE x:y { ?s ?p ?o } } } }",
        "SELECT * { ?s ?p ?o OPTIONAL { MINUS { SERVICE <http://127.0.0.1:9/> {} } } }",
        "SELECT * { FILTER(1<2)SERVICE#>\n<http://127.0.0.1:9/> {} }",
        "SELECT * { FILTER EXISTS { { SELECT * { SERVICE <http://127.0.0.1:9/> {} } } } }",
        "SELECT (EXISTS { SERVICE <http://127.0.0.1:9/> {} } AS ?x) {}",
        "SELECT * { ?s ?p ?o } ORDER BY (EXISTS { SERVICE <http://127.0.0.1:9/> {} })",
        "SELECT ?x { ?s ?p ?o } GROUP BY (EXISTS { SERVICE <http://127.0.0.1:9/> {} } AS ?x)",
        "SELECT (SUM(IF(EXISTS { SERVICE <http://127.0.0.1:9/> {} }, 1, 2)) AS ?n) {}",
        "SELECT (COUNT(*) AS ?n) {} HAVING(EXISTS { SERVICE <http://127.0.0.1:9/> {} })",
        "CONSTRUCT { ?s ?p ?o } { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "DESCRIBE ?s { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o LATERAL { SERVICE <http://127.0.0.1:9/> {} } }",
    ],
)
def test_a_query_that_calls_another_endpoint_is_refused_wherever_it_hides_that(
    store: Store, text: str
) -> None:
    with pytest.raises(ServiceRefused):
        store.answer(text, media_type=JSON)


def test_a_refused_service_is_named() -> None:
    with pytest.raises(ServiceRefused) as refused:
        federated("ASK { SERVICE <http://127.0.0.1:9/> {} }", IRIS, Limits())
    assert refused.value.endpoint == "http://127.0.0.1:9/"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service { ?service a <x:service> } # SERVICE <x:y> {}",
        "PREFIX x: <x:#> ASK { ?s x:p 'SERVICE <x:y> {}', '#' }",
        "PREFIX service: <x:service/> ASK { ?s a service:service , 'SERVICE ?x {}' }",
        "ASK { ?s ?p '''\nSERVICE <x:y> {}\n''', 'civil service'@en, 'x'^^<x:service> }",
        "ASK { ?s ?p '<a'^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral>, 'service' }",
    ],
)
def test_a_query_that_only_speaks_of_a_service_is_answered(store: Store, text: str) -> None:
    store.answer(text, media_type=JSON).close()


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <x:a> <x:b> 1 }",
        "PREFIX x: <x:> DELETE WHERE { ?s x:b ?o }",
        "# SELECT\nLOAD <http://127.0.0.1:9/>",
        "clear all",
        "DROP GRAPH <x:g> ; CREATE GRAPH <x:g>",
        "WITH <x:g> DELETE { ?s ?p ?o } INSERT { ?o ?p ?s } WHERE { ?s ?p ?o }",
        "COPY <x:a> TO <x:b>",
    ],
)
def test_an_update_is_refused_as_an_update(store: Store, text: str) -> None:
    with pytest.raises(UpdateRefused):
        store.answer(text, media_type=JSON)


@pytest.mark.parametrize(
    "text", ["INSERT this, please", "DROP", "DELETE { ?s ?p ?o }", "LOAD everything"]
)
def test_what_only_begins_like_an_update_is_a_syntax_error(store: Store, text: str) -> None:
    with pytest.raises(QuerySyntaxError):
        store.answer(text, media_type=JSON)


def test_a_query_about_updates_is_a_query(store: Store) -> None:
    text = "PREFIX insert: <x:insert/> SELECT ?drop { ?drop insert:delete 'LOAD <x:y>' }"
    store.answer(text, media_type=JSON).close()


@pytest.mark.parametrize(
    ("text", "line", "column", "token"),
    [
        ("SELECT * {\n ?s ?p\n}", 3, 1, "}"),
        ("SELEC * { ?s ?p ?o }", 1, 1, "SELEC"),
        ("SELECT * { ?s ?p ?o } ORDER BY\n\n  LIMT 10", 3, 3, "LIMT"),
        ("SELECT * { ?s foaf:name ?o }", 1, 15, "foaf:"),
        ("SELECT * { ?é ?p 'š' ; }\nFOO", 2, 1, "FOO"),
        ("SELECT * { ?s ?p ?o . FILTER(?o > ) }", 1, 35, ")"),
        ("SELECT * { ?s ?p ?o", 1, 20, "the end"),
        ("SELECT ?s { ?s ?p ?o } GROUP BY ?p", 1, 35, "unbound"),
        ("SELECT * { ?s ?p ?o } LIMIT -1", 1, 29, "-"),
        ("ASK { ?s ?p 'no end }", 1, 13, "'"),
        ("", 1, 1, "the end"),
        ("ASK { ?service ?p ]service }", 1, 19, "]"),
    ],
)
def test_a_syntax_error_names_line_column_and_token(
    store: Store, text: str, line: int, column: int, token: str
) -> None:
    with pytest.raises(QuerySyntaxError) as wrong:
        store.answer(text, media_type=JSON)
    assert (wrong.value.line, wrong.value.column) == (line, column)
    assert f"Line {line}, column {column}" in str(wrong.value)
    assert token in str(wrong.value)


def test_text_that_is_no_unicode_is_a_syntax_error(store: Store) -> None:
    with pytest.raises(QuerySyntaxError):
        store.answer("ASK { ?s ?p '\ud800' }", media_type=JSON)


def test_an_unknown_function_is_an_error_that_names_it(store: Store) -> None:
    with pytest.raises(QueryFailed):
        store.answer("SELECT (<x:unheard-of>(1) AS ?x) {}", media_type=JSON)
