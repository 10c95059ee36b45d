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
SOFT_HYPHEN: Final = "\u00ad"
_BROKEN: Final = re.compile(r"(?<=\w)[-\u2010\u00ad][^\S\n]*\n[^\S\n]*(?=(\S))")


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
    characters, starts, ends = _composed(_joined(text))
    return Normalised("".join(characters), tuple(starts), tuple(ends))


def _joined(text: str) -> list[tuple[str, int, int]]:
    """Steps 2 and 3: each character that stays, with its range in the text."""
    kept: list[tuple[str, int, int]] = []
    position = 0
    while position < len(text):
        broken = _BROKEN.match(text, position)
        if broken is not None:
            soft = text[position] == SOFT_HYPHEN
            whole = broken[1].islower() and text[position - 1].isalpha()
            if not soft and not whole:
                kept.append(("-", position, position + 1))
            position = broken.end()
        else:
            end = position + 1
            if text[position].isspace():
                while end < len(text) and text[end].isspace():
                    end += 1
                if kept and kept[-1][0] != " ":
                    kept.append((" ", position, end))
            elif text[position] != SOFT_HYPHEN:
                kept.append((text[position], position, end))
            position = end
    return kept[:-1] if kept and kept[-1][0] == " " else kept


def _composed(kept: list[tuple[str, int, int]]) -> tuple[list[str], list[int], list[int]]:
    """Step 1: characters that are written as one become one, with the range of them all."""
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    while position < len(kept):
        piece, start, end = kept[position]
        position += 1
        while position < len(kept) and _composes(piece, kept[position][0]):
            piece += kept[position][0]
            end = kept[position][2]
            position += 1
        for character in unicodedata.normalize("NFC", piece):
            characters.append(character)
            starts.append(start)
            ends.append(end)
    return characters, starts, ends


def _composes(piece: str, after: str) -> bool:
    """Whether a character is written together with what stands before it."""
    if after < "\u0300":
        return False
    one, other = (unicodedata.normalize("NFC", part) for part in (piece, after))
    together = unicodedata.normalize("NFC", piece + after) != one + other
    return together or unicodedata.combining(after) > 0


def digest(passage: str) -> str:
    """Hexadecimal SHA-256 of a passage of the original, normalised, in UTF-8."""
    return hashlib.sha256(normalised(passage).text.encode("utf-8")).hexdigest()
