"""Finds the passages that evidence means in a text: sections by headings, ranges by anchors."""

import hashlib
import re
from bisect import bisect_right
from dataclasses import dataclass

from loader.faults import Faults, Place
from loader.normalise import Normalised, digest, normalised
from loader.records import Evidence
from loader.sources import Section, Source


@dataclass(frozen=True)
class Passage:
    """A located passage. `start` and `end` are code points of the text, `end` the first after it;
    `paragraph` counts from 1 in the section; `sha256` is that of the normalised passage."""

    section: str
    start: int
    end: int
    paragraph: int
    sha256: str


class SourceText:
    """The text of a source with its sections. What cannot be found is noted as a fault."""

    def __init__(self, source: Source, text: str, faults: Faults) -> None:
        self.source, self.text, self._faults = source, text, faults
        self._normal: Normalised = normalised(text)
        self._breaks = [match.end() for match in re.finditer(r"\n[^\S\n]*\n\s*", text)]
        self._starts = self._section_starts()

    def _section_starts(self) -> dict[str, int]:
        """Where each section's heading begins in the normalised text, in order of the outline."""
        starts: dict[str, int] = {}
        last = -1
        for section in self.source.outline:
            start = self._heading(section)
            if start is None:
                continue
            if start <= last:
                remedy = "Put the outline in the order of the text, or mend `occurrence:`."
                message = f"section {section.number!r} begins before the one above it"
                self._faults.add(section.place, message, remedy)
            starts[section.number] = last = start
        return starts

    def _heading(self, section: Section) -> int | None:
        found = _matches(self._normal.text, normalised(section.heading).text)
        nth = section.occurrence or 1
        if len(found) >= nth and (section.occurrence or len(found) == 1):
            return found[nth - 1]
        message = f"the heading of section {section.number!r} is {len(found)} times in the text"
        remedy = "Write its words as the text has them, with `occurrence:` if they recur."
        self._faults.add(section.place, message, remedy)
        return None

    def section_range(self, number: str) -> tuple[int, int]:
        """The section with all below it, in the normalised text. Raises KeyError if not found."""
        start = self._starts[number]
        below = (f"{number}.", f"{number},")
        after = [
            other
            for name, other in self._starts.items()
            if other > start and not name.startswith(below)
        ]
        return start, min(after, default=len(self._normal.text))

    def headings(self) -> dict[str, tuple[int, int]]:
        """The range of each section's heading in the text, by the section's number."""
        found = {}
        for section in self.source.outline:
            if (start := self._starts.get(section.number)) is not None:
                end = start + len(normalised(section.heading).text)
                found[section.number] = self._normal.original(start, end)
        return found

    def place(self, offset: int) -> tuple[str, int]:
        """The innermost section at an offset of the text, and the paragraph in it."""
        at = self._normal.at(offset)
        begun = [name for name, start in self._starts.items() if start <= at]
        number = begun[-1] if begun else next(iter(self._starts), "")
        start = self._normal.starts[self._starts[number]] if self._starts else 0
        return number, self._paragraph(start, offset)

    def find(self, evidence: Evidence) -> Passage | None:
        """The passage that evidence means; None, with a fault, where that is not one passage."""
        if evidence.section not in self._starts:
            return None
        low, high = self.section_range(evidence.section)
        first = self._first(evidence, low, high)
        if first is None:
            return None
        end = first + len(normalised(evidence.first).text)
        if evidence.last is not None:
            words = normalised(evidence.last).text
            found = self._normal.text.find(words, end, high)
            if found < 0:
                remedy = "Write `to:` with words that follow `from:` in the same section."
                message = f"{evidence.last!r} does not follow {evidence.first!r}"
                self._faults.add(evidence.place, message, remedy)
                return None
            end = found + len(words)
        start, stop = self._normal.original(first, end)
        paragraph = self._paragraph(self._normal.starts[low], start)
        return Passage(evidence.section, start, stop, paragraph, digest(self.text[start:stop]))

    def _first(self, evidence: Evidence, low: int, high: int) -> int | None:
        words = normalised(evidence.first).text
        found = _matches(self._normal.text[low:high], words)
        if evidence.occurrence is not None and len(found) >= evidence.occurrence:
            return low + found[evidence.occurrence - 1]
        if len(found) == 1 and evidence.occurrence is None:
            return low + found[0]
        message = f"{evidence.first!r} is {len(found)} times in section {evidence.section}"
        remedy = "Write more words of it, or `occurrence:`."
        if not found:
            elsewhere = [name for name in self._starts if self._stands_in(words, name)]
            remedy = "Write the words as the text has them, words broken at line ends joined."
            if elsewhere:
                remedy = f"It stands in section {' and '.join(elsewhere)}."
        self._faults.add(evidence.place, message, remedy)
        return None

    def _stands_in(self, words: str, number: str) -> bool:
        low, high = self.section_range(number)
        return words in self._normal.text[low:high]

    def _paragraph(self, section_start: int, start: int) -> int:
        """The number of the block of lines, blank lines between, the heading's line left out."""
        breaks = self._breaks
        return max(1, bisect_right(breaks, start) - bisect_right(breaks, section_start))


def _matches(text: str, words: str) -> list[int]:
    found: list[int] = []
    position = text.find(words) if words else -1
    while position >= 0:
        found.append(position)
        position = text.find(words, position + 1)
    return found


def read_text(source: Source, content: bytes, faults: Faults, place: Place) -> str | None:
    """The text in the source's encoding; None, with a fault, if its digest is another."""
    found = hashlib.sha256(content).hexdigest()
    if found != source.sha256:
        message = f"the text of {source.id} has the SHA-256 {found}"
        remedy = f"Take the text with {source.sha256}, as source.yaml says, or mend source.yaml."
        faults.add(place, message, remedy)
        return None
    return content.decode(source.encoding)
