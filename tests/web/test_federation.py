"""Over HTTP: who may call other endpoints, and how it is told where that fails."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.graph.conftest import IRIS, quads_of_testland
from tests.graph.federating import results
from tests.graph.test_remote import Handler, endpoint
from tests.serving import Endpoint, Reply, eventually, publish, serving

ROW = {"x": {"type": "uri", "value": "x:from-elsewhere"}}


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("calling")
    return publish(folder / "var", "calling", IRIS.base, quads_of_testland())


@pytest.fixture(scope="module")
def other() -> Iterator[str]:
    """An endpoint elsewhere that gives one row, or hangs up where its path says so."""
    gives = results(ROW)

    def answer(request: Handler) -> None:
        if request.path == "/":
            gives(request)

    with endpoint(answer) as (url, _):
        yield url


@pytest.fixture(scope="module")
def calling(var: Path, other: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    folder = tmp_path_factory.mktemp("log")
    services = f"{other} private, {other}nothing private"
    log = str(folder / "access.jsonl")
    with serving(var, folder / "log.txt", services=services, access_log=log) as running:
        yield running


def ask(server: Endpoint, url: str, accept: str = "application/sparql-results+json") -> Reply:
    query = f"SELECT * {{ SERVICE <{url}> {{ ?x ?x ?x }} }}"
    return server.ask("GET", f"/sparql?query={quote(query)}", headers={"Accept": accept})


def test_what_an_endpoint_of_the_list_gives_is_in_the_result(calling: Endpoint, other: str) -> None:
    reply = ask(calling, other)
    assert reply.status == 200
    assert json.loads(reply.body)["results"]["bindings"] == [ROW]
    assert b"x:from-elsewhere" in ask(calling, other, "text/html").body


def test_what_may_change_any_moment_has_no_tag_and_is_not_kept(
    calling: Endpoint, other: str
) -> None:
    for reply in (ask(calling, other), ask(calling, other)):
        assert "etag" not in reply.headers
        assert "last-modified" not in reply.headers
        assert reply.headers["cache-control"] == "no-cache"


def test_an_endpoint_that_is_not_on_the_list_is_refused(calling: Endpoint, other: str) -> None:
    reply = ask(calling, f"{other}else")
    problem = json.loads(reply.body)
    assert (reply.status, problem["endpoint"]) == (403, f"{other}else")
    assert reply.media_type == "application/problem+json"


def test_an_endpoint_that_fails_is_a_problem_of_its_own(calling: Endpoint, other: str) -> None:
    reply = ask(calling, f"{other}nothing")
    problem = json.loads(reply.body)
    assert (reply.status, problem["endpoint"]) == (502, f"{other}nothing")
    assert problem["title"] == "Another endpoint does not answer"
    log = calling.log.with_name("access.jsonl")
    eventually(lambda: '"service-failed"' in log.read_text())


@pytest.mark.parametrize("accept", ["text/turtle", "application/ld+json"])
def test_the_endpoint_says_that_it_calls_others(calling: Endpoint, accept: str) -> None:
    body = calling.ask("GET", "/sparql", headers={"Accept": accept}).text
    assert "BasicFederatedQuery" in body


def test_without_a_list_nothing_is_called_and_nothing_is_said(
    var: Path, other: str, tmp_path: Path
) -> None:
    with serving(var, tmp_path / "log.txt") as running:
        assert ask(running, other).status == 403
        body = running.ask("GET", "/sparql", headers={"Accept": "text/turtle"}).text
        assert "BasicFederatedQuery" not in body


def test_a_list_that_is_none_stops_the_start(var: Path, tmp_path: Path) -> None:
    with (
        pytest.raises(AssertionError, match="MIGRALEX_SERVICES"),
        serving(var, tmp_path / "log.txt", services="anywhere"),
    ):
        pass
