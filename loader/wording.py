"""How a date or a figure may be worded in a passage: a passage must contain what is taken from it.

Everything is compared after the normalisation of `loader.normalise`, letter case aside and with
every dash read as a hyphen without blanks around it.
"""

import re
from datetime import date
from typing import Final

from graph.dates import MONTHS, StatedDate

_DASH: Final = re.compile(r"\s*[\u2010-\u2015\u2212-]\s*")
_MORE_DAYS: Final = r"(?:(?:st|nd|rd|th)?(?:,? and |, | to |-| or )\d{1,2}(?:st|nd|rd|th)?)*"
_MORE_DATES: Final = rf"(?:(?:,? and |, | to |-| or )\d{{1,2}} (?:{'|'.join(MONTHS)}))*".lower()


def loose(text: str) -> str:
    """The text as it is compared: dashes made one, letter case set aside."""
    return _DASH.sub("-", text).casefold()


def has_words(passage: str, words: str) -> bool:
    """Whether the words, such as a figure or an article's number, stand whole in the passage."""
    # A footnote's number is set directly after a word, never directly after a figure.
    after = r"(?![^\W\d])" if words[-1:].isalpha() else r"(?!\w|[.,]\d)"
    # Only a plain figure can be the end of a longer one: "89,26/90" names two issues.
    before = r"(?<!\w)(?<!\d[.,])" if re.fullmatch(r"[\d.,]+", words) else r"(?<!\w)"
    pattern = rf"{before}{re.escape(loose(words))}{after}"
    return re.search(pattern, loose(passage)) is not None


def has_year(passage: str, year: int) -> bool:
    """Whether the passage has the year in four digits, footnote number behind it or not."""
    return re.search(rf"(?<!\d){year:04}(?!\d{{4}})", passage) is not None


def has_date(passage: str, stated: StatedDate) -> bool:
    """Whether the passage words the date, at the precision with which it is stated.

    A phrase must stand as it is; a day in one of the usual orders; of a month its name and its
    year; of anything wider its years.
    """
    if stated.phrase is not None and has_words(passage, stated.phrase):
        return True
    text = loose(passage)
    return all(_has_plain(text, part) for part in _parts(stated))


def _parts(stated: StatedDate) -> list[str]:
    return re.findall(r"\d{4}-\d{2}-\d{2}|\d{4}-\d{2}|\d{4}|\d{3}X", stated.edtf)


def _has_plain(text: str, edtf: str) -> bool:
    if edtf.endswith("X"):
        return re.search(rf"(?<!\d){edtf[:3]}0s", text) is not None
    numbers = [int(part) for part in edtf.split("-")]
    if len(numbers) == 1 or numbers[1] > 12:
        return has_year(text, numbers[0])
    month = MONTHS[numbers[1] - 1].lower()
    if len(numbers) == 2:
        named = re.search(rf"(?<!\w){month}(?!\w)", text) and has_year(text, numbers[0])
        return bool(named or re.search(rf"(?<!\d)0?{numbers[1]}[./]{numbers[0]}(?!\d)", text))
    return _has_day(text, date(*numbers), month)


def _has_day(text: str, day: date, month: str) -> bool:
    year = rf"{day.year:04}(?!\d{{4}})"
    orders = (
        rf"(?<!\d)0?{day.day}(?:st|nd|rd|th)?{_MORE_DAYS} (?:of )?{month}{_MORE_DATES},? {year}",
        rf"(?<!\w){month} 0?{day.day}(?:st|nd|rd|th)?{_MORE_DAYS},? {year}",
        rf"(?<!\d)0?{day.day}(?P<dot>[./-])0?{day.month}(?P=dot){year}",
        rf"(?<!\d){day.year:04}-{day.month:02}-{day.day:02}(?!\d)",
    )
    return any(re.search(order, text) for order in orders)
