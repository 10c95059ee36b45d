"""Matching of names that people wrote against the names in the graph: how alike, from 0 to 100.

The scores mean the same for every query:

- 100 the label itself, but for case, diacritics, punctuation and the article "the"
- 98  another name, an abbreviation or a number, in the same sense
- up to 95 a name spelt or ordered differently, by how much of it agrees
- up to 90 all words of the one are in the other, by how much of the longer they are; less where
  a word is misspelt, by how much of it agrees
- up to 80 a Serbian name, as far as a glossary can put it into English; only a hint
- 70  the initials of the label, in English or in Serbian; only a hint, since no source gives them
  as a name

What is below 50 is not told.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Final

from rapidfuzz import fuzz, process

from web.finding.glossary import glossary
from web.finding.postings import Postings
from web.finding.search import MOST_CHARACTERS, behind, fold
from web.words.languages import language
from web.words.names import Name

LABEL: Final = 100.0
OTHER_NAME: Final = 98.0
ALIKE: Final = 95.0
INITIALS: Final = 70.0
TRANSLATED: Final = 0.8
"""Of the score of a name in English, that of what a glossary makes of a Serbian one."""
LEAST: Final = 60.0
LEAST_TOLD: Final = 50.0
CERTAIN: Final = 90.0
LEAD: Final = 5.0
# A text this short is an abbreviation: one letter more or less makes it another.
SHORT: Final = 4
# How alike a misspelt word is to the right one, at least.
LEAST_OF_WORD: Final = 0.8
# The words that a word is compared by: how alike from 0 to 100 at least, and how many.
LEAST_SHARED: Final = 66.0
MOST_LIKE: Final = 8
# So many names are compared with a text, letter by letter, at most.
MOST_SHARING: Final = 1000
MOST_REMEMBERED: Final = 4096
# So many words of a name begin a letter of its initials, at least.
LEAST_INITIALS: Final = 3
_WORD: Final = re.compile(r"\w+")
# Full stops and apostrophes part no words: "D.E.C.E.P" is one, and so is "IOM’s".
_NO_WORD: Final = str.maketrans("", "", ".'’")


@dataclass(frozen=True)
class Match:
    """An entity whose name is like the text, the name that is, and how much."""

    iri: str
    found_by: str
    score: float


@dataclass(frozen=True)
class _Name:
    iri: str
    name: Name
    preferred: bool
    plain: str
    words: frozenset[str]


def words_of(text: str) -> list[str]:
    """The words by which names are compared."""
    return [one for one in _WORD.findall(fold(text).translate(_NO_WORD)) if one != "the"]


def likeness(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 100: the words in any order."""
    left, right = words_of(one), words_of(other)
    if left == right:
        return LABEL
    plain = fuzz.ratio(" ".join(left), " ".join(right))
    return max(plain, fuzz.ratio(" ".join(sorted(left)), " ".join(sorted(right)))) * ALIKE / 100


