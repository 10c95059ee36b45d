"""The one place where a stated date becomes EDTF and bounds.

A date is written in a record as its source has it. What the words mean is our convention:

| written | EDTF | bounds, both inclusive |
|---|---|---|
| `2007-11-24`, `2008-06`, `1997` | the same | the day, month or year |
| `1990s` | `199X` | the ten years |
| `2004/2006`, `2007-05/2007-08-15` | the same (an interval) | outer days of both |
| `April/May 2008` | `[2008-04,2008-05]` | outer days of both |
| `early`, `beginning of`, `start of` 2008 | `[2008-01..2008-04]` | January to April |
| `mid-2007`, `middle of 2007` | `[2007-05..2007-08]` | May to August |
| `late 2005` | `[2005-09..2005-12]` | September to December |
| `end of 2004` | `[2004-10..2004-12]` | October to December |
| `early`/`mid-`/`late` March 2008 | `[2008-03-01..2008-03-10]` and so on | thirds of the month |
| `beginning of`, `end of` March 2008 | as `early`, `late` | thirds of the month |
| `first half of 2008` | `[2008-01..2008-06]` | January to June |
| `first quarter of 2008` | `2008-33` | the quarter |
| `by April 2008`, `until …` | `[..2008-04]` | open, the last day of it |
| `before 2004` | `[..2003-12-31]` | open, the day before it |
| `since 1999`, `from …` | `[1999..]` | the first day of it, open |
| `after March 2004` | `[2004-04-01..]` | the day after it, open |

EDTF itself is read by the `edtf` package behind `bounds`; nothing else reads it.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from time import struct_time
from typing import Final

from edtf import EDTFParseException, parse_edtf

MONTHS: Final = tuple(calendar.month_name)[1:]
_MONTH: Final = "|".join(MONTHS)
_ORDINALS: Final = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": 3}
_PART_OF_YEAR: Final = {
    "early": (1, 4),
    "beginning of": (1, 4),
    "start of": (1, 4),
    "mid": (5, 8),
    "middle of": (5, 8),
    "late": (9, 12),
    "end of": (10, 12),
}
_PART_OF_MONTH: Final = {
    "early": (1, 10),
    "beginning of": (1, 10),
    "start of": (1, 10),
    "mid": (11, 20),
    "middle of": (11, 20),
    "late": (21, 31),
    "end of": (21, 31),
}
_PLAIN: Final = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_WORDED: Final = re.compile(rf"(?:(\d{{1,2}}) )?({_MONTH}) (\d{{4}})", re.IGNORECASE)
_PARTS: Final = "|".join(_PART_OF_YEAR)
_PART: Final = re.compile(rf"({_PARTS})[- ](?:({_MONTH}) )?(\d{{4}})", re.IGNORECASE)
_HALF: Final = re.compile(r"(first|second|last) half of (\d{4})", re.IGNORECASE)
_QUARTER: Final = re.compile(r"(first|second|third|fourth|last) quarter of (\d{4})", re.IGNORECASE)
_EITHER: Final = re.compile(rf"({_MONTH})/({_MONTH}) (\d{{4}})", re.IGNORECASE)
_OPEN: Final = re.compile(r"(by|until|before|since|from|after) (.+)", re.IGNORECASE)


class DateFault(ValueError):
    """The text is no date, or none of the conventions; the message says which."""


@dataclass(frozen=True)
class StatedDate:
    """A date as precise as its source.

    `earliest` and `latest` are inclusive, None on an open side; `phrase` is the source's own
    wording where that is more than a plain date.
    """

    edtf: str
    earliest: date | None
    latest: date | None
    phrase: str | None = None


@cache
def bounds(edtf: str) -> tuple[date | None, date | None]:
    """First and last day of an EDTF expression, None on an open side.

    Raises DateFault if it is not EDTF or names a day that no calendar has.
    Source: Extended Date/Time Format (EDTF), levels 0 to 2.
    """
    try:
        parsed = parse_edtf(edtf)
        return _day(parsed.lower_strict()), _day(parsed.upper_strict())
    except (EDTFParseException, ValueError, AttributeError) as error:
        raise DateFault(f"{edtf!r} is not a date that a calendar has") from error


def _day(moment: object) -> date | None:
    """A day as `edtf` gives it; it writes an open side as an infinite number."""
    if isinstance(moment, struct_time):
        return date(moment.tm_year, moment.tm_mon, moment.tm_mday)
    return None


@cache
def read_date(text: str) -> StatedDate:
    """The date that a record states. Raises DateFault when it is impossible or unconventional."""
    words = " ".join(text.split())
    try:
        edtf = _plain(words) or _interval(words) or _phrase(words)
    except OverflowError as error:
        raise DateFault(f"{text!r} lies outside the calendar") from error
    if edtf is None:
        raise DateFault(f"{text!r} is not written as a date of the conventions")
    earliest, latest = bounds(edtf)
    if earliest and latest and latest < earliest:
        raise DateFault(f"{text!r} ends before it begins")
    plain = _PLAIN.fullmatch(words) or "/" in edtf
    return StatedDate(edtf, earliest, latest, None if plain else words)


def _plain(words: str) -> str | None:
    if _PLAIN.fullmatch(words):
        _whole(words)
        return words
    return None


def _whole(edtf: str) -> tuple[date, date]:
    """Both bounds of a plain date, which has them. Raises DateFault for an impossible one."""
    first, last = bounds(edtf)
    if first is None or last is None:
        raise DateFault(f"{edtf!r} is not a day, a month or a year")
    return first, last


def _interval(words: str) -> str | None:
    sides = words.split("/")
    return words if len(sides) == 2 and all(map(_plain, sides)) else None


def _worded(words: str) -> str | None:
    """EDTF of `24 November 2007`, `April 2008`, `2008` or a plain date, None for anything else."""
    if _PLAIN.fullmatch(words):
        return words
    if match := _WORDED.fullmatch(words):
        day = f"-{int(match[1]):02}" if match[1] else ""
        return f"{match[3]}-{_month(match[2]):02}{day}"
    return None


def _month(name: str) -> int:
    return MONTHS.index(name.capitalize()) + 1


def _phrase(words: str) -> str | None:
    if match := re.fullmatch(r"(\d{3})0s", words):
        return f"{match[1]}X"
    if match := _PART.fullmatch(words):
        return _part(match[1].lower(), match[2], match[3])
    if match := _HALF.fullmatch(words):
        months = ("01", "06") if match[1].lower() == "first" else ("07", "12")
        return f"[{match[2]}-{months[0]}..{match[2]}-{months[1]}]"
    if match := _QUARTER.fullmatch(words):
        return f"{match[2]}-{33 + _ORDINALS[match[1].lower()]}"
    if match := _EITHER.fullmatch(words):
        return f"[{match[3]}-{_month(match[1]):02},{match[3]}-{_month(match[2]):02}]"
    if match := _OPEN.fullmatch(words):
        return _open(match[1].lower(), match[2])
    return None


def _part(part: str, month: str | None, year: str) -> str:
    if month is None:
        first, last = _PART_OF_YEAR[part]
        return f"[{year}-{first:02}..{year}-{last:02}]"
    first, last = _PART_OF_MONTH[part]
    last = min(last, calendar.monthrange(int(year), _month(month))[1])
    stem = f"{year}-{_month(month):02}"
    return f"[{stem}-{first:02}..{stem}-{last:02}]"


def _open(word: str, rest: str) -> str | None:
    # What the word bounds may itself be a phrase: "by the end of 2008", "since mid-2004".
    inner = _worded(rest) or _phrase(rest.removeprefix("the "))
    if inner is None:
        return None
    first, last = bounds(inner)
    if first is None or last is None:
        return None
    day = timedelta(days=1)
    simple = "[" not in inner and "X" not in inner and not re.search(r"-3\d$", inner[:7])
    match word:
        case "by" | "until":
            return f"[..{inner if simple else last.isoformat()}]"
        case "before":
            return f"[..{(first - day).isoformat()}]"
        case "since" | "from":
            return f"[{inner if simple else first.isoformat()}..]"
        case _:
            return f"[{(last + day).isoformat()}..]"
