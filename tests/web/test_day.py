"""Pages and lists answer for a day: yes, possibly or no, with the events that say so."""

import re

import pytest
from flask.testing import FlaskClient

from web.pages.asof import Standing


def answer(client: FlaskClient, path: str, day: str) -> str:
    page = client.get(f"/page/{path}?asOf={day}").text
    found = re.search(r'class="answer-word (yes|possibly|no)"', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("path", "day", "expected"),
    [
        ("law/asylum-2007", "2007-12-31", "no"),
        ("law/asylum-2007", "2008-01-01", "yes"),
        ("law/asylum-serbia-and-montenegro-2005", "2008-01-01", "no"),
        ("institution/ministry-for-diaspora", "2004-01-31", "no"),
        ("institution/ministry-for-diaspora", "2004-02-15", "possibly"),
        ("institution/ministry-for-diaspora", "2004-03-01", "yes"),
        ("agreement/readmission-canada", "2007-01-01", "possibly"),
    ],
)
def test_a_page_answers_for_a_day(client: FlaskClient, path: str, day: str, expected: str) -> None:
    assert answer(client, path, day) == expected


def test_the_answer_names_its_events_and_their_dates(client: FlaskClient) -> None:
    page = client.get("/page/law/asylum-2007?asOf=2007-12-01").text
    standing = page.split('class="answer no"')[1].split("</section>")[0]
    assert "it had not begun" in standing
    assert "1 January 2008" in standing
    assert re.search(r'href="/page/event/[^"]+"', standing)
    assert "start of application" not in standing


@pytest.mark.parametrize("path", ["law/asylum-2007", "institution/ministry-for-diaspora"])
def test_a_page_for_a_day_differs_in_the_answer_and_in_links_that_keep_the_day(
    client: FlaskClient, path: str
) -> None:
    plain = client.get(f"/page/{path}").text
    for day in ("2007-12-31", "2008-01-01"):
        dated = client.get(f"/page/{path}?asOf={day}").text
        assert f'value="{day}"' in dated
        assert f'href="/sr/page/{path}?asOf={day}"' in dated
        bare = re.sub(r'<div class="answer.*?</div>', "", dated, flags=re.DOTALL)
        bare = bare.replace(f"?asOf={day}", "").replace(f'value="{day}"', 'value=""')
        assert bare.split() == plain.split()
    assert client.get(f"/page/{path}").text == plain


def test_arguments_are_text_wherever_a_page_repeats_them(client: FlaskClient) -> None:
    page = client.get('/page/law/asylum-2007?asOf=2008-01-01&x="><b>').text
    assert "<b>" not in page
    assert client.get("/page/law/asylum-2007?asOf=<!--standing-->").status_code == 400
    page = client.get("/page/law/asylum-2007?asOf=2008-01-01&<!--standing-->=<!--arguments-->").text
    assert page.count('id="as-of"') == 1


def test_a_list_answers_for_a_day_and_can_be_narrowed_to_an_answer(client: FlaskClient) -> None:
    rows = client.get("/laws?asOf=2008-01-01&format=json").get_json(force=True)
    standing = {row["id"].rpartition("/")[2]: row["standing"] for row in rows}
    assert standing["asylum-2007"] == "yes"
    assert standing["asylum-serbia-and-montenegro-2005"] == "no"
    only = client.get("/laws?asOf=2008-01-01&standing=yes&format=json").get_json(force=True)
    assert {row["standing"] for row in only} == {"yes"}
    assert len(only) == list(standing.values()).count("yes")


def test_the_answer_stands_beside_the_name_and_a_list_says_how_it_is_sorted(
    client: FlaskClient,
) -> None:
    page = client.get("/laws?asOf=2008-01-01&sort=-standing", headers={"Accept": "text/html"}).text
    heads = re.findall(r'<th scope="col"( aria-sort="[a-z]+")?><a href="[^"]+">([^<]+)', page)
    assert heads[:2] == [("", "Name"), (' aria-sort="descending"', "On 1 January 2008")]
    row = page.split("<tbody>")[1].split("</tr>")[0]
    assert re.search(r'<th scope="row"><a href="/page/law/[^"?]+\?asOf=2008-01-01">', row)
    assert row.index("</th>") < row.index('class="answer-word') < row.index("</td>")


@pytest.mark.parametrize("day", ["2007-02-30", "2007", "2007-13-01", "tomorrow", "20071201", "1"])
@pytest.mark.parametrize("path", ["/page/law/asylum-2007", "/laws"])
def test_what_is_no_day_is_a_clear_bad_request(client: FlaskClient, path: str, day: str) -> None:
    page = client.get(f"{path}?asOf={day}", headers={"Accept": "text/html"})
    assert page.status_code == 400
    assert "is not a day" in page.text
    problem = client.get(f"{path}?asOf={day}").get_json(force=True)
    assert problem["parameter"] == "asOf"


def test_a_page_of_something_without_a_life_span_does_not_ask_for_a_day(
    client: FlaskClient,
) -> None:
    assert 'name="asOf"' not in client.get("/page/source/iom-serbia-2008").text
    assert Standing(False).answer == ""


@pytest.mark.parametrize(
    ("event", "day", "expected"),
    [
        ("asylum-2007-adoption", "2007-11-23", "no"),
        ("asylum-2007-adoption", "2007-11-24", "yes"),
        ("department-for-population-policy-establishment", "2007-06-15", "possibly"),
        ("protection-of-state-border-draft-adoption", "2009-01-01", "no"),
    ],
)
def test_an_event_had_come_by_a_day_or_not(
    client: FlaskClient, event: str, day: str, expected: str
) -> None:
    assert answer(client, f"event/{event}", day) == expected
    assert 'name="asOf"' in client.get(f"/page/event/{event}").text


def test_negotiations_are_asked_about_for_a_day_and_left_open_without_one(
    client: FlaskClient,
) -> None:
    path = "negotiation/readmission-norway"
    assert "Were they under way on" in client.get(f"/page/{path}").text
    page = client.get(f"/page/{path}?asOf=2007-12-01").text
    assert "no day of its beginning is recorded" in page
    assert answer(client, path, "2007-12-01") == "possibly"
    rows = client.get("/negotiations?asOf=2007-12-01&format=json").get_json(force=True)
    assert {row["standing"] for row in rows} == {"possibly"}
    assert 'name="asOf"' in client.get("/negotiations").text


def test_a_list_of_what_lasts_at_no_time_asks_for_no_day(client: FlaskClient) -> None:
    assert 'name="asOf"' not in client.get("/sources").text
    assert client.get("/sources?asOf=2007-12-01").status_code == 400
