"""The application below a path and behind proxies: whom it believes, and what it writes."""

import re
from ipaddress import ip_network

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from graph.store import Store
from tests.browser.pages import PAGES
from web.app import create_app
from web.settings import Settings, SettingsError

PUBLIC = "https://example.org/migralex/"
PROXY = "10.0.0.1"
CLIENT = "192.0.2.60"
STRANGER = "198.51.100.7"
THING = "/id/law/asylum-2007"


def application(store: Store, **settings: object) -> Flask:
    """An application that also tells what it takes the client for."""
    app = create_app(Settings(**settings), store)  # type: ignore[arg-type]
    app.add_url_rule(
        "/-/client", "told", lambda: f"{request.remote_addr} {request.scheme} {request.script_root}"
    )
    return app


@pytest.fixture(scope="module")
def behind(store: Store) -> FlaskClient:
    """An application below a path, behind proxies in a private network."""
    proxies = (ip_network("10.0.0.0/8"), ip_network("::1"))
    return application(store, public_url=PUBLIC, proxies=proxies).test_client()


@pytest.mark.parametrize("path", [f"/migralex{THING}", THING])
def test_a_proxy_may_pass_the_path_on_whole_or_without_its_beginning(
    behind: FlaskClient, path: str
) -> None:
    answer = behind.get(path, headers={"Accept": "text/turtle"})
    assert answer.headers["Location"] == "/migralex/data/law/asylum-2007"
    assert f"<{PUBLIC}data/law/asylum-2007>" in answer.headers["Link"]
    data = behind.get(answer.headers["Location"], headers={"Accept": "text/turtle"})
    assert data.headers["Content-Location"] == f"{PUBLIC}data/law/asylum-2007.ttl"


@pytest.mark.parametrize("path", [one for one in PAGES.values() if isinstance(one, str)])
def test_a_page_below_a_path_links_to_nothing_above_it(behind: FlaskClient, path: str) -> None:
    page = behind.get(f"/migralex/{path}", headers={"Accept": "text/html"}).text
    attributes = r'(?:href|src|action|data-[a-z]+)="(/[^"]*)"'
    ours = re.findall(attributes, page)
    assert ours
    assert all(one.startswith("/migralex/") for one in ours)
    whole = re.findall(r'href="(https?://[^"]+)"', page)
    assert not [one for one in whole if "localhost" in one and "/id/" not in one]


def test_a_slash_too_many_and_suggestions_stay_below_the_path(behind: FlaskClient) -> None:
    answer = behind.get(f"/migralex{THING}/?x=1")
    assert answer.status_code == 308
    assert answer.headers["Location"] == f"/migralex{THING}?x=1"
    missing = behind.get("/migralex/id/law/asylum")
    assert all(
        one["href"].startswith("/migralex/") for one in missing.get_json(force=True)["suggestions"]
    )


@pytest.mark.parametrize(
    ("peer", "headers", "client"),
    [
        (PROXY, {"Forwarded": f"for={CLIENT};proto=https"}, CLIENT),
        (PROXY, {"Forwarded": f'for="{CLIENT}:4711"'}, CLIENT),
        (PROXY, {"Forwarded": 'For="[2001:db8::17]:4711"'}, "2001:db8::17"),
        (PROXY, {"Forwarded": f"for={STRANGER}, for={CLIENT}"}, CLIENT),
        (PROXY, {"Forwarded": f"for={CLIENT}, for=10.2.3.4"}, CLIENT),
        (PROXY, {"Forwarded": f"for={CLIENT}, for=unknown"}, PROXY),
        (PROXY, {"Forwarded": "for=_hidden"}, PROXY),
        (PROXY, {"X-Forwarded-For": CLIENT}, CLIENT),
        (PROXY, {"X-Forwarded-For": f"{STRANGER}, {CLIENT}, 10.2.3.4"}, CLIENT),
        (PROXY, {"Forwarded": f"for={CLIENT}", "X-Forwarded-For": STRANGER}, CLIENT),
        (PROXY, {}, PROXY),
        (STRANGER, {"Forwarded": f"for={CLIENT}"}, STRANGER),
        (STRANGER, {"X-Forwarded-For": CLIENT}, STRANGER),
    ],
)
def test_the_client_is_who_the_nearest_trusted_proxies_say(
    behind: FlaskClient, peer: str, headers: dict[str, str], client: str
) -> None:
    told = behind.get("/-/client", headers=headers, environ_overrides={"REMOTE_ADDR": peer})
    assert told.text.split()[0] == client


def test_the_scheme_and_a_prefix_are_believed_of_a_trusted_proxy_only(behind: FlaskClient) -> None:
    headers = {
        "X-Forwarded-For": CLIENT,
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Prefix": "/elsewhere",
    }
    trusted = behind.get("/-/client", headers=headers, environ_overrides={"REMOTE_ADDR": PROXY})
    assert trusted.text.split()[1:] == ["https", "/elsewhere"]
    other = behind.get("/-/client", headers=headers, environ_overrides={"REMOTE_ADDR": STRANGER})
    assert other.text.split()[1:] == ["http", "/migralex"]


def test_no_header_of_a_request_changes_the_addresses_that_we_write(
    behind: FlaskClient, client: FlaskClient
) -> None:
    headers = {
        "Host": "evil.example",
        "X-Forwarded-Host": "evil.example",
        "Forwarded": "host=evil.example",
    }
    for one in (behind, client):
        for path in (THING, "/page/law/asylum-2007", "/data/law/asylum-2007.ttl", "/sitemap.xml"):
            answer = one.get(path, headers=headers, environ_overrides={"REMOTE_ADDR": PROXY})
            assert "evil.example" not in answer.text
            assert "evil.example" not in str(answer.headers)


def test_proxies_are_networks() -> None:
    settings = Settings.from_mapping({"MIGRALEX_PROXIES": "10.0.0.0/8, ::1"})
    assert settings.proxies == (ip_network("10.0.0.0/8"), ip_network("::1"))
    with pytest.raises(SettingsError, match="MIGRALEX_PROXIES"):
        Settings.from_mapping({"MIGRALEX_PROXIES": "everybody"})
