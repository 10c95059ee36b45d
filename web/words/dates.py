"""Dates in words, as precise as the source and never more so, in the reader's language.

A date is four statements: the EDTF literal, its earliest and latest day, and the source's words
where these matter. Source: EDTF (ISO 8601-2) levels 0 and 1; sets and intervals by their bounds.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from graph.dates import bounds as bounds_of
from web.words.languages import ENGLISH, Language
from web.words.names import Name
from web.words.wording import NP_, pgettext
from web.words.wording import gettext as _

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_YEAR = re.compile(r"\d{4}")
# The words of a source are in its own language, which is English for all sources so far.
STATED: Final = ENGLISH.tag
MONTHS: Final = (
    NP_("a month", "January"),
    NP_("a month", "February"),
    NP_("a month", "March"),
    NP_("a month", "April"),
    NP_("a month", "May"),
    NP_("a month", "June"),
    NP_("a month", "July"),
    NP_("a month", "August"),
    NP_("a month", "September"),
    NP_("a month", "October"),
    NP_("a month", "November"),
    NP_("a month", "December"),
)
MONTHS_OF_DAYS: Final = (
    NP_("a day", "January"),
    NP_("a day", "February"),
    NP_("a day", "March"),
    NP_("a day", "April"),
    NP_("a day", "May"),
    NP_("a day", "June"),
    NP_("a day", "July"),
    NP_("a day", "August"),
    NP_("a day", "September"),
    NP_("a day", "October"),
    NP_("a day", "November"),
    NP_("a day", "December"),
)


@dataclass(frozen=True)
class Day:
    """A dated node's date. `bounds` is empty where the words already say them.

    `stated` holds the words where they are the source's, in its language.

    `earliest` and `latest` are ISO days, empty where open; `machine` suits the `datetime`
    attribute of HTML's time element and is empty where that has no form for it.
    """

    words: str
    bounds: str
    machine: str
    earliest: str
    latest: str
    stated: Name | None = None

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
    return Day(
        words,
        bounds if bounds != words else "",
        edtf if plain else "",
        earliest,
        latest,
        Name(stated, STATED) if stated else None,
    )


def long_day(iso: str, spoken: Language | None = None) -> str:
    """An ISO day in words: "24 November 2007"; what is not an ISO day comes back as it is.

    The words are the reader's, unless another language is named.
    """
    match = _DAY.fullmatch(iso)
    if match is None or not 1 <= int(match[2]) <= 12:
        return iso
    return pgettext(
        "a day",
        "%(day)s %(month)s %(year)s",
        spoken=spoken,
        day=int(match[3]),
        month=_of_month(int(match[2]), spoken),
        year=match[1],
    )


def edtf_words(edtf: str, spoken: Language | None = None) -> str:
    """An EDTF literal in words: a day, a month, a year, else its bounds; as it is without any."""
    return _in_words(edtf, spoken) or _bounds_in_words(edtf, spoken) or edtf


def _bounds_in_words(edtf: str, spoken: Language | None) -> str:
    try:
        first, last = bounds_of(edtf)
    except ValueError:
        return ""
    ends = [one.isoformat() if one else "" for one in (first, last)]
    return _range(ends[0], ends[1], spoken)


def _in_words(edtf: str, spoken: Language | None = None) -> str:
    if _DAY.fullmatch(edtf):
        return long_day(edtf, spoken)
    if match := _MONTH.fullmatch(edtf):
        month = _month(int(match[2]), spoken)
        return pgettext("a month", "%(month)s %(year)s", spoken=spoken, month=month, year=match[1])
    return pgettext("a year", "%(year)s", spoken=spoken, year=edtf) if _YEAR.fullmatch(edtf) else ""


def _range(earliest: str, latest: str, spoken: Language | None = None) -> str:
    if earliest and latest:
        if earliest == latest:
            return long_day(earliest, spoken)
        return _whole_month(earliest, latest, spoken) or _between(earliest, latest, spoken)
    if latest:
        return _("not after %(day)s", spoken=spoken, day=long_day(latest, spoken))
    if earliest:
        return _("not before %(day)s", spoken=spoken, day=long_day(earliest, spoken))
    return ""


def _between(earliest: str, latest: str, spoken: Language | None) -> str:
    """Both ends, the year once where it is the same: "1 May – 31 August 2007"."""
    first, last = long_day(earliest, spoken), long_day(latest, spoken)
    match = _DAY.fullmatch(earliest)
    if match is not None and earliest[:4] == latest[:4]:
        month = _of_month(int(match[2]), spoken)
        first = pgettext(
            "a day", "%(day)s %(month)s", spoken=spoken, day=int(match[3]), month=month
        )
    return f"{first} – {last}"


def _whole_month(earliest: str, latest: str, spoken: Language | None) -> str:
    try:
        after = date.fromisoformat(latest) + timedelta(days=1)
    except (ValueError, OverflowError):
        return ""
    whole = earliest.endswith("-01") and after.day == 1 and earliest[:7] == latest[:7]
    return _in_words(earliest[:7], spoken) if whole else ""


def _month(number: int, spoken: Language | None) -> str:
    """The name of a month by itself."""
    return pgettext(*MONTHS[number - 1], spoken=spoken)


def _of_month(number: int, spoken: Language | None) -> str:
    """The name of a month after the number of a day, which some languages inflect."""
    return pgettext(*MONTHS_OF_DAYS[number - 1], spoken=spoken)
