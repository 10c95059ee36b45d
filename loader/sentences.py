"""The sentences of a text, by one rule that looks at its lines as a page sets them.

1. A unit is a run of lines. A unit ends at a blank line, at the running title of a page, where a
   heading of the outline begins or ends, and before a line that begins a page (a blank stands
   before it), an item of a list, a footnote, a caption, a note below a table or the next row of
   a table. Of a running title nothing stays.
2. A sentence ends, within its unit, after a full stop, question or exclamation mark, the closing
   quotes and brackets and the footnote's number behind it included, where white space and then a
   capital letter, a figure or an opening quote or bracket follow. It does not end after an
   abbreviation (No., Art., e.g., Mr. …), an initial, or the number of a heading.
3. A unit in running text that breaks off without an end goes on in the next one that is no
   footnote and no heading if that begins with a small letter or a new page: both pieces are one
   sentence, whatever footnotes lie between. A footnote that breaks off goes on in the next unit
   of its page.
4. What has no letter and no figure in it is no sentence.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from loader.normalise import normalised

ABBREVIATIONS: Final = re.compile(
    r"nos?|nums?|arts?|pp?|par|para|vol|fig|ref|eds?|e\.g|i\.e|cf|vs|al|approx|sq|r\.d"
    r"|mrs?|ms|dr|prof|st|co|ltd|inc",
    re.IGNORECASE,
)
"""Words that a full stop belongs to, without it."""
_END: Final = re.compile(
    r"(?<!\.\.)[.!?][\"”’')\]]*(?:\d{1,3}(?=\s))?(?=\s+[\"“‘(\[]*(?:[^\W\d_a-z]|\d))", re.UNICODE
)
_LAST_WORD: Final = re.compile(r"[^\s(\[“\"]*$")
_NUMBERING: Final = re.compile(r"\d{1,2}(\.\d{1,2})*")
_ITEM: Final = re.compile(r"\s*[•*]\s*\S")
_FOOTNOTE: Final = re.compile(r"\s?\d{1,3}\s{1,3}(?:[^\W\d_]|[“\"])")
_CAPTION: Final = re.compile(r"\s?(Table \d+[.:]|Source:|Sources:|Note( \d+)?:|Notes:)")
_ROW_END: Final = re.compile(r"[\d%)-]\s*$")
_UNFINISHED: Final = re.compile(r"[^.!?:;”\s]\s*$")
LEADERS: Final = "...."
LONGEST_ROW: Final = 70
"""Characters; a line of running text that happens to end in a figure is longer."""
LEAST_PROSE: Final = 60
"""Characters of a unit before it counts as running text that a page may break off."""


@dataclass(frozen=True)
class Sentence:
    """A sentence as ranges of code points of the text, the end of each left out."""

    pieces: tuple[tuple[int, int], ...]

    @property
    def start(self) -> int:
        """Its first code point."""
        return self.pieces[0][0]

    @property
    def end(self) -> int:
        """The first code point after it."""
        return self.pieces[-1][1]

    def meets(self, start: int, end: int) -> bool:
        """Whether it has a character in a range."""
        return any(low < end and start < high for low, high in self.pieces)

    def words(self, text: str) -> str:
        """Its words, normalised."""
        return normalised("\n".join(text[low:high] for low, high in self.pieces)).text


@dataclass(frozen=True)
class _Unit:
    """A run of lines; `page`: it is the first of a page, `heading`: it begins with a heading."""

    start: int
    end: int
    footnote: bool
    page: bool
    heading: bool

    @property
    def opens(self) -> bool:
        """Whether a footnote before it cannot go on in it."""
        return self.page or self.heading


def sentences(text: str, headings: Iterable[tuple[int, int]], title: str) -> list[Sentence]:
    """The sentences in the order in which they begin; `headings` are ranges of the text, and
    `title` is what stands, with the number, at the head of pages."""
    found: list[Sentence] = []
    broken: dict[bool, Sentence | None] = {True: None, False: None}
    in_note = False
    for unit in _units(text, sorted(headings), title):
        ranges = list(_split(text, unit))
        if not ranges:
            continue
        in_note = unit.footnote or (in_note and broken[True] is not None and not unit.opens)
        before = broken[in_note]
        goes_on = in_note and not unit.footnote
        goes_on |= not in_note and (unit.page or text[ranges[0][0]].islower()) and not unit.heading
        if before is not None and goes_on:
            found.remove(before)
            found.append(Sentence((*before.pieces, ranges.pop(0))))
        found.extend(Sentence((one,)) for one in ranges)
        broken[in_note] = found[-1] if _breaks_off(text[unit.start : unit.end]) else None
        if not in_note:
            broken[True] = None
    return sorted(found, key=lambda one: one.start)


def _breaks_off(unit: str) -> bool:
    prose = len(unit) >= LEAST_PROSE and LEADERS not in unit
    return prose and _UNFINISHED.search(unit) is not None


class _Lines:
    """Puts the lines of a text together to units, one line after the other."""

    def __init__(self, text: str, headings: list[tuple[int, int]], title: str) -> None:
        self._text = text
        self._running = re.compile(rf"\W*(\d+\W*)?{re.escape(title)}\W*(\d+\W*)?")
        self._edges = sorted({edge for heading in headings for edge in heading})
        self._begins = {low for low, _ in headings}
        self._open: list[tuple[int, int]] = []
        self._footnote = self._page = False
        self.units: list[_Unit] = []

    def close(self) -> None:
        """Ends the unit that is open, if one is."""
        if self._open:
            start, end = self._open[0][0], self._open[-1][1]
            heading = start in self._begins
            page = self._page and not heading
            self.units.append(_Unit(start, end, self._footnote, page, heading))
            self._open, self._page = [], False

    def add(self, low: int, high: int, before: str) -> None:
        """A line of the text, and the words of the line before it."""
        line = self._text[low:high]
        words = line.strip()
        if not words:
            self.close()
        elif self._running.fullmatch(words):
            self.close()
            self._page = True
        else:
            note = _FOOTNOTE.match(line) is not None and (not self._open or self._footnote)
            opens_list = _ITEM.match(line) or _CAPTION.match(line)
            if line[0] == " " or note or opens_list or _is_row(before, words):
                self.close()
            if not self._open:
                self._footnote = note
                self._page = (self._page or line[0] == " ") and not opens_list
            for start, end, edge in _cut(low, high, self._edges):
                if edge:
                    self.close()
                if self._text[start:end].strip():
                    first = start + len(line[start - low :]) - len(line[start - low :].lstrip())
                    self._open.append((first, end))


def _units(text: str, headings: list[tuple[int, int]], title: str) -> list[_Unit]:
    lines = _Lines(text, headings, title)
    position = 0
    before = ""
    for line in text.splitlines(keepends=True):
        lines.add(position, position + len(line), before)
        position, before = position + len(line), line.strip()
    lines.close()
    return lines.units


def _is_row(before: str, line: str) -> bool:
    """Whether a line is the row of a table that follows another."""
    short = len(before) <= LONGEST_ROW and _ROW_END.search(before) is not None
    return short and line[:1].isupper() and (len(line) <= LONGEST_ROW)


def _cut(low: int, high: int, edges: list[int]) -> Iterator[tuple[int, int, bool]]:
    """The parts of a line between headings; whether a part begins at an edge of one."""
    inside = edges[bisect_left(edges, low) : bisect_right(edges, high - 1)]
    points = [low, *(edge for edge in inside if edge > low), high]
    for start, end in pairwise(points):
        yield start, end, start in inside


def _split(text: str, unit: _Unit) -> Iterator[tuple[int, int]]:
    """Ranges of the sentences of a unit, white space around them left out."""
    start = unit.start
    for match in _END.finditer(text, unit.start, unit.end):
        if not _abbreviates(text[start : match.start()]):
            yield from _trimmed(text, start, match.end())
            start = match.end()
    yield from _trimmed(text, start, unit.end)


def _abbreviates(before: str) -> bool:
    """Whether a full stop after these words belongs to the last of them."""
    match = _LAST_WORD.search(before)
    word = match[0] if match else ""
    if ABBREVIATIONS.fullmatch(word) or (len(word) == 1 and word.isupper()):
        return True
    return before.strip() == word and _NUMBERING.fullmatch(word) is not None


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    words = text[start:end]
    low = start + len(words) - len(words.lstrip())
    high = start + len(words.rstrip())
    if any(character.isalnum() for character in text[low:high]):
        yield low, high
