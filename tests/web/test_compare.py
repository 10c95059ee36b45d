"""What came, went and changed between two days, by which acts, by the rule for one day."""

import csv
import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from graph.iris import XSD
from graph.store import Store
from graph.terms import Literal, NamedNode
from tests.web.conftest import RememberingStore

HTML = {"Accept": "text/html"}
YEAR = "from=2007-01-01&to=2008-01-01"


def changes(client: FlaskClient, query: str) -> dict[str, list[dict[str, Any]]]:
    """The exported acts by the short name of what changed."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in client.get(f"/compare?{query}&format=json").get_json(force=True):
        found.setdefault(row["entity"].partition("/id/")[2], []).append(row)
    return found


@pytest.mark.parametrize(
    ("entity", "days", "change", "answers"),
    [
        ("law/asylum-2007", ("2007-12-31", "2008-01-01"), "came", ("no", "yes")),
        ("agreement/readmission-eu", ("2007-01-01", "2008-01-01"), "came", ("no", "yes")),
        (
            "institution/department-for-population-policy",
            ("2007-01-01", "2007-09-01"),
            "came",
            ("no", "yes"),
        ),
        # Mid-2007 is not over in July.
        (
            "institution/department-for-population-policy",
            ("2007-01-01", "2007-07-01"),
            "possibly",
            ("no", "possibly"),
        ),
        (
            "institution/agency-for-human-and-minority-rights",
            ("2006-12-31", "2008-12-31"),
            "went",
            ("yes", "no"),
        ),
        (
            "institution/agency-for-human-and-minority-rights",
            ("1980-01-01", "2008-12-31"),
            "came-and-went",
            ("no", "no"),
        ),
        ("treaty/mwc", ("2003-01-01", "2005-01-01"), "possibly", ("no", "possibly")),
        ("law/aliens-draft", ("2007-01-01", "2008-01-01"), "changed", ("possibly", "possibly")),
    ],
)
def test_a_change_is_what_the_answers_for_both_days_make_it(
    client: FlaskClient,
    entity: str,
    days: tuple[str, str],
    change: str,
    answers: tuple[str, str],
) -> None:
    rows = changes(client, f"from={days[0]}&to={days[1]}")[entity]
    assert {row["change"] for row in rows} == {change}
    assert {(row["before"], row["after"]) for row in rows} == {answers}


def test_what_is_merely_foreseen_changes_nothing(client: FlaskClient) -> None:
    found = changes(client, "from=2007-12-01&to=2008-05-01")
    assert "protection-of-state-border-draft" not in " ".join(found)
    acts = {row["act"].rpartition("/")[2] for row in found["law/asylum-2007"]}
    assert "asylum-2007-entry-into-force" in acts
    assert "asylum-2007-start-of-application" not in acts


def test_a_change_names_its_acts_with_dates_and_passages(client: FlaskClient) -> None:
    rows = changes(client, YEAR)["agreement/readmission-eu"]
    by_type = {row["type"]: row for row in rows}
    assert "begins" in by_type["treaty-entry-into-force"]["role"].split()
    assert "before" in by_type["ratification"]["role"].split()
    assert by_type["ratification"]["date"] == "2007-11-07"
    assert all("/id/passage/" in row["passages"] for row in rows)
    page = client.get(f"/compare?{YEAR}").text
    assert 'href="/page/event/readmission-eu-treaty-entry-into-force"' in page
    assert 'class="mark" href="/page/passage/' in page


def test_changes_of_which_one_answer_is_open_stand_apart(client: FlaskClient) -> None:
    page = client.get(f"/compare?{YEAR}").text
    came, _, rest = page.partition('id="c-went"')
    possibly = rest.partition('id="c-possibly"')[2]
    assert 'href="/page/law/asylum-2007"' in came
    assert 'href="/page/agreement/visa-facilitation-ec"' in possibly
    assert 'href="/page/agreement/visa-facilitation-ec"' not in came
    assert "<script>" not in page


def test_the_answers_are_those_of_the_rule_for_one_thing(store: Store) -> None:
    day = Literal("2007-06-30", datatype=XSD.date)
    everything = store.rows("time/as-of-everything", asOf=day)
    assert len({row["entity"] for row in everything}) == len(everything)
    for row in everything[::25]:
        entity = row["entity"]
        assert isinstance(entity, NamedNode)
        (*_, alone) = store.rows("time/as-of", entity=entity, asOf=day)
        assert alone["status"] == row["status"], entity


def test_the_comparison_can_be_narrowed(client: FlaskClient) -> None:
    found = changes(client, f"{YEAR}&kind=institution&change=came")
    assert found
    assert all(entity.startswith("institution/") for entity in found)
    assert {row["change"] for rows in found.values() for row in rows} == {"came"}


def test_without_days_there_is_the_form(client: FlaskClient) -> None:
    page = client.get("/compare")
    assert page.status_code == 200
    assert 'name="from"' in page.text
    assert "<table" not in page.text


def test_the_csv_has_the_same_rows_as_the_json(client: FlaskClient) -> None:
    answer = client.get(f"/compare?{YEAR}&format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert rows == client.get(f"/compare?{YEAR}&format=json").get_json(force=True)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("from=2007-02-30&to=2008-01-01", "from"),
        ("from=2007&to=2008-01-01", "from"),
        ("from=2007-01-01&to=%3Cb%3E", "to"),
        ("from=2007-01-01", "to"),
        ("to=2007-01-01", "from"),
        ("from=2008-01-01&to=2007-01-01", "from"),
        ("from=2008-01-01&to=2008-01-01", "from"),
        (f"{YEAR}&kind=colour", "kind"),
        (f"{YEAR}&change=grew", "change"),
        ("format=csv", "from"),
    ],
)
def test_what_cannot_be_asked_is_a_clear_bad_request(
    client: FlaskClient, query: str, parameter: str
) -> None:
    page = client.get(f"/compare?{query}", headers=HTML)
    assert page.status_code == 400
    assert "<b>" not in page.text
    assert client.get(f"/compare?{query}").get_json(force=True)["parameter"] == parameter


def test_the_comparison_takes_three_queries(client: FlaskClient, store: RememberingStore) -> None:
    client.get("/laws")
    store.asked.clear()
    client.get(f"/compare?{YEAR}")
    assert store.asked == ["time/as-of-everything", "time/as-of-everything", "page/compare"]
