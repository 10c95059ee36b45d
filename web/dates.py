"""Dates in words, as precise as the source and never more so.

A date is four statements: the EDTF literal, its earliest and latest day, and the source's words
where these matter. Source: EDTF (ISO 8601-2) levels 0 and 1; sets and intervals by their bounds.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True)
class Day:
    """A dated node's date. `bounds` is empty where the words already say them.

    `earliest` and `latest` are ISO days, empty where open; `machine` suits the `datetime`
    attribute of HTML's time element and is empty where that has no form for it.
    """

    words: str
    bounds: str
    machine: str
    earliest: str
    latest: str

    @property
    def sort_key(self) -> tuple[str, str]:
        """Sorts chronologically; what has no earliest day sorts by its latest, undated last."""
        return (self.earliest or self.latest or "9999", self.latest or "9999")


def day(edtf: str, earliest: str, latest: str, stated: str) -> Day:
    """The date of a node from its four statements, each empty where there is none."""
    words = stated or _in_words(edtf) or _range(earliest, latest)
    precise = not stated and _in_words(edtf)
    bounds = "" if precise or not (earliest or latest) else _range(earliest, latest)
    plain = any(one.fullmatch(edtf) for one in (_DAY, _MONTH, _YEAR))
    return Day(words, bounds if bounds != words else "", edtf if plain else "", earliest, latest)


def long_day(iso: str) -> str:
    """An ISO day in words: "24 November 2007"; what is not an ISO day comes back as it is."""
    match = _DAY.fullmatch(iso)
    if match is None or not 1 <= int(match[2]) <= 12:
        return iso
    return f"{int(match[3])} {calendar.month_name[int(match[2])]} {match[1]}"


def edtf_words(edtf: str) -> str:
    """An EDTF literal in words where it is a day, a month or a year, else as it is."""
    return _in_words(edtf) or edtf


def _in_words(edtf: str) -> str:
    if _DAY.fullmatch(edtf):
        return long_day(edtf)
    if match := _MONTH.fullmatch(edtf):
        return f"{calendar.month_name[int(match[2])]} {match[1]}"
    return edtf if _YEAR.fullmatch(edtf) else ""


def _range(earliest: str, latest: str) -> str:
    if earliest and latest:
        if earliest == latest:
            return long_day(earliest)
        return _whole_month(earliest, latest) or _between(earliest, latest)
    if latest:
        return f"not after {long_day(latest)}"
    return f"not before {long_day(earliest)}" if earliest else ""


def _between(earliest: str, latest: str) -> str:
    """Both ends, the year once where it is the same: "1 May – 31 August 2007"."""
    first, last = long_day(earliest), long_day(latest)
    if earliest[:4] == latest[:4]:
        first = first.rpartition(" ")[0]
    return f"{first} – {last}"


def _whole_month(earliest: str, latest: str) -> str:
    try:
        after = date.fromisoformat(latest) + timedelta(days=1)
    except (ValueError, OverflowError):
        return ""
    whole = earliest.endswith("-01") and after.day == 1 and earliest[:7] == latest[:7]
    return _in_words(earliest[:7]) if whole else ""