class Matcher:
    """The names of entities, ready to be compared with what people wrote.

    `names` are IRI, name and whether the name is the label; `classes` those of each entity. Those
    of few words stand first.
    """

    def __init__(
        self, names: Iterable[tuple[str, Name, bool]], classes: Mapping[str, frozenset[str]]
    ) -> None:
        self.classes = classes
        self._names = [
            _Name(iri, name, preferred, " ".join(words), frozenset(words))
            for iri, name, preferred in names
            if iri in classes
            for words in [words_of(name.text)]
        ]
        self._names.sort(key=lambda one: (len(one.words), one.name.text, one.iri))
        self._plain = [one.plain for one in self._names]
        self._sorted = [" ".join(sorted(plain.split())) for plain in self._plain]
        self._with_word = Postings(one.words for one in self._names)
        self._by_rarest: dict[str, list[int]] = defaultdict(list)
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._initials: dict[str, list[int]] = defaultdict(list)
        self._of: dict[str, list[_Name]] = defaultdict(list)
        self._alike_to = lru_cache(maxsize=MOST_REMEMBERED)(self._find_alike)
        frequency = Counter(chain.from_iterable(one.words for one in self._names))
        for position, one in enumerate(self._names):
            self._exact[one.plain].append(position)
            self._exact[one.plain.replace(" ", "")].append(position)
            self._of[one.iri].append(one)
            if len(one.words) > 1:
                rarest = min(one.words, key=lambda word: (frequency[word], word))
                self._by_rarest[rarest].append(position)
            if one.preferred:
                serbian = glossary().initials(one.plain.split())
                for initials in _initials_of(one.name.text) | {serbian}:
                    if len(initials) >= LEAST_INITIALS:
                        self._initials[initials].append(position)

    def names(self, iri: str) -> list[str]:
        """All names of an entity, the label first."""
        known = sorted(self._of[iri], key=lambda one: (not one.preferred, one.name.text))
        return [one.name.text for one in known]

    def find(self, text: str, fits: Callable[[str], bool], limit: int) -> list[Match]:
        """The entities that fit with names like the text, the likest first."""
        words = words_of(text[:MOST_CHARACTERS])
        if not words:
            return []
        reader = language()
        best: dict[str, tuple[float, float, bool, str]] = {}
        for position, score in self._scores_in_both(words, fits, limit):
            one = self._names[position]
            foreign = not reader.reads(one.name.lang)
            found = (-round(score, 1), behind(one.iri), foreign, one.name.text)
            known = best.get(one.iri)
            if score >= LEAST_TOLD and (known is None or found < known):
                best[one.iri] = found
        ranked = sorted((*found, iri) for iri, found in best.items() if fits(iri))[:limit]
        return [Match(iri, text, -below) for below, _, _, text, iri in ranked]

    def _scores_in_both(
        self, words: list[str], fits: Callable[[str], bool], limit: int
    ) -> Iterator[tuple[int, float]]:
        yield from self._scores(words, fits, limit)
        english = glossary().translated(words)
        if english is not None and english != words:
            for position, score in self._scores(english, fits, limit):
                yield position, score * TRANSLATED

    def _scores(
        self, words: list[str], fits: Callable[[str], bool], limit: int
    ) -> Iterator[tuple[int, float]]:
        plain = " ".join(words)
        for position in (*self._exact.get(plain, ()), *self._exact.get(plain.replace(" ", ""), ())):
            yield position, LABEL if self._names[position].preferred else OTHER_NAME
        for position in self._initials.get(plain, ()):
            yield position, INITIALS
        spelt = dict(map(self._spelt, words))
        asked, certainty = frozenset(spelt), min(spelt.values())
        holding = self._first(self._holding(asked), fits, limit)
        for position, share in (*holding, *self._within(asked)):
            yield position, (LEAST + 30 * share) * certainty
        if len(plain) > SHORT:
            likely = sorted(self._sharing(list(dict.fromkeys(words))))
            for texts, said in ((self._plain, plain), (self._sorted, " ".join(sorted(words)))):
                alike = process.extract(
                    said,
                    [texts[position] for position in likely],
                    scorer=fuzz.ratio,
                    limit=None,
                    score_cutoff=LEAST * 100 / ALIKE,
                )
                ordered = ((likely[place], score) for _, score, place in alike)
                for position, score in self._first(ordered, fits, limit):
                    yield position, score * ALIKE / 100

    def _first(
        self, found: Iterable[tuple[int, float]], fits: Callable[[str], bool], limit: int
    ) -> Iterator[tuple[int, float]]:
        """Of names, the best of which come first, those of the first so many entities that fit."""
        entities: set[str] = set()
        for position, score in found:
            iri = self._names[position].iri
            if iri in entities or fits(iri):
                yield position, score
                entities.add(iri)
                if len(entities) == limit:
                    break

    def _holding(self, asked: frozenset[str]) -> Iterator[tuple[int, float]]:
        """The names with all words asked for, the shortest first; what share of each these are."""
        for position in self._with_word.having(min(sorted(asked), key=self._frequency)):
            own = self._names[position].words
            if asked <= own:
                yield position, len(asked) / len(own)

    def _within(self, asked: frozenset[str]) -> Iterator[tuple[int, float]]:
        """The names of several words, all of which are asked for; what share of these it is."""
        for word in asked:
            for position in self._by_rarest.get(word, ()):
                own = self._names[position].words
                if own <= asked:
                    yield position, len(own) / len(asked)

    def _sharing(self, words: list[str]) -> set[int]:
        """The names that may be like words: those with one of them, or with one that is like it.

        A name that is like many words shares about half of those that names have at all, and so at
        least one of the rarer half; and it has from half as many words to twice as many.
        """
        alike = [[one for one, _ in self._alike_to(word)] for word in words]
        each = [[self._with_word.having(one) for one in some] for some in alike]
        known = sorted(filter(any, each), key=lambda some: sum(map(len, some)))
        found: set[int] = set()
        for some in known[: len(known) // 2 + 1]:
            for places in some:
                first = bisect_left(places, self._of_words(len(words) // 2))
                last = bisect_left(places, self._of_words(len(words) * 2 + 2))
                found.update(places[first : min(last, first + MOST_SHARING - len(found))])
        return found

    def _of_words(self, count: int) -> int:
        """The position of the first name with so many words or more."""
        return bisect_left(self._names, count, key=lambda one: len(one.words))

    def _frequency(self, word: str) -> int:
        return len(self._with_word.having(word))

    def _spelt(self, word: str) -> tuple[str, float]:
        """The word of our names that a word may be, and how alike they are, up to 1."""
        found = self._alike_to(word) if len(word) > SHORT else ()
        return found[0] if found and found[0][1] >= LEAST_OF_WORD else (word, 1.0)

    def _find_alike(self, word: str) -> tuple[tuple[str, float], ...]:
        """The words of our names that are like a word, the likest first; a short one is itself."""
        if len(word) <= SHORT:
            return ((word, 1.0),)
        found = process.extract(
            word,
            self._with_word.words,
            scorer=fuzz.ratio,
            score_cutoff=LEAST_SHARED,
            limit=MOST_LIKE,
        )
        return tuple((one, score / 100) for one, score, _ in found)


def _initials_of(text: str) -> set[str]:
    """The initials of a name, with and without those of its small words."""
    words = re.findall(r"\w+", text)
    large = [one for one in words if one[0].isupper()]
    found = ("".join(one[0] for one in some) for some in (words, large))
    return {fold(one) for one in found}


def certain(matches: list[Match]) -> bool:
    """Whether the first of the matches can be taken without looking: near, and far ahead."""
    if not matches or matches[0].score < CERTAIN:
        return False
    return len(matches) == 1 or matches[0].score - matches[1].score >= LEAD
