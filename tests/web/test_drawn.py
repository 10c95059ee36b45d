"""Relations drawn and told: the neighbourhood of an entity and the landscape of institutions.

What a drawing shows stands in a table on the same page, and in its CSV and JSON.
"""

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from graph.store import Store
from tests.web.conftest import RememberingStore

LANDSCAPE = "/institutions/landscape"
MINISTRY = "/neighbourhood/institution/ministry-for-diaspora"
SERBIA = "/neighbourhood/polity/serbia"


def rows(client: FlaskClient, path: str) -> list[dict[str, Any]]:
    joint = "&" if "?" in path else "?"
    found: list[dict[str, Any]] = client.get(f"{path}{joint}format=json").get_json(force=True)
    return found


def boxes(page: str) -> dict[str, str]:
    """The labels of the boxes of all drawings, by IRI."""
    found = re.findall(
        r'<a href="[^"]*" class="node[^>]*data-key="([^"]+)">(.*?)</a>', page, re.DOTALL
    )
    return {key: " ".join(unescape(re.sub(r"<[^>]+>", "", label)).split()) for key, label in found}


def curves(page: str, sort: str = "") -> set[tuple[str, str]]:
    return {
        (start, end)
        for one, start, end in re.findall(
            r'<g class="link (\w+) [^"]*" data-ends="(\S+) (\S+)">', page
        )
        if sort in ("", one)
    }


def test_the_landscape_has_every_part_of_an_institution(client: FlaskClient, store: Store) -> None:
    stated = {
        (row["from"].value, row["to"].value)
        for row in store.rows("page/landscape")
        if "relation" in row and row["relation"].value == "part"
    }
    assert len(stated) > 50
    told = {(one["from"], one["to"]) for one in rows(client, f"{LANDSCAPE}?relation=part")}
    assert told == stated
    assert curves(client.get(LANDSCAPE).text, "part") == stated


def test_a_seat_is_told_with_its_role_and_leads_to_the_membership(client: FlaskClient) -> None:
    seats = rows(client, f"{LANDSCAPE}?relation=seat")
    assert seats
    assert {"chair", "member"} <= {one["role"] for one in seats}
    assert all("/id/membership/" in one["membership"] for one in seats)


def test_the_landscape_is_drawn_by_jurisdiction_and_can_be_narrowed_to_one(
    client: FlaskClient,
) -> None:
    everything, serbia = (
        client.get(path).text for path in (LANDSCAPE, f"{LANDSCAPE}?jurisdiction=serbia")
    )
    panels = re.findall(r'<section class="panel">\s*<h2 id="(.*?)">(.*?) <span', everything)
    headings = [unescape(name) for _id, name in panels]
    assert re.findall(r'<li><a href="#(panel-\d+)">', everything) == [id_ for id_, _name in panels]
    assert headings[0] == "Kosovo/UNSC 1244"
    assert headings[-1] == "No jurisdiction stated"
    assert serbia.count('<section class="panel">') == 1
    assert set(boxes(serbia)) < set(boxes(everything))


def test_on_a_day_only_what_may_be_in_being_is_drawn_and_the_table_says_why(
    client: FlaskClient,
) -> None:
    page = client.get(f"{LANDSCAPE}?asOf=2004-01-01").text
    always = client.get(LANDSCAPE).text
    assert set(boxes(page)) < set(boxes(always))
    found = rows(client, f"{LANDSCAPE}?asOf=2004-01-01")
    assert {one["standing"] for one in found} <= {"yes", "possibly"}
    assert "no day of its beginning is recorded" in page


