"""The words of a SPARQL text, found in one pass and in linear time.

This knows where comments, strings, IRIs, variables and words are; it is no parser and accepts
texts that are no SPARQL. What is judged by it says so.
Source: SPARQL 1.1 Query Language, section 19.8 (terminals).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final


class Kind(Enum):
    """What a token is. `WORD` is a keyword, a function's name, `a`, `true` or `false`."""

    IRI = "iri"
    STRING = "string"
    VARIABLE = "variable"
    NAME = "name"
    LABEL = "label"
    TAG = "tag"
    NUMBER = "number"
    WORD = "word"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text from code point `start` up to, not including, `end`."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        """The code point after the token."""
        return self.start + len(self.text)


_LETTER: Final = r"[^\W\d_]"
_LOCAL: Final = r"(?:[\w·:-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%])"
_TOKEN: Final = re.compile(
    r"\s+|\#[^\r\n]*"
    r"|(?P<iri><(?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)"
    r'|(?P<string>"""(?:"{0,2}(?:[^"\\]|\\.))*"""'
    r"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''"
    r'|"(?:[^"\\\r\n]|\\[^\r\n])*"'
    r"|'(?:[^'\\\r\n]|\\[^\r\n])*')"
    r"|(?P<variable>[?$][\w·]+)"
    r"|(?P<label>_:[\w](?:[\w.·-]*[\w·-])?)"
    rf"|(?P<name>(?:{_LETTER}[\w·.-]{{0,200}}+)?:(?:{_LOCAL}(?:(?:{_LOCAL}|\.)*{_LOCAL})?)?)"
    r"|(?P<tag>@[a-zA-Z]+(?:-[a-zA-Z0-9]+)*)"
    r"|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    rf"|(?P<word>(?:{_LETTER}|_)\w*)"
    r"|(?P<sign>\^\^|&&|\|\||!=|<=|>=|.)",
    re.DOTALL,
)


def tokens(text: str, start: int = 0) -> Iterator[Token]:
    """The tokens of the text in order, without white space and comments."""
    for match in _TOKEN.finditer(text, start):
        if match.lastgroup is not None:
            yield Token(Kind(match.lastgroup), match.group(), match.start())
