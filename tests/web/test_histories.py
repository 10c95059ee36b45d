"""The history of a record: what was said of it, release by release, in words."""

from typing import Any

from flask.testing import FlaskClient

from graph.iris import Iris
from tests.web.annals import ADOPTION, AGENCY, BORDER, ENTRY, OFFICE, VISAS, Annals, patched, steps

HTML = {"Accept": "text/html"}

IRIS = Iris()


def told(changes: list[dict[str, Any]]) -> list[tuple[str, str, str, list[str], list[str]]]:
    """Changes as node, property, how, before, after: local names and words."""

    def short(iri: str) -> str:
        return iri.removeprefix(IRIS.base).removeprefix("id/").replace("#", "/")

    return [
        (
            short(one["node"]),
            short(one["property"]).rsplit("/", 1)[-1],
            one["change"],
            [short(term["value"]) for term in one["before"]],
            [short(term["value"]) for term in one["after"]],
        )
        for one in changes
    ]


def test_a_history_tells_a_refined_date_and_nothing_that_only_follows_from_it(
    reader: FlaskClient,
) -> None:
    second = steps(reader, ENTRY)[-1]
    dates = [one for one in told(second["stated"]) if one[0] == ADOPTION]
    assert dates == [(ADOPTION, "date", "refined", ["2001-03"], ["2001-03-03"])]
    assert second["claimed"] == []
    page = reader.get(f"/history/{ENTRY}", headers=HTML).text
    assert "<del><span>March 2001</span></del> → <ins><span>3 March 2001</span></ins>" in page
    assert "more precise" in page


def test_a_history_tells_what_is_new_what_is_gone_and_what_took_its_place(
    reader: FlaskClient,
) -> None:
    second = steps(reader, ENTRY)[-1]
    new = {one["node"] for one in second["stated"] if one.get("whole") == "came"}
    assert new == {IRIS.entity("event", "entry-promulgation").value}
    renamed = steps(reader, BORDER)[-1]
    assert told(renamed["stated"]) == [
        (BORDER, "label", "replaced", ["Border Act"], ["Act on Borders"])
    ]
    (gone,) = steps(reader, OFFICE)
    assert {one["whole"] for one in gone["stated"] if one["node"].endswith(OFFICE)} == {"went"}
    page = reader.get(f"/history/{OFFICE}", headers=HTML)
    assert page.status_code == 200
    assert "<h1><span>Border Office</span></h1>" in page.text


def test_claims_and_evidence_are_told_apart_from_statements(reader: FlaskClient) -> None:
    (step,) = steps(reader, VISAS)
    assert step["stated"] == step["inferred"] == []
    (passages,) = [one for one in told(step["claimed"]) if one[1] == "wasDerivedFrom"]
    assert passages[0] == "claim/testland/agreement-visas"
    assert passages[2] == "replaced"
    page = reader.get(f"/history/{VISAS}", headers=HTML).text
    assert "What is accepted did not change." in page
    assert "Claims and evidence" in page


def test_what_did_not_change_has_no_history(reader: FlaskClient) -> None:
    assert steps(reader, "polity/otherland") == []
    page = reader.get("/history/polity/otherland", headers=HTML)
    assert "Nothing about this record changed" in page.text
    assert reader.get("/history/law/no-such").status_code == 404


def test_any_two_releases_can_be_compared(reader: FlaskClient, annals: Annals) -> None:
    first, second, third = (one.digest for one in annals.known)
    query = f"?from={first}&to={third}"
    (step,) = steps(reader, AGENCY, query)
    assert step["from"]["release"] == f"{IRIS.base}release/{first}"
    patch = reader.get(f"/history/{AGENCY}.rdfp{query}").data
    applied = patched(annals.dump(0), patch)
    about = f"<{IRIS.base}id/{AGENCY}> ".encode()
    assert [one for one in applied if one.startswith(about)] == [
        one for one in annals.dump(2) if one.startswith(about)
    ]
    assert reader.get(f"/history/{AGENCY}?from={second}").status_code == 400
    assert reader.get(f"/history/{AGENCY}?from={third}&to={first}").status_code == 404
    assert reader.get(f"/history/{AGENCY}?from=none&to={first}").status_code == 404


def test_the_page_of_a_record_leads_to_its_history(reader: FlaskClient) -> None:
    page = reader.get(f"/page/{ENTRY}", headers=HTML).text
    assert f'<a href="/history/{ENTRY}">History of this record</a>' in page
