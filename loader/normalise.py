"""Normalisation rule 1 of texts, with the way back to the text as it stands.

1. Unicode normalisation form C.
2. A word broken at the end of a line is joined: a letter, a hyphen, the line break and a lower
   case letter lose the hyphen and the break; before anything else than a lower case letter the
   hyphen stays and the break goes. A soft hyphen is dropped wherever it is.
3. Each run of white space becomes one space; there is none at either end.

A change of this rule is a new number: digests of passages are made from normalised text.
"""

import hashlib
import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from typing import Final

RULE: Final = 1
_BROKEN: Final = re.compile(r"(?<=\w)([-\u2010])[^\S\n]*\r?\n[^\S\n]*(?=(\S))")
_CLUSTER: Final = re.compile(r"\u00ad|\s+|\S", re.DOTALL)


@dataclass(frozen=True)
class Normalised:
    """A normalised text. `starts[i]` and `ends[i]` are the code points of the original, from and
    up to, that became character `i`."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Range of the original for a non-empty range of the normalised text."""
        return self.starts[start], self.ends[end - 1]

    def at(self, offset: int) -> int:
        """The first normalised character that begins at or after an offset of the original."""
        return bisect_left(self.starts, offset)


def normalised(text: str) -> Normalised:
    """The text by rule 1, with its map back."""
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def put(piece: str, start: int, end: int) -> None:
        for character in piece:
            characters.append(character)
            starts.append(start)
            ends.append(end)

    position = 0
    while position < len(text):
        if (broken := _BROKEN.match(text, position)) is not None:
            hyphen = "" if broken[2].islower() and text[position - 1].isalpha() else "-"
            put(hyphen, position, position + 1)
            position = broken.end()
            continue
        match = _CLUSTER.match(text, position)
        end = match.end() if match else position + 1
        piece = text[position:end]
        if piece.isspace():
            if characters and end < len(text):
                put(" ", position, end)
        elif piece != "\u00ad":
            while end < len(text) and unicodedata.combining(text[end]):
                end += 1
            put(unicodedata.normalize("NFC", text[position:end]), position, end)
        position = end
    return Normalised("".join(characters), tuple(starts), tuple(ends))


def digest(passage: str) -> str:
    """Hexadecimal SHA-256 of a passage of the original, normalised, in UTF-8."""
    return hashlib.sha256(normalised(passage).text.encode("utf-8")).hexdigest()
