"""As of a day: whether something was in being, with the reasons in words."""

from dataclasses import dataclass

from web.dates import Day
from web.entity import Entity
from web.names import Name
from web.site import Site

OFFERED = frozenset(
    {"institution", "law", "provision", "treaty", "agreement", "mandate", "membership", "strategy"}
)


@dataclass(frozen=True)
class Reason:
    """An event that the answer rests on, and what it does."""

    name: Name
    href: str
    day: Day | None
    effect: str


@dataclass(frozen=True)
class Standing:
    """The answer for a day. `offered`: the page asks for a day at all."""

    offered: bool
    day: str = ""
    day_words: str = ""
    answer: str = ""
    sentence: str = ""
    reasons: tuple[Reason, ...] = ()


def standing_of(site: Site, entity: Entity, kind: str, text: str) -> Standing:
    del site, entity, text
    return Standing(kind in OFFERED)


def asked_day() -> str | None:
    return None


def standings(here: Site, path: str, day: str) -> dict[str, str]:
    return {}
