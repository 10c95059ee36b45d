"""In which language a page speaks, and that all of it does.

Source: RFC 9110, sections 8.5, 12.5.4 and 12.5.5; RFC 4647; BCP 47.
"""

import json
import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

HTML = {"Accept": "text/html"}
LAW = "page/law/asylum-2007?asOf=2007-12-01"


def asked(client: FlaskClient, path: str, **headers: str) -> TestResponse:
    """The answer to a person's browser; names of headers are written with low lines."""
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(f"/{path}", headers=HTML | more)


@pytest.mark.parametrize(
    ("header", "spoken"),
    [
        ("", "en"),
        ("sr", "sr-Latn"),
        ("sr-Latn", "sr-Latn"),
        ("sr-Latn-RS", "sr-Latn"),
        ("SR-rs", "sr-Latn"),
        # Who reads Serbian in Cyrillic reads it in Latin letters, too.
        ("sr-Cyrl-RS,en;q=0.5", "sr-Latn"),
        # The macrolanguage includes Serbian.
        ("sh", "sr-Latn"),
        # Other languages are not taken for Serbian: their readers get what they name next.
        ("hr,en;q=0.5", "en"),
        ("hr,sr;q=0.5,en;q=0.3", "sr-Latn"),
        ("bs", "en"),
        ("de", "en"),
        ("*", "en"),
        ("en;q=0.3, sr;q=0.8", "sr-Latn"),
        ("sr;q=0.8, en;q=0.8", "sr-Latn"),
        ("en, sr", "en"),
        ("sr;q=0, *;q=0.5", "en"),
        ("en;q=0, *", "sr-Latn"),
        ("sr-Latn;q=0, en;q=0.1", "en"),
        ("sr;q=0.001", "sr-Latn"),
        ("sr;q=7, en;q=0.1", "en"),
        ("sr_Latn, en", "en"),
        (",, ;q=1, sr ;q=0.9 ,", "sr-Latn"),
    ],
)
def test_a_page_speaks_the_language_that_its_reader_likes_best(
    client: FlaskClient, header: str, spoken: str
) -> None:
    response = asked(client, "topics", Accept_Language=header)
    assert response.headers["Content-Language"] == spoken
    assert f'<html lang="{spoken}">' in response.text
    assert "Accept-Language" in response.headers["Vary"]


def test_below_a_language_a_page_speaks_it_whatever_the_reader_likes(client: FlaskClient) -> None:
    for path, other, spoken in (("sr/", "en", "sr-Latn"), ("en/", "sr", "en")):
        response = asked(client, path + LAW, Accept_Language=other)
        assert response.headers["Content-Language"] == spoken
        assert f'<html lang="{spoken}">' in response.text
        assert "Accept-Language" not in response.headers["Vary"]


def test_a_page_tells_where_it_is_in_the_others_and_stays_the_same_thing(
    client: FlaskClient,
) -> None:
    for path in (LAW, f"sr/{LAW}"):
        response = asked(client, path)
        for tag, place in (("en", "en/"), ("sr-Latn", "sr/"), ("x-default", "")):
            url = f"http://localhost:8000/{place}{LAW}"
            assert f'<{url}>; rel="alternate"; hreflang="{tag}"' in response.headers["Link"]
            assert f'<link rel="alternate" hreflang="{tag}" href="{url}">' in response.text
        canonical = "http://localhost:8000/page/law/asylum-2007"
        assert f'<{canonical}>; rel="canonical"' in response.headers["Link"]


def test_each_language_has_a_tag_of_its_own(client: FlaskClient) -> None:
    english, serbian = (
        asked(client, LAW, Accept_Language=one).headers["ETag"] for one in ("en", "sr")
    )
    assert english != serbian
    again = asked(client, LAW, Accept_Language="sr", If_None_Match=serbian)
    assert again.status_code == 304
    assert "Accept-Language" in again.headers["Vary"]
    assert asked(client, LAW, Accept_Language="sr", If_None_Match=english).status_code == 200


def test_the_switch_keeps_the_page_and_its_arguments(client: FlaskClient) -> None:
    place = "laws?topic=asylum&amp;q=Law%20%26&amp;sort=-name"
    text = asked(client, f"sr/{unescape(place)}").text
    for spoken in ("en", "sr"):
        assert f'<a href="/{spoken}/{place}"' in text


def test_links_keep_the_language_without_a_script(client: FlaskClient) -> None:
    text = asked(client, f"sr/{LAW}").text
    links = re.findall(r'<a [^>]*href="(/[^"]*)"', text)
    ours = [one for one in links if not one.startswith("/en/")]
    assert len(ours) > 20
    assert not [one for one in ours if not one.startswith("/sr/")]
    assert re.findall(r'<form[^>]* action="/sr/search"', text)
    moved = asked(client, "sr/id/law/asylum-2007")
    assert (moved.status_code, moved.headers["Location"]) == (303, "/sr/page/law/asylum-2007")
    assert asked(client, "sr/laws/").headers["Location"] == "/sr/laws"


