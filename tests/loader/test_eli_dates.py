"""ELI dates follow from events, where one event and one day leave no doubt."""

import pytest

from graph.iris import ELI, Iris
from graph.terms import Literal, RdfFormat, Triple, parse
from loader.infer import infer
from loader.ontology_files import read_ontology
from tests.conftest import ROOT

IRIS = Iris()
ONTOLOGY = read_ontology(IRIS).ontology
PREFIXES = (ROOT / "tests" / "loader" / "prefixes.rq").read_text(encoding="utf-8")
LAW = "<law/l> a eli:LegalResource . "
AGREEMENT = "<agreement/l> a mlx:BilateralAgreement . "
TREATY = "<treaty/l> a mlx:MultilateralTreaty . "


def dates(turtle: str) -> set[str]:
    """The ELI dates that follow from Turtle, each as the last word of the property and the day."""
    quads = parse(PREFIXES + turtle, RdfFormat.TURTLE, base_iri=IRIS.base + "id/")
    facts = {Triple(quad.subject, quad.predicate, quad.object) for quad in quads}
    return {
        f"{ELI.name(t.predicate)} {t.object.value}"
        for t in infer(facts, ONTOLOGY)
        if t.predicate in ELI and "date" in ELI.name(t.predicate) and isinstance(t.object, Literal)
    }


def event(name: str, kind: str, first: str, last: str = "", more: str = "") -> str:
    """An event of the law, on one day unless `last` is given."""
    return dated(name, f"mlx:affects <law/l> ; mlx:eventType mlxv:{kind}", first, last, more)


def act(name: str, of: str, kind: str, day: str) -> str:
    """An act of a party on an agreement or a treaty."""
    return dated(name, f"mlx:treaty <{of}/l> ; mlx:actionType mlxv:{kind}", day)


def dated(name: str, said: str, first: str, last: str = "", more: str = "") -> str:
    return (
        f"<event/{name}> {said} ; mlx:earliest '{first}'^^xsd:date ;"
        f" mlx:latest '{last or first}'^^xsd:date {more} . "
    )


@pytest.mark.parametrize(
    ("kind", "date"),
    [
        ("adoption", "date_document 2007-11-24"),
        ("issuance", "date_document 2007-11-24"),
        ("signing", "date_document 2007-11-24"),
        ("entry-into-force", "first_date_entry_in_force 2007-11-24"),
        ("start-of-application", "date_applicability 2007-11-24"),
        ("publication", "date_publication 2007-11-24"),
    ],
)
def test_one_event_on_one_day_gives_the_date(kind: str, date: str) -> None:
    assert dates(LAW + event("e", kind, "2007-11-24")) == {date}


def test_events_of_different_kinds_stand_in_no_way_of_each_other() -> None:
    law = (
        event("a", "adoption", "2007-11-24")
        + event("b", "entry-into-force", "2008-01-01")
        + event("c", "start-of-application", "2008-04-01")
        + event("d", "lapse", "2009-12-31")
    )
    assert dates(LAW + law) == {
        "date_document 2007-11-24",
        "first_date_entry_in_force 2008-01-01",
        "date_applicability 2008-04-01",
        "date_no_longer_in_force 2009-12-31",
    }
    agreement = (
        act("a", "agreement", "signature", "2004-05-09")
        + act("b", "agreement", "treaty-entry-into-force", "2005-01-01")
        + act("c", "agreement", "termination", "2006-01-01")
    )
    assert len(dates(AGREEMENT + agreement)) == 3


@pytest.mark.parametrize("kind", ["adoption", "entry-into-force", "publication", "repeal"])
def test_a_month_gives_no_date(kind: str) -> None:
    assert not dates(LAW + event("e", kind, "2007-11-01", "2007-11-30"))


@pytest.mark.parametrize("kind", ["adoption", "entry-into-force", "publication", "repeal"])
@pytest.mark.parametrize("last", ["2007-11-26", "2007-11-30"])
def test_two_events_give_no_date(kind: str, last: str) -> None:
    both = event("e", kind, "2007-11-24") + event("f", kind, "2007-11-26", last)
    assert not dates(LAW + both)


def test_an_adoption_and_an_issuance_give_no_date_of_the_document() -> None:
    both = event("e", "adoption", "2007-11-24") + event("f", "issuance", "2007-11-26")
    assert not dates(LAW + both)


@pytest.mark.parametrize("kind", ["adoption", "entry-into-force", "publication", "repeal"])
@pytest.mark.parametrize("status", ["foreseen", "under-way"])
def test_what_has_not_happened_gives_no_date_and_stands_in_no_way(kind: str, status: str) -> None:
    pending = event("f", kind, "2009-01-01", more=f"; mlx:eventStatus mlxv:{status}")
    assert not dates(LAW + pending)
    assert len(dates(LAW + pending + event("e", kind, "2007-11-24"))) == 1


def test_the_day_of_a_repeal_is_the_first_without_force_and_eli_counts_the_last_with_it() -> None:
    assert dates(LAW + event("e", "repeal", "2008-03-01")) == {"date_no_longer_in_force 2008-02-29"}


def test_the_day_of_a_lapse_is_the_last_with_force_in_eli_too() -> None:
    assert dates(LAW + event("e", "lapse", "2008-06-30")) == {"date_no_longer_in_force 2008-06-30"}


def test_a_text_is_in_force_until_the_day_before_the_one_that_repeals_it() -> None:
    repeals = LAW + "<law/new> eli:repeals <law/l> . "
    entry = dated("e", "mlx:affects <law/new> ; mlx:eventType mlxv:entry-into-force", "2008-01-01")
    assert dates(repeals + entry) == {"date_no_longer_in_force 2007-12-31"}
    assert not dates(repeals + entry + event("f", "repeal", "2008-04-01"))


def test_a_draft_that_is_taken_back_was_never_in_force() -> None:
    assert not dates(LAW + event("e", "withdrawal-from-procedure", "2008-01-01"))


def test_one_issue_of_a_gazette_gives_the_date_of_publication_if_its_day_is_known() -> None:
    issue = LAW + "<law/l> mlx:publishedInGazette <publication/%s> . "
    first = "<publication/a> mlx:earliest '%s'^^xsd:date ; mlx:latest '%s'^^xsd:date . "
    day = first % ("2007-11-26", "2007-11-26")
    assert dates(issue % "a" + day) == {"date_publication 2007-11-26"}
    assert not dates(issue % "a" + first % ("2007-01-01", "2007-12-31"))
    assert not dates(issue % "a" + issue % "b" + day)


def test_an_agreement_between_two_has_the_dates_of_what_both_did() -> None:
    both = act("e", "agreement", "signature", "2004-05-09")
    assert dates(AGREEMENT + both) == {"date_document 2004-05-09"}
    force = act("f", "agreement", "treaty-entry-into-force", "2005-01-01")
    assert dates(AGREEMENT + force) == {"first_date_entry_in_force 2005-01-01"}
    end = act("g", "agreement", "termination", "2006-01-01")
    assert dates(AGREEMENT + end) == {"date_no_longer_in_force 2005-12-31"}


def test_what_one_party_does_is_no_date_of_a_treaty_among_many() -> None:
    for kind in ("signature", "treaty-entry-into-force", "termination"):
        assert not dates(TREATY + act("e", "treaty", kind, "2004-05-09"))


def test_a_strategy_is_no_legal_resource_and_has_no_eli_dates() -> None:
    strategy = "<law/l> a mlx:PolicyInstrument . "
    assert not dates(strategy + event("e", "adoption", "2007-11-24"))
