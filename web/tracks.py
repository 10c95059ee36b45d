"""The drawing of a date on a track of one year, as uncertain as the date is.

A day is a mark, a month or a year a bar, what the source says in words a faded bar, what is merely
foreseen hollow, what is under way dashed; what is open or goes on beyond the year ends in an arrow.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from web.dates import Day

WIDTH: Final = 240
NARROWEST: Final = 5.0
STATES: Final = ("foreseen", "under-way")


@dataclass(frozen=True)
class Track:
    """Where the drawing starts and how wide it is, in units of a track that is WIDTH wide.

    `shape` is `day`, `bar` or `faded`; `state` is empty for what occurred; `before` and `after`
    say that the date reaches beyond the track.
    """

    start: float
    width: float
    shape: str
    state: str
    before: bool
    after: bool

    @property
    def end(self) -> float:
        """Where the drawing ends."""
        return round(self.start + self.width, 1)


def track(day: Day, year: int, status: str, *, in_words: bool) -> Track:
    """The drawing of a date that touches the year. `in_words`: the source says it in words."""
    first = _position(day.earliest, year) if day.earliest else None
    last = _position(day.latest, year, after=True) if day.latest else None
    start = 0.0 if first is None else min(max(first, 0.0), WIDTH - NARROWEST)
    end = float(WIDTH) if last is None else min(max(last, NARROWEST), float(WIDTH))
    exact = bool(day.earliest) and day.earliest == day.latest
    open_ = first is None or last is None
    return Track(
        round(start, 1),
        round(max(end - start, NARROWEST), 1),
        "day" if exact else "faded" if in_words or open_ else "bar",
        status if status in STATES else "",
        first is None or first < 0,
        last is None or last > WIDTH,
    )


def _position(iso: str, year: int, *, after: bool = False) -> float:
    """Where a day lies on the track of a year, less than 0 before it, more than WIDTH after it."""
    found = date.fromisoformat(iso)
    if found.year != year:
        return -1.0 if found.year < year else WIDTH + 1.0
    days = (date(year, 12, 31) - date(year, 1, 1)).days + 1
    return (found.timetuple().tm_yday - 1 + after) / days * WIDTH
