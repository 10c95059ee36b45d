"""A query to a release that is not in force runs in a process of its own, under the limits."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graph.canonical import Whole, difference, media_type, whole
from graph.errors import (
    MigralexError,
    QuerySyntaxError,
    QueryTimeout,
    ResultTooLarge,
    ServiceRefused,
)
from graph.guard import form
from graph.inquiry import Inquiry
from graph.limits import Limits
from graph.oneoff import MOST_AT_A_TIME, OneOff
from graph.release import Release, beginning_with

ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LIMITS = Limits(seconds=2, rows=1000)


def ask(release: Release, text: str) -> bytes:
    return OneOff(LIMITS).answer(release, Inquiry(text, media_type(form(text)))).read()


def test_it_is_answered_as_the_release_in_force_would(release: Release) -> None:
    assert ask(release, "ASK { ?s a ?class }") == b'{"head":{},"boolean":true}'
    assert ask(release, "SELECT ?s WHERE { ?s a ?class } LIMIT 3").count(b"\n") == 4


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (ENDLESS, QueryTimeout),
        ("SELECT ?x WHERE { ?x", QuerySyntaxError),
        ("SELECT * WHERE { SERVICE <http://elsewhere.example/> { ?s ?p ?o } }", ServiceRefused),
        ("SELECT * WHERE { ?s ?p ?o }", ResultTooLarge),
    ],
)
def test_no_query_gets_past_the_limits(release: Release, text: str, error: type[Exception]) -> None:
    start = time.monotonic()
    with pytest.raises(error):
        ask(release, text)
    assert time.monotonic() - start < 60


def test_a_release_is_found_by_the_first_digits_of_its_digest(var: Path, release: Release) -> None:
    found = beginning_with(var, release.digest[:12])
    assert found is not None
    assert found.digest == release.digest
    assert beginning_with(var, "0" * 12) is None
    assert beginning_with(var, "../" + release.digest[:12]) is None


def test_a_row_that_stands_twice_counts_twice(release: Release) -> None:
    oneoff = OneOff(LIMITS)

    def rows(values: str) -> Whole:
        text = f"SELECT ?x WHERE {{ VALUES ?x {{ {values} }} }}"
        return whole(text, oneoff.answer(release, Inquiry(text, media_type(form(text)))))

    gone, new = difference(rows("1 1 2"), rows("1 3"))
    assert gone == (b"1\n", b"2\n")
    assert new == (b"3\n",)


def test_who_comes_when_many_wait_is_told_so_at_once(release: Release) -> None:
    oneoff = OneOff(LIMITS)

    def told(_number: int) -> str:
        try:
            oneoff.answer(release, Inquiry(ENDLESS, media_type(form(ENDLESS)))).close()
        except MigralexError as error:
            return type(error).__name__
        return "answered"

    with ThreadPoolExecutor(MOST_AT_A_TIME + 2) as threads:
        found = Counter(threads.map(told, range(MOST_AT_A_TIME + 2)))
    assert found["Busy"] >= 2
    assert found["QueryTimeout"] >= 1
    assert found["answered"] == 0
