"""The search: any form and spelling of a word, and exact numbers that go straight there."""

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

HTML = {"Accept": "text/html"}


def found(client: FlaskClient, text: str, path: str = "/search") -> list[str]:
    answer = client.get(f"{path}?format=json&q={quote(text)}").get_json(force=True)
    return [one["name"] for one in (answer["result"] if path.endswith("suggest") else answer)]


@pytest.mark.parametrize("path", ["/search", "/search/suggest"])
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("readmission agreement Canada", "Readmission agreement with Canada"),
        ("readmission agreements Canada", "Readmission agreement with Canada"),
        ("ministries diaspora", "Ministry for Diaspora"),
        ("ministry's diaspora", "Ministry for Diaspora"),
        ("minstry diaspora", "Ministry for Diaspora"),
        ("readmision canada", "Readmission agreement with Canada"),
        ("law on assylum", "Law on Asylum"),
        ("grupe 484", "Grupa 484"),
        ("MINISTRÝ DIASPORÁ", "Ministry for Diaspora"),
        ("asylum act", "Law on Asylum"),
        ("law on aliens", "Law on Foreigners"),
    ],
)
def test_other_forms_and_spellings_of_a_word_find_the_name(
    client: FlaskClient, path: str, text: str, name: str
) -> None:
    assert name in found(client, text, path)


@pytest.mark.parametrize("path", ["/search", "/search/suggest"])
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("poverty reduction strategy", "Serbian Poverty Reduction Strategy"),
        ("refugee commissariat", "Commissariat for Refugees"),
        ("foreigners", "Law on Foreigners"),
        ("MUP", "Ministry of Interior"),
        ("sporazum sa Nemačkom", "Readmission agreement with Germany"),
    ],
)
def test_things_come_before_what_belongs_to_them_or_tells_of_them(
    client: FlaskClient, path: str, text: str, name: str
) -> None:
    assert found(client, text, path)[0] == name


@pytest.mark.parametrize(
    ("tongue", "text", "name"),
    [
        ("en", "min", "ministry"),
        ("sr", "min", "ministarstvo"),
        ("en", "dec", "decision"),
        ("sr", "dec", "deca"),
    ],
)
def test_of_names_that_fit_as_well_those_in_the_readers_language_come_first(
    client: FlaskClient, tongue: str, text: str, name: str
) -> None:
    assert found(client, text, f"/{tongue}/search/suggest")[0] == name


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("law on citizenship", ["citizenship-2004", "kosovo-law-on-citizenship"]),
        ("internally displaced persons", ["Groups of people", "Topics"]),
    ],
)
def test_what_has_the_same_name_is_told_apart(
    client: FlaskClient, text: str, apart: list[str]
) -> None:
    suggested = client.get(f"/search/suggest?q={quote(text)}").get_json(force=True)["result"]
    assert sorted(one["apart"] for one in suggested if one["apart"]) == apart
    page = client.get(f"/search?q={quote(text)}", headers=HTML).text
    for one in apart:
        assert f'<span class="fine">{one}</span>' in page


def test_a_name_spelt_as_it_is_comes_before_one_that_is_alike(client: FlaskClient) -> None:
    assert found(client, "Law on Asylum")[0] == "Law on Asylum"
    assert found(client, "Ministry for Diaspora", "/search/suggest")[0] == "Ministry for Diaspora"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("109/07", "/page/law/asylum-2007"),
        ("No. 109/2007", "/page/law/asylum-2007"),
        ("Official Gazette 109/07", "/page/law/asylum-2007"),
        ("Sl. glasnik RS br. 109/07", "/page/law/asylum-2007"),
        ("Article 22", "/page/provision/ministries-art-22"),
        ("art. 22 Law on Ministries", "/page/provision/ministries-art-22"),
        ("član 22", "/page/provision/ministries-art-22"),
        ("C97", "/page/treaty/ilo-c97"),
        ("c97", "/page/treaty/ilo-c97"),
        ("Resolution 1244", "/page/law/unsc-resolution-1244"),
        ("Resolution No. 1244", "/page/law/unsc-resolution-1244"),
        ("Administrative Direction 2000/5", "/page/law/kosovo-administrative-direction-2000-5"),
        ("SRB", "/page/polity/serbia"),
        ("Official Gazette of the Republic of Serbia No. 109/07", "/page/law/asylum-2007"),
        ("OG RS 109/07", "/page/law/asylum-2007"),
        ("Službeni glasnik Republike Srbije, br. 109/07", "/page/law/asylum-2007"),
        ("Law on Ministries, Art. 22", "/page/provision/ministries-art-22"),
        ("Art. 22 (1), para. 2 Law on Ministries", "/page/provision/ministries-art-22"),
        ("Zakon o ministarstvima, član 22 stav 1", "/page/provision/ministries-art-22"),
        ("ILO Convention No. 97", "/page/treaty/ilo-c97"),
        ("ILO C97", "/page/treaty/ilo-c97"),
        ("Rezolucija 1244", "/page/law/unsc-resolution-1244"),
        ("UNSCR 1244", "/page/law/unsc-resolution-1244"),
        ("S/RES/1244 (1999)", "/page/law/unsc-resolution-1244"),
        ("UNMIK/REG/2006/10", "/page/law/kosovo-regulation-2006-10"),
    ],
)
def test_an_exact_number_goes_straight_there(client: FlaskClient, text: str, path: str) -> None:
    away = client.get(f"/search?q={quote(text)}", headers=HTML)
    assert (away.status_code, away.headers.get("Location")) == (303, path)
    suggested = client.get(f"/search/suggest?q={quote(text)}").get_json(force=True)["result"]
    assert (suggested[0]["href"], suggested[0]["exact"]) == (path, True)


@pytest.mark.parametrize("text", ["Article 3", "1/01"])
def test_a_number_of_several_things_gives_the_short_list(client: FlaskClient, text: str) -> None:
    page = client.get(f"/search?q={quote(text)}", headers=HTML)
    assert page.status_code == 200
    section = page.text.partition("With exactly this number")[2].partition("</section>")[0]
    assert section.count("<li>") == 2


def test_an_article_is_found_in_the_range_that_holds_it(client: FlaskClient) -> None:
    page = client.get("/search?q=Article+17", headers=HTML).text
    assert "/page/provision/asylum-2007-art-6-18" in page.partition("With exactly this number")[2]
    one = client.get(f"/search?q={quote('Article 17 of the Law on Asylum')}", headers=HTML)
    assert one.headers["Location"] == "/page/provision/asylum-2007-art-6-18"


@pytest.mark.parametrize("text", ["Law on Asylum", "2007", "Article", "Article 22 of nothing", "/"])
def test_what_is_no_exact_number_is_searched_for(client: FlaskClient, text: str) -> None:
    page = client.get(f"/search?q={quote(text)}", headers=HTML)
    assert page.status_code == 200
    assert "With exactly this number" not in page.text


def test_a_suggestion_says_what_sort_of_thing_it_is(client: FlaskClient) -> None:
    answer = client.get("/search/suggest?q=asylum").get_json(force=True)
    kinds = {one["kind"]: one["kindName"] for one in answer["result"]}
    assert kinds["law"] == "Laws"


@pytest.mark.parametrize("text", ["m", "of", "law", "readm", "law on", "the of", "minstry", "s a"])
def test_the_first_of_very_many_are_suggested_as_the_search_orders_them(
    client: FlaskClient, text: str
) -> None:
    suggested = found(client, text, "/search/suggest")
    assert len(suggested) == 10
    assert suggested == found(client, text)[:10]
