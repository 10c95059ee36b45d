"""The first and the last day that a date allows, from how it is written.

Source: EDTF (ISO 8601-2), levels 0 and 1: days, months, years, quarters, sets and intervals.
"""

import calendar
import re
from datetime import date
from typing import Final

_PART: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_WRITTEN: Final = re.compile(r"[\[{]?(?:\.\.)?[\d~?%-]+(?:(?:,|\.\.|/)(?:[\d~?%-]+)?)*[\]}]?")
_OPEN_BEFORE: Final = re.compile(r"[\[{]?(?:\.\.|/)")
_OPEN_AFTER: Final = re.compile(r".*(?:\.\.|/)[\]}]?")
FIRST_QUARTER: Final = 33


def bounds(written: str) -> tuple[str, str]:
    """Both as ISO days; each is empty where it is open, both where this is no date."""
    text = written.strip()
    parts = list(_PART.finditer(text)) if _WRITTEN.fullmatch(text) else []
    days = [_days(one[1], one[2], one[3]) for one in parts]
    if not days or None in days:
        return "", ""
    found = [one for one in days if one]
    first = "" if _OPEN_BEFORE.match(text) else min(one[0] for one in found).isoformat()
    last = "" if _OPEN_AFTER.fullmatch(text) else max(one[1] for one in found).isoformat()
    return first, last


def _days(year: str, month: str | None, day: str | None) -> tuple[date, date] | None:
    try:
        number = int(year)
        if month is None:
            return date(number, 1, 1), date(number, 12, 31)
        first, last = _months(int(month))
        if day is not None:
            return date(number, first, int(day)), date(number, last, int(day))
        return date(number, first, 1), date(number, last, calendar.monthrange(number, last)[1])
    except ValueError:
        return None


def _months(number: int) -> tuple[int, int]:
    """The first and the last month of a month or of a quarter, which EDTF counts from 33."""
    if FIRST_QUARTER <= number < FIRST_QUARTER + 4:
        first = (number - FIRST_QUARTER) * 3 + 1
        return first, first + 2
    return number, number
