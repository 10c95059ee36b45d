"""Other forms of a word: plurals of English, cases of Serbian, so that any of them finds the rest.
And what other lawyers call the same: an act is a law elsewhere.

No dictionary and no grammar: an ending is taken off where enough of the word is left, and what
is left is the beginning of the other forms. Words are folded before: "š" is "s" here.
"""

from collections.abc import Iterator
from typing import Final

LEAST_OF_WORD: Final = 4
"""So many letters of a word are left, at least, when an ending is taken off."""
SYNONYMS: Final = {
    "act": "law",
    "acts": "law",
    "alien": "foreigner",
    "aliens": "foreigner",
    "foreigner": "alien",
    "foreigners": "alien",
}
"""Words that lawyers of one country write where those of another have the other."""
SERBIAN_ENDINGS: Final = (
    *("ovima", "evima"),
    *("ova", "ove", "ovi", "eva", "eve", "evi", "ama", "ima", "oga", "ega", "omu", "emu"),
    *("og", "eg", "om", "em", "oj", "ih", "im"),
    *("a", "e", "i", "o", "u"),
)
"""Endings of nouns and adjectives, the longest first."""


def english_forms(word: str) -> Iterator[str]:
    """What the singular of an English plural begins with, and the plural of one in -y."""
    if len(word) <= LEAST_OF_WORD - 1:
        return
    if word.endswith("ies") and len(word) > LEAST_OF_WORD:
        yield f"{word[:-3]}y"
    elif word.endswith(("ches", "shes", "sses", "xes", "zes")):
        yield word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        yield word[:-1]
    elif word.endswith("y") and word[-2] not in "aeiou":
        yield f"{word[:-1]}ie"


def synonyms(word: str) -> Iterator[str]:
    """What a word is called elsewhere."""
    if word in SYNONYMS:
        yield SYNONYMS[word]


def serbian_forms(word: str) -> Iterator[str]:
    """What the other cases of a Serbian word begin with."""
    for ending in SERBIAN_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= LEAST_OF_WORD:
            yield word[: -len(ending)]
            return


def spellings(word: str) -> Iterator[str]:
    """The word as it is, and with "dj" for what folding makes of "đ"."""
    yield word
    if "dj" in word:
        yield word.replace("dj", "d")
