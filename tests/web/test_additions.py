"""What is missing is proposed as a correction is: by a form, as a patch; nothing is written.

The patch fits the checkout that the release was made from, and what it makes builds.
"""

import re
import subprocess
from html import unescape

import pytest
from flask.testing import FlaskClient

from graph.terms import NamedNode
from tests.loader.testland import IRIS, Testland

HTML = {"Accept": "text/html"}
RECORDS = "sources/testland/records"
PASSAGE = {"evidence.section": "2", "evidence.from": "Elsewhere the day", "evidence.to": "2004"}
BECAUSE = {"reason": "The passage has it.", **PASSAGE}
EVENT = "/correct/claim/testland/law-entry/events"
EVIDENCE = 'evidence: {section: "2", from: "Elsewhere the day", to: "2004"}'
IN_PRINT = {
    "evidence.section": "1",
    "evidence.from": "was published in",
    "evidence.to": "12/01",
}
PRINTED = 'evidence: {section: "1", from: "was published in", to: "12/01"}'
BOTH = "polity/testland, polity/otherland"
RENEWAL = {"value.actionType": "renewal", "value.date": "2004-05-10"}


def added(people: FlaskClient, land: Testland, path: str, values: dict[str, str]) -> list[str]:
    """The lines that the patch puts in, once `git apply` has taken it."""
    answer = people.post(path, data={**BECAUSE, **values, "as": "patch"})
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "text/x-diff"
    subprocess.run(["git", "apply", "-"], cwd=land.folder, input=answer.data, check=True)
    assert not re.search(r"^-(?!-- )", answer.text, re.MULTILINE)
    return re.findall(r"^\+(?!\+\+ )(.*)", answer.text, re.MULTILINE)


def built(land: Testland) -> None:
    """Locates the passages and builds the records as they are now."""
    assert land.locate().status == 0
    ran = land.build()
    assert ran.status == 0, ran.err


@pytest.mark.parametrize(
    ("path", "values", "lines"),
    [
        (
            "/correct/claim/testland/agreement-visas/actions",
            {**RENEWAL, "value.party": BOTH},
            [f"    - {{date: 2004-05-10, actionType: renewal, party: [{BOTH}], {EVIDENCE}}}"],
        ),
        (
            "/correct/claim/testland/law-border/events",
            {"value.eventType": "repeal", "value.date": "2004", "name": "end"},
            [
                "  events:",
                f"    - {{key: end, date: 2004, eventType: repeal, {EVIDENCE}}}",
            ],
        ),
        (
            "/correct/claim/testland/law-border/gazette",
            {"value.journal": "gazette-scg", "value.issue": "12/01", **IN_PRINT},
            [f"    - {{issue: 12/01, journal: gazette-scg, {PRINTED}}}"],
        ),
        (
            "/correct/claim/testland/institution-border-office/mandates",
            {"value.mandateRole": "implements", "value.task": "Keeps watch.", "name": "watch"},
            [
                "  mandates:",
                f"    - {{key: watch, task: Keeps watch., mandateRole: implements, {EVIDENCE}}}",
            ],
        ),
    ],
    ids=["one more", "the first", "a publication", "a charge"],
)
def test_what_belongs_to_a_record_is_added_to_it_with_its_own_passage(
    people: FlaskClient, checkout: Testland, path: str, values: dict[str, str], lines: list[str]
) -> None:
    assert added(people, checkout, path, values) == lines
    built(checkout)


def test_a_new_record_is_a_file_of_its_own(people: FlaskClient, checkout: Testland) -> None:
    values = {
        "name": "visitors",
        "value.label": "Visitors: an Act",
        "value.documentType": "law",
        "value.jurisdiction": "polity/testland",
        "value.topic": "visas",
    }
    assert added(people, checkout, "/correct/new/testland/Law", values) == [
        "- id: law/visitors",
        "  type: Law",
        '  label: "Visitors: an Act"',
        "  jurisdiction: polity/testland",
        "  documentType: law",
        "  topic: visas",
        f"  {EVIDENCE}",
    ]
    assert (checkout.folder / RECORDS / "law-visitors.yaml").is_file()
    built(checkout)
    iri = IRIS.entity("law", "visitors")
    assert iri == NamedNode(f"{IRIS.base}id/law/visitors")
    assert iri.value in checkout.release().nquads.read_text()


def test_the_forms_are_found_from_the_correction_and_from_the_review(people: FlaskClient) -> None:
    page = people.get("/correct/claim/testland/law-entry", headers=HTML).text
    assert f'href="{EVENT}"' in page
    assert 'href="/correct/new/testland"' in people.get("/review/testland", headers=HTML).text
    types = people.get("/correct/new/testland", headers=HTML).text
    assert 'href="/correct/new/testland/Law"' in types
    for part in ("LegalEvent", "GazetteReference"):
        assert f"/correct/new/testland/{part}" not in types


