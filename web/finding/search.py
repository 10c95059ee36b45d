"""Search over names: labels, other names and identifiers, with case and diacritics folded."""

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import chain, islice

from rapidfuzz import fuzz, process

from graph.iris import KINDS, Iris
from graph.terms import Literal, NamedNode, Term
from web.finding.postings import LAST, Postings
from web.finding.wordforms import english_forms, serbian_forms, spellings, synonyms
from web.words.languages import SERBIAN, language
from web.words.names import Name, all_names, preferred

_WORD = re.compile(r"\w+")
_LETTERS = str.maketrans({"đ": "d", "ð": "d", "ł": "l", "ø": "o", "ı": "i"})
# Serbian is written in either alphabet; letter for letter, so that either finds the other.
_CYRILLIC = str.maketrans(
    dict(zip("абвгдђежзијклмнопрстћуфхцчш", "abvgddezzijklmnoprstcufhccs", strict=True))
    | {"љ": "lj", "њ": "nj", "џ": "dz"}
)
_KEPT_LETTERS = 0x3000
MOST_CHARACTERS = 200
# A shorter word is an abbreviation: one letter more or less makes it another.
LEAST_MISSPELT = 5
# How alike, from 0 to 100, a misspelt word is to the right one at least.
LEAST_ALIKE = 78.0
ABOUT_AS_ALIKE = 3.0
MOST_ALIKE = 5
# A label scores so much more than another name.
PREFERRED = 0.4
# By kind, how far things stand behind those whose names theirs have in them.
BEHIND = {"provision": 0.5, "post": 0.5} | dict.fromkeys(
    ("absence", "conflict", "coverage", "event", "figure", "mandate", "membership", "publication"),
    1.0,
)
# Of what fits in each way, so much is looked at for the best of it.
LOOKED_AT = 100
# A set is cut down by looking at each of its entries where it is so much smaller than the other.
SMALLER = 16
# The score below zero, whether the name that fits best is foreign to the reader, it, and the IRI.
_Rank = tuple[float, bool, str, str]
_OWNING = re.compile(r"['’]s\b", re.IGNORECASE)


@dataclass(frozen=True)
class Hit:
    """An entity that a search found, with the name that fitted. A higher score is a better hit."""

    iri: str
    name: Name
    found_by: str
    score: float


@dataclass(frozen=True)
class _Entry:
    iri: str
    name: Name
    folded: str
    words: tuple[str, ...]
    spelt: tuple[str, ...]
    preferred: bool
    names: bool
    own: float

    @property
    def worth(self) -> float:
        """What a word that is found in it scores at least: the more, the fewer others there are."""
        return 0.5 / max(len(self.words), 1) + self.own


