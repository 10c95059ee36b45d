"""Evidence that does not hold is told where it stands in the record, and is not located."""

import re

import pytest

from tests.loader.broken import FILE, Case, broken, told
from tests.loader.testland import RECORDS, Testland

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


def bent(testland: Testland, column: int, value: str) -> tuple[str, int]:
    """Testland located, with another value in a column of the last line of its lock: what the
    line says of the beginning of its passage, and its number."""
    testland.write()
    testland.locate()
    lock = testland.folder / "sources" / "testland" / "evidence.lock"
    lines = lock.read_text(encoding="utf-8").splitlines()
    fields = lines[-1].split("\t")
    lines[-1] = "\t".join([*fields[:column], value, *fields[column + 1 :]])
    lock.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return fields[1], len(lines)


@pytest.mark.parametrize("case", LOCATING.values(), ids=LOCATING.keys())
def test_evidence_that_does_not_hold_is_not_located(testland: Testland, case: Case) -> None:
    records, line, column = broken(case)
    testland.write(records)
    told(testland.locate(), line, column, case)
    assert not (testland.folder / "sources" / "testland" / "evidence.lock").exists()


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
    start, line = bent(testland, 2, "999999")
    ran = testland.build()
    assert ran.status == 1
    assert f"evidence.lock:{line}:1: the passage {start}-999999 lies outside" in ran.err


def test_a_text_at_hand_is_verified_by_the_build_too(testland: Testland) -> None:
    bent(testland, 1, "0")
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
