"""`migralex coverage`: figures of a source, and the sentences that no record rests on.

Each such sentence is cited by a record in the end or left out with a reason. Testland has one.
"""

import json
import re
from pathlib import Path

import pytest

from tests.conftest import SOURCE
from tests.loader.testland import IRIS, RECORDS, TEXT, Graph, Ran, Testland

LEFT = (
    '- {section: "2", from: Elsewhere the day, reason: duplicate, note: the earlier day is kept}\n'
)
LINES = """
Mr. A. Tester, e.g. under Art. 5 of the rules, wrote it down in 1991. It cost 2.5
units in 1992.2 “In 1993” is what the Border Agen-
cy says; from 1994 on its officers were to be found in the capital and

2 See the year book of 1995, No. 3/95, and the list of those who
wrote it. It has a second part, of 1996.
17 Report on Testland

on the coast. The law says nothing.

• First item, of 1997
• Second item, of
1998

Table 1. Visas by year
Year 1999 12
Year 2000 13
 A new page has 2010 on it.
"""


def covered(testland: Testland, left: str = "", text: str = TEXT) -> Ran:
    """What the command says of Testland with this `left-out.yaml`."""
    testland.write(text=text)
    if left:
        (testland.folder / "sources" / "testland" / "left-out.yaml").write_text(left)
    assert testland.locate().status == 0
    assert testland.build().status == 0
    return testland.run("coverage", *testland.texts())


def listed(ran: Ran) -> dict[str, str]:
    """What was found in each sentence that is listed, by its words."""
    pairs = re.findall(r"^testland: section .*?: (.*)\n    (.*)$", ran.out, re.MULTILINE)
    return {words: found for found, words in pairs}


def test_a_sentence_that_no_record_rests_on_is_listed_with_its_place(testland: Testland) -> None:
    ran = covered(testland)
    start = TEXT.index("Elsewhere")
    place = f"testland: section 2, paragraph 1, {start}-{len(TEXT.rstrip())}: date 10 May 2004"
    assert ran.status == 1
    assert place in ran.out
    assert "1 sentences without a record: 0 left out with a reason, 1 unexplained" in ran.out


def test_a_sentence_that_is_left_out_with_a_reason_is_not_listed(testland: Testland) -> None:
    ran = covered(testland, LEFT)
    assert ran.status == 0
    assert not listed(ran)
    assert "1 left out with a reason, 0 unexplained" in ran.out
    assert "left out     1: duplicate 1" in ran.out


def test_a_sentence_is_cut_as_the_rule_says(testland: Testland) -> None:
    assert listed(covered(testland, LEFT, TEXT + LINES)) == {
        "Mr. A. Tester, e.g. under Art. 5 of the rules, wrote it down in 1991.": (
            "article Art. 5; date 1991"
        ),
        "It cost 2.5 units in 1992.2": "date 1992",
        "“In 1993” is what the Border Agency says; from 1994 on its officers were to be found in"
        " the capital and on the coast.": (
            "date 1993; date 1994; name Border Agency (institution/border-agency)"
        ),
        "2 See the year book of 1995, No. 3/95, and the list of those who wrote it.": (
            "date 1995; gazette No. 3/95"
        ),
        "It has a second part, of 1996.": "date 1996",
        "• First item, of 1997": "date 1997",
        "• Second item, of 1998": "date 1998",
        "Visas by year Year 1999 12": "date 1999",
        "Year 2000 13": "date 2000",
        "A new page has 2010 on it.": "date 2010",
    }


def test_names_are_those_of_bodies_and_instruments_as_written(testland: Testland) -> None:
    more = "\nThe Border Act is old. A border act is no name. Testland is a polity.\n"
    assert listed(covered(testland, LEFT, TEXT + more)) == {
        "The Border Act is old.": "name Border Act (law/border)"
    }


def test_an_entry_may_reach_over_several_sentences(testland: Testland) -> None:
    whole = LEFT + '- {section: "2", from: Mr. A. Tester, to: on it., reason: background}\n'
    ran = covered(testland, whole, TEXT + LINES)
    assert ran.status == 0
    assert "11 sentences without a record: 11 left out" in ran.out


@pytest.mark.parametrize(
    ("entry", "message", "remedy"),
    [
        (
            '{section: "1", from: The Border Office was, reason: background}',
            "no uncited sentence stands here",
            "Strike this entry",
        ),
        (
            '{section: "2", from: Nowhere to be found, reason: background}',
            "0 times in section 2",
            "Write the words",
        ),
    ],
    ids=["a record rests on it", "it is not in the text"],
)
def test_an_entry_that_fits_nothing_is_a_fault(
    testland: Testland, entry: str, message: str, remedy: str
) -> None:
    ran = covered(testland, f"{LEFT}- {entry}\n")
    assert ran.status == 1
    assert re.search(rf"left-out\.yaml:2:\d+: .*{message}\n    {remedy}", ran.err)


