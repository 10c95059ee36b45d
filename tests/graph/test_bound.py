"""Which state was bound by which treaty on a day, told of treaties of invented states."""

from collections.abc import Iterator
from datetime import date

import pytest

from graph.release import current
from graph.store import Store, open_store
from graph.terms import RdfFormat, parse
from graph.time import bound
from tests.graph.conftest import IRIS
from tests.serving import publish

# The Union was dissolved and North succeeded it; South was always there. What has effect on a
# treaty was inferred from the events before, as a build does it.
TREATIES = """
PREFIX mlx: <https://w3id.org/migralex/ontology#>
PREFIX mlxv: <https://w3id.org/migralex/vocabulary/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX p: <http://localhost:8000/id/polity/>
PREFIX t: <http://localhost:8000/id/treaty/>
PREFIX e: <http://localhost:8000/id/event/>

<http://localhost:8000/graph/ontology> { mlxv:lapse mlx:boundary mlxv:last-day-in }

<http://localhost:8000/graph/facts> {
  p:north a mlx:Polity ; mlx:beginsWith e:proclamation ; mlx:transitivelySucceeds p:union .
  p:union a mlx:Polity ; mlx:endsWith e:dissolution .
  p:south a mlx:Polity .
  e:proclamation mlx:earliest "1992-04-27"^^xsd:date ; mlx:latest "1992-04-27"^^xsd:date .
  e:dissolution mlx:earliest "1992-04-27"^^xsd:date ; mlx:latest "1992-04-27"^^xsd:date .

  t:without-acts a mlx:BilateralAgreement, mlx:Treaty ; mlx:contractingParty p:south .

  t:for-all a mlx:BilateralAgreement, mlx:Treaty ; mlx:contractingParty p:north, p:south ;
    mlx:notBefore e:signed ; mlx:beginsWith e:begun ; mlx:endsWith e:over .
  e:signed mlx:treaty t:for-all ; mlx:earliest "2003-05-01"^^xsd:date .
  e:begun mlx:treaty t:for-all ;
    mlx:earliest "2004-01-01"^^xsd:date ; mlx:latest "2004-12-31"^^xsd:date .
  e:over mlx:treaty t:for-all ;
    mlx:earliest "2009-01-01"^^xsd:date ; mlx:latest "2009-12-31"^^xsd:date .

  t:for-each a mlx:MultilateralTreaty, mlx:Treaty ; mlx:beginsWith e:for-north, e:for-south .
  e:for-north mlx:treaty t:for-each ; mlx:party p:north ;
    mlx:earliest "2001-03-01"^^xsd:date ; mlx:latest "2001-03-01"^^xsd:date .
  e:for-south mlx:treaty t:for-each ; mlx:party p:south ;
    mlx:earliest "2005-03-01"^^xsd:date ; mlx:latest "2005-03-01"^^xsd:date .

  t:of-the-union a mlx:BilateralAgreement, mlx:Treaty ; mlx:contractingParty p:union, p:south ;
    mlx:beginsWith e:of-union ; mlx:endsWith e:lapsed .
  e:of-union mlx:treaty t:of-the-union ; mlx:party p:union, p:south ;
    mlx:earliest "1980-01-01"^^xsd:date ; mlx:latest "1980-01-01"^^xsd:date .
  e:lapsed mlx:treaty t:of-the-union ; mlx:party p:south ; mlx:actionType mlxv:lapse ;
    mlx:earliest "2006-06-30"^^xsd:date ; mlx:latest "2006-06-30"^^xsd:date .

  t:in-two-steps a mlx:BilateralAgreement, mlx:Treaty ; mlx:contractingParty p:south ;
    mlx:beginsWith e:first, e:second .
  e:first mlx:treaty t:in-two-steps ; mlx:latest "1999-12-31"^^xsd:date .
  e:second mlx:treaty t:in-two-steps ; mlx:party p:south ;
    mlx:earliest "2003-01-01"^^xsd:date ; mlx:latest "2003-01-01"^^xsd:date .

  t:foreseen a mlx:BilateralAgreement, mlx:Treaty ; mlx:contractingParty p:south ;
    mlx:beginsWith e:hoped-for, e:under-way .
  e:hoped-for mlx:treaty t:foreseen ; mlx:party p:south ; mlx:eventStatus mlxv:foreseen ;
    mlx:earliest "2001-01-01"^^xsd:date ; mlx:latest "2001-01-01"^^xsd:date .
  e:under-way mlx:treaty t:foreseen ; mlx:eventStatus mlxv:under-way ;
    mlx:earliest "2001-01-01"^^xsd:date ; mlx:latest "2001-01-01"^^xsd:date .

  <http://localhost:8000/id/provision/article-3> a mlx:Provision ; mlx:beginsWith e:of-article .
  e:of-article mlx:party p:south ; mlx:latest "2001-01-01"^^xsd:date .
}
"""