class _Folding(dict[int, str]):
    """What each letter folds to, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        small = chr(code).casefold().translate(_LETTERS).translate(_CYRILLIC)
        apart = unicodedata.normalize("NFKD", small)
        folded = "".join(letter for letter in apart if not unicodedata.combining(letter))
        # Whoever searches for every letter that there is must not fill the memory.
        if code < _KEPT_LETTERS:
            self[code] = folded
        return folded


_FOLDED = _Folding()


def fold(text: str) -> str:
    """The text in small Latin letters without diacritics: "Niš", "NIS" and "Ниш" fold alike."""
    return text.lower() if text.isascii() else text.translate(_FOLDED)


def _entry(iri: str, name: Name, preferred: bool, is_name: bool) -> _Entry:
    folded = fold(name.text)
    words = tuple(_WORD.findall(folded))
    spelt = tuple(chain.from_iterable(map(spellings, words)))
    if spelt == words:
        spelt = words
    own = (PREFERRED if preferred else 0.0) - behind(iri)
    return _Entry(iri, name, folded, words, spelt, preferred, is_name, own)


def behind(iri: str) -> float:
    """How far something stands behind things of its name, as it belongs to another or tells of it.

    Who types the name of an institution wants it, and not what happened to it.
    """
    return BEHIND.get(iri.rpartition("/")[0].rpartition("/")[2], 0.0)


class Index:
    """Names of entities in memory; every word can be found by its beginning.

    An entry is an IRI, a name, whether it is a label, and whether it is a name at all or a task.
    The entries are sorted by what they are worth to whoever types one of their words.
    """

    def __init__(
        self, names: Mapping[str, Sequence[Name]], entries: Iterable[tuple[str, Name, bool, bool]]
    ) -> None:
        self._names = dict(names)
        self._entries = [_entry(*entry) for entry in entries]
        self._entries.sort(key=lambda one: (-one.worth, one.name.text, one.iri))
        self._postings = Postings(entry.spelt for entry in self._entries)
        by_text = sorted((entry.folded, place) for place, entry in enumerate(self._entries))
        self._texts = [text for text, _ in by_text]
        self._by_text = array("I", (place for _, place in by_text))

    def name(self, iri: str) -> Name | None:
        """The label of an entity for the reader, None if the index has none."""
        return preferred(self._names.get(iri, ()))

    def entities(self, iris: Iris) -> list[tuple[str, str]]:
        """Kind and slug of every entity of ours in the index, sorted."""
        return [one for one in self._ours(iris) if one[0] in KINDS]

    def claims(self, iris: Iris) -> list[str]:
        """Source and slug of every claim in the index, with a slash between them, sorted."""
        return [slug for kind, slug in self._ours(iris) if kind == "claim"]

    def _ours(self, iris: Iris) -> list[tuple[str, str]]:
        return sorted(parsed for iri in self._names if (parsed := iris.parse(iri)))

    def all_names(self) -> list[tuple[str, Name, bool]]:
        """Each name with the IRI of what it names, and whether it is the label."""
        return [(one.iri, one.name, one.preferred) for one in self._entries if one.names]

    def search(self, text: str) -> list[Hit]:
        """The entities of which one name has words that begin with all words of the text.

        A word may stand in another form than in the name, and where no name has it in any form, be
        misspelt.
        """
        if not (words := _asked(text)[1]):
            return []
        return [self._hit(*one) for one in self._ranked(self._fitting(self._ways(words)), text)]

    def best(self, text: str, fits: Callable[[str], bool], most: int) -> list[Hit]:
        """The first of what `search` finds among the IRIs that fit.

        It takes about as long among many names as among few: what fits in one way (the whole text,
        its beginning, whole words, words) is looked at as far as it is worth most.
        """
        folded, words = _asked(text)
        if not words:
            return []
        found = []
        for places in self._rounds(folded, words):
            fitting = (one for one in self._ranked(places, text) if fits(one[-1]))
            found = list(islice(fitting, most))
            if len(found) == most:
                break
        return [self._hit(*one) for one in found]

    def _ranked(self, positions: Iterable[int], text: str) -> list[_Rank]:
        """The best entity first; of names that fit as well, those in the reader's language."""
        folded, words = _asked(text)
        reader = language()
        best: dict[str, tuple[float, bool, str]] = {}
        for position in positions:
            entry = self._entries[position]
            foreign = not reader.reads(entry.name.lang)
            found = (-_score(entry, folded, words), foreign, entry.name.text)
            if entry.iri not in best or found < best[entry.iri]:
                best[entry.iri] = found
        return sorted((*found, iri) for iri, found in best.items())

    def _hit(self, below: float, _foreign: bool, text: str, iri: str) -> Hit:
        return Hit(iri, self.name(iri) or Name(text), text, -below)

    def _ways(self, words: Sequence[str]) -> list[tuple[str, ...]]:
        """How names may write each word: as it is, in other forms, or spelt otherwise."""
        return list(dict.fromkeys(map(self._ways_of, words)))

    def _ways_of(self, word: str) -> tuple[str, ...]:
        found = [*spellings(word), *english_forms(word), *synonyms(word)]
        known = any(map(self._postings.count, found))
        if not known or language() == SERBIAN:
            found += serbian_forms(word)
            known = known or any(map(self._postings.count, found))
        return tuple(found if known else self._likest(word))

    def _likest(self, word: str) -> list[str]:
        """The words of the names that a misspelt word is likest to."""
        if len(word) < LEAST_MISSPELT:
            return []
        found = process.extract(
            word,
            self._postings.words,
            scorer=fuzz.ratio,
            score_cutoff=LEAST_ALIKE,
            limit=MOST_ALIKE,
        )
        return [one for one, score, _ in found if score >= found[0][1] - ABOUT_AS_ALIKE]

    def _fitting(self, ways: Sequence[tuple[str, ...]]) -> set[int]:
        """The positions of all entries that have all words, each in one of its ways."""
        counts = {one: sum(map(self._postings.count, one)) for one in ways}
        fewest, *others = sorted(ways, key=lambda one: counts[one])
        found = set(self._having(fewest))
        for one in others:
            if len(found) * SMALLER < counts[one]:
                found = {place for place in found if self._has(place, one)}
            else:
                found.intersection_update(self._having(one))
        return found

    def _having(self, way: tuple[str, ...]) -> Iterable[int]:
        return chain.from_iterable(map(self._postings.beginning_with, way))

    def _has(self, place: int, way: tuple[str, ...]) -> bool:
        return any(word.startswith(way) for word in self._entries[place].spelt)

    def _rounds(self, folded: str, words: Sequence[str]) -> Iterator[Iterable[int]]:
        """Of the entries that fit the best in each way, likely the best at all; then all."""
        ways = self._ways(words)
        if len(ways) > 1:
            some = self._fitting(ways)
        else:
            # One word may be in very many names, and need not be looked for in each of them.
            some = set().union(*(self._postings.first(one, LOOKED_AT) for one in ways[0]))
        if len(some) >= LOOKED_AT:
            whole = (some.intersection(self._postings.having(word)) for word in words)
            better = (self._beginning_with(folded), *whole)
            yield {one for each in (some, *better) for one in nsmallest(LOOKED_AT, each)}
        yield some if len(ways) > 1 else self._fitting(ways)

    def _beginning_with(self, folded: str) -> Sequence[int]:
        first, last = (bisect_left(self._texts, text) for text in (folded, folded + LAST))
        return self._by_text[first:last]