@pytest.mark.parametrize(
    ("entry", "message", "remedy"),
    [
        ('{section: "2", from: Elsewhere}', "left out without a reason", "statistics"),
        ('{section: "2", from: Elsewhere, reason: statistic}', "unknown reason", "statistics"),
        ('{section: "9", from: Elsewhere, reason: heading}', "outside", "outline"),
        ('{section: "2", reason: heading}', "without section and from", "section:"),
        (
            '{section: "2", from: a b c d e f g h i, reason: heading}',
            "an anchor of 9 words",
            "8 words at most",
        ),
        ('{section: "2", form: Elsewhere, reason: heading}', "unknown key 'form'", "from"),
        ("words", "not evidence", "section:"),
    ],
)
def test_a_fault_in_an_entry_stops_the_build(
    testland: Testland, entry: str, message: str, remedy: str
) -> None:
    testland.write()
    testland.locate()
    path = testland.folder / "sources" / "testland" / "left-out.yaml"
    path.write_text(f"- {entry}\n")
    ran = testland.build()
    assert ran.status == 1
    assert re.search(rf"left-out\.yaml:1:\d+: .*{message}.*\n    .*{remedy}", ran.err)


def test_without_a_text_there_are_figures_only(published: Testland) -> None:
    ran = published.run("coverage")
    assert ran.status == 0
    assert ran.out.splitlines()[0] == "testland"
    assert "No text is named" in ran.out


def test_figures_are_those_of_the_graph_and_hold_no_words(
    published: Testland, built: Graph
) -> None:
    release = published.release()
    report = json.loads(release.coverage.read_text(encoding="utf-8"))
    figures = report["sources"]["testland"]
    counts = release.manifest["counts"]
    assert figures["records"] == RECORDS.count("\n- ") + 1
    assert sum(figures["claims"].values()) == counts["claims"]
    assert sum(figures["statuses"].values()) == counts["claims"]
    inferred = built.rows(
        f"GRAPH <graph/inferred> {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?s), '{IRIS.base}id/'))"
    )
    assert figures["triples"] == {"accepted": counts["facts"], "inferred": len(inferred)}
    assert sum(figures["conflicts"].values()) == counts["conflicts"]
    assert figures["passages"] == counts["passages"]
    assert {row["kind"]: row["entities"] for row in figures["kinds"]} == counts["entities"]
    assert [row["section"] for row in figures["sections"]] == ["1", "2"]
    assert figures["sections_cited"] == 2
    assert "Parliament" not in json.dumps(report)


def test_no_sentence_of_the_source_of_this_repository_is_without_record_or_reason(
    var: Path, source_text: Path, testland: Testland
) -> None:
    root = Path(__file__).resolve().parent.parent.parent
    ran = testland.process(
        "coverage",
        f"--sources={root / 'sources'}",
        f"--output={var}",
        f"--text={SOURCE}={source_text}",
    )
    assert ran.status == 0, ran.out + ran.err
    assert re.search(r"\d+ left out with a reason, 0 unexplained", ran.out)


def test_a_release_tells_the_sentences_that_were_counted_where_the_text_was(
    testland: Testland,
) -> None:
    covered(testland, LEFT)
    report = json.loads(testland.release().coverage.read_text(encoding="utf-8"))
    counted = report["sources"]["testland"]["sentences"]
    start = TEXT.index("Elsewhere")
    assert counted["silent"] == [
        {
            "start": start,
            "end": len(TEXT.rstrip()),
            "paragraph": 1,
            "section": "2",
            "reason": "duplicate",
            "holds": "date",
        }
    ]
    assert (counted["left_out"], counted["unexplained"]) == (1, 0)
    assert counted["cited"] < counted["total"]


def test_verify_finds_sentences_that_are_counted_otherwise_by_now(testland: Testland) -> None:
    covered(testland)
    assert testland.run("verify", *testland.texts()).status == 0
    (testland.folder / "sources" / "testland" / "left-out.yaml").write_text(LEFT)
    ran = testland.run("verify", *testland.texts())
    assert ran.status == 1
    assert "sentences.lock: the sentences of the text are counted otherwise by now" in ran.err


def test_a_count_that_cannot_be_read_is_a_fault(testland: Testland) -> None:
    covered(testland)
    (testland.folder / "sources" / "testland" / "sentences.lock").write_text("nothing\n")
    ran = testland.build()
    assert ran.status == 1
    assert "sentences.lock: not a list of sentences" in ran.err
