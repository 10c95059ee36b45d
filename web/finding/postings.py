"""In which names a word is: compact lists of positions, found by the word or by its beginning."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Final

# Behind every letter.
LAST: Final = chr(0x10FFFF)


class Postings:
    """The positions of texts by their words; those of one word ascend."""

    def __init__(self, texts: Iterable[Iterable[str]]) -> None:
        found: dict[str, array[int]] = {}
        for position, words in enumerate(texts):
            for word in dict.fromkeys(words):
                found.setdefault(word, array("I")).append(position)
        self.words: Sequence[str] = sorted(found)
        """All words, sorted."""
        runs = [found.pop(word) for word in self.words]
        self._starts = array("I", accumulate(map(len, runs), initial=0))
        self._positions = array("I")
        for run in runs:
            self._positions.extend(run)

    def having(self, word: str) -> Sequence[int]:
        """The positions of the texts with the word."""
        place = bisect_left(self.words, word)
        known = place < len(self.words) and self.words[place] == word
        return self._between(place, place + known)

    def beginning_with(self, beginning: str) -> Sequence[int]:
        """The positions of the texts with words that begin so; one for each such word."""
        return self._between(*self._places(beginning))

    def count(self, beginning: str) -> int:
        """How many positions `beginning_with` would give."""
        first, last = self._places(beginning)
        return self._starts[last] - self._starts[first]

    def first(self, beginning: str, most: int) -> set[int]:
        """Of each word that begins so the first positions, so many of each at most."""
        found: set[int] = set()
        for place in range(*self._places(beginning)):
            start, end = self._starts[place], self._starts[place + 1]
            found.update(self._positions[start : min(end, start + most)])
        return found

    def _places(self, beginning: str) -> tuple[int, int]:
        return bisect_left(self.words, beginning), bisect_left(self.words, beginning + LAST)

    def _between(self, first: int, last: int) -> Sequence[int]:
        return self._positions[self._starts[first] : self._starts[last]]
