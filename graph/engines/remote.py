"""Any SPARQL 1.1 endpoint, through SPARQLWrapper, with the dataset spelled out in each request.

What an endpoint takes for its default graph differs from product to product; a request of ours
never leaves it open, so every engine gives the same answers.
Source: SPARQL 1.1 Protocol, sections 2.1.2 (query via POST) and 2.1.4 (specifying a dataset).
"""

import http.client
import math
import threading
import time
from collections.abc import Iterable
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse, IncompleteRead
from typing import Final
from urllib.error import HTTPError, URLError

from pyoxigraph import Store
from SPARQLWrapper import POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

from graph.engines import Dataset, Results
from graph.errors import EngineNonsense, EngineSilent, EngineUnavailable, QueryFailed
from graph.guard import Form, form, may_call, read
from graph.library import Library
from graph.release import Release
from graph.terms import (
    NamedNode,
    QueryResultsFormat,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

SOLUTIONS: Final = (
    "application/sparql-results+json, application/sparql-results+xml;q=0.5, application/json;q=0.4"
)
# With this header Virtuoso says that it stopped early, whatever the status says.
PARTIAL: Final = "X-SQL-State"
# Virtuoso names every graph of the dataset in a header of its own; the library's limit is 100.
MOST_HEADERS: Final = 100_000
PROBE_SECONDS: Final = 3
PIECE: Final = 64 * 1024
TRIPLES: Final = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"


class Remote:
    """A release that some SPARQL endpoint holds. `seconds` is how long it may keep silent."""

    opens_connections = True
    survives_fork = True

    def __init__(self, release: Release, url: str, seconds: float) -> None:
        vars(http.client)["_MAXHEADERS"] = MOST_HEADERS
        self._base_iri = release.base_iri
        self._url = url
        self._seconds = max(1, math.ceil(seconds))
        self._graphs: tuple[NamedNode, ...] = ()
        self._lock = threading.Lock()

    def open(self) -> None:
        """See Engine; each request is a connection of its own."""

    def evaluate(self, text: str, dataset: Dataset) -> Results:
        """See Engine. The text's syntax is judged here, before anything is sent."""
        if not may_call(text):
            # Evaluated on nothing, for its syntax; with a SERVICE it could be more than nothing.
            Store().query(text, base_iri=self._base_iri)
        named = dataset.named
        if named is None and dataset.default is not None:
            named = self._all_graphs() if read(text).names_graphs else ()
        body, media_type = self._ask(text, dataset.default or (), named or ())
        if form(text) in (Form.CONSTRUCT, Form.DESCRIBE):
            return self._triples(body, media_type)
        return self._solutions(body, media_type)

    def probe(self, text: str, dataset: Dataset) -> bool:
        """See Engine. Waits for an answer no longer than `PROBE_SECONDS`."""
        seconds = min(self._seconds, PROBE_SECONDS)
        body, media_type = self._ask(text, dataset.default or (), (), seconds)
        return bool(self._solutions(body, media_type))

    def close(self) -> None:
        """See Engine; nothing is held between requests."""

    def _ask(
        self,
        text: str,
        default: Iterable[NamedNode],
        named: Iterable[NamedNode],
        seconds: int | None = None,
    ) -> tuple[bytes, str]:
        seconds = seconds or self._seconds
        end = time.monotonic() + seconds
        request = SPARQLWrapper(self._url)
        request.setMethod(POST)
        request.setTimeout(seconds)
        request.setQuery(f"BASE <{self._base_iri}>\n{text}")
        if (kind := form(text)) is not None:
            # SPARQLWrapper looks for it in comments too, and may find an update there.
            request.queryType = kind.value
        triples = kind in (Form.CONSTRUCT, Form.DESCRIBE)
        request.addCustomHttpHeader("Accept", TRIPLES if triples else SOLUTIONS)
        for graph in default:
            request.addDefaultGraph(graph.value)
        for graph in named:
            request.addNamedGraph(graph.value)
        try:
            with request.query().response as response:
                if response.status != HTTPStatus.OK or PARTIAL in response.headers:
                    raise EngineNonsense("The query engine gave a part of the result only.")
                return _read(response, end), response.headers.get_content_type()
        except QueryBadFormed as error:
            raise QueryFailed("The query engine rejects this query.") from error
        except (SPARQLWrapperException, HTTPError) as error:
            raise EngineUnavailable("The query engine reports a fault of its own.") from error
        except TimeoutError as error:
            raise _silent(seconds) from error
        except URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise _silent(seconds) from error
            raise EngineUnavailable("The query engine cannot be reached.") from error
        except HTTPException as error:
            raise EngineNonsense("The query engine broke off its answer.") from error
        except OSError as error:
            raise EngineUnavailable("The query engine hung up.") from error

    def _all_graphs(self) -> tuple[NamedNode, ...]:
        with self._lock:
            # An engine without graphs has not been given a release yet.
            if not self._graphs:
                body, media_type = self._ask(Library().query("engine/graphs").text, (), ())
                solutions = self._solutions(body, media_type)
                self._graphs = tuple(solution["graph"] for solution in solutions)  # type: ignore[union-attr]
            return self._graphs

    @staticmethod
    def _solutions(body: bytes, media_type: str) -> Results:
        known = QueryResultsFormat.from_media_type(media_type)
        try:
            return parse_query_results(body, format=known or QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise EngineNonsense("The query engine's answer is no result of a query.") from error

    @staticmethod
    def _triples(body: bytes, media_type: str) -> list[Triple]:
        known = RdfFormat.from_media_type(media_type)
        try:
            return [quad.triple for quad in parse(body, known or RdfFormat.N_TRIPLES)]
        except (SyntaxError, ValueError) as error:
            raise EngineNonsense("The query engine's answer is no RDF.") from error


def _silent(seconds: int) -> EngineSilent:
    return EngineSilent(f"The query engine gave no answer within {seconds} s.")


def _read(response: HTTPResponse, end: float) -> bytes:
    """All of a response. Raises TimeoutError at the end of the time, however steadily it trickles.

    Raises IncompleteRead, too, if it ends before the length that it states.
    """
    pieces = []
    while piece := response.read1(PIECE):
        pieces.append(piece)
        if time.monotonic() > end:
            raise TimeoutError
    if response.length:
        raise IncompleteRead(b"", response.length)
    return b"".join(pieces)
