"""A hostile query is stopped, its memory freed, and everybody else goes on being answered."""

import json
import os
import resource
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest

from graph.errors import (
    Busy,
    EngineUnavailable,
    MigralexError,
    QueryFailed,
    QueryMemoryExceeded,
    QueryTimeout,
    ResultTooLarge,
)
from graph.limits import Limits
from graph.pool import ClientGoneError
from graph.queryprocess import KEPT_GROWTH
from graph.release import Release
from graph.store import Store, open_store
from tests.graph.conftest import LIMITS, another_engine

JSON = "application/sparql-results+json"
CSV = "text/csv"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
BOMB = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?f"
SMALL = "ASK { ?s ?p ?o }"


def children(process: int) -> list[int]:
    text = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="utf-8")
    return [int(word) for word in text.split()]


def query_processes(store: Store) -> list[int]:
    """The query processes that belong to a store, by process id."""
    return children(store.zygote)


def open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def sizes(store: Store) -> list[int]:
    """The address space of each query process, in bytes.

    Unlike what a process uses alone, it does not depend on what others do with shared pages.
    """
    statms = (Path(f"/proc/{process}/statm").read_text() for process in query_processes(store))
    return [int(text.split()[0]) * resource.getpagesize() for text in statms]


@pytest.fixture(params=["memory", "disk", "remote"])
def hasty(request: pytest.FixtureRequest, testland: Release) -> Iterator[Store]:
    """A store on each engine that stops queries after a second.

    The other engine goes on with a query that nobody waits for any more: it ends with the test.
    """
    with ExitStack() as stack:
        engine: str = request.param
        if engine == "remote":
            engine = stack.enter_context(another_engine(testland))
        yield stack.enter_context(closing(open_store(testland, engine, LIMITS)))


def test_a_runaway_query_is_stopped_in_time_and_its_process_is_gone(hasty: Store) -> None:
    assert hasty.answer(SMALL, media_type=JSON).rows == 1
    (process,) = query_processes(hasty)
    start = time.monotonic()
    with pytest.raises((QueryTimeout, EngineUnavailable)):
        hasty.answer(RUNAWAY, media_type=JSON)
    assert time.monotonic() - start < LIMITS.seconds + 1
    if process not in query_processes(hasty):
        assert not Path(f"/proc/{process}").exists()
    assert hasty.answer(SMALL, media_type=JSON).rows == 1


@pytest.fixture
def patient(testland: Release) -> Iterator[Store]:
    """A store in memory that gives queries time, but little memory and room."""
    opened = open_store(testland, "memory", Limits(seconds=120, megabytes=512, result_megabytes=1))
    yield opened
    opened.close()


def test_a_query_that_eats_memory_is_stopped_and_the_memory_comes_back(patient: Store) -> None:
    patient.answer(SMALL, media_type=JSON).close()
    before = max(sizes(patient))
    with pytest.raises(QueryMemoryExceeded) as stopped:
        patient.answer(BOMB, media_type=JSON)
    assert stopped.value.limit_bytes == 512 * 2**20
    assert patient.answer(SMALL, media_type=JSON).rows == 1
    assert max(sizes(patient)) <= before + KEPT_GROWTH


def test_the_memory_of_a_query_that_was_answered_comes_back_too(patient: Store) -> None:
    patient.answer(SMALL, media_type=JSON).close()
    before = max(sizes(patient))
    large = """SELECT (COUNT(*) AS ?n) { { SELECT DISTINCT (CONCAT(STR(?a), STR(?d)) AS ?x)
    { ?a ?b ?c . ?d ?e ?f } LIMIT 500000 } }"""
    patient.answer(large, media_type=JSON).close()
    patient.answer(SMALL, media_type=JSON).close()
    assert max(sizes(patient)) <= before + KEPT_GROWTH


@pytest.mark.parametrize(
    "text",
    [
        "ASK " + "{" * 100_000 + "}" * 100_000,
        "ASK { FILTER(" + "!" * 200_000 + "true) }",
        "ASK { FILTER(" + "(" * 20_000 + "1" + ")" * 20_000 + ") }",
        "ASK { ?s " + "/".join(["<x:p>"] * 20_000) + " ?o }",
        "SELECT * {" + "OPTIONAL { ?s ?p ?o " * 5_000 + "}" * 5_000 + "}",
        "ASK { ?s ?p '" + "x" * 1_000_000 + "' }",
        "ASK { ?s ?p ?o FILTER(?o IN (" + ", ".join(map(str, range(100_000))) + ")) }",
        'ASK { FILTER(REGEX("' + "a" * 5000 + '", "(a*)*b")) }',
        "SELECT * { VALUES ?x { " + "1 " * 1000 + "} }" + " #" + "x" * 100_000,
        "ASK { SERVICE " + "{" * 50_000,
    ],
    ids=["braces", "nots", "parentheses", "path", "optionals", "string", "in", "regex", "comment",
         "service"],
)  # fmt: skip
def test_an_absurd_query_gets_an_answer_or_an_error_and_does_no_harm(
    strict: Store, text: str
) -> None:
    with suppress(MigralexError):
        strict.answer(text, media_type=JSON).close()
    assert strict.answer(SMALL, media_type=JSON).rows == 1


