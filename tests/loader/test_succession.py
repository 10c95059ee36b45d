"""Who succeeds whom: only changes of some kinds make a successor, and only where they happened."""

import pytest

from graph.terms import Triple
from loader.infer import infer
from tests.loader.inferring import ONTOLOGY, follows, triples


def changed(kind: str, more: str = "") -> set[Triple]:
    """A change of a kind from an old institution to a new one."""
    return triples(
        f"<event/e> mlx:changeType mlxv:{kind} ; org:originalOrganization <institution/old> ;"
        f" org:resultingOrganization <institution/new> {more} ."
    )


SUCCESSION = triples("<institution/new> mlx:succeeds <institution/old> .")


@pytest.mark.parametrize("kind", ["succession-of-body", "re-establishment", "merger"])
def test_a_body_succeeds_the_one_whose_place_it_took(kind: str) -> None:
    assert infer(changed(kind), ONTOLOGY) >= SUCCESSION


@pytest.mark.parametrize("kind", ["transfer-of-competence", "upgrade", "renaming", "dissolution"])
def test_who_takes_over_a_competence_or_a_rank_or_a_name_succeeds_nobody(kind: str) -> None:
    assert not {t for t in infer(changed(kind), ONTOLOGY) if "succe" in t.predicate.value.lower()}


@pytest.mark.parametrize("status", ["foreseen", "under-way"])
def test_a_succession_that_has_not_happened_makes_no_successor(status: str) -> None:
    assert not SUCCESSION & infer(
        changed("succession-of-body", f"; mlx:eventStatus mlxv:{status}"), ONTOLOGY
    )
    states = (
        "<event/e> mlx:succeededPolity <polity/old> ; mlx:succeedingPolity <polity/new> ;"
        f" mlx:eventStatus mlxv:{status} ."
    )
    assert not follows(states, "<polity/new> mlx:succeeds <polity/old> .")
