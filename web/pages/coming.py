"""Whether an event had come by a day: yes, possibly or no, with the reason in words."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from graph.iris import MLXV
from graph.time import Answer
from web.pages.arrange import Arranger
from web.pages.asof import Standing, asked_day
from web.words.dates import Day, long_day
from web.words.wording import N_
from web.words.wording import gettext as _

OCCURRED: Final = "occurred"
SENTENCES: Final = {
    "come": N_("it had come."),
    "not-come": N_("it had not come."),
    "only-meant": N_("it was foreseen or under way."),
    "wide": N_("the recorded dates are too wide to say."),
    "no-date": N_("no day of it is recorded."),
}


def come_by(when: Day | None, status: str, day: date) -> Answer:
    """The answer for an event with this date and the name of its status, empty if it occurred."""
    earliest, latest = (when.earliest, when.latest) if when else ("", "")
    if status not in ("", OCCURRED):
        return Answer("no", "only-meant")
    if latest and latest <= day.isoformat():
        return Answer("yes", "come")
    if earliest and earliest > day.isoformat():
        return Answer("no", "not-come")
    return Answer("possibly", "wide" if earliest or latest else "no-date")


@dataclass(frozen=True)
class Coming:
    """When an event comes, and the name of its status, empty where none is recorded."""

    when: Day | None
    status: str


def coming_of(arranger: Arranger, event: str) -> Coming:
    """When an event comes, from what was read of it."""
    status = next((one.text for one in arranger.slot(event, "status")), "")
    return Coming(arranger.day(event), status.removeprefix(MLXV.iri))


def standing_of_event(coming: Coming) -> Standing:
    """Whether the event had come by the day that the query string asks about."""
    day = asked_day()
    if day is None:
        return Standing(True)
    found = come_by(coming.when, coming.status, day)
    words = long_day(day.isoformat())
    return Standing(True, day.isoformat(), words, found.status, _(SENTENCES[found.because]))
