"""As of a day: whether something was in being, with the reasons in words."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import request

from graph import time
from graph.terms import NamedNode
from web.http.problems import bad_request
from web.site import Site
from web.words.dates import Day, long_day
from web.words.dates import day as in_words
from web.words.names import Name
from web.words.wording import N_
from web.words.wording import gettext as _

DAY: Final = "asOf"
"""The argument that asks about a day."""
# Why the answer is what it is, by the reasons of `graph.time.Answer`.
SENTENCES: Final = {
    "begun": N_("it had begun, and no recorded end had come."),
    "ended": N_("it had ended."),
    "not-begun": N_("it had not begun."),
    "undated": N_("no day of its beginning is recorded, so the record leaves it open."),
    "open": N_("the recorded dates are too wide to say."),
}
UNKNOWN: Final = time.Answer("possibly", "undated")
"""The answer where nothing at all is recorded."""


@dataclass(frozen=True)
class Reason:
    """An event that the answer rests on, and what it means for the answer."""

    name: Name
    href: str
    day: Day | None
    role: str


@dataclass(frozen=True)
class Standing:
    """The answer for a day; `answer` is empty where no day was asked about.

    `offered`: the page asks for a day at all.
    """

    offered: bool
    day: str = ""
    day_words: str = ""
    answer: str = ""
    sentence: str = ""
    reasons: tuple[Reason, ...] = ()


def asked_day(name: str = DAY) -> date | None:
    """The day of `asOf`, or of another argument, in the query string; None without one.

    Raises ProblemError (400) for what is no day: a month or a year is no question about a day.
    """
    text = request.args.get(name, "").strip()
    if not text:
        return None
    try:
        if len(text) == len("2007-12-01"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise bad_request(
        _(
            "“%(text)s” is not a day. Write year, month and day, for example 2007-12-01.",
            text=text[:40],
        ),
        parameter=name,
    )


def standing_of(site: Site, iri: NamedNode, kind: str) -> Standing:
    """Whether the entity was in being on the day that the query string asks about."""
    day = asked_day()
    if kind not in site.lasting or day is None:
        return Standing(kind in site.lasting)
    found = time.standing(site.store, iri, day)
    return Standing(
        True,
        day.isoformat(),
        long_day(day.isoformat()),
        found.status,
        _(SENTENCES[_because(found, day)]),
        tuple(_reason(site, one) for one in found.reasons),
    )


def _because(found: time.Standing, day: date) -> str:
    """Why the answer is what it is. Days as ISO texts compare as days do."""
    ends = [one for one in found.reasons if one.role == "endsWith"]
    begins = any(one.role == "beginsWith" for one in found.reasons)
    if found.status == "yes":
        return "begun"
    if found.status == "no":
        over = any(one.latest and one.latest <= day.isoformat() for one in ends)
        return "ended" if over else "not-begun"
    return "open" if begins else "undated"


def standings(site: Site, path: str, day: date) -> dict[str, time.Answer]:
    """The answer for everything on a list, by IRI. Raises ProblemError (400) for other lists."""
    for list_, class_ in site.lasting.values():
        if list_ == path:
            found = time.standings(site.store, class_, day)
            return {iri.value: answer for iri, answer in found.items()}
    raise bad_request(_("What is on this list has no beginning and no end."), parameter="asOf")


def _reason(site: Site, one: time.Reason) -> Reason:
    texts = (one.date, one.earliest, one.latest, one.as_stated)
    when = in_words(*(text or "" for text in texts)) if any(texts) else None
    return Reason(site.name(one.event.value), site.href(one.event.value) or "", when, one.role)
