"""SERVICE calls the endpoints of the allow-list and nothing else."""

from pathlib import Path

import pytest

from graph.errors import ServiceRefused
from graph.release import Release
from graph.services import Service, is_public, services_from
from tests.graph.federating import ENGINES, ask, opened, redirecting, results
from tests.graph.test_remote import endpoint

REFUSED = {
    "none on the list": "SELECT * { SERVICE <http://example.org/sparql> {} }",
    "another path": "SELECT * { SERVICE <URLx> {} }",
    "another spelling": "SELECT * { SERVICE <HTTP://127.0.0.1:9/> {} }",
    "a variable": "SELECT * { VALUES ?u { <URL> } SERVICE ?u {} }",
    "a prefixed name": "PREFIX u: <URL> SELECT * { SERVICE u: {} }",
    "a relative IRI": "BASE <URL> SELECT * { SERVICE <> {} }",
    "in escapes": "SELECT * { \\u0053ERVICE <URL> {} }",
    "an IRI in escapes": "SELECT * { SERVICE <\\u0068ttp://127.0.0.1:9/> {} }",
    "within another": "SELECT * { SERVICE <URL> { SERVICE <http://127.0.0.1:9/> {} } }",
    "one of two": "SELECT * { SERVICE <URL> {} SERVICE <http://127.0.0.1:9/> {} }",
    "silently": "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> {} }",
    "very often": "SELECT * { " + "SERVICE <URL> {} " * 11 + "}",
    "in a dialect": "SELECT * { LATERAL { SERVICE <URL> {} } }",
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_else_is_ever_called(
    testland: Release, remote: str, name: str, engine: str
) -> None:
    engine = remote if engine == "remote" else engine
    with (
        endpoint(results()) as (url, bodies),
        opened(testland, Service(url, private=True), engine=engine) as store,
        pytest.raises(ServiceRefused),
    ):
        ask(store, REFUSED[name].replace("URL", url))
    assert not bodies


def test_who_is_refused_learns_what_is_on_the_list(testland: Release) -> None:
    open_, closed = Service("https://example.org/sparql"), Service("http://10.0.0.1/", private=True)
    with opened(testland, open_, closed) as store, pytest.raises(ServiceRefused) as refused:
        ask(store, "SELECT * { SERVICE <http://127.0.0.1:9/> {} }")
    assert open_.url in str(refused.value)
    assert closed.url not in str(refused.value)
    assert refused.value.endpoint == "http://127.0.0.1:9/"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433"])
def test_an_address_of_this_machine_is_not_called_unless_the_operator_says_so(
    testland: Release, host: str
) -> None:
    with endpoint(results()) as (called, bodies):
        url = called.replace("127.0.0.1", host)
        query = f"SELECT * {{ SERVICE SILENT <{url}> {{}} }}"
        with opened(testland, Service(url)) as store, pytest.raises(ServiceRefused):
            ask(store, query)
    assert not bodies


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_followed_to_an_endpoint_of_the_list_only(
    testland: Release, status: int
) -> None:
    one = {"type": "uri", "value": "x:a"}
    with (
        endpoint(results({"x": one})) as (target, bodies),
        endpoint(redirecting(target, status)) as (url, _),
    ):
        query = f"SELECT * {{ SERVICE <{url}> {{ ?x ?x ?x }} }}"
        with opened(testland, Service(url, private=True)) as store:
            with pytest.raises(ServiceRefused):
                ask(store, query)
            assert not bodies
        with opened(testland, Service(url, private=True), Service(target)) as store:
            with pytest.raises(ServiceRefused):
                ask(store, query)
            assert not bodies
        services = (Service(url, private=True), Service(target, private=True))
        with opened(testland, *services) as store:
            assert ask(store, query) == [{"x": one}]
            assert len(bodies) == 1


def test_the_engine_itself_can_open_nothing(testland: Release) -> None:
    with (
        endpoint(results()) as (url, _),
        opened(testland, Service(url, private=True)) as store,
    ):
        ask(store, f"SELECT * {{ SERVICE <{url}> {{ ?x ?x ?x }} }}")
        tasks = Path(f"/proc/{store.zygote}/task/{store.zygote}/children")
        for child in tasks.read_text().split():
            limits = Path(f"/proc/{child}/limits").read_text()
            (line,) = (one for one in limits.splitlines() if one.startswith("Max open files"))
            assert line.split()[3] == "0"


@pytest.mark.parametrize(
    ("text", "services"),
    [
        ("", ()),
        (
            "https://example.org/sparql, http://10.0.0.1:7200/repositories/x private",
            (
                Service("https://example.org/sparql"),
                Service("http://10.0.0.1:7200/repositories/x", private=True),
            ),
        ),
    ],
)
def test_the_list_is_written_in_a_setting(text: str, services: tuple[Service, ...]) -> None:
    assert services_from(text) == services


@pytest.mark.parametrize(
    "text",
    [
        *("example.org", "ftp://example.org/", "file:///etc/passwd", "http://", "*"),
        *("http://user:word@example.org/", "http://example.org/#part", "http://a/ public"),
        *("http://example.org:port/", "http://a/>b"),
    ],
)
def test_a_list_that_is_none_is_not_taken(text: str) -> None:
    with pytest.raises(ValueError, match=r"URLs|Port|port|IPv"):
        services_from(text)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("1.1.1.1", True),
        ("2606:4700::1111", True),
        *((one, False) for one in ("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1")),
        *((one, False) for one in ("169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1")),  # noqa: S104 - not listened on
        *((one, False) for one in ("255.255.255.255", "198.18.0.1", "240.0.0.1")),
        *((one, False) for one in ("::1", "::", "fe80::1%eth0", "fd00::1", "fec0::1", "ff0e::1")),
        *((one, False) for one in ("::ffff:127.0.0.1", "::ffff:1.1.1.1", "64:ff9b::7f00:1")),
        *((one, False) for one in ("2002:7f00:1::", "2001:db8::1")),
    ],
)
def test_only_addresses_of_the_open_internet_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public
