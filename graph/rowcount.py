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
    """Objects of the bindings' array: `:[{` begins it, `},{` continues it, outside strings."""

    def __init__(self) -> None:
        self.rows = 0
        self._quoted = False
        self._held = b""
        self._tail = b""

    def see(self, data: bytes) -> None:
        """Look at the next piece."""
        data = self._held + data
        # A backslash that escapes what comes next waits for it.
        odd = (len(data) - len(data.rstrip(b"\\"))) % 2 == 1
        data, self._held = (data[:-1], b"\\") if odd else (data, b"")
        pieces = data.replace(b"\\\\", b"").replace(b'\\"', b"").split(b'"')
        if not self._quoted:
            pieces[0] = self._tail + pieces[0]
        for piece in pieces[self._quoted :: 2]:
            self.rows += piece.count(b"},{") + piece.count(b":[{")
        self._quoted ^= len(pieces) % 2 == 0
        self._tail = b"" if self._quoted else pieces[-1][-2:]


COUNTERS: Final[Mapping[str, Callable[[], Counter]]] = MappingProxyType(
    {
        QueryResultsFormat.JSON.media_type: Json,
        QueryResultsFormat.XML.media_type: Xml,
        QueryResultsFormat.CSV.media_type: Csv,
        QueryResultsFormat.TSV.media_type: Tsv,
    }
)
