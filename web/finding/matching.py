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
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process

from web.finding.glossary import glossary
from web.finding.search import MOST_CHARACTERS, fold

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
LEAST_OF_WORD: Final = 80.0
# So many words of a name begin a letter of its initials, at least.
LEAST_INITIALS: Final = 3
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True)
class Match:
    """An entity whose name is like the text, the name that is, and how much."""

    iri: str
    found_by: str
    score: float


@dataclass(frozen=True)
class _Name:
    iri: str
    text: str
    preferred: bool
    plain: str
    words: frozenset[str]


def words_of(text: str) -> list[str]:
    """The words by which names are compared."""
    # Full stops and apostrophes part no words: "D.E.C.E.P" is one, and so is "IOM’s".
    return [one for one in _WORD.findall(re.sub(r"[.'’]", "", fold(text))) if one != "the"]


def likeness(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 100: the words in any order."""
    left, right = words_of(one), words_of(other)
    if left == right:
        return LABEL
    plain = fuzz.ratio(" ".join(left), " ".join(right))
    return max(plain, fuzz.ratio(" ".join(sorted(left)), " ".join(sorted(right)))) * ALIKE / 100


class Matcher:
    """The names of entities, ready to be compared with what people wrote.

    `names` are IRI, text and whether the text is the label; `classes` those of each entity.
    """

    def __init__(
        self, names: Iterable[tuple[str, str, bool]], classes: Mapping[str, frozenset[str]]
    ) -> None:
        self.classes = classes
        self._names = [
            _Name(iri, text, preferred, " ".join(words_of(text)), frozenset(words_of(text)))
            for iri, text, preferred in names
            if iri in classes
        ]
        self._plain = [one.plain for one in self._names]
        self._sorted = [" ".join(sorted(plain.split())) for plain in self._plain]
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._initials: dict[str, list[int]] = defaultdict(list)
        self._with_word: dict[str, list[int]] = defaultdict(list)
        self._of: dict[str, list[_Name]] = defaultdict(list)
        for position, one in enumerate(self._names):
            self._exact[one.plain].append(position)
            self._exact[one.plain.replace(" ", "")].append(position)
            self._of[one.iri].append(one)
            for word in one.words:
                self._with_word[word].append(position)
            if one.preferred:
                serbian = glossary().initials(words_of(one.text))
                for initials in _initials_of(one.text) | {serbian}:
                    if len(initials) >= LEAST_INITIALS:
                        self._initials[initials].append(position)

    def names(self, iri: str) -> list[str]:
        """All names of an entity, the label first."""
        return [one.text for one in sorted(self._of[iri], key=lambda one: not one.preferred)]

    def find(self, text: str, fits: Callable[[str], bool], limit: int) -> list[Match]:
        """The entities that fit with names like the text, the likest first."""
        words = words_of(text[:MOST_CHARACTERS])
        if not words:
            return []
        scores: dict[int, float] = {}
        for position, score in self._scores_in_both(words):
            if fits(self._names[position].iri):
                scores[position] = max(score, scores.get(position, 0.0))
        best: dict[str, Match] = {}
        for position, score in scores.items():
            one = self._names[position]
            known = best.get(one.iri)
            if score >= LEAST_TOLD and (known is None or score > known.score):
                best[one.iri] = Match(one.iri, one.text, round(score, 1))
        return sorted(best.values(), key=lambda match: (-match.score, match.found_by, match.iri))[
            :limit
        ]

    def _scores_in_both(self, words: list[str]) -> Iterable[tuple[int, float]]:
        yield from self._scores(words)
        english = glossary().translated(words)
        if english is not None and english != words:
            for position, score in self._scores(english):
                yield position, score * TRANSLATED

    def _scores(self, words: list[str]) -> Iterable[tuple[int, float]]:
        plain = " ".join(words)
        for position in (*self._exact.get(plain, ()), *self._exact.get(plain.replace(" ", ""), ())):
            yield position, LABEL if self._names[position].preferred else OTHER_NAME
        for position in self._initials.get(plain, ()):
            yield position, INITIALS
        yield from self._containing(words)
        if len(plain) > SHORT:
            for texts, asked in ((self._plain, plain), (self._sorted, " ".join(sorted(words)))):
                cutoff = LEAST * 100 / ALIKE
                for _, score, position in process.extract(
                    asked, texts, scorer=fuzz.ratio, limit=None, score_cutoff=cutoff
                ):
                    yield position, score * ALIKE / 100

    def _containing(self, words: list[str]) -> Iterable[tuple[int, float]]:
        """The names of which all words are in the text, and those that hold all of its words."""
        asked: set[str] = set()
        certainty = 1.0
        for word in words:
            known, alike = self._spelt(word)
            asked.add(known)
            certainty = min(certainty, alike)
        shared: dict[int, int] = defaultdict(int)
        for word in asked:
            for position in self._with_word.get(word, ()):
                shared[position] += 1
        for position, count in shared.items():
            own = self._names[position].words
            if count == len(asked) or (count == len(own) and count > 1):
                yield position, (LEAST + 30 * count / max(len(own), len(asked))) * certainty

    def _spelt(self, word: str) -> tuple[str, float]:
        """The word of our names that a word may be, and how alike they are, up to 1."""
        if word in self._with_word or len(word) <= SHORT:
            return word, 1.0
        found = process.extractOne(
            word, self._with_word.keys(), scorer=fuzz.ratio, score_cutoff=LEAST_OF_WORD
        )
        return (found[0], found[1] / 100) if found else (word, 1.0)


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
