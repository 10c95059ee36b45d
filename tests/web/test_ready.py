"""What was sent of an entity before is sent again as it was, without the application."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.terms import NamedNode
from tests.graph.conftest import IRIS, quads_of_testland
from tests.serving import Endpoint, Reply, publish, serving

OWN = {"date", "server-timing"}
LONG_WAY = {"X-Nobody-Looks": "1"}


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    folder: Path = tmp_path_factory.mktemp("ready")
    var = publish(folder / "var", "plain", IRIS.base, quads_of_testland())
    with serving(var, folder / "log.txt", workers="1") as running:
        yield running


@pytest.fixture(scope="module")
def path() -> str:
    """Some entity of Testland."""
    subjects = {quad.subject for quad in quads_of_testland()}
    iris = sorted(node.value for node in subjects if isinstance(node, NamedNode))
    found = next(iri for iri in iris if "/id/law/" in iri)
    return found.replace(f"{IRIS.base}id/", "/data/")


def kept(reply: Reply) -> bool:
    return reply.headers["server-timing"].startswith("cache;desc=kept")


def told(reply: Reply) -> dict[str, str]:
    return {name: value for name, value in reply.headers.items() if name not in OWN}


@pytest.mark.parametrize("accept", ["text/turtle", "application/ld+json", "*/*;q=0.1, text/n3"])
def test_a_description_is_the_same_by_every_way(endpoint: Endpoint, path: str, accept: str) -> None:
    headers = {"Accept": accept}
    long = endpoint.ask("GET", path, headers=headers | LONG_WAY)
    replies = [endpoint.ask("GET", path, headers=headers) for _ in range(3)]

    assert long.status == 200
    assert [kept(reply) for reply in (long, *replies)] == [False, False, True, True]
    for reply in replies:
        assert (reply.status, told(reply), reply.body) == (200, told(long), long.body)


def test_by_suffix_as_well(endpoint: Endpoint, path: str) -> None:
    first, second = (endpoint.ask("GET", f"{path}.nt") for _ in range(2))
    assert (first.status, kept(first), kept(second)) == (200, False, True)
    assert second.body == first.body


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Accept": "image/png"}, 406),
        ({"Accept": "text/turtle", "If-None-Match": "*"}, 304),
        ({"Accept": "text/turtle", "Accept-Profile": "<urn:x:none>"}, 406),
    ],
)
def test_whatever_is_no_plain_request_is_answered_by_the_application(
    endpoint: Endpoint, path: str, headers: dict[str, str], status: int
) -> None:
    for _ in range(2):
        endpoint.ask("GET", path, headers={"Accept": "text/turtle"})
    reply = endpoint.ask("GET", path, headers=headers)
    assert reply.status == status
    assert not kept(reply)


def test_who_accepts_other_things_gets_other_things(endpoint: Endpoint, path: str) -> None:
    types = ["text/turtle", "application/n-triples", "application/ld+json"]
    for _ in range(2):
        replies = [endpoint.ask("GET", path, headers={"Accept": one}) for one in types]
        assert [reply.media_type for reply in replies] == types


def test_an_address_of_nothing_is_never_kept(endpoint: Endpoint) -> None:
    replies = [endpoint.ask("GET", "/data/law/never-was") for _ in range(3)]
    assert [(reply.status, kept(reply)) for reply in replies] == [(404, False)] * 3


BROWSER = {
    "Connection": "keep-alive",
    "sec-ch-ua": '"Chromium";v="140"',
    "sec-ch-ua-mobile": "?0",
    "sec-ch-ua-platform": '"Linux"',
    "Upgrade-Insecure-Requests": "1",
    "User-Agent": "Mozilla/5.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Sec-Fetch-Site": "none",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-User": "?1",
    "Sec-Fetch-Dest": "document",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Accept-Language": "en-GB,en;q=0.9",
}


@pytest.mark.parametrize("coding", ["gzip, deflate, br, zstd", "identity"])
@pytest.mark.parametrize("spoken", ["en-GB,en;q=0.9", "sr-Latn", "de"])
def test_a_page_is_the_same_by_every_way(
    endpoint: Endpoint, path: str, spoken: str, coding: str
) -> None:
    page = path.replace("/data/", "/page/")
    headers = BROWSER | {"Accept-Language": spoken, "Accept-Encoding": coding}
    long = endpoint.ask("GET", page, headers=headers | LONG_WAY)
    replies = [endpoint.ask("GET", page, headers=headers) for _ in range(3)]

    assert long.status == 200
    assert long.media_type == "text/html"
    assert long.headers["content-language"] == ("sr-Latn" if spoken == "sr-Latn" else "en")
    assert [kept(reply) for reply in (long, *replies)] == [False, False, True, True]
    for reply in replies:
        assert (reply.status, told(reply), reply.body) == (200, told(long), long.body)


def test_a_page_that_the_browser_has_already_is_not_sent_again(
    endpoint: Endpoint, path: str
) -> None:
    page = path.replace("/data/", "/page/")
    first = endpoint.ask("GET", page, headers=BROWSER)
    again = endpoint.ask("GET", page, headers=BROWSER | {"If-None-Match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"")


def test_a_page_for_a_day_is_made_for_it(endpoint: Endpoint, path: str) -> None:
    page = path.replace("/data/", "/page/")
    replies = [endpoint.ask("GET", f"{page}?asOf=2007-01-01", headers=BROWSER) for _ in range(3)]
    assert [(reply.status, kept(reply)) for reply in replies] == [(200, False)] * 3
