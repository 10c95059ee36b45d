"""The server outlives its parts: a new release, a lost process, and an end without remains."""

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

import pytest
from pyoxigraph import Store as Oxigraph

from graph.terms import RdfFormat
from tests.graph.conftest import IRIS, quads_of_testland
from tests.serving import Endpoint, eventually, publish, serving

SECONDS = 30
QUERY = "/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D"
JSON = {"Accept": "application/sparql-results+json"}


def release(folder: Path, digest: str) -> Path:
    """A release in a folder of its own under the folder's releases."""
    made = publish(folder / "made" / digest, digest, IRIS.base, quads_of_testland()) / "current"
    (folder / "releases").mkdir(exist_ok=True)
    store = Oxigraph(made / "store")
    store.bulk_load(path=made / "dumps" / "migralex.nq", format=RdfFormat.N_QUADS)
    store.flush()
    return made.rename(folder / "releases" / digest)


def make_current(folder: Path, path: Path) -> None:
    new = folder / "new"
    new.symlink_to(path.relative_to(folder))
    new.rename(folder / "current")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_current(tmp_path, release(tmp_path, "first"))
    return tmp_path


@pytest.fixture
def endpoint(folder: Path) -> Iterator[Endpoint]:
    # No answer is kept, so that each query needs a query process.
    settings = {"queries": "2", "threads": "8", "cache_megabytes": "0"}
    with serving(folder, folder / "log.txt", **settings) as running:
        yield running


def served(endpoint: Endpoint) -> str:
    document: dict[str, str] = json.loads(endpoint.ask("GET", "/healthz").body)
    return document["release"]


def children(process: int) -> list[int]:
    try:
        text = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="utf-8")
    except OSError:
        return []
    return [int(word) for word in text.split()]


def descendants(process: int) -> list[int]:
    found = children(process)
    return found + [below for child in found for below in descendants(child)]


def gone(processes: list[int]) -> bool:
    return not any(Path(f"/proc/{process}").exists() for process in processes)


def sockets(process: int) -> int:
    links = []
    for one in Path(f"/proc/{process}/fd").iterdir():
        with suppress(OSError):
            links.append(one.readlink().name)
    return sum(link.startswith("socket:") for link in links)


def web_processes(endpoint: Endpoint) -> list[int]:
    """Those of the generation but the zygote, which is forked first."""
    (generation,) = children(endpoint.pid)
    eventually(lambda: len(children(generation)) == 3)
    return children(generation)[1:]


def test_connections_are_spread_evenly_over_the_web_processes(endpoint: Endpoint) -> None:
    before = {process: sockets(process) for process in web_processes(endpoint)}
    with ExitStack() as opened:
        for _ in range(24):
            client = HTTPConnection("127.0.0.1", endpoint.port, timeout=SECONDS)
            opened.enter_context(closing(client)).request("GET", "/healthz")
            assert client.getresponse().read()
        held = [sockets(process) - count for process, count in before.items()]
    assert len(held) == 2
    # A process that is late for a moment, on a busy machine, may miss some.
    assert sum(held) == 24
    assert min(held) >= 8


def test_a_web_process_that_is_stuck_holds_up_no_new_client(endpoint: Endpoint) -> None:
    stuck, _ = web_processes(endpoint)
    os.kill(stuck, signal.SIGSTOP)
    try:
        replies = [endpoint.ask("GET", "/healthz", seconds=SECONDS) for _ in range(6)]
    finally:
        os.kill(stuck, signal.SIGCONT)
    assert [reply.status for reply in replies] == [200] * 6


def test_a_new_release_is_served_without_a_restart_and_without_a_failed_request(
    folder: Path, endpoint: Endpoint
) -> None:
    (old,) = children(endpoint.pid)
    statuses: list[int] = []
    stop = threading.Event()

    def keep_asking() -> None:
        while not stop.is_set():
            statuses.append(endpoint.ask("GET", QUERY, headers=JSON).status)

    asking = threading.Thread(target=keep_asking)
    asking.start()
    try:
        make_current(folder, release(folder, "second"))
        eventually(lambda: served(endpoint) == "second")
        eventually(lambda: gone([old]))
    finally:
        stop.set()
        asking.join()
    assert set(statuses) == {200}
    assert served(endpoint) == "second"
    assert len(children(endpoint.pid)) == 1


def test_a_release_that_cannot_be_served_changes_nothing(folder: Path, endpoint: Endpoint) -> None:
    broken = release(folder, "broken")
    (broken / "dumps" / "migralex.nq").write_text("this is no graph", encoding="utf-8")
    make_current(folder, broken)
    eventually(lambda: "cannot be served" in endpoint.log.read_text())
    assert served(endpoint) == "first"
    make_current(folder, release(folder, "mended"))
    eventually(lambda: served(endpoint) == "mended")


