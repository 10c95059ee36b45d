"""Every question of the library gives the answers that were read off its source by hand.

The answers lie beside this file, one YAML file for each question: a list of `ask` (parameters; the
defaults of the query hold for the others), `columns` (those that are compared) and `rows`. An IRI
is written as the last part of it; a value that is not there is null. Order does not count.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from graph.library import Library, Parameter
from graph.store import Store
from graph.terms import Literal, NamedNode, Term

HERE = Path(__file__).parent
SECTION = "questions"
NAMES = [name.partition("/")[2] for name in Library().names(SECTION)]


@dataclass(frozen=True)
class Case:
    """A question with its parameters, and the rows that the source answers."""

    name: str
    ask: dict[str, str]
    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]

    def __str__(self) -> str:
        return " ".join((self.name, *self.ask.values()))


def read_cases(name: str) -> Iterator[Case]:
    """The cases in the file of a question; what YAML reads as a date is written out again."""
    for case in yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8")):
        rows = tuple(
            tuple(None if value is None else str(value) for value in row) for row in case["rows"]
        )
        yield Case(name, case["ask"], tuple(case["columns"]), rows)


CASES = [case for name in NAMES if (HERE / f"{name}.yaml").is_file() for case in read_cases(name)]


def term_of(store: Store, parameter: Parameter, text: str) -> Term:
    """A parameter's term: a literal, an entity by `kind/slug`, or a concept by its name."""
    if parameter.datatype is not None:
        return Literal(text, datatype=parameter.datatype)
    if "/" in text:
        return store.iris.reference(text)
    scheme = parameter.default.strip("<>").rpartition("/")[0]
    return NamedNode(f"{scheme}/{text}")


def shown(term: Term | None) -> str | None:
    """A term as the files of answers write it."""
    if isinstance(term, NamedNode):
        return term.value.rpartition("/")[2]
    return term.value if isinstance(term, Literal) else None


def answers(store: Store, case: Case) -> list[dict[str, Term]]:
    """The rows that the graph answers."""
    parameters = store.library.query(f"{SECTION}/{case.name}").parameters
    terms = {name: term_of(store, parameters[name], text) for name, text in case.ask.items()}
    return store.rows(f"{SECTION}/{case.name}", **terms)


def test_there_are_sixty_questions_and_each_has_answers_by_hand() -> None:
    assert len(NAMES) >= 60
    assert sorted(path.stem for path in HERE.glob("*.yaml")) == NAMES


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_question_has_the_answers_that_the_source_gives(store: Store, case: Case) -> None:
    found = Counter(
        tuple(shown(row.get(column)) for column in case.columns) for row in answers(store, case)
    )
    expected = Counter(case.rows)
    assert not expected - found, "the source has rows that the graph has not"
    assert not found - expected, "the graph has rows that the source has not"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_answer_shows_where_it_is_written(store: Store, case: Case) -> None:
    for row in answers(store, case):
        passages = (shown(row["passages"]) or "").split()
        assert passages
        for passage in passages:
            parsed = store.iris.parse(NamedNode(passage))
            assert parsed is not None
            assert parsed[0] == "passage"


@pytest.mark.parametrize("name", NAMES)
def test_a_question_runs_as_it_stands_and_names_its_columns(store: Store, name: str) -> None:
    query = store.library.query(f"{SECTION}/{name}")
    assert query.title.endswith("?")
    assert query.description
    assert query.columns[-1] == "passages"
    assert store.rows(f"{SECTION}/{name}")
