"""A fault in the input is told with file, line, column and what to do, and nothing is published.

Each case breaks Testland in one place; the line that is blamed is the line that was broken.
"""

import pytest

from tests.loader.broken import FILE, Case, broken, told
from tests.loader.testland import RECORDS, Testland

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


@pytest.mark.parametrize("case", READING.values(), ids=READING.keys())
def test_a_fault_in_a_record_stops_the_build(testland: Testland, case: Case) -> None:
    records, line, column = broken(case)
    testland.write(records)
    told(testland.build(), line, column, case)
    assert not (testland.folder / "var").exists()


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


def test_too_few_records_are_not_published_and_too_many_are_told(testland: Testland) -> None:
    ran = testland.attempt(more="expected:\n  law: {min: 3}\n")
    assert ran.status == 1
    assert "source.yaml:15:3: 2 of kind law, at least 3 are expected" in ran.err
    testland.write(more="expected:\n  law: {min: 1, max: 1}\n")
    ran = testland.build()
    assert ran.status == 0
    assert "source.yaml:15:3: 2 of kind law, at most 1" in ran.err


def test_a_graph_against_the_shapes_is_not_published_and_names_the_record(
    testland: Testland,
) -> None:
    late = RECORDS.replace(
        "{eventType: adoption, date: 2001-03-03}", "{date: 2001-03-03, key: adoption}"
    )
    ran = testland.attempt(late)
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
    ran = testland.attempt(RECORDS + mandate)
    assert ran.status == 1
    assert f"{FILE}:{RECORDS.count(chr(10)) + 1}:3: " in ran.err
    assert "mandateHolder" in ran.err
    assert not (testland.folder / "var").exists()


def test_wrong_usage_has_a_status_of_its_own(testland: Testland) -> None:
    assert testland.run("build", "--nonsense").status == 2
    assert testland.run("build", "--base-iri", "localhost").status == 2
    assert testland.run().status == 2
