"""A correction is proposed by a form and taken away as a patch; nothing is written on the server.

The patch fits the checkout that the release was made from: `git apply` takes it, nothing but what
is corrected differs, and what is corrected builds.
"""

import re
import subprocess
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.loader.testland import RECORDS, Testland

FILE = "sources/testland/records/all.yaml"
LAW = "/correct/claim/testland/law-entry"
HTML = {"Accept": "text/html"}
ANCHORS = '  evidence: {section: "1", from: The Parliament of Testland, to: the Border '
BECAUSE = {"reason": "The passage has it otherwise."}


def patched(people: FlaskClient, land: Testland, values: dict[str, str]) -> list[str]:
    """What the patch for these values takes out and puts in, once `git apply` has taken it."""
    answer = people.post(LAW, data={**BECAUSE, **values, "as": "patch"})
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "text/x-diff"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="law-entry.patch"'
    before = (land.folder / FILE).read_text()
    subprocess.run(["git", "apply", "-"], cwd=land.folder, input=answer.data, check=True)
    assert (land.folder / FILE).read_text() != before
    return [line for line in answer.text.splitlines() if re.match(r"[+-](?!\+\+ |-- )", line)]


def faults(people: FlaskClient, values: dict[str, str]) -> dict[str, str]:
    """What the form says is wrong, by the name of the field that it is said at."""
    answer = people.post(LAW, data={**BECAUSE, **values}, headers=HTML)
    assert answer.status_code == 422, answer.text
    said = dict(re.findall(r'<p class="fault" id="(.*?)-fault">(.*?)</p>', answer.text))
    found = {}
    for tag in re.findall(r'<(?:input|textarea)[^>]*aria-invalid="true"[^>]*>', answer.text):
        attributes = dict(re.findall(r'([\w-]+)="(.*?)"', tag))
        assert attributes["aria-describedby"] == f"{attributes['id']}-fault"
        found[attributes["name"]] = unescape(said[attributes["id"]])
    return found


def test_the_form_shows_the_record_as_it_stands_with_its_place(people: FlaskClient) -> None:
    page = people.get(LAW, headers=HTML).text
    line = RECORDS[: RECORDS.index("id: law/entry")].count("\n") + 1
    assert f"<code>{FILE}</code>, lines {line} to " in page
    assert "Section 1: from “The Parliament of Testland” to “the Border Act.1”" in page
    assert 'name="value.label" value="Entry Act"' in page
    assert 'name="value.events[0].date" value="2001-03-03"' in page
    assert 'name="value.id"' not in page
    assert 'href="/correct/claim/testland/publication-entry-gazette-rs"' in page


@pytest.mark.parametrize(
    ("values", "lines", "locate"),
    [
        ({"value.label": "Border Law"}, ["-  label: Entry Act", "+  label: Border Law"], False),
        (
            {"value.label": "Entry: the Act"},
            ["-  label: Entry Act", '+  label: "Entry: the Act"'],
            False,
        ),
        ({"value.topic[0]": "asylum"}, ["-  topic: [visas]", "+  topic: [asylum]"], False),
        (
            {"key.0": "topic", "new.0": "asylum"},
            ["-  topic: [visas]", "+  topic: [visas, asylum]"],
            False,
        ),
        (
            {"key.0": "altLabel", "new.0": "EA", "key.1": "description", "new.1": "On visitors."},
            ["+  altLabel: EA", "+  description: On visitors."],
            False,
        ),
        ({"value.documentType": " "}, ["-  documentType: law"], False),
        (
            {"value.events[0].date": "2001-03"},
            [
                "-    - {eventType: adoption, date: 2001-03-03}",
                "+    - {eventType: adoption, date: 2001-03}",
            ],
            True,
        ),
        ({"value.evidence.to": "the Border"}, [f"-{ANCHORS}Act.1}}", f"+{ANCHORS[:-1]}}}"], True),
    ],
    ids=["a name", "quoted", "a concept", "one more", "new keys", "struck", "a date", "an anchor"],
)
def test_a_patch_changes_what_is_corrected_and_no_more_and_what_it_makes_builds(
    people: FlaskClient,
    checkout: Testland,
    values: dict[str, str],
    lines: list[str],
    locate: int,
) -> None:
    assert patched(people, checkout, values) == lines
    if locate:
        assert checkout.build().status == 1
        assert checkout.locate().status == 0
    ran = checkout.build()
    assert ran.status == 0, ran.err


