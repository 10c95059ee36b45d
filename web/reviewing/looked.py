"""Which claims a person has looked at, and whether they still say what was looked at."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from graph.terms import Term

HOLDS: Final = "yes"
CHANGED: Final = "changed"
NEVER: Final = "no"
STATES: Final = (NEVER, CHANGED, HOLDS)


@dataclass(frozen=True)
class Look:
    """A review: the digest of the claim as it was looked at, the day as ISO 8601, and by whom."""

    digest: str
    day: str
    agent: str
    name: str


def looks_from(rows: Iterable[Mapping[str, Term]]) -> dict[str, tuple[Look, ...]]:
    """The reviews of each claim, by its IRI, from the rows of the query `review/reviews`."""
    found: dict[str, list[Look]] = {}
    for row in rows:
        look = Look(*(row[one].value for one in ("digest", "day", "agent", "name")))
        found.setdefault(row["claim"].value, []).append(look)
    return {claim: tuple(looks) for claim, looks in found.items()}


def state(looks: Iterable[Look], digest: str) -> str:
    """Whether a claim with this content digest is looked at: yes, no, or not since it changed."""
    digests = [one.digest.lower() for one in looks]
    if digest.lower() in digests:
        return HOLDS
    return CHANGED if digests else NEVER