def test_a_generation_that_dies_is_replaced(endpoint: Endpoint) -> None:
    (generation,) = children(endpoint.pid)
    below = descendants(generation)
    os.kill(generation, signal.SIGKILL)
    eventually(lambda: gone([generation, *below]) and len(children(endpoint.pid)) == 1)
    eventually(lambda: endpoint.ask("GET", QUERY, headers=JSON).status == 200)


def test_a_zygote_that_dies_is_replaced_with_its_generation(endpoint: Endpoint) -> None:
    assert endpoint.ask("GET", QUERY, headers=JSON).status == 200
    (generation,) = children(endpoint.pid)
    zygote = children(generation)[0]
    for process in (*children(zygote), zygote):
        os.kill(process, signal.SIGKILL)
    eventually(lambda: gone([zygote]))
    assert endpoint.ask("GET", QUERY, headers=JSON).status in (502, 503)
    eventually(lambda: endpoint.ask("GET", QUERY, headers=JSON).status == 200)
    assert children(endpoint.pid) != [generation]


@pytest.mark.parametrize(
    ("number", "engine"), [(signal.SIGTERM, "memory"), (signal.SIGINT, "disk")]
)
def test_a_signal_ends_all_processes(folder: Path, number: signal.Signals, engine: str) -> None:
    with serving(folder, folder / "log.txt", engine=engine) as endpoint:
        assert endpoint.ask("GET", "/healthz").status == 200
        assert endpoint.ask("GET", QUERY, headers=JSON).status == 200
        processes = descendants(endpoint.pid)
        assert len(processes) >= 4
        os.kill(endpoint.pid, number)
        eventually(lambda: gone(processes))
    said = [line for line in endpoint.log.read_text().splitlines() if not line.startswith("{")]
    assert len(said) == 1, said


def test_processes_do_not_outlive_a_supervisor_that_was_killed(folder: Path) -> None:
    with serving(folder, folder / "log.txt") as endpoint:
        processes = descendants(endpoint.pid)
        os.kill(endpoint.pid, signal.SIGKILL)
        eventually(lambda: gone(processes))


RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def test_a_query_that_runs_away_does_not_stop_pages(folder: Path) -> None:
    target = f"/sparql?{urlencode({'query': RUNAWAY})}"
    with serving(folder, folder / "log.txt", query_seconds="2", threads="8") as endpoint:
        statuses: list[int] = []
        asking = threading.Thread(
            target=lambda: statuses.append(endpoint.ask("GET", target, headers=JSON).status)
        )
        asking.start()
        time.sleep(0.2)
        start = time.monotonic()
        for _ in range(20):
            assert endpoint.ask("GET", "/healthz").status == 200
        assert time.monotonic() - start < 1.5
        asking.join()
        assert statuses == [504]


ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o } # "


def test_a_web_process_that_is_killed_takes_no_place_and_no_query_with_it(
    endpoint: Endpoint,
) -> None:
    # Two clients, because one alone may not hold every place.
    def ask_in_vain(address: str) -> None:
        client = HTTPConnection("127.0.0.1", endpoint.port, source_address=(address, 0))
        with closing(client), suppress(OSError, HTTPException):
            # Those who ask the same would share one query process.
            client.request("GET", "/sparql?" + urlencode({"query": ENDLESS + address}))
            client.getresponse().read()

    (generation,) = children(endpoint.pid)
    addresses = ("127.0.0.2", "127.0.0.3")
    asking = [threading.Thread(target=ask_in_vain, args=(one,)) for one in addresses]
    for one in asking:
        one.start()
    running: list[int] = []

    def all_places_are_taken() -> bool:
        running[:] = [below for one in children(generation) for below in children(one)]
        return len(running) >= 2

    eventually(all_places_are_taken)
    for process in children(generation):
        if not children(process):
            os.kill(process, signal.SIGKILL)
    for one in asking:
        one.join()

    eventually(lambda: endpoint.ask("GET", QUERY, headers=JSON).status == 200)
    eventually(lambda: gone(running))


def test_query_processes_that_nobody_needs_any_more_are_let_go(folder: Path) -> None:
    with serving(folder, folder / "log.txt", workers="1") as endpoint:
        (generation,) = children(endpoint.pid)

        def query_processes() -> list[int]:
            return [below for one in children(generation) for below in children(one)]

        def ask(number: int) -> None:
            text = f"SELECT * {{ {{ ?a ?b ?c . ?d ?e ?f }} }} LIMIT {100_000 + number}"
            endpoint.ask("GET", "/sparql?" + urlencode({"query": text}), headers=JSON)

        asking = [threading.Thread(target=ask, args=(number,)) for number in range(3)]
        for one in asking:
            one.start()
        eventually(lambda: len(query_processes()) >= 2)
        for one in asking:
            one.join()
        eventually(lambda: len(query_processes()) <= 1)
