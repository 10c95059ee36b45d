"""Who says what: each statement stands in the claim of its evidence, ours in one of our own."""

import pytest

from tests.loader.testland import RECORDS, TEXT, Graph, Testland

SAID = "GRAPH ?claim { %s } GRAPH <graph/provenance> { ?claim a mlx:Claim }"


def who_says(graph: Graph, statement: str) -> list[str]:
    return sorted({row[-1] for row in graph.rows(SAID % statement)})


@pytest.mark.parametrize(
    ("statement", "claim"),
    [
        ('<id/law/entry> rdfs:label "Entry Act"@en', "law-entry"),
        ("<id/law/entry> eli:repeals <id/law/border>", "law-entry"),
        ("<id/event/entry-adoption> mlx:affects <id/law/entry>", "law-entry"),
        ('<id/figure/entry-articles> mlx:valueAsStated "1,250"', "figure-entry-articles"),
        (
            "<id/law/entry> mlx:publishedInGazette <id/publication/entry-gazette-rs>",
            "publication-entry-gazette-rs",
        ),
        ("<id/law/entry> mlx:topic mlxv:visas", "law-entry-editors"),
        ("<id/law/entry> eli:type_document mlxv:law", "law-entry-editors"),
        (
            '<id/event/entry-adoption> rdfs:label "Adoption: Entry Act, 2001-03-03"@en',
            "law-entry-editors",
        ),
    ],
)
def test_a_statement_stands_in_one_claim(built: Graph, statement: str, claim: str) -> None:
    assert who_says(built, statement) == [f"claim/testland/{claim}"]


def test_every_accepted_fact_stands_in_a_claim_that_says_who_makes_it(built: Graph) -> None:
    facts = built.rows("GRAPH <graph/facts> { ?s ?p ?o }")
    claimed = built.rows(
        "GRAPH ?claim { ?s ?p ?o } GRAPH <graph/provenance>"
        " { ?claim prov:wasAttributedTo ?agent ; mlx:claimStatus mlxv:accepted }"
    )
    assert {row[-3:] for row in claimed} == set(facts)


def test_a_source_rests_on_passages_and_we_on_reasons(built: Graph) -> None:
    passages = built.rows(
        "GRAPH <graph/provenance> { <claim/testland/law-entry> prov:wasDerivedFrom ?passage ."
        " ?passage oa:hasSource ?source ; mlx:sectionNumber ?section ;"
        " mlx:paragraphNumber ?paragraph ; oa:hasSelector [ oa:start ?start ; oa:end ?z ] }"
    )
    start = TEXT.index("The Parliament")
    end = TEXT.index("Border Act.1") + len("Border Act.1")
    where = ("source/testland", str(start), str(end))
    assert [(row[0], *row[3:]) for row in passages] == [("1", *where)]
    reasons = built.rows(
        "GRAPH <graph/provenance> { <claim/testland/law-entry-editors> mlx:reason ?why ;"
        " prov:wasAttributedTo <id/agent/editors> }"
    )
    assert reasons
    assert not built.rows(
        "GRAPH <graph/provenance> { ?claim prov:wasAttributedTo <id/agent/editors> ;"
        " prov:wasDerivedFrom ?passage }"
    )


def test_a_passage_has_its_note_and_its_digest(built: Graph) -> None:
    found = built.rows(
        'GRAPH <graph/provenance> { ?passage mlx:noteNumber "1" ;'
        " spdx:checksum/spdx:checksumValue ?sha256 }"
    )
    assert len(found) == 1
    assert len(found[0][1]) == 64


def test_dates_have_bounds_and_keep_their_words(built: Graph) -> None:
    founding = "<id/event/border-office-establishment>"
    assert built.rows(
        f"GRAPH <graph/facts> {{ {founding} mlx:date ?a ; mlx:earliest ?b ; mlx:latest ?c ;"
        " mlx:dateAsStated ?d }"
    ) == [("[1999-05..1999-08]", "1999-05-01", "1999-08-31", "mid-1999")]
    assert not built.rows("GRAPH <graph/facts> { <id/event/entry-adoption> mlx:dateAsStated ?x }")


def test_an_entry_in_a_journal_is_of_the_year_in_its_number(built: Graph) -> None:
    assert built.rows("GRAPH <graph/facts> { ?p mlx:issueNumber ?issue ; mlx:date ?year }") == [
        ("12/01", "publication/entry-gazette-rs", "2001"),
        ("7/88", "publication/border-gazette-rs", "1988"),
    ]


@pytest.mark.parametrize(
    ("written", "dated"),
    [("12/2001", "2001"), ("7/44", "2044"), ("7/45", "1945"), ("02-14", None), ("113", None)],
)
def test_only_a_year_in_the_number_is_one(written: str, dated: str | None) -> None:
    from loader.claims import year_of_issue

    assert year_of_issue(written) == dated


def test_nodes_within_a_record_have_ids_that_tell_them_apart(built: Graph) -> None:
    found = {row[0] for row in built.rows("GRAPH <graph/facts> { ?node a ?type }")}
    assert {
        "event/entry-adoption",
        "event/visas-signature",
        "event/visas-ratification",
        "mandate/border-agency-visas",
        "publication/entry-gazette-rs",
    } <= found


def test_acts_of_one_type_are_told_apart_by_their_parties(testland: Testland) -> None:
    records = RECORDS.replace(
        "    - {actionType: ratification, date: 2005, party: polity/testland}\n",
        "    - {actionType: ratification, date: 2005, party: polity/testland}\n"
        "    - {actionType: ratification, date: 2005, party: polity/otherland}\n",
    )
    graph = testland.make(records)
    assert graph.rows("GRAPH <graph/facts> { ?act mlx:actionType mlxv:ratification }") == [
        ("event/visas-ratification-otherland",),
        ("event/visas-ratification-testland",),
    ]


def test_more_can_be_said_of_an_entity_from_another_passage(testland: Testland) -> None:
    more = """\
- about: institution/border-agency
  claim: visas
  altLabel: {en: [Agency], sr: [Agencija]}
  evidence: {section: "1", from: which issues visas}
"""
    graph = testland.make(RECORDS + more)
    assert who_says(graph, '<id/institution/border-agency> skos:altLabel "Agencija"@sr') == [
        "claim/testland/institution-border-agency-visas"
    ]


def test_what_is_only_ours_needs_a_reason_and_no_passage(testland: Testland) -> None:
    ours = """\
- about: law/border
  claim: same
  possiblySameAs: law/entry
  reason: Both speak of borders.
"""
    graph = testland.make(RECORDS + ours)
    claim = "claim/testland/law-border-same-editors"
    assert who_says(graph, "<id/law/border> mlx:possiblySameAs <id/law/entry>") == [claim]
    reasons = graph.rows(f"GRAPH <graph/provenance> {{ <{claim}> mlx:reason ?why }}")
    assert ("Both speak of borders.",) in reasons


def test_a_label_by_pattern_has_no_full_stop_before_a_comma(testland: Testland) -> None:
    task = "      task: Issues visas.\n"
    begins = "      events: [{eventType: start-of-application, date: 2003-06}]\n"
    office = "label: Border Office"
    graph = testland.make(RECORDS.replace(task, task + begins).replace(office, f"{office} d.o.o."))
    labels = graph.rows("GRAPH <graph/facts> { ?event mlx:date ?date ; rdfs:label ?label }")
    assert {row[-1] for row in labels if "2003-06" in row} == {
        "Start of application: Border Agency: Issues visas, 2003-06",
        "Re-establishment: Border Office d.o.o., 2003-06",
    }
