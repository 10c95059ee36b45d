"""A fault in the input is told with file, line, column and what to do, and nothing is published.

Each case breaks Testland in one place; the line that is blamed is the line that was broken.
"""

import re
from dataclasses import dataclass

import pytest

from tests.loader.testland import RECORDS, Ran, Testland

FILE = "sources/testland/records/all.yaml"


@dataclass(frozen=True)
class Case:
    """`old` becomes `new`, and the fault is at the first `at` in it; `remedy` is a part of it."""

    old: str
    new: str
    at: str
    message: str
    remedy: str


READING = {
    "an unknown key": Case("label: Entry Act", "lable: Entry Act", "lable", "unknown key", "label"),
    "a key that has no place there": Case(
        "  label: Entry Act\n",
        "  label: Entry Act\n  actionType: signature\n",
        "actionType",
        "has no place in a Law",
        "Its keys are",
    ),
    "an unknown type": Case("type: Polity", "type: Policy", "Policy", "unknown type", "Polity"),
    "no type": Case("  type: Law\n", "", "id: law/entry", "no type", "Types are"),
    "an unknown concept": Case(
        "eventType: adoption", "eventType: adopton", "adopton", "not a concept", "adoption"
    ),
    "a concept of another scheme": Case(
        "eventType: adoption", "eventType: ratification", "ratification", "event-types", "There are"
    ),
    "a reference to nothing": Case(
        "repeals: law/border", "repeals: law/boarder", "law/boarder", "no record", "law/border"
    ),
    "a reference to something of another type": Case(
        "repeals: law/border", "repeals: polity/testland", "polity/testland", "Polity", "Law"
    ),
    "a word that is no id": Case(
        "jurisdiction: polity/testland", "jurisdiction: Testland", "Testland", "id", "kind/name"
    ),
    "an outside IRI for a record": Case(
        "repeals: law/border", "repeals: urn://x/y", "urn://x/y", "outside IRI", "id of a record"
    ),
    "an id that does not fit its type": Case(
        "id: law/entry", "id: treaty/entry", "id: treaty/entry", "not an id", "law/"
    ),
    "an id declared twice": Case(
        "id: polity/otherland", "id: polity/testland", "id: polity/testland", "second", "first is"
    ),
    "a key written twice": Case(
        "  label: Entry Act\n",
        "  label: Entry Act\n  label: Act\n",
        "label: Act",
        "written twice",
        "Write it once",
    ),
    "a day that no calendar has": Case(
        "date: 2001-03-03", "date: 2001-02-30", "2001-02-30", "calendar", "YYYY-MM-DD"
    ),
    "a date outside the conventions": Case(
        "date: mid-1999", "date: summer 1999", "summer 1999", "conventions", "docs/dates.md"
    ),
    "bounds written by hand": Case(
        "date: 2001-03-03", "earliest: 2001-03-03", "earliest", "no place", "Its keys are"
    ),
    "no evidence": Case(
        '  evidence: {section: "1", from: replaced the Border Act}\n',
        "",
        "id: law/border",
        "without evidence",
        "evidence: {section",
    ),
    "a section that the source has not": Case(
        'evidence: {section: "1", from: replaced',
        'evidence: {section: "9", from: replaced',
        '{section: "9"',
        "outside",
        "outline",
    ),
    "an unknown key of evidence": Case(
        "to: in mid-1999}", "until: in mid-1999}", "until", "unknown key", "from, to"
    ),
    "an anchor that copies": Case(
        "from: replaced the Border Act}",
        "from: replaced the Border Act now and then once more}",
        "replaced the Border Act now",
        "9 words",
        "8 words at most",
    ),
    "an empty value": Case("label: Border Act", 'label: ""', '""', "no words", "label: words"),
    "a record that is no mapping": Case(
        "- id: polity/testland\n", "- words\n- id: polity/testland\n", "words", "record", "id:"
    ),
    "not YAML": Case("  type: Law\n", "  type: [Law\n", ": Entry", "YAML", "indentation"),
    "two nodes of one name": Case(
        "    - {eventType: adoption, date: 2001-03-03}",
        "    - {eventType: entry-into-force, date: 2001-03-03}",
        "{eventType: entry-into-force, date: 2001-03-03}",
        "both be called",
        "key:",
    ),
    "a node without a name": Case(
        "    - key: visas\n      mandateRole",
        "    - mandateRole",
        "mandateRole",
        "gives this node a name",
        "key: a-short-name",
    ),
    "a mandate whose holder nobody declares": Case(
        "      task: Issues visas.\n",
        "      task: Issues visas.\n      mandateHolder: institution/border-ofice\n",
        "institution/border-ofice",
        "no record declares",
        "institution/border-office",
    ),
    "a locator of a section only": Case(
        'evidence: {section: "1", from: replaced the Border Act}',
        'evidence: {section: "1"}',
        '{section: "1"}',
        "without section and from",
        "Write {section:",
    ),
    "a statement about what nobody declares": Case(
        "- id: polity/otherland\n",
        "- about: polity/elsewhere\n  claim: x\n",
        "polity/elsewhere",
        "no record declares",
        "Declare it",
    ),
    "an identifier elsewhere that is no IRI": Case(
        "  label: Otherland\n",
        "  label: Otherland\n  exactMatch: Q1\n",
        "Q1",
        "not an id",
        "absolute IRI",
    ),
}
LOCATING = {
    "an anchor that is not in its section": Case(
        "from: replaced the Border Act}",
        "from: Testland and Otherland}",
        '{section: "1", from: Testland',
        "0 times",
        "It stands in section 2",
    ),
    "an anchor that is there twice": Case(
        "from: replaced the Border Act}",
        "from: the Border}",
        '{section: "1", from: the Border}',
        "times in section 1",
        "occurrence",
    ),
    "an end that does not follow": Case(
        "to: in mid-1999}",
        "to: The Parliament}",
        '{section: "1", from: The Border Office was',
        "does not follow",
        "`to:`",
    ),
    "a passage without the day": Case(
        "date: 2001-03-03", "date: 2001-03-04", "2001-03-04", "not contain", "in which the source"
    ),
    "a day where the passage has a year": Case(
        "date: 2005, party: polity/testland}",
        "date: 2005-06-30, party: polity/testland}",
        "2005-06-30",
        "not contain the date 2005-06-30",
        "in which the source",
    ),
    "a month where the passage has a part of the year": Case(
        "date: mid-1999", "date: 1999-06", "1999-06", "not contain the date 1999-06", "Mend it"
    ),
    "a year where the passage has none": Case(
        "from: The Border Office was, to: in mid-1999}",
        "from: The Border Office was, to: set up}",
        "mid-1999}",
        "not contain the date",
        "Mend it",
    ),
    "a passage without the figure": Case(
        "value: 1,250", "value: 1,251", "1,251", "not contain", "Mend it"
    ),
    "a passage without the number of the issue": Case(
        "issue: 7/88", "issue: 7/89", "7/89", "not contain", "Mend it"
    ),
}


