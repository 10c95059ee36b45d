"""Claims that a person has looked at: written by a command, kept with the records, told in PROV.

A claim that says something else by now is not looked at any more.
"""

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.loader.testland import RECORDS, Graph, Ran, Testland

CLAIM = "testland/law-entry"
ORCID = "0000-0002-1825-0097"
REVIEWS = (
    "GRAPH <graph/provenance> { ?review a mlx:Review ; prov:used ?claim ; mlx:reviewedOn ?day ;"
    " prov:wasAssociatedWith ?who }"
)
HOLDS = (
    "GRAPH <graph/provenance> { ?review mlx:contentDigest ?d ; prov:used ?claim ."
    " ?claim mlx:contentDigest ?d }"
)


@pytest.fixture
def testland(published: Testland, tmp_path: Path) -> Testland:
    """Testland as it was built, to be changed."""
    shutil.copytree(published.folder, tmp_path, dirs_exist_ok=True, symlinks=True)
    return Testland(tmp_path)


def review(testland: Testland, *more: str, claim: str = CLAIM, by: str = ORCID) -> Ran:
    return testland.run("review", "--claim", claim, "--by", by, "--day", "2026-11-30", *more)


def file_of(testland: Testland) -> Path:
    return testland.folder / "sources" / "testland" / "reviewed.yaml"


def counted(testland: Testland) -> dict[str, int]:
    """How many claims of Testland a person has looked at, by the report of the build."""
    report = json.loads(testland.release().coverage.read_text(encoding="utf-8"))
    found: dict[str, int] = report["sources"]["testland"]["reviews"]
    return found


def test_a_review_is_written_down_and_told_in_the_graph(testland: Testland) -> None:
    assert counted(testland) == {"holds": 0, "changed": 0}
    assert review(testland).status == 0
    graph = testland.graph()
    node = f"claim/{CLAIM}#review-2026-11-30-{ORCID}".lower()
    assert [row[:2] for row in graph.rows(REVIEWS)] == [(f"claim/{CLAIM}", "2026-11-30")]
    assert graph.rows(f"GRAPH <graph/provenance> {{ <{node}> a ?class }}") == [("Review",)]
    who = "GRAPH <graph/provenance> { ?who skos:exactMatch ?orcid }"
    assert graph.rows(who) == [(ORCID, f"agent/reviewer-{ORCID}")]
    assert graph.rows(HOLDS)
    assert counted(testland) == {"holds": 1, "changed": 0}


@pytest.mark.parametrize(
    ("old", "new", "relocate"),
    [
        ("label: Entry Act", "label: Act on Entry", False),
        ("date: 2001-03-03", "date: 2001-03", True),
        ("to: the Border Act.1}", "to: the Border}", True),
    ],
    ids=["a name", "a date", "the passage"],
)
def test_a_claim_that_changed_is_not_looked_at_any_more(
    testland: Testland, old: str, new: str, relocate: bool
) -> None:
    review(testland)
    testland.write(RECORDS.replace(old, new))
    if relocate:
        testland.locate()
    ran = testland.build()
    assert ran.status == 0, ran.err
    assert not Graph(testland.release()).rows(HOLDS)
    assert counted(testland) == {"holds": 0, "changed": 1}


def test_a_change_elsewhere_leaves_a_review_as_it_is(testland: Testland) -> None:
    review(testland)
    testland.write("# A remark.\n" + RECORDS.replace("label: Otherland", "label: Other Land"))
    assert testland.build().status == 0
    assert counted(testland) == {"holds": 1, "changed": 0}


def test_a_digest_does_not_depend_on_where_the_graph_is_served(testland: Testland) -> None:
    review(testland)
    there = ("--base-iri", "https://law.example/")
    assert testland.run("build", *there).status == 0
    assert counted(testland) == {"holds": 1, "changed": 0}
    twice = review(testland, *there, claim=f"https://law.example/claim/{CLAIM}", by="A. Tester")
    assert twice.status == 0
    assert len(set(re.findall(r"digest: (\w+)", file_of(testland).read_text()))) == 1


@pytest.mark.parametrize(
    ("claim", "by", "message"),
    [
        ("testland/law-entri", ORCID, "no claim 'testland/law-entri'\n.*testland/law-entry"),
        (CLAIM, "0000-0002-1825-0098", "neither an ORCID iD nor a name"),
        (CLAIM, "7", "neither an ORCID iD nor a name"),
    ],
)
def test_who_and_what_must_be_known(testland: Testland, claim: str, by: str, message: str) -> None:
    ran = review(testland, claim=claim, by=by)
    assert ran.status == 1
    assert re.search(message, ran.err), ran.err
    assert not file_of(testland).exists()


@pytest.mark.parametrize("day", ["2026-02-30", "2026", "9999-12-31", "today"])
def test_a_review_has_a_day_that_has_come(testland: Testland, day: str) -> None:
    testland.write()
    ran = testland.run("review", "--claim", CLAIM, "--by", ORCID, "--day", day)
    assert ran.status == 2
    assert not file_of(testland).exists()


def test_the_same_review_is_not_written_twice(testland: Testland) -> None:
    review(testland)
    before = file_of(testland).read_text()
    assert review(testland).status == 1
    assert file_of(testland).read_text() == before


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("claim: law-entry", "claim: law-entri", "the source makes no claim 'law-entri'"),
        ("claim: law-entry", "claims: law-entry", "unknown key 'claims'"),
        ("day: 2026-11-30", "day: 2026-11-31", "'2026-11-31' is no day"),
        ("day: 2026-11-30", "day: November", "'November' is no day"),
        (ORCID, "0000-0002-1825-0098", "neither an ORCID iD nor a name"),
        ("digest: ", "digest: x", "not a digest"),
        ("- claim", "claim", "not YAML|not a list"),
    ],
)
def test_a_fault_in_the_file_stops_the_build(
    testland: Testland, old: str, new: str, message: str
) -> None:
    review(testland)
    path = file_of(testland)
    path.write_text(path.read_text().replace(old, new, 1))
    ran = testland.build()
    assert ran.status == 1
    assert re.search(rf"sources/testland/reviewed\.yaml:\d*:?\d*:? ?.*({message})", ran.err), (
        ran.err
    )


def test_an_entry_written_twice_by_hand_stops_the_build(testland: Testland) -> None:
    review(testland)
    path = file_of(testland)
    path.write_text(path.read_text() * 2)
    ran = testland.build()
    assert ran.status == 1
    assert "reviewed.yaml:5:3: the same claim, reviewer and day twice" in ran.err
