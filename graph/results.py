"""Writes results in a media type, counting rows on the way and stopping at the limits.

The engine writes the bytes; this module looks at them as they pass. A row is counted by what
separates rows in each format and can stand nowhere else, so the count is exact.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, Protocol

from graph.engines import Results
from graph.errors import NotAcceptable, ResultTooLarge
from graph.limits import Limits
from graph.rowcount import COUNTERS, Counter
from graph.terms import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    serialize,
)

BOOLEAN_FORMATS: Final = (QueryResultsFormat.JSON, QueryResultsFormat.XML)


class Output(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> object:
        """Take all of the data."""


def write(
    results: Results, output: Output, media_type: str, limits: Limits, prefixes: dict[str, str]
) -> int:
    """Write results to the output; answers how many rows or triples they are.

    Raises NotAcceptable if this result cannot be written in the media type, ResultTooLarge at a
    limit, and what the engine raises when it evaluates lazily.
    """
    tap = _Tap(output, limits)
    if isinstance(results, QueryBoolean):
        form = QueryResultsFormat.from_media_type(media_type)
        if form not in BOOLEAN_FORMATS:
            raise _unfit("a yes or no", media_type)
        results.serialize(tap, form)  # type: ignore[arg-type]
        return 1
    if isinstance(results, QuerySolutions):
        form = QueryResultsFormat.from_media_type(media_type)
        if form is None:
            raise _unfit("a table", media_type)
        tap.counter = counter = COUNTERS[form.media_type]()
        results.serialize(tap, form)  # type: ignore[arg-type]
        return counter.rows
    rdf = RdfFormat.from_media_type(media_type)
    if rdf is None:
        raise _unfit("RDF", media_type)
    counted = _Counted(results, limits.rows)
    serialize(counted, tap, rdf, prefixes=prefixes)  # type: ignore[arg-type]
    return counted.rows


class _Tap:
    """Passes bytes on, and looks at them."""

    def __init__(self, output: Output, limits: Limits) -> None:
        self._write: Callable[[bytes], object] = output.write
        self._left = limits.result_megabytes * 2**20
        self._limits = limits
        self.counter: Counter | None = None

    def write(self, data: bytes) -> int:
        self._left -= len(data)
        if self._left < 0:
            raise ResultTooLarge(
                f"The result is larger than {self._limits.result_megabytes} MiB.",
                self._limits.result_megabytes * 2**20,
            )
        if self.counter is not None:
            self.counter.see(data)
            if self.counter.rows > self._limits.rows:
                raise _too_many(self._limits.rows)
        self._write(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


class _Counted:
    def __init__(self, triples: Iterable[Triple], limit: int) -> None:
        self._triples = triples
        self._limit = limit
        self.rows = 0

    def __iter__(self) -> Iterator[Triple]:
        for triple in self._triples:
            self.rows += 1
            if self.rows > self._limit:
                raise _too_many(self._limit)
            yield triple


def _too_many(limit: int) -> ResultTooLarge:
    return ResultTooLarge(
        f"The result has more than {limit} rows. Ask for fewer with LIMIT, or take a dump.", limit
    )


def _unfit(what: str, media_type: str) -> NotAcceptable:
    return NotAcceptable(f"This query answers with {what}, which {media_type} cannot hold.")
