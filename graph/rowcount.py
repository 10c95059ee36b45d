"""Counts the rows of SPARQL results in the bytes of each format, as they are written.

The bytes come in pieces of any size. Each counter keeps what it needs of the last piece.
Source: SPARQL 1.1 Query Results JSON Format; XML Format; CSV and TSV Formats, section 3.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, Protocol

from graph.terms import QueryResultsFormat


class Counter(Protocol):
    """Counts rows; `rows` are those seen so far."""

    @property
    def rows(self) -> int:
        """The rows seen so far."""

    def see(self, data: bytes, /) -> None:
        """Look at the next piece."""


class _Marked:
    """Rows with a mark of their own that stands nowhere else; `before` marks stand elsewhere."""

    mark: bytes
    before = 0

    def __init__(self) -> None:
        self._marks = 0
        self._tail = b""

    @property
    def rows(self) -> int:
        """The rows seen so far."""
        return max(0, self._marks - self.before)

    def see(self, data: bytes) -> None:
        """Look at the next piece."""
        seen = self._tail + data
        self._marks += seen.count(self.mark)
        self._tail = seen[max(0, len(seen) - len(self.mark) + 1) :]


class Xml(_Marked):
    """In element content `<` is always escaped, so the tag is one."""

    mark = b"<result>"


class Tsv(_Marked):
    """Line breaks in values are escaped; the first line holds the variables."""

    mark = b"\n"
    before = 1


class Csv:
    """Line breaks outside quotation marks; a quotation mark in a value is doubled."""

    def __init__(self) -> None:
        self._lines = 0
        self._quoted = False

    @property
    def rows(self) -> int:
        """The rows seen so far."""
        return max(0, self._lines - 1)

    def see(self, data: bytes) -> None:
        """Look at the next piece."""
        pieces = data.split(b'"')
        self._lines += sum(piece.count(b"\n") for piece in pieces[self._quoted :: 2])
        self._quoted ^= (len(pieces) - 1) % 2 == 1


class Json:
    """Rows that bind something and rows that bind nothing, outside strings.

    A row that binds something and follows another begins with `},{"` and a name; in a string such
    a quotation mark is escaped, so there it can only be the last one, before `,` or `}`. Whether
    `{}` is a row or stands in a string is known from the quotation marks before it.
    """

    _array = b'"bindings":['
    _begin = b'},{"'
    _ends = (b'},{",', b'},{"}')

    def __init__(self) -> None:
        self.rows = 0
        self._begun = False
        self._quoted = False
        self._held = b""
        self._tail = b""

    def see(self, data: bytes) -> None:
        """Look at the next piece."""
        data = self._held + data
        if not self._begun:
            place = data.find(self._array) + len(self._array)
            if place < len(self._array) or len(data) < place + 2:
                self._held = data
                return
            self._begun = True
            self.rows += data.startswith(b'{"', place)
            data = data[place:]
        # A backslash that escapes what comes next waits for it.
        odd = data[-1:] == b"\\" and (len(data) - len(data.rstrip(b"\\"))) % 2 == 1
        data, self._held = (data[:-1], b"\\") if odd else (data, b"")
        if b"\\" in data:
            data = data.replace(b"\\\\", b"").replace(b'\\"', b"")
        seen = self._tail + data
        # A mark is counted once one byte more is there, which is never so within the tail.
        self.rows += seen.count(self._begin, 0, max(0, len(seen) - 1))
        self.rows -= sum(seen.count(end) for end in self._ends)
        if b"{}" in seen:
            self.rows += self._empty(seen)
        self._quoted ^= data.count(b'"') % 2 == 1
        self._tail = seen[-len(self._begin) :]

    def _empty(self, seen: bytes) -> int:
        """How many `{}` outside strings end after the tail."""
        found, known = 0, len(self._tail)
        quoted = self._quoted
        place = seen.find(b"{}", max(0, known - 1))
        while place >= 0:
            quoted ^= seen.count(b'"', known, place) % 2 == 1
            found += not quoted
            known = max(known, place)
            place = seen.find(b"{}", place + 2)
        return found


COUNTERS: Final[Mapping[str, Callable[[], Counter]]] = MappingProxyType(
    {
        QueryResultsFormat.JSON.media_type: Json,
        QueryResultsFormat.XML.media_type: Xml,
        QueryResultsFormat.CSV.media_type: Csv,
        QueryResultsFormat.TSV.media_type: Tsv,
    }
)
