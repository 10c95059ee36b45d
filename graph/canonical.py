"""A result in the one form in which its digest is taken, so that it can be told from any other.

A table is the TSV, a graph the N-Triples, a yes or no the JSON that the endpoint sends. The lines
below the first one of a table, and those of a graph, stand in the order of their bytes, unless the
query itself puts them in order. So everybody can do it: `sort` with `LC_ALL=C`, then `sha256sum`.
Blank nodes have no names that last, and are all written `_:b`; the releases themselves have none.
(To name them by RDFC-1.0 may take forever for a graph that somebody made for it.)
Source: SPARQL 1.1 Query Results CSV and TSV Formats, section 4; RDF 1.1 N-Triples.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from graph.answers import Answer
from graph.errors import ResultTooLarge
from graph.guard import Form, read
from graph.terms import (
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Term,
    parse,
    parse_query_results,
)

MEDIA_TYPES: Final = {
    "solutions": "text/tab-separated-values",
    "boolean": "application/sparql-results+json",
    "triples": "application/n-triples",
}
LARGEST: Final = 32 * 2**20
"""Bytes of the longest result that is put in order."""
_BLANK_IN_ROW: Final = re.compile(rb"(?<![^\t\n])_:[^\t\n]+")
_BLANK_IN_TRIPLE: Final = re.compile(rb"^_:\S+|(?<=> )_:\S+(?= \.$)", re.MULTILINE)


@dataclass(frozen=True)
class Whole:
    """All of a result: the first line of a table, else nothing, and the lines as they were sent.

    Each line has its end. `ordered`: the query itself puts them in order.
    """

    form: Form
    head: bytes
    lines: tuple[bytes, ...]
    ordered: bool

    @property
    def media_type(self) -> str:
        """The media type in which the endpoint sends these lines."""
        return MEDIA_TYPES[self.form.result]

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the canonical form, hexadecimal."""
        digest = hashlib.sha256(self.head)
        for line in self.lines if self.ordered else sorted(self.lines):
            digest.update(line)
        return digest.hexdigest()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a table, without question marks."""
        return tuple(name[1:] for name in self.head.decode().rstrip("\n").split("\t") if name)

    def rows(self, lines: Iterable[bytes] | None = None) -> Iterator[tuple[Term | None, ...]]:
        """The rows of a table or the triples of a graph as terms: all, or those of some lines."""
        body = self.head + b"".join(self.lines if lines is None else lines)
        if self.form is not Form.SELECT:
            for triple in parse(body, format=RdfFormat.N_TRIPLES):
                yield (triple.subject, triple.predicate, triple.object)
            return
        found = parse_query_results(body, format=QueryResultsFormat.TSV)
        if isinstance(found, QuerySolutions):
            yield from (tuple(solution[name] for name in self.columns) for solution in found)

    @property
    def boolean(self) -> bool:
        """The answer to an ASK."""
        return bool(parse_query_results(b"".join(self.lines), format=QueryResultsFormat.JSON))


def media_type(form: Form | None) -> str:
    """The media type to ask for the result of a query of this form in, so that `whole` reads it."""
    return MEDIA_TYPES[(form or Form.SELECT).result]


def whole(text: str, answer: Answer) -> Whole:
    """The result of the query `text`, which was asked for in its `media_type`.

    Raises ResultTooLarge for one that is longer than LARGEST.
    """
    if answer.length > LARGEST:
        answer.close()
        raise ResultTooLarge(
            f"The result is larger than {LARGEST // 2**20} MiB, too large to take its digest.",
            LARGEST,
        )
    reading = read(text)
    form, body = reading.form or Form.SELECT, answer.read()
    if form is Form.ASK:
        return Whole(form, b"", (body,), ordered=False)
    if form is not Form.SELECT:
        found = dict.fromkeys(_lines(_BLANK_IN_TRIPLE.sub(b"_:b", body)))
        return Whole(form, b"", tuple(found), ordered=False)
    head, *lines = _lines(_BLANK_IN_ROW.sub(b"_:b", body))
    return Whole(form, head, tuple(lines), reading.ordered)


def difference(before: Whole, after: Whole) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """The lines that are gone and those that are new; a line that stands twice counts twice."""
    old, new = Counter(before.lines), Counter(after.lines)
    return _only(before, old - new), _only(after, new - old)


def _only(of: Whole, left: Counter[bytes]) -> tuple[bytes, ...]:
    found = []
    for line in of.lines:
        if left[line] > 0:
            left[line] -= 1
            found.append(line)
    return tuple(found)


def _lines(body: bytes) -> list[bytes]:
    return [line + b"\n" for line in body.removesuffix(b"\n").split(b"\n")] if body else []