def broken(case: Case) -> tuple[str, int, int]:
    """Testland with the fault, and the line and column where it is."""
    assert RECORDS.count(case.old) >= 1
    position = RECORDS.index(case.old)
    records = RECORDS[:position] + case.new + RECORDS[position + len(case.old) :]
    after = records.find(case.at, max(0, position - 20))
    at = after if after >= 0 else records.rindex(case.at, 0, position)
    before = records[:at]
    return records, before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1


def told(ran: Ran, line: int, column: int, case: Case) -> None:
    assert ran.status == 1
    fault = re.search(
        rf"^{re.escape(FILE)}:{line}:{column}: (.*)\n    (.*)$", ran.err, re.MULTILINE
    )
    assert fault, ran.err
    assert case.message in fault[1]
    assert case.remedy in fault[2]
    assert "nothing was published" in ran.err


@pytest.mark.parametrize("case", READING.values(), ids=READING.keys())
def test_a_fault_in_a_record_stops_the_build(testland: Testland, case: Case) -> None:
    records, line, column = broken(case)
    testland.write(records)
    told(testland.build(), line, column, case)
    assert not (testland.folder / "var").exists()


@pytest.mark.parametrize("case", LOCATING.values(), ids=LOCATING.keys())
def test_evidence_that_does_not_hold_is_not_located(testland: Testland, case: Case) -> None:
    records, line, column = broken(case)
    testland.write(records)
    told(testland.locate(), line, column, case)
    assert not (testland.folder / "sources" / "testland" / "evidence.lock").exists()


def test_all_faults_of_all_files_are_told_in_one_run(testland: Testland) -> None:
    records = RECORDS
    for case in (READING["an unknown concept"], READING["a reference to nothing"]):
        records = records.replace(case.old, case.new, 1)
    testland.write(records)
    testland.write("- id: law/other\n  type: Lore\n", name="elsewhere")
    ran = testland.build()
    assert "adopton" in ran.err
    assert "law/boarder" in ran.err
    assert "sources/elsewhere/records/all.yaml:2:9: unknown type 'Lore'" in ran.err
    assert "3 faults; nothing was published." in ran.err


def test_the_release_that_was_served_stays(testland: Testland) -> None:
    testland.make()
    before = testland.release().digest
    testland.write(RECORDS.replace("label: Entry Act", "lable: Entry Act"))
    assert testland.build().status == 1
    assert testland.release().digest == before
    assert len(list((testland.folder / "var" / "releases").iterdir())) == 1


