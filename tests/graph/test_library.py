"""Queries are files that run when pasted; a parameter is a line that a constant can replace."""

from pathlib import Path

import pytest

from graph.errors import UnknownQuery
from graph.guard import Form
from graph.iris import MLX, XSD
from graph.library import Library
from graph.store import Store
from graph.terms import Literal, NamedNode

TEXT = """# title: What began on a day
# description: A question
#   on two lines.
# columns: law label
PREFIX mlx: <https://w3id.org/migralex/ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?law ?label
WHERE {
  BIND("2007-12-01"^^xsd:date AS ?asOf)  # parameter: The day asked about
  BIND(mlx:Law AS ?class)  # parameter: The class of things
  BIND("a ?class of things" AS ?label)  # no parameter at all
  ?law a ?class ; mlx:asOfDate $asOf .  # ?asOf stays here
}
"""
DAY = Literal("2008-01-01", datatype=XSD.date)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "began.rq").write_text(TEXT, encoding="utf-8")
    (tmp_path / "ask.rq").write_text("ASK {}", encoding="utf-8")
    return Library(tmp_path)


def test_a_query_says_what_it_is(library: Library) -> None:
    query = library.query("questions/began")
    assert (query.title, query.description) == (
        "What began on a day",
        "A question on two lines.",
    )
    assert (query.columns, query.form) == (("law", "label"), Form.SELECT)
    assert [(p.name, p.description, p.datatype) for p in query.parameters.values()] == [
        ("asOf", "The day asked about", XSD.date),
        ("class", "The class of things", None),
    ]


def test_binding_writes_constants_in_place_of_variables_and_nowhere_else(library: Library) -> None:
    text = library.query("questions/began").bind(asOf=DAY)
    assert "# parameter" not in text
    assert f"?law a mlx:Law ; mlx:asOfDate {DAY} .  # ?asOf stays here" in text
    assert 'BIND("a ?class of things" AS ?label)' in text


def test_a_term_cannot_break_out_of_its_place(library: Library) -> None:
    evil = NamedNode("http://localhost/x")
    text = library.query("questions/began").bind(**{"class": evil})
    assert "?law a <http://localhost/x> ;" in text
    with pytest.raises(ValueError, match="takes"):
        library.query("questions/began").bind(asOf=Literal('" } DROP ALL #'))


def test_a_parameter_may_take_several_values_and_stays_a_variable(tmp_path: Path) -> None:
    (tmp_path / "of.rq").write_text(
        "SELECT ?law WHERE {\n"
        "  VALUES ?law { <http://localhost/a> }  # parameter: The laws asked about\n"
        "  ?law ?property ?value\n}\n",
        encoding="utf-8",
    )
    query = Library(tmp_path).query("of")
    assert query.parameters["law"].several
    assert "VALUES ?law {<http://localhost/a>}" in query.bind()
    laws = [NamedNode("http://localhost/b"), NamedNode("http://localhost/c")]
    assert "VALUES ?law {<http://localhost/b> <http://localhost/c>}" in query.bind(law=laws)
    assert "VALUES ?law {}" in query.bind(law=[])
    assert "  ?law ?property ?value" in query.bind(law=laws)
    with pytest.raises(ValueError, match="takes"):
        query.bind(law=[Literal("} DROP ALL #")])


def test_an_unknown_parameter_is_an_error(library: Library) -> None:
    with pytest.raises(UnknownQuery):
        library.query("questions/began").bind(day=DAY)


@pytest.mark.parametrize("name", ["questions/never", "../library", "questions/../ask", ""])
def test_an_unknown_query_is_an_error_and_no_other_file_is_read(
    library: Library, name: str
) -> None:
    with pytest.raises(UnknownQuery):
        library.query(name)


def test_queries_are_listed_by_section(library: Library) -> None:
    assert library.names("questions") == ["questions/began"]
    assert library.names() == ["ask", "questions/began"]


def test_what_people_write_becomes_a_term_of_the_right_kind(library: Library) -> None:
    query = library.query("questions/began")
    assert query.term("asOf", " 2008-01-01 ") == DAY
    assert query.term("class", "mlx:Law") == MLX.Law
    assert query.term("class", MLX.Law.value) == MLX.Law


@pytest.mark.parametrize(
    ("name", "text"),
    [("asOf", "yesterday"), ("asOf", "2008-13-01"), ("class", "a law"), ("class", "x> } #")],
)
def test_what_is_no_value_is_an_error(library: Library, name: str, text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        library.query("questions/began").term(name, text)


@pytest.mark.parametrize("name", Library().names())
def test_every_query_of_ours_runs_and_has_the_columns_of_its_header(
    strict: Store, name: str
) -> None:
    query = strict.library.query(name)
    assert query.title
    if query.form is Form.SELECT:
        strict.rows(name)
    elif query.form is Form.ASK:
        strict.ask(name)
    else:
        strict.triples(name)


@pytest.mark.parametrize("name", Library().names())
def test_every_query_of_ours_runs_when_pasted_into_the_editor(store: Store, name: str) -> None:
    query = store.library.query(name)
    media_type = "text/csv" if query.form is Form.SELECT else "application/n-triples"
    if query.form is Form.ASK:
        media_type = "application/sparql-results+json"
    pasted = store.answer(query.text, media_type=media_type)
    bound = store.answer(query.bind(), media_type=media_type)
    assert sorted(pasted.read().splitlines()) == sorted(bound.read().splitlines())