def test_nothing_is_written_whatever_is_proposed(people: FlaskClient, land: Testland) -> None:
    def files() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in land.folder.rglob("*.yaml*")}

    before = files()
    assert people.post(LAW, data={**BECAUSE, "value.label": "Act"}).status_code == 200
    assert files() == before


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"value.events[0].date": "2001-02-30"}, "value.events[0].date", "is no date"),
        ({"value.events[0].date": "summer 2001"}, "value.events[0].date", "mid-2007"),
        ({"value.documentType": "lore"}, "value.documentType", "not in the vocabulary"),
        ({"value.events[0].eventType": "adopton"}, "value.events[0].eventType", "adoption"),
        ({"value.jurisdiction": "polity/testlant"}, "value.jurisdiction", "nothing called"),
        ({"value.repeals": "urn:x"}, "value.repeals", "identifier of a record"),
        ({"value.evidence.section": "9"}, "value.evidence.section", "no section “9”"),
        ({"value.evidence.from": "a b c d e f g h i"}, "value.evidence.from", "8 words at most"),
        ({"value.evidence.from": ""}, "value.evidence.from", "Evidence needs this"),
        ({"value.label": "x" * 6000}, "value.label", "too long"),
        ({"key.0": "lable", "new.0": "Act"}, "key.0", "Did you mean label"),
        ({"key.0": "label", "new.0": "Act"}, "key.0", "has this key already"),
        ({"key.0": "events", "new.0": "event/x"}, "key.0", "has this key already"),
        ({"key.0": "altLabel", "new.0": ""}, "new.0", "Give the key a value"),
        ({"key.0": "", "new.0": "Act"}, "key.0", "Say which key"),
        ({"value.label": "Act", "reason": " "}, "reason", "Say why"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    people: FlaskClient, values: dict[str, str], field: str, message: str
) -> None:
    found = faults(people, values)
    assert list(found) == [field]
    assert message in found[field]


def test_a_form_that_changes_nothing_gives_no_patch(people: FlaskClient) -> None:
    answer = people.post(LAW, data={**BECAUSE, "value.label": " Entry  Act "}, headers=HTML)
    assert answer.status_code == 422
    assert "Nothing is changed yet." in answer.text


def test_the_text_for_a_pull_request_tells_what_why_where_and_how_to_check(
    people: FlaskClient,
) -> None:
    served = people.get("/healthz").get_json(force=True)["release"]
    values = {**BECAUSE, "value.label": "Act on Entry", "value.events[0].date": "2001-03"}
    page = unescape(people.post(LAW, data=values, headers=HTML).text)
    for words in (
        "Correct law/entry: label, events[0].date",
        BECAUSE["reason"],
        "- `label` was: Entry Act\n  becomes: Act on Entry",
        f"Record: {FILE}, from line ",
        "Passage: section 1, from “The Parliament of Testland” to “the Border Act.1”",
        f"Release: {served}",
        "    git apply law-entry.patch\n    migralex locate --text testland=FILE\n",
    ):
        assert words in page
    only_a_name = people.post(LAW, data={**BECAUSE, "value.label": "Act"}, headers=HTML)
    assert "migralex locate" not in only_a_name.text


def test_what_the_editors_add_is_corrected_where_it_stands(people: FlaskClient) -> None:
    assert people.get(f"{LAW}-editors").status_code == 200
    away = people.get("/correct/law/entry")
    assert (away.status_code, away.headers["Location"]) == (303, LAW)
    inner = people.get("/correct/event/entry-adoption")
    assert inner.headers["Location"] == LAW


@pytest.mark.parametrize(
    "path",
    [
        "/correct/law/none",
        "/correct/nothing/entry",
        "/correct/claim/testland/none",
        "/correct/claim/none/law-entry",
        "/correct/claim/..%2F/x",
        "/correct/claim/testland/%3Cb%3E",
    ],
)
def test_there_is_no_form_for_what_no_record_states(people: FlaskClient, path: str) -> None:
    assert people.get(path, headers=HTML).status_code == 404
    assert people.post(path, data=BECAUSE, headers=HTML).status_code in (404, 405)


def test_markup_in_a_proposal_stays_text(people: FlaskClient) -> None:
    markup = "</textarea><script>alert(1)</script>"
    for values in ({"value.label": markup}, {"value.label": markup, "reason": ""}):
        page = people.post(LAW, data={**BECAUSE, "reason": markup, **values}, headers=HTML)
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert" in page.text