@pytest.mark.parametrize("path", [LANDSCAPE, MINISTRY, SERBIA])
def test_each_box_leads_to_its_page_and_each_curve_to_boxes(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    drawn = boxes(page)
    assert drawn
    assert {end for ends in curves(page) for end in ends} <= set(drawn)
    for href in list(dict.fromkeys(re.findall(r'<a href="([^"]*)" class="node', page)))[::15]:
        assert client.get(href, headers={"Accept": "text/html"}).status_code == 200


def test_words_of_a_box_are_whole_and_fit_into_it(client: FlaskClient) -> None:
    page = client.get(LANDSCAPE).text
    names = {
        one[key]: one[f"{key}Name"] for one in rows(client, LANDSCAPE) for key in ("from", "to")
    }
    assert boxes(page) == names
    for box in re.findall(r'<rect x="[\d.]+" y="[\d.]+" width="([\d.]+)".*?</a>', page, re.DOTALL):
        assert float(box) > 20


def test_charges_and_acts_are_links_and_not_neighbours(client: FlaskClient) -> None:
    found = rows(client, MINISTRY)
    assert not [one for one in found if re.search("/id/(mandate|event|claim)/", one["neighbour"])]
    charge = [one for one in found if one["neighbour"].endswith("/provision/ministries-art-22")]
    assert any("/id/mandate/" in one["through"] for one in charge)
    assert any(one["relation"] == "implements" for one in charge)


def test_who_cooperates_in_a_charge_is_not_said_to_be_led_or_to_lead(
    client: FlaskClient,
) -> None:
    body, other = (f"/id/institution/{name}" for name in ("commissariat-for-refugees", "unhcr"))
    for one, another in ((body, other), (other, body)):
        found = rows(client, one.replace("/id/", "/neighbourhood/"))
        links = [link for link in found if link["neighbour"].endswith(another)]
        assert {link["relation"] for link in links} == {"inCooperationWith"}


def test_a_neighbourhood_too_large_to_draw_is_cut_with_a_note_and_told_whole(
    client: FlaskClient,
) -> None:
    page = client.get(SERBIA).text
    cut = re.search(r"(\d+) of (\d+) neighbours are drawn", page)
    assert cut
    found = rows(client, SERBIA)
    assert len({one["neighbour"] for one in found}) == int(cut[2])
    assert len(boxes(page)) == int(cut[1]) + 1
    shown = "".join(client.get(f"{SERBIA}?page={n}").text for n in (1, 2, 3))
    assert all(one["name"] in unescape(shown) for one in found)


def test_a_neighbourhood_is_narrowed_to_one_relation(client: FlaskClient) -> None:
    found = rows(client, f"{SERBIA}?relation=negotiator")
    assert {one["relation"] for one in found} == {"negotiator"}
    assert len(found) < len(rows(client, SERBIA))


def test_a_topic_has_a_neighbourhood(client: FlaskClient) -> None:
    found = rows(client, "/neighbourhood/topic/asylum")
    assert any(one["neighbour"].endswith("/id/law/asylum-2007") for one in found)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{LANDSCAPE}?relation=marriage", 400),
        (f"{LANDSCAPE}?jurisdiction=atlantis", 400),
        (f"{LANDSCAPE}?asOf=2007-02-30", 400),
        (f"{LANDSCAPE}?page=0", 400),
        (f"{MINISTRY}?relation=%3Cscript%3E", 400),
        (f"{MINISTRY}?asOf=2007", 400),
        ("/neighbourhood/institution/no-such-body", 404),
        ("/neighbourhood/claim/iom-serbia-2008", 404),
        ("/neighbourhood/topic/a b", 404),
        ("/neighbourhood/topic/ministry", 404),
    ],
)
def test_what_is_wrongly_asked_is_told(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == status
    assert "<script>" not in answer.text


def test_each_view_takes_three_queries_at_most(
    client: FlaskClient, store: RememberingStore
) -> None:
    for path in (LANDSCAPE, f"{LANDSCAPE}?asOf=2007-12-01", f"{MINISTRY}?asOf=2007-12-01"):
        store.asked.clear()
        client.get(path)
        assert len(store.asked) <= 3, path


def test_a_page_leads_to_its_neighbourhood_and_the_list_to_the_landscape(
    client: FlaskClient,
) -> None:
    assert f'href="{MINISTRY}"' in client.get("/page/institution/ministry-for-diaspora").text
    assert f'href="{LANDSCAPE}"' in client.get("/institutions").text
