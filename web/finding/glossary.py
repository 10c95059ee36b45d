"""Serbian words of names in English: a hint where no source gives an institution's Serbian name.

Most sources write in English, and people have tables in Serbian. A glossary knows words, and no
names: what is found with its help is offered, and never taken without looking.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from web.finding.search import fold

LONGEST: Final = 5
"""Words of one entry, at most."""
SMALL: Final = {"i": "and", "za": "for", "o": "on", "u": "in", "protiv": "against", "sa": "with"}
ENGLISH_SMALL: Final = frozenset({"of", "the", "for", "and", "on", "in", "against", "with", "to"})


@dataclass(frozen=True)
class Glossary:
    """Words and phrases, folded: Serbian to English, and English to the usual Serbian form."""

    english: Mapping[str, str]
    serbian: Mapping[str, str]

    def translated(self, words: list[str]) -> list[str] | None:
        """The Serbian words in English; None if the glossary knows none but small ones."""
        found: list[str] = []
        known = False
        for phrase, meaning in _parsed(words, self.english):
            known = known or meaning is not None
            found += (meaning or SMALL.get(phrase, phrase)).split()
        return found if known else None

    def initials(self, words: list[str]) -> str:
        """The initials of the English words in Serbian; "" if it does not know all of them."""
        letters = ""
        for phrase, meaning in _parsed(words, self.serbian):
            if meaning is not None:
                letters += "".join(word[0] for word in meaning.split() if word not in SMALL)
            elif phrase not in ENGLISH_SMALL:
                return ""
        return letters


def _parsed(words: list[str], entries: Mapping[str, str]) -> Iterator[tuple[str, str | None]]:
    """The words in the longest phrases that have an entry, each with it; None for one without."""
    position = 0
    while position < len(words):
        for length in range(min(LONGEST, len(words) - position), 0, -1):
            phrase = " ".join(words[position : position + length])
            if phrase in entries or length == 1:
                yield phrase, entries.get(phrase)
                position += length
                break


@cache
def glossary() -> Glossary:
    """The glossary of the program."""
    english, serbian = {}, {}
    for line in files("web").joinpath("glossary.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        meaning, _, forms = line.partition("\t")
        folded = [fold(form) for form in forms.split("|")]
        serbian[meaning] = folded[0]
        english.update(dict.fromkeys(folded, meaning))
    return Glossary(english, serbian)
