"""Dates: the table of docs/dates.md holds, and nothing beside it is taken."""

import re
from datetime import date

import pytest

from graph.dates import DateFault, read_date
from loader.wording import has_date, has_words
from tests.conftest import ROOT

DOCUMENTED = re.findall(
    r"^\| `([^`]+)` \| `([^`]+)` \| (\S+) \| (\S+) \|$",
    (ROOT / "docs" / "dates.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)


def day(written: str) -> date | None:
    return None if written == "–" else date.fromisoformat(written)


@pytest.mark.parametrize(("written", "edtf", "earliest", "latest"), DOCUMENTED)
def test_a_documented_form_means_what_the_table_says(
    written: str, edtf: str, earliest: str, latest: str
) -> None:
    stated = read_date(written)
    assert (stated.edtf, stated.earliest, stated.latest) == (edtf, day(earliest), day(latest))


def test_the_table_is_there() -> None:
    assert len(DOCUMENTED) > 25


def test_words_are_kept_where_they_matter_and_plain_dates_need_none() -> None:
    assert read_date("mid-2007").phrase == "mid-2007"
    assert read_date("2007-11-24").phrase is None


@pytest.mark.parametrize(
    "impossible",
    ["2007-02-30", "2007-13", "2001-04-31", "0000", "2008-12-31/", "since 31 April 2004"],
)
def test_a_day_that_no_calendar_has_is_a_fault(impossible: str) -> None:
    with pytest.raises(DateFault):
        read_date(impossible)


@pytest.mark.parametrize(
    "unconventional",
    ["24 November 2007", "24.11.2007", "summer 2007", "2007-1-1", "circa 2007", "2007?", "", "by"],
)
def test_any_other_form_is_a_fault(unconventional: str) -> None:
    with pytest.raises(DateFault):
        read_date(unconventional)


def test_an_interval_does_not_end_before_it_begins() -> None:
    with pytest.raises(DateFault, match="ends before it begins"):
        read_date("2008/2007")


@pytest.mark.parametrize(
    ("passage", "stated"),
    [
        ("signed on 3 March 2001", "2001-03-03"),
        ("signed on March 3, 2001", "2001-03-03"),
        ("signed on 03.03.2001", "2001-03-03"),
        ("signed on 3rd March 2001", "2001-03-03"),
        ("on 3 and 4 March 2001", "2001-03-03"),
        ("on 3 March and 5 April 2001", "2001-03-03"),
        ("in force on 1 January 2002.66", "2002-01-01"),
        ("In June, the year being 2003", "2003-06"),
        ("in 2003,7 it", "2003"),
        ("between 2004 and 2006", "2004/2006"),
        ("until Mid – 1999", "mid-1999"),
        ("in April/May 2008", "April/May 2008"),
        ("due by the end of April 2008", "by April 2008"),
        ("in the 1990s", "1990s"),
    ],
)
def test_a_passage_may_word_a_date_in_these_ways(passage: str, stated: str) -> None:
    assert has_date(passage, read_date(stated))


@pytest.mark.parametrize(
    ("passage", "stated"),
    [
        ("signed on 13 March 2001", "2001-03-03"),
        ("signed on 3 March 2002", "2001-03-03"),
        ("in March 2001", "2001-03-03"),
        ("in July 2003", "2003-06"),
        ("12003 people", "2003"),
        ("in 2004", "2004/2006"),
        ("in 1999", "late 1998"),
    ],
)
def test_another_date_is_not_taken_for_it(passage: str, stated: str) -> None:
    assert not has_date(passage, read_date(stated))


@pytest.mark.parametrize(
    ("passage", "words", "found"),
    [
        ("Art. 44 – 60)51", "44-60", True),
        ("No.109/07.", "109/07", True),
        ("Nos. 56/80, 30/89,26/90", "26/90", True),
        ("1,250 articles", "1,250", True),
        ("1,250 articles", "250", False),
        ("35.5 per cent", "35", False),
        ("35.5 per cent", "5", False),
        ("Nos. 30/89,26/90", "26/90", True),
        ("the Act1 of", "the Act", True),
    ],
)
def test_a_figure_stands_whole_in_a_passage(passage: str, words: str, found: bool) -> None:
    assert has_words(passage, words) is found
