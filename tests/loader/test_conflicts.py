"""Sources that disagree: both claims stand, the accepted one is nearer to the act."""

import pytest

from tests.loader.testland import RECORDS, Graph, Testland

ACT = """\
- about: agreement/visas
  claim: signature
  evidence: {section: "2", from: Testland and Otherland, to: 10 May 2004}
  actions:
    - key: signature-elsewhere
      actionType: signature
      date: %s
      party: [polity/testland, polity/otherland]
"""
FACTS = "GRAPH <graph/facts> { ?act mlx:actionType mlxv:signature ; mlx:date ?date }"
STATUS = "GRAPH <graph/provenance> { ?claim mlx:claimStatus ?status } FILTER(?status != %s)"
CONFLICT = (
    "GRAPH <graph/provenance> { ?conflict a mlx:Conflict ; mlx:conflictKind ?kind ;"
    " mlx:detectedBy ?who ; mlx:concerns ?what }"
)


AGAIN = """\
- about: event/visas-signature
  claim: again
  date: %s
  evidence: {section: "2", from: Elsewhere, to: 10 May 2004}
"""
JUDGED = """\
- id: conflict/signature
  type: Conflict
  label: Two days of signature
  conflictKind: date-conflict
  claims: [%s, %s]
  prefers: %s
  reason: The other is told at second hand.
  evidence: {section: "2", from: Elsewhere, to: 10 May 2004}
"""


def with_second(testland: Testland, authority: str, records: str) -> Graph:
    """Testland beside a second source with these records."""
    testland.write()
    testland.write(records, name="register", authority=authority)
    return testland.graph()


def test_the_nearer_source_is_accepted_and_the_other_claim_stays(testland: Testland) -> None:
    graph = with_second(testland, "depositary", ACT % "2004-05-10")
    assert graph.rows(FACTS) == [("event/visas-signature-elsewhere", "2004-05-10")]
    assert [row[1:] for row in graph.rows(CONFLICT)] == [
        ("date-conflict", "agreement/visas", "resolver")
    ]
    preferred = graph.rows("GRAPH <graph/provenance> { ?c mlx:preferredClaim ?p ; mlx:reason ?w }")
    assert preferred[0][1] == "claim/register/agreement-visas-signature"
    told = graph.rows("GRAPH <claim/testland/agreement-visas> { ?act mlx:date ?date }")
    assert ("event/visas-signature", "2004-05-09") in [(act, date) for act, date in told]


def test_where_no_source_is_nearer_both_stay_in_conflict(testland: Testland) -> None:
    graph = with_second(testland, "secondary", ACT % "2004-05-10")
    assert len(graph.rows(FACTS)) == 2
    assert [row[0] for row in graph.rows(STATUS % "mlxv:accepted")] == [
        "claim/register/agreement-visas-signature",
        "claim/testland/agreement-visas",
    ]


def test_dates_that_agree_within_their_precision_are_no_conflict(testland: Testland) -> None:
    graph = with_second(testland, "depositary", ACT % "2004-05")
    assert len(graph.rows(FACTS)) == 2
    assert not graph.rows(CONFLICT)


def test_of_two_dates_of_one_event_the_more_precise_is_accepted(testland: Testland) -> None:
    graph = testland.make(RECORDS + AGAIN % "2004")
    assert graph.rows(FACTS) == [("event/visas-signature", "2004-05-09")]
    assert not graph.rows(CONFLICT)


@pytest.mark.parametrize(("authority", "left"), [("gazette", 1), ("secondary", 2)])
def test_one_event_with_two_dates_that_exclude_each_other_is_a_conflict(
    testland: Testland, authority: str, left: int
) -> None:
    graph = with_second(testland, authority, AGAIN % "2004-05-10")
    assert len(graph.rows(FACTS)) == left
    assert graph.rows(CONFLICT) == [
        (
            "conflict/visas-signature-date",
            "date-conflict",
            "event/visas-signature",
            "resolver",
        )
    ]


def test_the_editors_judge_and_give_their_reason(testland: Testland) -> None:
    claims = ("agreement/visas", "agreement-visas-signature")
    judged = ACT % "2004-05-10" + JUDGED % (*claims, claims[0])
    graph = testland.make(RECORDS + judged)
    assert graph.rows(FACTS) == [("event/visas-signature", "2004-05-09")]
    assert graph.rows(CONFLICT) == [
        ("conflict/signature", "date-conflict", "agreement/visas", "editors")
    ]
    assert [row[1] for row in graph.rows(STATUS % "mlxv:accepted")] == ["superseded", "superseded"]


def test_a_claim_that_holds_more_cannot_be_set_aside_for_one_event(testland: Testland) -> None:
    claims = ("event/visas-signature", "event/visas-signature-elsewhere")
    judged = ACT % "2004-05-10" + JUDGED % (*claims, claims[1])
    testland.write(RECORDS + judged)
    ran = testland.build()
    assert ran.status == 1
    assert "event/visas-signature shares its claim with agreement/visas" in ran.err
    assert "Give it `evidence` of its own" in ran.err


def test_what_is_foreseen_does_not_contradict_what_happened(testland: Testland) -> None:
    foreseen = (ACT % "2004-05-10").replace("date:", "eventStatus: foreseen\n      date:")
    assert not testland.make(RECORDS + foreseen).rows(CONFLICT)
