"""Judges a query from outside before any engine sees it.

A query is hostile until shown otherwise: updates and SERVICE are recognised by parsing, never by
searching for words. Reading costs microseconds; only texts in which a SERVICE clause or an
update is possible at all are parsed by rdflib, which takes milliseconds.
Source: SPARQL 1.1 Query Language, sections 4.1 (prologue), 16 (query forms), 19.2 (escapes).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

from rdflib.plugins.sparql.parser import parseQuery, parseUpdate
from rdflib.term import URIRef

from graph.errors import ServiceRefused, UpdateRefused
from graph.syntax import fault
from graph.tokens import Kind, tokens

PROLOGUE: Final = frozenset({"BASE", "PREFIX", "VERSION"})
UPDATES: Final = frozenset(
    {"INSERT", "DELETE", "WITH", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"}
)
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# Directly after one of these characters the word is part of a name or of a variable.
_SERVICE: Final = re.compile(r"(?<![:?$])service", re.IGNORECASE)
# Functions whose value differs from one evaluation to the next.
_FLEETING: Final = re.compile(r"(?<!\w)(?:NOW|RAND|UUID|STRUUID)(?!\w)")
# The usual prologue, which need not be read word by word.
_PROLOGUE: Final = re.compile(
    r"(?:\s++|(?i:PREFIX)\s++(?:[A-Za-z][A-Za-z0-9]*+)?:\s*+<[^<>\"{}|^`\\\x00-\x20]*+>)*+"
)
# A prologue's IRI that is a valid one, as opposed to whatever stands between angle brackets.
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\\]*")


class Form(Enum):
    """The four forms of a query; `result` is what each answers with."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"

    @property
    def result(self) -> str:
        """`solutions`, `boolean` or `triples`."""
        return {"SELECT": "solutions", "ASK": "boolean"}.get(self.value, "triples")


@dataclass(frozen=True)
class Reading:
    """What the words of a text say about it, whether or not the rest of it is valid.

    Most texts are not read to their end for it, because most say nothing of the kind.
    """

    text: str

    @property
    def form(self) -> Form | None:
        """None when the text does not begin as a query does."""
        return form(self.text)

    @cached_property
    def prefixes(self) -> Mapping[str, str]:
        """Those declared with absolute IRIs."""
        prefixes: dict[str, str] = {}
        name: str | None = None
        for token in tokens(self.text):
            if (
                name is not None
                and token.kind is Kind.IRI
                and _ABSOLUTE.fullmatch(token.text[1:-1])
            ):
                prefixes[name] = token.text[1:-1]
            name = token.text[:-1] if token.kind is Kind.NAME and token.text[-1:] == ":" else None
        return MappingProxyType(prefixes)

    @cached_property
    def own_dataset(self) -> bool:
        """Whether it has a FROM clause."""
        return self._has("FROM")

    @cached_property
    def names_graphs(self) -> bool:
        """Whether it has a GRAPH clause."""
        return self._has("GRAPH")

    @cached_property
    def ordered(self) -> bool:
        """Whether it puts its own result, and not that of a query within it, in order."""
        depth = 0
        for token in tokens(self.text):
            if token.kind is Kind.SIGN and token.text in "{}":
                depth += 1 if token.text == "{" else -1
            elif depth == 0 and token.kind is Kind.WORD and token.text.upper() == "ORDER":
                return True
        return False

    def _has(self, word: str) -> bool:
        # No keyword stands directly after a letter; a number may end where one begins.
        return (
            word in self.text.upper()
            and re.search(rf"(?i)(?<![^\W\d]){word}(?!\w)", self.text) is not None
            and any(
                token.kind is Kind.WORD and token.text.upper() == word
                for token in tokens(self.text)
            )
        )


def form(text: str) -> Form | None:
    """The form of a query, None for an update and for what does not begin as a query does."""
    word = _first_word(text)
    return Form(word) if word in Form.__members__ else None


def read(text: str) -> Reading:
    """Read the words of a text from outside. Never raises."""
    return Reading(text)


def refuse_update(text: str) -> None:
    """Raises UpdateRefused if the text parses as a SPARQL update."""
    if _first_word(text) not in UPDATES:
        return
    try:
        parseUpdate(text)
    except Exception:  # noqa: BLE001 - no update: the query parser says what is wrong with it
        return
    raise UpdateRefused("This is a SPARQL update; the graph can only be read.")


def may_call(text: str) -> bool:
    """Whether the text could have a SERVICE clause at all: quick, and never wrongly False."""
    text = _unescape(text)
    if text.isascii() and "service" not in text.lower():
        return False
    return _SERVICE.search(text) is not None


def services_called(text: str, base_iri: str) -> list[str | None]:
    """The endpoints that the query's SERVICE clauses name, None for what is no IRI in full.

    A text in which the word occurs and that rdflib cannot parse is invalid (QuerySyntaxError), or
    it is written in a dialect in which nobody has looked for the clause: ServiceRefused.
    """
    if not may_call(text):
        return []
    try:
        parsed = parseQuery(_spaced(text))
    except Exception as error:
        if (invalid := fault(text, base_iri)) is not None:
            raise invalid from error
        raise ServiceRefused(
            "The word SERVICE stands in this query, and the query cannot be read as SPARQL 1.1, "
            "so it cannot be shown that no other endpoint is called."
        ) from error
    called = (
        node.get("term")
        for node in _nodes(parsed)
        if getattr(node, "name", None) == "ServiceGraphPattern"
    )
    return [str(one) if isinstance(one, URIRef) else None for one in called]


def lasting(text: str) -> bool:
    """Whether it is certain that the answer does not depend on the time, chance or others."""
    return _FLEETING.search(_unescape(text).upper()) is None and not may_call(text)


def _first_word(text: str) -> str | None:
    """The first word after the prologue, in capitals; None if something else comes first."""
    usual = _PROLOGUE.match(text)
    for token in tokens(text, usual.end() if usual else 0):
        if token.kind is Kind.WORD:
            word = token.text.upper()
            if word not in PROLOGUE:
                return word
        elif token.kind not in (Kind.NAME, Kind.IRI, Kind.STRING):
            return None
    return None


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda match: _character(int(match[1] or match[2], 16)), text)


def _character(code: int) -> str:
    return chr(code) if code <= 0x10FFFF else ""


def _spaced(text: str) -> str:
    """The same query with a line's end after each token that holds a number sign.

    rdflib looks for a SERVICE clause once more in the text, and takes that sign, within an IRI or
    a string too, for the beginning of a comment.
    """
    pieces, place = [], 0
    for token in tokens(text):
        if "#" in token.text:
            pieces += [text[place : token.end], "\n"]
            place = token.end
    return "".join([*pieces, text[place:]])


def _nodes(part: Any) -> Iterator[Any]:
    """Every part of what rdflib parsed, however deep it is nested, without recursion."""
    waiting = [part]
    while waiting:
        part = waiting.pop()
        # pyparsing's own results call themselves mappings too, but are read as lists here.
        if isinstance(part, dict):
            yield part
            waiting.extend(part.values())
        elif isinstance(part, Iterable) and not isinstance(part, str):
            waiting.extend(part)