def test_deep_nesting_that_breaks_the_engine_is_an_error(patient: Store) -> None:
    with pytest.raises(QueryFailed):
        patient.answer("ASK " + "{" * 100_000 + "}" * 100_000, media_type=JSON)


@pytest.mark.parametrize(
    "media_type",
    [JSON, "application/sparql-results+xml", CSV, "text/tab-separated-values"],
)
def test_a_table_with_more_rows_than_allowed_is_an_error_not_a_part(
    strict: Store, media_type: str
) -> None:
    text = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT "
    assert strict.answer(text + str(LIMITS.rows), media_type=media_type).rows == LIMITS.rows
    with pytest.raises(ResultTooLarge) as too_large:
        strict.answer(text + str(LIMITS.rows + 1), media_type=media_type)
    assert too_large.value.limit == LIMITS.rows


def test_more_triples_than_allowed_are_an_error_not_a_part(strict: Store) -> None:
    text = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT "
    assert strict.answer(text + "900", media_type="text/turtle").rows == 900
    with pytest.raises(ResultTooLarge):
        strict.answer(text + "1001", media_type="text/turtle")


def test_a_result_of_too_many_bytes_is_an_error(patient: Store) -> None:
    with pytest.raises(ResultTooLarge):
        patient.answer("SELECT * { ?a ?b ?c }", media_type=JSON)


def test_a_large_result_is_kept_in_a_file_not_in_memory(store: Store) -> None:
    text = "SELECT * { ?s ?p ?o } LIMIT 15000"
    answer = store.answer(text, media_type=JSON)
    assert answer.length > 2 * 2**20
    assert len(json.loads(answer.read())["results"]["bindings"]) == answer.rows


def test_a_query_process_in_memory_can_open_nothing(strict: Store) -> None:
    strict.answer(SMALL, media_type=JSON).close()
    for process in query_processes(strict):
        limits = Path(f"/proc/{process}/limits").read_text(encoding="utf-8")
        (line,) = [line for line in limits.splitlines() if line.startswith("Max open files")]
        assert line.split()[3:5] == ["0", "0"]


def test_small_queries_are_answered_while_one_runs_away(strict: Store) -> None:
    with ThreadPoolExecutor() as threads:
        runaway = threads.submit(strict.answer, RUNAWAY, media_type=JSON, client="a")
        time.sleep(0.1)
        start = time.monotonic()
        for _ in range(100):
            strict.answer(SMALL, media_type=JSON, client="b").close()
        assert time.monotonic() - start < 0.8
        assert isinstance(runaway.exception(), QueryTimeout)


def test_one_client_cannot_take_the_last_place(strict: Store) -> None:
    with ThreadPoolExecutor() as threads:
        greedy = [
            threads.submit(strict.answer, RUNAWAY, media_type=JSON, client="greedy")
            for _ in range(3)
        ]
        time.sleep(0.1)
        start = time.monotonic()
        assert strict.answer(SMALL, media_type=JSON, client="modest").rows == 1
        assert time.monotonic() - start < 0.3
        outcomes = {type(future.exception()) for future in greedy}
        assert outcomes == {QueryTimeout, Busy}


def test_when_too_many_wait_the_next_is_told_when_to_come_back(strict: Store) -> None:
    with ThreadPoolExecutor() as threads:
        waiting = [
            threads.submit(strict.answer, RUNAWAY, media_type=JSON, client=str(number))
            for number in range(LIMITS.parallel + LIMITS.queue)
        ]
        time.sleep(0.1)
        start = time.monotonic()
        with pytest.raises(Busy) as busy:
            strict.answer(SMALL, media_type=JSON, client="late")
        assert time.monotonic() - start < 0.1
        assert 1 <= busy.value.retry_after <= 60
        for future in waiting:
            assert isinstance(future.exception(), QueryTimeout | Busy)
    assert strict.answer(SMALL, media_type=JSON).rows == 1


def test_the_work_stops_when_the_client_hangs_up(strict: Store) -> None:
    ours, client = socket.socketpair()
    with ours:
        threading.Timer(0.2, client.close).start()
        start = time.monotonic()
        with pytest.raises(ClientGoneError):
            strict.answer(RUNAWAY, media_type=JSON, watch=ours.fileno())
    assert time.monotonic() - start < 0.6
    assert strict.answer(SMALL, media_type=JSON).rows == 1


def test_a_client_that_waits_is_answered(strict: Store) -> None:
    ours, client = socket.socketpair()
    with ours, client:
        assert strict.answer(SMALL, media_type=JSON, watch=ours.fileno()).rows == 1


def test_nothing_is_left_when_the_store_is_closed(testland: Release) -> None:
    store = open_store(testland)
    store.answer(SMALL, media_type=JSON).close()
    processes = [store.zygote, *query_processes(store)]
    descriptors = open_descriptors()
    store.close()
    end = time.monotonic() + 5
    while any(Path(f"/proc/{process}").exists() for process in processes):
        assert time.monotonic() < end
        time.sleep(0.01)
    assert open_descriptors() < descriptors


def test_a_store_without_its_zygote_says_so(testland: Release) -> None:
    store = open_store(testland)
    lost = []
    store.on_loss(lambda: lost.append(True))
    os.kill(store.zygote, 9)
    os.waitpid(store.zygote, 0)
    with pytest.raises(EngineUnavailable):
        store.answer(SMALL, media_type=JSON)
    assert lost == [True]
    store.close()
