"""Search over names: labels, other names and identifiers, with case and diacritics folded."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from graph.iris import KINDS, Iris
from graph.terms import Literal, NamedNode, Term
from web.finding.wordforms import english_forms, serbian_forms, spellings
from web.words.languages import SERBIAN, language
from web.words.names import Name, all_names, preferred

_WORD = re.compile(r"\w+")
_LETTERS = str.maketrans({"đ": "d", "ð": "d", "ł": "l", "ø": "o", "ı": "i"})
# Serbian is written in either alphabet; letter for letter, so that either finds the other.
_CYRILLIC = str.maketrans(
    dict(zip("абвгдђежзијклмнопрстћуфхцчш", "abvgddezzijklmnoprstcufhccs", strict=True))
    | {"љ": "lj", "њ": "nj", "џ": "dz"}
)
MOST_CHARACTERS = 200
# A shorter word is an abbreviation: one letter more or less makes it another.
LEAST_MISSPELT = 5
# How alike, from 0 to 100, a misspelt word is to the right one at least.
LEAST_ALIKE = 78.0
ABOUT_AS_ALIKE = 3.0
MOST_ALIKE = 5
# Behind every letter.
LAST = chr(0x10FFFF)
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
    text: str
    folded: str
    words: tuple[str, ...]
    preferred: bool
    names: bool


def fold(text: str) -> str:
    """The text in small Latin letters without diacritics: "Niš", "NIS" and "Ниш" fold alike."""
    small = text.casefold().translate(_LETTERS).translate(_CYRILLIC)
    apart = unicodedata.normalize("NFKD", small)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _entry(iri: str, text: str, preferred: bool, is_name: bool) -> _Entry:
    folded = fold(text)
    return _Entry(iri, text, folded, tuple(_WORD.findall(folded)), preferred, is_name)


class Index:
    """Names of entities in memory; every word can be found by its beginning.

    An entry is an IRI, a text, whether it is a label, and whether it is a name at all or a task.
    """

    def __init__(
        self, names: Mapping[str, Sequence[Name]], entries: Iterable[tuple[str, str, bool, bool]]
    ) -> None:
        self._names = dict(names)
        self._entries = [_entry(*entry) for entry in entries]
        self._words = sorted(
            {
                (spelt, position)
                for position, entry in enumerate(self._entries)
                for word in entry.words
                for spelt in spellings(word)
            }
        )
        self._vocabulary = list(dict.fromkeys(word for word, _ in self._words))

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

    def all_names(self) -> list[tuple[str, str, bool]]:
        """Each name with the IRI of what it names, and whether it is the label."""
        return [(one.iri, one.text, one.preferred) for one in self._entries if one.names]

    def search(self, text: str) -> list[Hit]:
        """The entities of which one name has words that begin with all words of the text.

        A word may stand in another form than in the name, and where no name has it in any form, be
        misspelt.
        """
        folded = fold(_OWNING.sub("", text[:MOST_CHARACTERS]))
        words = list(dict.fromkeys(_WORD.findall(folded)))
        if not words:
            return []
        positions = set.intersection(*(self._with(word) for word in words))
        hits: dict[str, Hit] = {}
        for entry in (self._entries[position] for position in positions):
            score = _score(entry, folded.strip(), words)
            known = hits.get(entry.iri)
            if known is None or score > known.score:
                name = self.name(entry.iri) or Name(entry.text)
                hits[entry.iri] = Hit(entry.iri, name, entry.text, score)
        return sorted(hits.values(), key=lambda hit: (-hit.score, hit.name.text, hit.iri))

    def _with(self, word: str) -> set[int]:
        """The entries with the word: as it is, in another form, or spelt otherwise."""
        found = self._with_any((*spellings(word), *english_forms(word)))
        if not found or language() == SERBIAN:
            found |= self._with_any(serbian_forms(word))
        return found or self._with_any(self._likest(word))

    def _with_any(self, beginnings: Iterable[str]) -> set[int]:
        return set().union(*map(self._beginning_with, beginnings))

    def _likest(self, word: str) -> list[str]:
        """The words of the names that a misspelt word is likest to."""
        if len(word) < LEAST_MISSPELT:
            return []
        found = process.extract(
            word, self._vocabulary, scorer=fuzz.ratio, score_cutoff=LEAST_ALIKE, limit=MOST_ALIKE
        )
        return [one for one, score, _ in found if score >= found[0][1] - ABOUT_AS_ALIKE]

    def _beginning_with(self, word: str) -> set[int]:
        start = bisect_left(self._words, (word, -1))
        end = bisect_left(self._words, (word + LAST, -1))
        return {position for _, position in self._words[start:end]}


def _score(entry: _Entry, folded: str, words: list[str]) -> float:
    """From 0 to 4: the whole name, its beginning, whole words; main names before others."""
    score = sum(word in entry.words for word in words) / len(words)
    score += 2.0 if entry.folded == folded else float(entry.folded.startswith(folded))
    score += len(words) / max(len(entry.words), 1) / 2
    return score + (0.4 if entry.preferred else 0.0)


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
                entries.append((entity.value, name.value, main, is_name))
            if main:
                labels.setdefault(entity.value, []).append(name)
    names = {iri: all_names(found) for iri, found in labels.items()}
    return Index(names, entries)
