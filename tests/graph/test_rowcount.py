"""Rows are counted in the bytes of a result as they pass, in pieces of any size, exactly."""

from hypothesis import given, settings
from hypothesis import strategies as some
from pyoxigraph import Store as Oxigraph

from graph.rowcount import COUNTERS
from graph.terms import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

FORMATS = [
    QueryResultsFormat.JSON,
    QueryResultsFormat.XML,
    QueryResultsFormat.CSV,
    QueryResultsFormat.TSV,
]
NASTY = [
    "{}",
    "}},{",
    "bindings",
    '"',
    "\\",
    '\\"',
    "},{",
    ":[{",
    "[{",
    "\n",
    "\r\n",
    "\t",
    "<result>",
    ",",
    "é",
    "",
]
VALUES = some.one_of(
    some.none(),
    some.lists(some.sampled_from(NASTY), max_size=6).map("".join).map(Literal),
    some.sampled_from(NASTY).map(lambda text: Literal(text, language="en")),
    some.just(NamedNode("urn:x:a,b")),
)


def solutions(rows: list[tuple[Literal | NamedNode | None, ...]]) -> QuerySolutions:
    written = " ".join(f"({' '.join('UNDEF' if v is None else str(v) for v in r)})" for r in rows)
    found = Oxigraph().query(f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {written} }} }}")
    assert isinstance(found, QuerySolutions)
    return found


@given(
    rows=some.lists(some.tuples(VALUES, VALUES), max_size=8),
    form=some.sampled_from(FORMATS),
    step=some.integers(1, 20),
)
@settings(max_examples=300, deadline=None)
def test_the_count_is_that_of_a_parser_wherever_the_bytes_are_cut(
    rows: list[tuple[Literal | NamedNode | None, ...]], form: QueryResultsFormat, step: int
) -> None:
    written = solutions(rows).serialize(format=form) or b""
    counter = COUNTERS[form.media_type]()
    for start in range(0, len(written), step):
        counter.see(written[start : start + step])
    assert counter.rows == len(rows)


def test_a_parser_agrees_that_these_are_rows() -> None:
    json = solutions([(Literal("},{"), None), (None, None)]).serialize(
        format=QueryResultsFormat.JSON
    )
    parsed = parse_query_results(json or b"", format=QueryResultsFormat.JSON)
    assert isinstance(parsed, QuerySolutions)
    assert len(list(parsed)) == 2