def _asked(text: str) -> tuple[str, list[str]]:
    """The text as names are compared with it, and its words, each once."""
    folded = fold(_OWNING.sub("", text[:MOST_CHARACTERS])).strip()
    return folded, list(dict.fromkeys(_WORD.findall(folded)))


def _score(entry: _Entry, folded: str, words: Sequence[str]) -> float:
    """From -1 to 4: the whole name, its beginning, whole words; main names before others."""
    whole = 0
    for word in words:
        whole += word in entry.words
    score = whole / len(words) + len(words) / max(len(entry.words), 1) / 2
    if entry.folded.startswith(folded):
        score += 2.0 if entry.folded == folded else 1.0
    return score + entry.own


def index_from(rows: Iterable[Mapping[str, Term]]) -> Index:
    """The index from the rows of the query `page/names`."""
    labels: dict[str, list[Literal]] = {}
    entries = []
    for row in rows:
        entity, name, preferred = row["entity"], row["name"], row.get("preferred")
        if isinstance(entity, NamedNode) and isinstance(name, Literal):
            main = preferred is None or preferred.value == "true"
            if preferred is not None:
                task = row.get("task")
                is_name = task is None or task.value != "true"
                named = Name(name.value, name.language or "")
                entries.append((entity.value, named, main, is_name))
            if main:
                labels.setdefault(entity.value, []).append(name)
    names = {iri: all_names(found) for iri, found in labels.items()}
    return Index(names, entries)
