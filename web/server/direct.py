"""The short way for the most frequent request: a query by GET, answered in full.

It stands before the application and takes only what it can answer just as that would; all else
goes the long way. What the head of such an answer says beside its figures depends on the form of
the query, the dataset and the format alone, so it is learnt from the application's own first
answer of its kind. Whatever goes wrong is told by the application.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask

from graph.answers import Answer
from graph.errors import MigralexError
from graph.guard import Form, lasting
from graph.inquiry import Inquiry
from web.endpoint.protocol import FORMAT_PARAMETERS, LONGEST_URI, Asked
from web.endpoint.sparql import etag, formats_for
from web.http.negotiate import HTML, Choice, by_name, choose
from web.server.account import ARRIVED, KEY, Account, Bookkeeper, note_query, query_digest
from web.site import Site

EXTENSION: Final = "migralex.direct"
PATH: Final = "/sparql"
# How a query has failed that was asked before the application was.
OUTCOME: Final = "migralex.outcome"
ENDPOINT: Final = "sparql.sparql"
MOST_PARAMETERS: Final = 20
MOST_HEADS: Final = 200
MOST_READ: Final = 512
# A request with one of these may have another answer than the whole one as it is.
CONDITIONS: Final = (
    *("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH"),
    *("HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_RANGE", "HTTP_RANGE"),
)
# What is told of one answer, as opposed to all of its kind.
FIGURES: Final = frozenset(("etag", "content-length", "server-timing", "migralex-result"))
Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Plain:
    """A query by GET, and how it is to be answered."""

    inquiry: Inquiry
    kind: object
    """What the unchanging part of the answer's head depends on."""
    tag: str
    digest: str


class Direct:
    """The application with a short way."""

    def __init__(self, app: Flask, here: Site) -> None:
        self._app = app
        self._long: WSGIApplication = app.wsgi_app
        self._here = here
        self._heads: dict[object, Headers] = {}
        # Where answers are kept, what was asked before is not read again either.
        kept = here.store.keeping
        self._read = lru_cache(maxsize=MOST_READ)(self._plain) if kept else self._plain
        app.extensions[EXTENSION] = self

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request. See PEP 3333."""
        plain = self.plain(environ)
        if plain is None:
            return self._long(environ, start_response)
        if (known := environ.get(OUTCOME)) is not None:
            return self._tell(environ, start_response, plain, known)
        head = self._heads.get(plain.kind)
        if head is None:
            return self._long(environ, self._learn(plain.kind, start_response))
        began = time.monotonic()
        try:
            answer = self._answer(environ, plain)
        except MigralexError as error:
            return self._tell(environ, start_response, plain, error)
        start_response("200 OK", head + self.figures(environ, plain, answer, began))
        return answer

    def plain(self, environ: WSGIEnvironment) -> Plain | None:
        """The request as a plain query, None if it is anything else."""
        if (
            environ["REQUEST_METHOD"] != "GET"
            or environ["PATH_INFO"] != PATH
            or environ.get("HTTP_ACCEPT_ENCODING", "identity") != "identity"
            or any(name in environ for name in CONDITIONS)
        ):
            return None
        raw = environ["QUERY_STRING"]
        if len(raw) > LONGEST_URI or not raw.isascii():
            return None
        return self._read(raw, environ.get("HTTP_ACCEPT"))

    def head(self, plain: Plain) -> Headers | None:
        """What is known of the answer's head beside its figures."""
        return self._heads.get(plain.kind)

    def figures(
        self, environ: WSGIEnvironment, plain: Plain, answer: Answer, began: float
    ) -> Headers:
        """The rest of the head. Keeps the account of the request in its environment."""
        arrived = environ.get(ARRIVED, began)
        environ[KEY] = account = Account(
            arrived,
            began - arrived + answer.waited,
            answer.seconds,
            ENDPOINT,
            plain.digest,
            answer.rows,
            "ok",
            answer.origin,
        )
        return [
            ("ETag", plain.tag),
            ("Content-Length", str(answer.length)),
            ("Server-Timing", account.timing()),
            ("MigraLex-Result", f"complete; rows={answer.rows}"),
        ]

    def _plain(self, raw: str, accept: str | None) -> Plain | None:
        """A query string as a plain query, None if it is anything else."""
        try:
            pairs = parse_qsl(
                raw, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS
            )
        except ValueError:
            return None
        texts = [value for name, value in pairs if name == "query"]
        form = self._here.store.form(texts[0]) if len(texts) == 1 else None
        if form is None or not lasting(texts[0]):
            return None
        asked = Asked(
            texts[0],
            tuple(value for name, value in pairs if name == "default-graph-uri"),
            tuple(value for name, value in pairs if name == "named-graph-uri"),
            tuple(value for name, value in pairs if name in FORMAT_PARAMETERS),
            pairs,
        )
        choice = _choice(form, asked.formats, accept)
        if choice is None or choice.format == HTML:
            return None
        graphs = asked.default_graphs, asked.named_graphs
        return Plain(
            Inquiry(texts[0], choice.format.media_type, *graphs),
            (form, *graphs, choice),
            f'"{etag(self._here, asked, texts[0], choice)}"',
            query_digest(texts[0]),
        )

    def _answer(self, environ: WSGIEnvironment, plain: Plain) -> Answer:
        connection = environ.get("gunicorn.socket")
        return self._here.store.answer(
            plain.inquiry.text,
            default_graphs=plain.inquiry.default_graphs,
            named_graphs=plain.inquiry.named_graphs,
            media_type=plain.inquiry.media_type,
            client=environ.get("REMOTE_ADDR", ""),
            watch=connection.fileno() if connection is not None else None,
        )

    def _learn(self, kind: object, start_response: StartResponse) -> Callable[..., Any]:
        def start(status: str, headers: Headers, *more: Any) -> Any:
            if status.startswith("200") and len(self._heads) < MOST_HEADS:
                kept = [(name, value) for name, value in headers if name.lower() not in FIGURES]
                self._heads[kind] = kept
            return start_response(status, headers, *more)

        return start

    def _tell(
        self,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        plain: Plain,
        error: MigralexError,
    ) -> Iterable[bytes]:
        """What the application says of an error, as if it had asked the query itself."""
        with self._app.request_context(environ):
            response = self._app.preprocess_request()
            if response is None:
                note_query(plain.inquiry.text)
                Bookkeeper().failed(error)
                response = self._app.handle_user_exception(error)
            return self._app.finalize_request(response)(environ, start_response)


@lru_cache(maxsize=256)
def _choice(form: Form, formats: tuple[str, ...], accept: str | None) -> Choice | None:
    """See web.endpoint.sparql.chosen_format."""
    offered = (*formats_for(form), HTML)
    named = (by_name(name, offered) for name in formats)
    found = next((one for one in named if one is not None), None)
    return Choice(found, found.media_type) if found is not None else choose(accept, offered)


def direct_of(app: Flask) -> Direct:
    """The short way of an application."""
    direct = app.extensions[EXTENSION]
    assert isinstance(direct, Direct)  # noqa: S101 - for the reader and the type checker
    return direct
