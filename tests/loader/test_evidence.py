"""Evidence: what `locate` finds, `verify` recomputes, and where in the text a passage lies."""

import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader.normalise import digest, normalised
from tests.conftest import ROOT, SOURCE
from tests.loader.testland import RECORDS, TEXT, Testland


def lock_lines(testland: Testland) -> list[list[str]]:
    lock = testland.folder / "sources" / "testland" / "evidence.lock"
    return [line.split("\t") for line in lock.read_text(encoding="utf-8").splitlines()]


def located(testland: Testland) -> list[str]:
    """The passages of the text, with their line ends, in the order of the lock."""
    return [TEXT[int(line[1]) : int(line[2])] for line in lock_lines(testland)[3:]]


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("re-\nplaced", "replaced"),
        ("re- \n  placed", "replaced"),
        ("Testland-\nOtherland", "Testland-Otherland"),
        ("12-\n13", "12-13"),
        ("a well-known  \t act", "a well-known act"),
        ("soft\u00adhyphen", "softhyphen"),
        ("Nis\u030c", "Niš"),
        ("  around  ", "around"),
        ("one\n\ntwo", "one two"),
        ("a - b", "a - b"),
    ],
)
def test_a_text_is_normalised_by_rule_1(text: str, becomes: str) -> None:
    assert normalised(text).text == becomes


@given(st.text(alphabet="ab \n-\u00ad\u030cÉ1", max_size=40))
def test_each_normalised_character_has_its_place_in_the_text(text: str) -> None:
    normal = normalised(text)
    assert normalised(normal.text).text == normal.text
    for position in range(len(normal.text)):
        start, end = normal.original(position, position + 1)
        assert 0 <= start < end <= len(text)
    assert list(normal.starts) == sorted(normal.starts)


@given(st.text(max_size=60))
def test_normalising_never_fails_and_leaves_no_runs_of_blanks(text: str) -> None:
    assert not re.search(r"\s\s|^\s|\s$", normalised(text).text)


def test_a_passage_reaches_from_its_first_words_to_its_last(testland: Testland) -> None:
    testland.write()
    assert testland.locate().status == 0
    passages = located(testland)
    assert "re-\nplaced the Border Act" in passages
    assert any(
        passage.startswith("The Parliament") and passage.endswith("Border Act.1")
        for passage in passages
    )


def test_the_lock_is_in_the_order_of_the_text_and_made_anew_the_same(testland: Testland) -> None:
    testland.write()
    testland.locate()
    first = lock_lines(testland)
    places = [(int(line[1]), int(line[2])) for line in first[3:]]
    assert places == sorted(places)
    assert first[2] == ["text", hashlib.sha256(TEXT.encode()).hexdigest(), str(len(TEXT))]
    testland.locate()
    assert lock_lines(testland) == first


def test_the_lock_holds_digests_of_normalised_passages_and_no_words(testland: Testland) -> None:
    testland.write()
    testland.locate()
    for line, passage in zip(lock_lines(testland)[3:], located(testland), strict=True):
        assert line[4] == hashlib.sha256(normalised(passage).text.encode()).hexdigest()
        assert line[4] == digest(passage)
        assert not re.search("Parliament|Border|Testland", "\t".join(line))


def test_paragraphs_are_counted_in_their_section(testland: Testland) -> None:
    testland.write()
    testland.locate()
    found = {
        passage.split(" ")[0]: line[3]
        for line, passage in zip(lock_lines(testland)[3:], located(testland), strict=True)
    }
    assert found["The"] in ("1", "2")
    assert (found["In"], found["No."], found["Testland"]) == ("2", "3", "1")


def test_of_several_matches_the_one_that_is_meant_is_taken(testland: Testland) -> None:
    records = RECORDS.replace("from: replaced the Border Act}", "from: Border, occurrence: 2}")
    testland.write(records)
    assert testland.locate().status == 0
    lines = lock_lines(testland)[3:]
    second = [match.start() for match in re.finditer("Border", TEXT)][1]
    assert str(second) in [line[1] for line in lines]


def test_verify_says_what_holds(testland: Testland) -> None:
    testland.write()
    testland.locate()
    ran = testland.run("verify", *testland.texts())
    assert ran.status == 0
    assert re.fullmatch(r"testland: \d+ locators hold in \d+ claims\n", ran.out)


def test_verify_needs_a_text_and_a_source_that_is_there(testland: Testland) -> None:
    testland.write()
    testland.locate()
    assert "no text is named" in testland.run("verify").err
    assert "no such source" in testland.run("verify", "--text", "other=testland.txt").err
    ran = testland.run("verify", "--text", "testland=nowhere.txt")
    assert "nowhere.txt: cannot be read" in ran.err


def test_a_date_may_stand_in_any_passage_of_its_claim(testland: Testland) -> None:
    records = RECORDS.replace(
        '{section: "2", from: Testland and Otherland, to: ratified in 2005}',
        '\n    - {section: "2", from: Testland and Otherland, to: May 2004}'
        '\n    - {section: "2", from: ratified, to: in 2005}',
    )
    testland.write(records)
    assert testland.locate().status == 0
    assert testland.build().status == 0


def test_what_the_repository_says_of_its_source_holds(source_text: Path) -> None:
    testland = Testland(ROOT)
    ran = testland.run("verify", "--text", f"{SOURCE}={source_text}")
    assert ran.status == 0, ran.err