ANSWERS = {
    ("without-acts", "south"): {"1850-01-01": "possibly undated", "2100-01-01": "possibly undated"},
    # What names no party has effect for all of them, within what is known of its days.
    ("for-all", "south"): {
        "1850-01-01": "no not-begun",
        "2003-12-31": "no not-begun",
        "2004-01-01": "possibly open",
        "2004-06-15": "possibly open",
        "2004-12-31": "yes begun",
        "2008-12-31": "yes begun",
        "2009-01-01": "possibly open",
        "2009-12-31": "no ended",
        "2100-01-01": "no ended",
    },
    ("for-all", "north"): {"2005-01-01": "yes begun"},
    ("for-each", "north"): {
        "1992-04-26": "no not-begun",
        "2001-02-28": "no not-begun",
        "2001-03-01": "yes begun",
        "2100-01-01": "yes begun",
    },
    ("for-each", "south"): {"2001-03-01": "no not-begun", "2005-03-01": "yes begun"},
    # Its own end is an end for a state, and whatever has a last day has effect on that day.
    ("of-the-union", "union"): {
        "1979-12-31": "no not-begun",
        "1992-04-26": "yes begun",
        "1992-04-27": "no ended",
    },
    ("of-the-union", "south"): {
        "1980-01-01": "yes begun",
        "2006-06-30": "yes begun",
        "2006-07-01": "no ended",
    },
    # To a successor nothing passes for certain, and nothing before it was there.
    ("of-the-union", "north"): {
        "1979-12-31": "no not-begun",
        "1992-04-26": "no not-begun",
        "1992-04-27": "possibly undated",
        "2100-01-01": "possibly undated",
    },
    ("in-two-steps", "south"): {
        "1998-01-01": "possibly open",
        "2002-12-31": "possibly open",
        "2003-01-01": "yes begun",
    },
    ("foreseen", "south"): {"1850-01-01": "possibly undated", "2100-01-01": "possibly undated"},
}
"""By treaty and party, days and what is answered for them."""


@pytest.fixture(scope="module")
def treaties(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The release of the treaties above."""
    quads = parse(TREATIES, RdfFormat.TRIG)
    opened = open_store(current(publish(tmp_path_factory.mktemp("var"), "t", IRIS.base, quads)))
    yield opened
    opened.close()


def answers(store: Store, day: str) -> dict[tuple[str, str], str]:
    """The answers for a day, by the last parts of the IRIs."""
    return {
        (treaty.rpartition("/")[2], party.rpartition("/")[2]): f"{one.status} {one.because}"
        for (treaty, party), one in bound(store, date.fromisoformat(day)).items()
    }


@pytest.mark.parametrize(
    ("pair", "day", "answer"),
    [(pair, day, answer) for pair, days in ANSWERS.items() for day, answer in days.items()],
)
def test_a_party_is_bound_or_possibly_or_not(
    treaties: Store, pair: tuple[str, str], day: str, answer: str
) -> None:
    assert answers(treaties, day)[pair] == answer


@pytest.mark.parametrize("day", ["1850-01-01", "2004-06-15", "2100-01-01"])
def test_each_treaty_is_told_once_for_each_of_its_parties_and_for_who_succeeded_them(
    treaties: Store, day: str
) -> None:
    assert sorted(answers(treaties, day)) == sorted(ANSWERS)