@pytest.mark.parametrize(
    ("tongue", "type_", "key", "choice"),
    [
        ("en", "Bilateral agreement", "event", "adoption"),
        ("sr", "Bilateralni sporazum", "događaj", "usvajanje"),
    ],
)
def test_types_keys_and_choices_have_the_readers_names_and_those_of_the_record_beside(
    people: FlaskClient, tongue: str, type_: str, key: str, choice: str
) -> None:
    types = people.get(f"/{tongue}/correct/new/testland", headers=HTML).text
    link = rf'<a href="/{tongue}/correct/new/testland/BilateralAgreement"><span>{type_}</span></a>'
    assert re.search(rf"{link}\s*<code[^>]*>BilateralAgreement</code>", types)
    form = people.get(f"/{tongue}{EVENT}", headers=HTML).text
    label = rf'<label for="value-eventType">{key} <code[^>]*>eventType</code></label>'
    assert re.search(label, form)
    assert f'<option value="adoption">{choice}</option>' in form
    assert 'name="value.affects"' not in form  # That is the record.


@pytest.mark.parametrize(
    ("path", "values", "field", "message"),
    [
        (EVENT, {"value.date": "2001-02-30"}, "value.date", "is no date"),
        (EVENT, {"value.eventType": "adopton"}, "value.eventType", "Did you mean adoption"),
        (EVENT, {"value.agent": "institution/none"}, "value.agent", "nothing called"),
        (EVENT, {"value.date": "2001", "evidence.section": "9"}, "evidence.section", "no section"),
        (EVENT, {"value.date": "2001", "evidence.from": ""}, "evidence.from", "needs this"),
        (EVENT, {"value.date": "2001", "reason": ""}, "reason", "Say why"),
        (EVENT, {"value.date": "2001", "name": "An End"}, "name", "small letters"),
        ("/correct/new/testland/Law", {"value.label": "X"}, "name", "small letters"),
        ("/correct/new/testland/Law", {"name": "entry", "value.label": "X"}, "name", "already"),
        (EVENT, {"value.description": "x" * 6000}, "value.description", "too long"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    people: FlaskClient, path: str, values: dict[str, str], field: str, message: str
) -> None:
    answer = people.post(path, data={**BECAUSE, **values}, headers=HTML)
    assert answer.status_code == 422
    (tag,) = re.findall(r'<(?:input|select|textarea)[^>]*aria-invalid="true"[^>]*>', answer.text)
    assert f'name="{field}"' in tag
    id_ = field.replace(".", "-")
    assert f'aria-describedby="{id_}-fault"' in tag
    fault = re.search(rf'<p class="fault" id="{id_}-fault">(.*?)</p>', answer.text)
    assert fault is not None
    assert message in unescape(fault[1])


def test_what_says_nothing_gives_no_patch(people: FlaskClient) -> None:
    answer = people.post(EVENT, data=BECAUSE, headers=HTML)
    assert answer.status_code == 422
    assert "Nothing is said of it yet." in answer.text


def test_the_text_for_a_pull_request_and_the_file_tell_the_same(people: FlaskClient) -> None:
    values = {**BECAUSE, "value.date": "2001", "value.eventType": "discussion"}
    page = unescape(people.post(EVENT, data=values, headers=HTML).text)
    for words in (
        "Add law/entry: events",
        BECAUSE["reason"],
        "- `date`: 2001\n- `eventType`: discussion",
        "Passage: section 2, from “Elsewhere the day”, to “2004”",
        "    git apply law-entry-events.patch\n    migralex locate --text testland=FILE\n",
    ):
        assert words in page
    kept = dict(re.findall(r'<input type="hidden" name="(.*?)" value="(.*?)">', page))
    again = people.post(EVENT, data={**kept, "as": "patch"})
    assert again.headers["Content-Disposition"] == 'attachment; filename="law-entry-events.patch"'
    assert "eventType: discussion" in again.text


@pytest.mark.parametrize(
    "path",
    [
        "/correct/claim/testland/law-entry/none",
        "/correct/claim/testland/law-entry/label",
        "/correct/claim/testland/none/events",
        "/correct/new/none",
        "/correct/new/testland/Nothing",
        "/correct/new/testland/LegalEvent",
        "/correct/new/..%2Fx/Law",
    ],
)
def test_there_is_no_form_for_what_no_record_can_have(people: FlaskClient, path: str) -> None:
    assert people.get(path, headers=HTML).status_code == 404


def test_markup_in_a_proposal_stays_text(people: FlaskClient) -> None:
    markup = "</textarea><script>alert(1)</script>"
    for more in ({}, {"reason": ""}):
        values = {**BECAUSE, "reason": markup, "value.description": markup, **more}
        page = people.post(EVENT, data=values, headers=HTML)
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert" in page.text
