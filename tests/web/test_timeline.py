"""The timeline: events by year, uncertainty drawn and written, facets, permalinks, exports."""

import csv
import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import RememberingStore

HTML = {"Accept": "text/html"}


def events(client: FlaskClient, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"/timeline?format=json{query}").get_json(force=True)
    return found


def line(client: FlaskClient, event: str, query: str = "") -> str:
    """The line of the table about an event."""
    for number in range(1, 9):
        page = client.get(f"/timeline?page={number}{query}").text
        for found in re.findall(r"<li>\s*<span class=\"date\">.*?</li>", page, re.DOTALL):
            if f'href="/page/event/{event}"' in found:
                return str(found)
    raise AssertionError(f"{event} is not on the timeline")


def test_the_timeline_has_every_dated_event_once_in_order(client: FlaskClient) -> None:
    found = events(client)
    assert len({one["event"] for one in found}) == len(found)
    dated = [one["earliest"] or one["latest"] for one in found if one["earliest"] or one["latest"]]
    assert dated == sorted(dated)
    assert all(one["subjects"] and one["kind"] for one in found)


@pytest.mark.parametrize(
    ("event", "drawing", "words"),
    [
        ("cat-ratification", "when day ", "27 April 1992"),
        ("succession-serbia-and-montenegro", "when bar ", "February 2003"),
        ("social-security-bosnia-and-herzegovina-signature", "when bar ", "2002"),
        ("department-for-population-policy-establishment", "when faded ", "mid-2007"),
        ("protection-of-state-border-draft-adoption", "when faded foreseen", "early 2008"),
    ],
)
def test_a_date_is_drawn_as_uncertain_as_it_is(
    client: FlaskClient, event: str, drawing: str, words: str
) -> None:
    found = line(client, event)
    assert f'class="{drawing}"' in found
    assert words in found.split("<svg")[0]


def test_a_month_is_as_wide_as_a_month_and_a_year_as_the_whole_track(client: FlaskClient) -> None:
    def width(event: str) -> float:
        found = re.search(
            r'class="when [^"]*" x="([\d.]+)" y="\d+" width="([\d.]+)"', line(client, event)
        )
        assert found is not None
        return float(found[2])

    assert width("social-security-bosnia-and-herzegovina-signature") == 240
    assert 17 < width("succession-serbia-and-montenegro") < 20
    assert 78 < width("department-for-population-policy-establishment") < 82


def test_what_is_open_at_one_side_goes_beyond_the_track(client: FlaskClient) -> None:
    assert 'class="beyond"' in line(client, "succession-independence-of-montenegro")
    assert 'class="beyond"' not in line(client, "cat-ratification")


def test_the_drawing_is_hidden_from_those_who_hear_the_page(client: FlaskClient) -> None:
    page = client.get("/timeline").text
    assert page.count("<svg") == page.count('aria-hidden="true" focusable="false"')
    assert re.search(r'aria-labelledby="y\d{4}"', page)
    assert "<script>" not in page
    assert "style=" not in page


def test_an_event_shows_what_it_concerns_where_it_is_written_and_its_conflicts(
    client: FlaskClient,
) -> None:
    found = line(client, "mwc-signature")
    assert 'href="/page/treaty/mwc"' in found
    assert 'class="mark" href="/page/passage/' in found
    assert 'class="flag conflict" href="/page/conflict/' in found


def test_the_timeline_can_be_narrowed_by_facets_and_years(client: FlaskClient) -> None:
    asylum = events(client, "&kind=law&topic=asylum&jurisdiction=serbia&from=2007&to=2008")
    assert asylum
    assert all("law" in one["kind"].split() for one in asylum)
    assert all("asylum" in one["topic"].split() for one in asylum)
    assert all(one["latest"] >= "2007" and one["earliest"][:4] <= "2008" for one in asylum)
    everything = events(client)
    assert len(events(client, "&from=1900")) == sum(bool(one["date"]) for one in everything)
    assert events(client, "&from=1801&to=1801") != everything


def test_a_year_is_a_permalink_that_keeps_the_facets(client: FlaskClient) -> None:
    page = client.get("/timeline?topic=asylum").text
    years = re.findall(r'<a href="(\?[^"]+)">\d{4}</a>', page)
    assert years
    assert all("topic=asylum" in one and "from=" in one and "to=" in one for one in years)
    assert client.get("/timeline" + years[0].replace("&amp;", "&")).status_code == 200


def test_the_csv_has_the_same_rows_as_the_json(client: FlaskClient) -> None:
    answer = client.get("/timeline?topic=asylum&format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert rows == events(client, "&topic=asylum")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("from=07", "from"),
        ("to=2007-01", "to"),
        ("to=%C2%B2%C2%B2%C2%B2%C2%B2", "to"),
        ("from=0000", "from"),
        ("from=2008&to=2007", "from"),
        ("kind=colour", "kind"),
        ("topic=%3Cscript%3E", "topic"),
        ("jurisdiction=atlantis", "jurisdiction"),
        ("page=0", "page"),
    ],
)
def test_what_cannot_be_asked_is_a_clear_bad_request(
    client: FlaskClient, query: str, parameter: str
) -> None:
    page = client.get(f"/timeline?{query}", headers=HTML)
    assert page.status_code == 400
    assert "<script>" not in page.text
    assert client.get(f"/timeline?{query}").get_json(force=True)["parameter"] == parameter


def test_the_timeline_takes_a_query_for_all_events_and_one_for_those_on_the_page(
    client: FlaskClient, store: RememberingStore
) -> None:
    client.get("/laws")
    store.asked.clear()
    client.get("/timeline?kind=law")
    assert store.asked == ["page/timeline", "page/written"]
    store.asked.clear()
    client.get("/timeline?from=1801&to=1801&kind=law&topic=asylum")
    assert store.asked == ["page/timeline"]


@pytest.mark.parametrize(
    ("event", "answer"),
    [
        ("cat-ratification", "yes"),
        ("department-for-population-policy-establishment", "possibly"),
        ("protection-of-state-border-draft-adoption", "no"),
    ],
)
def test_whether_an_event_had_come_by_a_day_has_an_answer_and_a_reason(
    client: FlaskClient, event: str, answer: str
) -> None:
    found = line(client, event, "&asOf=2007-06-15")
    told = re.search(r'class="by-then"><span class="answer-word (\w+)">', found)
    assert told is not None
    assert told[1] == answer
    assert 'class="because"' in found
