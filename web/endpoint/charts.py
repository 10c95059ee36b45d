"""A result as pictures: bars for its numbers, or for how often a value comes, and a timeline.

They are drawn on the server, as tables with a drawing in each row, and need no script.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from graph.iris import EDTF, XSD
from graph.terms import Literal, Term
from web.endpoint.results import Result, shown
from web.pages.view import Value
from web.site import Site
from web.words.bounds import bounds
from web.words.literals import NUMBERS
from web.words.names import Name

WIDTH: Final = 600
"""Units of a drawing from side to side."""
NARROWEST: Final = 6.0
MOST_BARS: Final = 60
MOST_TICKS: Final = 8
VIEWS: Final = ("table", "chart", "timeline")
_DATES: Final = (XSD.date, XSD.dateTime, XSD.gYear, XSD.gYearMonth)


@dataclass(frozen=True)
class Bar:
    """A row of a chart. `width` is in units of a drawing."""

    label: Value
    number: str
    width: float


@dataclass(frozen=True)
class Chart:
    """Bars, the longest as wide as the drawing; `left_out` counts those that are not drawn.

    `of` is the column whose numbers they are, empty where they count the rows by `by`.
    """

    by: str
    of: str
    bars: Sequence[Bar]
    left_out: int
    choices: Sequence[str]


@dataclass(frozen=True)
class Span:
    """A row of a timeline; `x` and `width` are in units of a drawing. `open`: it has no end."""

    label: Value
    words: Value
    x: float
    width: float
    exact: bool
    open: bool


@dataclass(frozen=True)
class Line:
    """A timeline: years with their places on it, rows in time, and how many have no date."""

    ticks: Sequence[tuple[int, float]]
    spans: Sequence[Span]
    undated: int


@dataclass(frozen=True)
class Pictures:
    """What a result can be shown as, and as what it is."""

    views: Sequence[str]
    view: str
    chart: Chart | None
    line: Line | None


def pictures(here: Site, result: Result, arguments: Mapping[str, str]) -> Pictures:
    """The pictures of a table, as the arguments `view` and `by` choose."""
    dated = _dated(result)
    views = [VIEWS[0], *(VIEWS[1:2] if result.rows else ()), *(VIEWS[2:] if dated else ())]
    wanted = arguments.get("view", "")
    view = wanted if wanted in views else VIEWS[0]
    chart = _chart(here, result, arguments.get("by", "")) if view == "chart" else None
    line = _line(result, dated) if view == "timeline" else None
    return Pictures(views, view, chart, line)


def _chart(here: Site, result: Result, by: str) -> Chart:
    columns = result.columns
    numeric = [place for place, _ in enumerate(columns) if _all_numbers(result, place)]
    others = [place for place, _ in enumerate(columns) if place not in numeric]
    choices = tuple(columns[place] for place in others)
    if numeric and others and by not in choices:
        of, place = numeric[-1], others[0]
        numbers = [_number(row[of]) for row in result.terms]
        most = max((abs(one) for one in numbers), default=0.0)
        bars = [
            Bar(row[place], row[of].name.text, _width(one, most))
            for row, one in zip(result.rows, numbers, strict=True)
        ]
        return Chart(columns[place], columns[of], bars[:MOST_BARS], len(bars[MOST_BARS:]), choices)
    place = columns.index(by) if by in columns else (others or numeric)[0]
    counted = Counter(row[place] for row in result.terms).most_common()
    most = counted[0][1] if counted else 0
    bars = [Bar(shown(here, term), str(one), _width(one, most)) for term, one in counted]
    return Chart(columns[place], "", bars[:MOST_BARS], len(bars[MOST_BARS:]), choices)


def _width(number: float, most: float) -> float:
    return round(abs(number) / most * WIDTH, 1) if most else 0.0


def _all_numbers(result: Result, place: int) -> bool:
    found = [row[place] for row in result.terms if row[place] is not None]
    return bool(found) and all(_is_number(one) for one in found)


def _is_number(term: Term | None) -> bool:
    return isinstance(term, Literal) and term.datatype.value in NUMBERS


def _number(term: Term | None) -> float:
    try:
        found = float(term.value) if isinstance(term, Literal) else 0.0
    except ValueError:
        return 0.0
    return found if abs(found) < float("inf") else 0.0


def _dated(result: Result) -> list[int]:
    """The columns that hold dates."""
    return [
        place
        for place, _ in enumerate(result.columns)
        if any(_bounds(row[place]) for row in result.terms)
    ]


def _bounds(term: Term | None) -> tuple[str, str] | None:
    """The first and the last day that a date allows, each empty where it is open."""
    if not isinstance(term, Literal):
        return None
    if term.datatype in EDTF or term.datatype in _DATES:
        found = bounds(re.sub(r"T.*|Z$|(?<=\d\d)[+-]\d\d:\d\d$", "", term.value))
        return found if any(found) else None
    return None


def _line(result: Result, dated: Sequence[int]) -> Line:
    columns = result.columns
    label = next((place for place, _ in enumerate(columns) if place not in dated), dated[0])
    words = next((one for one in dated if columns[one] not in ("earliest", "latest")), dated[0])
    found = []
    for row, terms in zip(result.rows, result.terms, strict=True):
        limits = [one for place in dated if (one := _bounds(terms[place]))]
        first = min((one[0] for one in limits if one[0]), default="")
        last = max((one[1] for one in limits if one[1]), default="")
        if first or last:
            open_ = not all(one[1] for one in limits) or not first
            found.append((first or last, last or first, open_, row[label], row[words]))
    found.sort(key=lambda one: one[:2])
    years = [int(one[:4]) for first, last, *_ in found for one in (first, last)]
    begin, end = min(years, default=0), max(years, default=0) + 1
    spans = [_span(first, last, open_, label_, words_, begin, end)
             for first, last, open_, label_, words_ in found]  # fmt: skip
    step = max(1, -(-(end - begin) // MOST_TICKS))
    ticks = [(year, _x(date(year, 1, 1), begin, end)) for year in range(begin, end, step)]
    return Line(ticks, spans, len(result.rows) - len(found))


def _span(
    first: str, last: str, open_: bool, label: Value, words: Value, begin: int, end: int
) -> Span:
    start = _x(date.fromisoformat(first), begin, end)
    width = max(_x(date.fromisoformat(last), begin, end) - start, NARROWEST)
    blank = Value(Name(f"{first} – {last}" if first != last else first))
    return Span(
        label,
        words if words.name.text or words.day else blank,
        min(start, WIDTH - NARROWEST),
        min(width, WIDTH - min(start, WIDTH - NARROWEST)),
        first == last,
        open_,
    )


def _x(day: date, begin: int, end: int) -> float:
    whole = date(end, 1, 1).toordinal() - date(begin, 1, 1).toordinal()
    return round((day.toordinal() - date(begin, 1, 1).toordinal()) / whole * WIDTH, 1)