@pytest.mark.parametrize(
    "path",
    [
        "data/law/asylum-2007.ttl",
        "data/law/asylum-2007.jsonld",
        "ontology.ttl",
        "vocabulary/asylum.ttl",
        ".well-known/void.ttl",
        "sparql?query=ASK%7B%7D&format=json",
        "dumps/SHA256SUMS",
        "openapi.json",
    ],
)
def test_data_is_the_same_in_all_languages(client: FlaskClient, path: str) -> None:
    plain = client.get(f"/{path}")
    serbian = client.get(f"/{path}", headers={"Accept-Language": "sr"})
    below = client.get(f"/sr/{path}")
    assert plain.status_code == 200
    assert plain.data == serbian.data == below.data
    assert plain.headers["ETag"] == serbian.headers["ETag"] == below.headers["ETag"]
    assert "Content-Language" not in plain.headers
    assert "Accept-Language" not in plain.headers.get("Vary", "")


def test_a_thing_leads_to_its_page_whatever_the_language(client: FlaskClient) -> None:
    moved = asked(client, "id/law/asylum-2007", Accept_Language="sr")
    assert moved.headers["Location"] == "/page/law/asylum-2007"
    assert "Accept-Language" not in moved.headers["Vary"]


def test_terms_are_in_the_readers_language_and_what_is_not_says_so(client: FlaskClient) -> None:
    serbian, english = asked(client, f"sr/{LAW}").text, asked(client, f"en/{LAW}").text
    assert ">azil</span>" in serbian
    assert ">asylum</span>" in english
    assert '<h1><span class="foreign" lang="en">Law on Asylum</span></h1>' in serbian
    assert "<h1><span>Law on Asylum</span></h1>" in english
    assert 'lang="sr' not in serbian.partition("<main")[2]


def test_days_and_numbers_are_written_as_the_reader_writes_them(client: FlaskClient) -> None:
    assert "1. decembra 2007." in asked(client, f"sr/{LAW}").text
    assert "1 December 2007" in asked(client, f"en/{LAW}").text
    day = asked(client, "sr/page/event/asylum-2007-adoption").text
    assert '<time datetime="2007-11-24">24. novembra 2007.</time>' in day
    source = asked(client, "sr/page/source/iom-serbia-2008").text
    assert re.search(r"<dd>\d\.\d{3}</dd>", source)
    stated = asked(client, "sr/timeline?from=2007&to=2007").text
    assert re.search(r'<span class="foreign" lang="en">[^<]*2007</span>', stated)


def test_serbian_has_three_forms_of_a_number(client: FlaskClient) -> None:
    found = {
        number: form
        for word in ("commissariat", "readmission", "asylum", "law", "agency", "diaspora", "visa")
        for number, form in re.findall(
            r"(\d+) (rezultat\w*)", asked(client, f"sr/search?q={word}").text
        )
    }
    assert found
    for number, form in found.items():
        one = number[-1] == "1" and number[-2:] != "11"
        assert form == ("rezultat" if one else "rezultata"), number


def test_a_problem_is_told_in_the_readers_language(client: FlaskClient) -> None:
    page = asked(client, "sr/page/law/no-such-law")
    assert page.status_code == 404
    assert page.headers["Content-Language"] == "sr-Latn"
    assert "Nije pronađeno" in page.text
    document = client.get("/laws?page=x", headers={"Accept-Language": "sr"})
    assert document.content_type == "application/problem+json"
    assert document.headers["Content-Language"] == "sr-Latn"
    assert "Accept-Language" in document.headers["Vary"]
    assert "nije broj strane" in json.loads(document.data)["detail"]
    plain = client.get("/laws?page=x")
    assert "is not the number of a page" in json.loads(plain.data)["detail"]


def test_a_fault_that_the_engine_tells_is_marked_as_english(client: FlaskClient) -> None:
    page = asked(client, "sr/sparql?format=html&query=SELECT")
    assert page.status_code == 400
    assert 'class="foreign" lang="en"' in page.text


def test_a_path_that_only_begins_like_a_language_is_none(client: FlaskClient) -> None:
    assert asked(client, "srpski").status_code == 404
    assert asked(client, "sr/sr/laws").status_code == 404
    assert asked(client, "sr").status_code == 200


def test_crawlers_are_kept_from_queries_in_every_language(client: FlaskClient) -> None:
    rules = client.get("/robots.txt").text.splitlines()
    assert {"Disallow: /sparql", "Disallow: /en/sparql", "Disallow: /sr/sparql"} <= set(rules)
