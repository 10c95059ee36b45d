"""Pages tell things in the order in which a reader asks for them, and each thing once."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

HTML = {"Accept": "text/html"}
MINISTRY = "/page/institution/ministry-of-interior"
ASYLUM = "/vocabulary/asylum"


def page(client: FlaskClient, path: str) -> str:
    return client.get(path, headers=HTML).text


def headings(text: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'<h2 id="section-\d+">(.*?)</h2>', text)]


def field(text: str, name: str) -> str:
    """The HTML of the values of a property, by its name on the page."""
    found = re.search(rf"<dt[^>]*>{re.escape(name)}</dt>(.*?)</dd>\s*</div>", text, re.DOTALL)
    assert found is not None, name
    return found[1]


@pytest.mark.parametrize(
    ("path", "order"),
    [
        (
            "/page/institution/agency-for-human-and-minority-rights",
            ["What it is", "History", "Task", "Place among institutions", "Acts"],
        ),
        ("/page/law/asylum-2007", ["What it is", "Time", "Parts and other texts", "Publication"]),
        ("/page/treaty/ccpr", ["What it is", "Time", "Parties and acts"]),
        ("/page/polity/serbia", ["History", "Task", "Acts", "Parties and acts"]),
    ],
)
def test_sections_come_in_the_order_of_the_questions(
    client: FlaskClient, path: str, order: list[str]
) -> None:
    found = headings(page(client, path))
    assert [one for one in found if one in order] == [one for one in order if one in found]
    assert len(set(found) & set(order)) > len(order) - 2


@pytest.mark.parametrize(
    "path",
    [MINISTRY, "/page/institution/anti-trafficking-council", "/page/polity/albania"],
)
def test_what_an_institution_is_linked_to_has_a_name_and_a_place(
    client: FlaskClient, path: str
) -> None:
    assert "Further statements" not in page(client, path)


def test_charges_stand_under_topics_the_topic_of_most_first(client: FlaskClient) -> None:
    charges = field(page(client, MINISTRY), "mandates")
    topics = [
        unescape(one) for one in re.findall(r'<h3 class="under"><a[^>]*><span>(.*?)<', charges)
    ]
    sizes = [part.count('<li class="row') for part in charges.split('<h3 class="under">')[1:]]
    assert "asylum" in topics
    assert len(topics) == len(set(topics))
    assert sum(sizes) == charges.count('<li class="row')
    assert 'class="flag role"' in charges


def test_a_law_tells_who_is_charged_by_it_and_by_its_articles(client: FlaskClient) -> None:
    charged = field(page(client, "/page/law/ministries"), "confers")
    assert "Ministry of Economy and Regional Development" in charged
    assert "Ministry for Diaspora" in charged
    assert "Law on Ministries, Article 22" in charged


def test_acts_about_a_treaty_stand_under_the_party_that_did_them(client: FlaskClient) -> None:
    acts = field(page(client, "/page/treaty/mwc"), "acts")
    assert re.search(r'<h3 class="under"><a href="/page/polity/', acts)


def test_what_is_stated_precisely_is_not_told_again_as_inferred(client: FlaskClient) -> None:
    text = page(client, "/page/institution/directorate-of-border-police")
    assert "Ministry of Interior" in field(text, "unit of")
    assert not re.search(r"<dt[^>]*>part of</dt>", text.partition("<details")[0])


def test_the_life_of_a_law_is_drawn_on_one_track(client: FlaskClient) -> None:
    events = field(page(client, "/page/law/asylum-2007"), "events")
    places = [float(one) for one in re.findall(r'class="when day ?[^"]*" x="([\d.]+)"', events)]
    assert len(places) == 3
    assert places == sorted(places)
    assert 'class="when day foreseen"' in events


def test_a_topic_tells_who_does_what_under_which_law(client: FlaskClient) -> None:
    text = page(client, "/vocabulary/diaspora")
    table = text.partition('<h2 id="charged">')[2].partition("</section>")[0]
    assert 'href="/page/institution/ministry-for-diaspora"' in table
    assert 'href="/page/provision/ministries-art-22"' in table
    assert "monitors" in table
    assert 'name="asOf"' in table
    assert 'id="charged"' not in page(client, "/vocabulary/ministry")


def test_topics_count_what_was_in_being_on_a_day(client: FlaskClient) -> None:
    rows = client.get("/topics?asOf=2008-01-01&format=json").get_json(force=True)
    asylum = next(row for row in rows if row["topic"].endswith("/asylum"))
    assert int(asylum["yes"]) >= 1
    assert int(asylum["no"]) >= 1
    assert 'class="answer-word yes"' in page(client, "/topics?asOf=2008-01-01")
    assert client.get("/topics?asOf=2008-02-31", headers=HTML).status_code == 400


def test_a_search_answers_for_a_day(client: FlaskClient) -> None:
    text = page(client, "/search?q=law+on+asylum&asOf=2007-12-01")
    hit = re.search(r'<li><a href="/page/law/asylum-2007">.*?</li>', text, re.DOTALL)
    assert hit is not None
    assert 'class="answer-word no"' in hit[0]
    assert "it had not begun" in hit[0]
    assert client.get("/search?q=asylum&asOf=soon", headers=HTML).status_code == 400
