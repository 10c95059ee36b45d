"""One address, some hundred Accept headers: what each gets, and what the answer says of itself.

The table is walked in the process and, as a client on the network, by curl.
Source: RFC 9110 sections 12, 13 and 15; Cool URIs for the Semantic Web.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from graph.iris import KINDS
from tests.conftest import Served
from tests.web.accept_headers import TABLE
from tests.web.conftest import RDF_FORMATS, triples

THING = "id/law/asylum-2007"
MEDIA_TYPES = {
    "html": "text/html",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "nq": "application/n-quads",
    "trig": "application/trig",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
ALIASES = {
    "html": {"application/xhtml+xml"},
    "ttl": {"application/x-turtle", "text/n3"},
    "rdf": {"application/xml", "text/xml"},
    "jsonld": {"application/json", "application/x-json+ld"},
}
CURL = shutil.which("curl")


def is_of(kind: str, content_type: str) -> bool:
    """Whether a content type is one of the names of a format."""
    return content_type.partition(";")[0] in {MEDIA_TYPES[kind], *ALIASES.get(kind, ())}


def test_the_table_is_long() -> None:
    assert len(TABLE) >= 100
    assert len({accept for accept, _ in TABLE}) >= 100


@pytest.mark.parametrize(("accept", "kind"), TABLE)
def test_a_client_is_led_to_what_it_likes_best(
    client: FlaskClient, accept: str | None, kind: str
) -> None:
    headers = {"Accept": accept} if accept is not None else {}
    answer = client.get(f"/{THING}", headers=headers)
    assert {"Accept", "Accept-Profile"} <= {
        one.strip() for one in answer.headers["Vary"].split(",")
    }
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    if kind == "none":
        assert answer.status_code == 406
        return
    assert answer.status_code == 303
    place = "page" if kind == "html" else "data"
    assert answer.headers["Location"] == f"/{place}/law/asylum-2007"
    document = client.get(answer.headers["Location"], headers=headers)
    assert document.status_code == 200
    assert is_of(kind, document.content_type)
    if kind != "html":
        exact = document.headers["Content-Location"]
        assert exact.endswith(f"/data/law/asylum-2007.{kind}")
        same = client.get("/data/law/asylum-2007." + kind)
        assert same.data == document.data
        again = client.get(
            answer.headers["Location"],
            headers={**headers, "If-None-Match": document.headers["ETag"]},
        )
        assert again.status_code == 304
        assert again.headers["Vary"] == document.headers["Vary"]
        assert again.headers["ETag"] == document.headers["ETag"]


def test_curl_gets_the_same_from_the_server(server: Served, tmp_path: Path) -> None:
    assert CURL, "curl is not installed: run `make test`"
    config = tmp_path / "requests"
    lines = []
    for accept, _ in TABLE:
        quoted = (accept or "").replace("\\", "\\\\").replace('"', '\\"')
        header = f"Accept: {quoted}" if accept is not None else "Accept:"
        lines += [
            f'url = "{server.url}{THING}"',
            f'header = "{header}"',
            "silent",
            "location",
            f'output = "{tmp_path / "body"}"',
            r'write-out = "%{http_code} %{content_type}\n"',
            "next",
        ]
    config.write_text("\n".join(lines[:-1]), encoding="utf-8")
    done = subprocess.run(
        [CURL, "--config", str(config)],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    answers = [line.partition(" ") for line in done.stdout.splitlines()]
    assert len(answers) == len(TABLE)
    wrong = [
        (accept, kind, status, content_type)
        for (accept, kind), (status, _, content_type) in zip(TABLE, answers, strict=True)
        if (status != "406" if kind == "none" else status != "200" or not is_of(kind, content_type))
    ]
    assert not wrong


@pytest.mark.parametrize("suffix", RDF_FORMATS)
def test_a_representation_says_since_when_it_is_as_it_is(client: FlaskClient, suffix: str) -> None:
    path = f"/data/law/asylum-2007.{suffix}"
    answer = client.get(path)
    since = answer.headers["Last-Modified"]
    assert client.get(path, headers={"If-Modified-Since": since}).status_code == 304
    early = "Thu, 01 Jan 2015 00:00:00 GMT"
    assert client.get(path, headers={"If-Modified-Since": early}).status_code == 200
    both = {"If-Modified-Since": since, "If-None-Match": '"another"'}
    assert client.get(path, headers=both).status_code == 200
    head = client.head(path)
    assert head.data == b""
    for name in ("ETag", "Last-Modified", "Content-Type", "Content-Length", "Link", "Vary"):
        assert head.headers[name] == answer.headers[name]


@pytest.mark.parametrize("path", ["/id/law/asylum-2007", "/data/law/asylum-2007", "/data/law/none"])
def test_a_script_of_another_site_may_ask_and_read(client: FlaskClient, path: str) -> None:
    preflight = client.options(
        path,
        headers={
            "Origin": "https://example.org",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "accept, accept-profile",
        },
    )
    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in preflight.headers["Access-Control-Allow-Methods"]
    allowed = preflight.headers["Access-Control-Allow-Headers"].lower()
    assert {"accept", "accept-profile"} <= set(re.split(r",\s*", allowed))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/id/law/asylum%2D2007", 303),
        ("/id/law/asylum%252D2007", 404),
        ("/id/law%2Fasylum-2007", 404),
        ("/id%2flaw/asylum-2007", 404),
        ("/id/law/Asylum-2007", 404),
        ("/id/institution/Ni%C5%A1", 404),
        ("/id/institution/Niš", 404),
        ("/id/institution/l'office", 404),
        ("/id/institution/a(b),c+d&e", 404),
        ("/id/institution/a%28b%29%2Cc%2Bd%26e", 404),
        ("/id/institution/100%25", 404),
        ("/id/institution/%25%25C3%0D%22%3C%5B%5D", 404),
        ("/no-page/%25C", 404),
    ],
)
def test_an_address_is_decoded_once(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    if status == 404:
        told = client.get(path, headers={"Accept": "text/turtle"})
        assert told.mimetype == "text/turtle"
        if "%2f" in path.lower():
            (missing,) = {one.subject for one in triples(told, "ttl")}
            assert str(missing) == f"<http://localhost:8000{path}>"


@pytest.mark.parametrize("text", ["Niš", "Grupa 484 i drugi", "a+b & c", "l'office (1), 2"])
def test_words_in_an_address_come_back_as_they_were(client: FlaskClient, text: str) -> None:
    page = client.get("/search", query_string={"q": text}).text
    escaped = text.replace("&", "&amp;").replace("'", "&#39;")
    assert f'value="{escaped}"' in page


def test_a_page_names_itself_and_its_data_in_its_head(client: FlaskClient) -> None:
    page = client.get("/page/law/asylum-2007?utm=x").text
    head = page.partition("</head>")[0]
    assert re.search(r'<link rel="canonical" href="[^"?]+/page/law/asylum-2007">', head)
    assert 'rel="alternate" href=' in head
    assert 'type="text/turtle"' in head


def test_crawlers_find_every_page_once(client: FlaskClient) -> None:
    robots = client.get("/robots.txt").text
    address = robots.partition("Sitemap: ")[2].split()[0]
    listed = re.findall(r"<loc>([^<]+)</loc>", client.get(address).text)
    assert len(set(listed)) == len(listed) > 500
    assert any(one.endswith("/page/law/asylum-2007") for one in listed)
    assert any(one.endswith("/vocabulary/event-types") for one in listed)


def test_a_page_of_every_kind_is_in_the_list_for_crawlers_and_answers(client: FlaskClient) -> None:
    listed = re.findall(r"<loc>[^<]+?//[^/]+(/[^<]*)</loc>", client.get("/sitemap.xml").text)
    kinds: dict[str, str] = {}
    for path in listed:
        beginning = re.match(r"/(?:page/[a-z]+|[^/]*)", path)
        assert beginning
        kinds.setdefault(beginning[0], path)
    wanted = {
        *("/", "/ontology", "/shapes", "/topics", "/questions", "/dataset", "/dumps", "/releases"),
        *("/timeline", "/compare", "/treaties", "/institutions", "/claim", "/graph", "/vocabulary"),
        *(f"/page/{kind}" for kind in KINDS if kind not in ("topic", "coverage")),
    }
    assert wanted <= kinds.keys()
    for path in kinds.values():
        answer = client.get(path, headers={"Accept": "text/html"})
        assert answer.status_code == 200, path
        linked = re.findall(r"<[^>]+?//[^/>]+(/[^>]*)>; rel=\"canonical\"", answer.headers["Link"])
        assert linked == [path], path
