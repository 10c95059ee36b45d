"""Dates in words are as precise as the source, and the bounds are shown where words leave room."""

import pytest

from web.words.dates import day, edtf_words


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest", "stated", "words", "bounds"),
    [
        ("2007-11-24", "2007-11-24", "2007-11-24", "", "24 November 2007", ""),
        ("2008-06", "2008-06-01", "2008-06-30", "", "June 2008", ""),
        ("2007", "2007-01-01", "2007-12-31", "", "2007", ""),
        (
            "[2007-05..2007-08]", "2007-05-01", "2007-08-31", "mid-2007",
            "mid-2007", "1 May – 31 August 2007",
        ),
        (
            "2008-33", "2008-01-01", "2008-03-31", "first quarter of 2008",
            "first quarter of 2008", "1 January – 31 March 2008",
        ),
        (
            "[..2008-04]", "", "2008-04-30", "by April 2008",
            "by April 2008", "not after 30 April 2008",
        ),
        ("1999/..", "1999-01-01", "", "since 1999", "since 1999", "not before 1 January 1999"),
        (
            "[2007-12,2008-01]", "2007-12-01", "2008-01-31", "",
            "1 December 2007 – 31 January 2008", "",
        ),
    ],
)  # fmt: skip
def test_a_date_is_shown_as_stated_with_its_bounds(
    edtf: str, earliest: str, latest: str, stated: str, words: str, bounds: str
) -> None:
    shown = day(edtf, earliest, latest, stated)
    assert (shown.words, shown.bounds) == (words, bounds)


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2008-33", "1 January – 31 March 2008"),
        ("[2008-04,2008-05]", "1 April – 31 May 2008"),
        ("[..2008-04]", "not after 30 April 2008"),
        ("2007-06", "June 2007"),
        ("no date", "no date"),
    ],
)
def test_a_date_of_which_only_the_literal_is_known_is_told_by_its_bounds(
    edtf: str, words: str
) -> None:
    assert edtf_words(edtf) == words


def test_only_a_plain_date_is_given_to_machines() -> None:
    assert day("2008-06", "2008-06-01", "2008-06-30", "").machine == "2008-06"
    assert day("2008-33", "2008-01-01", "2008-03-31", "first quarter of 2008").machine == ""
