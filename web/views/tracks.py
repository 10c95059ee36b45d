"""The drawing of a date on a track of one or more years, as uncertain as the date is.

A day is a mark, a month or a year a bar, what the source says in words a faded bar, what is merely
foreseen hollow, what is under way dashed; what is open or goes on beyond it ends in an arrow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from web.words.dates import Day

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


def track(day: Day, years: tuple[int, int], status: str) -> Track:
    """The drawing of a date that touches a year from the first to the last."""
    first = _position(day.earliest, years) if day.earliest else None
    last = _position(day.latest, years, after=True) if day.latest else None
    start = 0.0 if first is None else min(max(first, 0.0), WIDTH - NARROWEST)
    end = float(WIDTH) if last is None else min(max(last, NARROWEST), float(WIDTH))
    exact = bool(day.earliest) and day.earliest == day.latest
    uncertain = bool(day.stated) or first is None or last is None
    return Track(
        round(start, 1),
        round(max(end - start, NARROWEST), 1),
        "day" if exact else "faded" if uncertain else "bar",
        status if status in STATES else "",
        first is None or first < 0,
        last is None or last > WIDTH,
    )


def life(days: Sequence[tuple[Day | None, str]]) -> list[Track | None]:
    """The drawings of dates, each with its status, on one track that has the years of all."""
    bounds = [bound for day, _ in days if day for bound in (day.earliest, day.latest) if bound]
    if not bounds:
        return [None] * len(days)
    years = int(min(bounds)[:4]), int(max(bounds)[:4])
    return [track(day, years, status) if day else None for day, status in days]


def _position(iso: str, years: tuple[int, int], *, after: bool = False) -> float:
    """Where a day lies on the track, less than 0 before it, more than WIDTH after it."""
    found, first = date.fromisoformat(iso), date(years[0], 1, 1)
    if not years[0] <= found.year <= years[1]:
        return -1.0 if found < first else WIDTH + 1.0
    days = (date(years[1], 12, 31) - first).days + 1
    return ((found - first).days + after) / days * WIDTH