def test_a_build_needs_located_evidence(testland: Testland) -> None:
    testland.write()
    ran = testland.build()
    assert ran.status == 1
    assert "evidence.lock: the evidence is not located" in ran.err
    assert "migralex locate --text testland=FILE" in ran.err


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("from: replaced the Border Act}", "from: the Border Act.1}"),
        ("date: 2001-03-03", "date: 2001-03-04"),
        ("value: 1,250", "value: 1,251"),
    ],
    ids=["an anchor", "a date", "a figure"],
)
def test_what_changed_since_has_to_be_located_again(testland: Testland, old: str, new: str) -> None:
    testland.write()
    testland.locate()
    testland.write(RECORDS.replace(old, new))
    ran = testland.build()
    assert ran.status == 1
    assert re.search(rf"{FILE}:\d+:\d+: this evidence is new or changed", ran.err)


def test_a_locator_outside_the_text_is_a_fault(testland: Testland) -> None:
    testland.write()
    testland.locate()
    lock = testland.folder / "sources" / "testland" / "evidence.lock"
    lines = lock.read_text(encoding="utf-8").splitlines()
    fields = lines[-1].split("\t")
    lines[-1] = "\t".join([fields[0], fields[1], "999999", *fields[3:]])
    lock.write_text("\n".join(lines) + "\n", encoding="utf-8")
    ran = testland.build()
    assert ran.status == 1
    assert f"evidence.lock:{len(lines)}:1: the passage {fields[1]}-999999 lies outside" in ran.err


def test_a_text_at_hand_is_verified_by_the_build_too(testland: Testland) -> None:
    testland.write()
    testland.locate()
    lock = testland.folder / "sources" / "testland" / "evidence.lock"
    lines = lock.read_text(encoding="utf-8").splitlines()
    fields = lines[-1].split("\t")
    lines[-1] = "\t".join([fields[0], str(int(fields[1]) - 3), *fields[2:]])
    lock.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for ran in (
        testland.run("build", *testland.texts()),
        testland.run("verify", *testland.texts()),
    ):
        assert ran.status == 1
        assert "evidence.lock: request" in ran.err


def test_another_text_than_that_of_the_source_is_refused(testland: Testland) -> None:
    testland.write()
    testland.locate()
    (testland.folder / "testland.txt").write_text("Another text.\n", encoding="utf-8")
    ran = testland.run("verify", *testland.texts())
    assert ran.status == 1
    assert "testland.txt: the text of testland has the SHA-256" in ran.err


def test_too_few_records_are_not_published_and_too_many_are_told(testland: Testland) -> None:
    testland.write(more="expected:\n  law: {min: 3}\n")
    testland.locate()
    ran = testland.build()
    assert ran.status == 1
    assert "source.yaml:15:3: 2 of kind law, at least 3 are expected" in ran.err
    testland.write(more="expected:\n  law: {min: 1, max: 1}\n")
    ran = testland.build()
    assert ran.status == 0
    assert "source.yaml:15:3: 2 of kind law, at most 1" in ran.err


def test_a_graph_against_the_shapes_is_not_published_and_names_the_record(
    testland: Testland,
) -> None:
    late = RECORDS.replace("mid-1999}\n  ", "x", 0).replace(
        "{eventType: adoption, date: 2001-03-03}", "{date: 2001-03-03, key: adoption}"
    )
    testland.write(late)
    testland.locate()
    ran = testland.build()
    assert ran.status == 1
    line = late[: late.index("{date: 2001-03-03, key")].count("\n") + 1
    assert f"{FILE}:{line}:7: " in ran.err
    assert "http://localhost:8000/id/event/entry-adoption" in ran.err


def test_a_mandate_that_nobody_holds_is_not_published(testland: Testland) -> None:
    mandate = (
        "- id: mandate/visas-of-nobody\n  type: Mandate\n  task: Issues visas.\n"
        "  mandateRole: implements\n  topic: [visas]\n"
        '  evidence: {section: "1", from: which issues visas}\n'
    )
    testland.write(RECORDS + mandate)
    testland.locate()
    ran = testland.build()
    assert ran.status == 1
    assert f"{FILE}:{RECORDS.count(chr(10)) + 1}:3: " in ran.err
    assert "mandateHolder" in ran.err
    assert not (testland.folder / "var").exists()


def test_wrong_usage_has_a_status_of_its_own(testland: Testland) -> None:
    assert testland.run("build", "--nonsense").status == 2
    assert testland.run("build", "--base-iri", "localhost").status == 2
    assert testland.run().status == 2
