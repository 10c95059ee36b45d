"""Treaties by parties on a day: acts with dates as stated, passages, conflicts, and the answer."""

import csv
import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import RememberingStore

PATH = "/treaties/participation"
HTML = {"Accept": "text/html"}


def cells(client: FlaskClient, query: str) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The exported acts by treaty and party, each by its short name."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in client.get(f"{PATH}?format=json{query}").get_json(force=True):
        key = (row["treaty"].rpartition("/")[2], row["party"].rpartition("/")[2])
        found.setdefault(key, []).append(row)
    return found


@pytest.mark.parametrize(
    ("treaty", "party", "day", "expected"),
    [
        ("readmission-eu", "european-union", "2007-09-17", "no"),
        ("readmission-eu", "european-union", "2007-12-31", "no"),
        ("readmission-eu", "european-union", "2008-01-01", "yes"),
        ("readmission-eu", "serbia", "2008-01-01", "yes"),
        ("social-security-croatia", "croatia", "2003-05-01", "yes"),
        # Its entry into force is that of a state that Serbia succeeded.
        ("social-security-croatia", "serbia", "2008-01-01", "possibly"),
        # Ratified, but no entry into force is stated; later the state was no more.
        ("cat", "federal-republic-of-yugoslavia", "1992-04-26", "no"),
        ("cat", "federal-republic-of-yugoslavia", "1992-04-27", "possibly"),
        ("cat", "federal-republic-of-yugoslavia", "2003-02-15", "possibly"),
        ("cat", "federal-republic-of-yugoslavia", "2003-03-01", "no"),
        # Named as a party without any act.
        ("social-security-norway", "norway", "2008-01-01", "possibly"),
    ],
)
def test_a_party_is_bound_or_possibly_or_not(
    client: FlaskClient, treaty: str, party: str, day: str, expected: str
) -> None:
    found = cells(client, f"&asOf={day}")[treaty, party]
    assert {row["bound"] for row in found} == {expected}


def test_one_party_of_a_treaty_is_bound_as_the_page_of_the_agreement_says(
    client: FlaskClient,
) -> None:
    for day in ("2007-12-31", "2008-01-01"):
        page = client.get(f"/page/agreement/readmission-eu?asOf={day}").text
        said = re.search(r'class="answer-word (yes|possibly|no)"', page)
        row = cells(client, f"&asOf={day}")["readmission-eu", "european-union"][0]
        assert said is not None
        assert said[1] == row["bound"]


def test_an_act_keeps_its_date_its_passage_and_who_did_it(client: FlaskClient) -> None:
    (act,) = cells(client, "")["cat", "serbia"]
    assert act["type"] == "ratification"
    assert act["date"] == act["earliest"] == act["latest"] == "1992-04-27"
    assert act["actOf"].endswith("/federal-republic-of-yugoslavia")
    assert "/id/passage/" in act["passages"]
    assert act["bound"] == ""


def test_an_act_that_is_contradicted_is_marked_and_both_sides_are_shown(
    client: FlaskClient,
) -> None:
    found = cells(client, "")["coe-trafficking", "serbia"]
    ratifications = [row for row in found if row["type"] == "ratification"]
    assert {row["claimStatus"] for row in ratifications} == {"accepted", "superseded"}
    assert all(
        "trafficking-convention-pending-or-ratified" in r["conflicts"] for r in ratifications
    )
    page = client.get(f"{PATH}?party=serbia").text
    assert 'class="flag conflict" href="/page/conflict/' in page
    assert 'class="is-refused"' in page


def test_the_matrix_is_a_table_for_every_reader(client: FlaskClient) -> None:
    page = client.get(f"{PATH}?asOf=2008-01-01").text
    tables = re.findall(r"<table>.*?</table>", page, re.DOTALL)
    assert tables
    for table in tables:
        assert "<caption>" in table
        assert table.count('<th scope="row">') == table.count("<tr><th scope=") - 1
        assert '<th scope="col">' in table
    assert 'class="scroll matrix" tabindex="0" role="region" aria-labelledby=' in page
    assert "<script>" not in page


def test_every_treaty_and_agreement_stands_in_one_group(client: FlaskClient) -> None:
    pages = [client.get(f"{PATH}?page={number}").text for number in (1, 2, 3)]
    lines = [
        one for page in pages for one in re.findall(r'<th scope="row"><a href="([^"]+)"', page)
    ]
    listed = [
        row["id"].partition("/id/")[2]
        for path in ("treaties", "agreements")
        for row in client.get(f"/{path}?format=json").get_json(force=True)
    ]
    assert sorted(lines) == sorted(f"/page/{one}" for one in listed)


def test_the_matrix_can_be_narrowed(client: FlaskClient) -> None:
    assert {key[0] for key in cells(client, "&topic=readmission&party=canada")} == {
        "readmission-canada"
    }
    multilateral = cells(client, "&list=treaties").values()
    assert all("/id/treaty/" in row["treaty"] for rows in multilateral for row in rows)
    bound = cells(client, "&asOf=2008-01-01&bound=yes&party=european-union")
    assert {key[0] for key in bound} == {"readmission-eu"}


def test_the_csv_has_the_same_rows_as_the_json(client: FlaskClient) -> None:
    answer = client.get(f"{PATH}?asOf=2008-01-01&format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert rows == client.get(f"{PATH}?asOf=2008-01-01&format=json").get_json(force=True)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("asOf=2007-02-30", "asOf"),
        ("asOf=2007", "asOf"),
        ("topic=nothing", "topic"),
        ("party=%3Cb%3E", "party"),
        ("list=laws", "list"),
        ("bound=yes", "bound"),
        ("asOf=2008-01-01&bound=perhaps", "bound"),
    ],
)
def test_what_cannot_be_asked_is_a_clear_bad_request(
    client: FlaskClient, query: str, parameter: str
) -> None:
    page = client.get(f"{PATH}?{query}", headers=HTML)
    assert page.status_code == 400
    assert "<b>" not in page.text
    assert client.get(f"{PATH}?{query}").get_json(force=True)["parameter"] == parameter


def test_the_matrix_takes_two_queries(client: FlaskClient, store: RememberingStore) -> None:
    client.get("/laws")
    store.asked.clear()
    client.get(f"{PATH}?asOf=2008-01-01")
    assert store.asked == ["page/participation", "time/bound"]
