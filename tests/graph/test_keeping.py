"""Answers are kept up to a bound, and no client pushes out what others ask for."""

from collections.abc import Iterator

import pytest

from graph.limits import Limits
from graph.release import Release
from graph.store import Store, open_store

JSON = "application/sparql-results+json"
# About 100 kB each.
LARGE = "SELECT (CONCAT({}) AS ?text) {{}}"
TOO_LARGE = "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } LIMIT 20000"


@pytest.fixture
def store(testland: Release) -> Iterator[Store]:
    """A store that keeps a megabyte of answers, of which each client may fill a quarter."""
    opened = open_store(testland, "memory", Limits(kept_megabytes=1))
    yield opened
    opened.close()


def large(number: int) -> str:
    return LARGE.format(", ".join(f"'{number:05}{'x' * 995}'" for _ in range(100)))


def ask(store: Store, text: str, client: str) -> str:
    """Where the answer comes from."""
    answer = store.answer(text, media_type=JSON, client=client)
    answer.close()
    return answer.origin


def test_a_client_pushes_out_its_own_answers_and_nobody_elses(store: Store) -> None:
    assert [ask(store, "ASK {}", "one") for _ in range(2)] == ["", "kept"]
    for number in range(20):
        assert ask(store, large(number), "greedy") == ""
    assert ask(store, "ASK {}", "one") == "kept"
    assert ask(store, large(0), "greedy") == ""


def test_what_several_clients_ask_for_is_kept_longer_than_what_one_does(store: Store) -> None:
    ask(store, "ASK {}", "one")
    assert ask(store, "ASK {}", "another") == "kept"
    for number in range(20):
        ask(store, large(number), "one")
    assert ask(store, "ASK {}", "one") == "kept"


def test_many_clients_together_stay_within_the_bound(store: Store) -> None:
    for number in range(12):
        ask(store, large(number), f"client {number}")
    assert ask(store, large(0), "client 0") == ""


def test_a_large_answer_is_made_anew(store: Store) -> None:
    assert [ask(store, TOO_LARGE, "one") for _ in range(2)] == ["", ""]


def test_nothing_of_another_server_is_kept_because_its_data_may_change(
    testland: Release, remote: str
) -> None:
    opened = open_store(testland, remote, Limits(kept_megabytes=1))
    try:
        assert [ask(opened, "ASK {}", "one") for _ in range(2)] == ["", ""]
    finally:
        opened.close()
