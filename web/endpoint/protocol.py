"""Reads a request as the SPARQL 1.1 Protocol defines it: one query, its dataset, nothing guessed.

Source: SPARQL 1.1 Protocol, section 2.1 (query operation).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.exceptions import HTTPException, RequestURITooLarge, UnsupportedMediaType

from web.http.problems import bad_request
from web.words.wording import gettext as _

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
FORMAT_PARAMETERS = ("format", "output", "results")
LONGEST_URI = 32 * 1024
MOST_PARAMETERS = 1000


@dataclass(frozen=True)
class Asked:
    """What a request asks. `query` is None if it carries none; `anything` if it has parameters."""

    query: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    formats: tuple[str, ...]
    parameters: Sequence[tuple[str, str]]

    @property
    def graphs(self) -> list[tuple[str, str]]:
        """The parameters that name the dataset."""
        return [
            *(("default-graph-uri", one) for one in self.default_graphs),
            *(("named-graph-uri", one) for one in self.named_graphs),
        ]

    @property
    def arguments(self) -> list[tuple[str, str]]:
        """The parameters that name a result: the query and the dataset that it is put to."""
        return [("query", self.query or ""), *self.graphs]


def typed(text: str) -> str:
    """A query as it was typed into a form, which sends CR LF for every end of a line.

    One that may have a string over several lines is left alone: there it would make a difference.
    """
    several = '"""' in text or "'''" in text
    return text if several else text.replace("\r\n", "\n")


def asked(request: Request) -> Asked:
    """The query of a GET, HEAD or POST request.

    Raises ProblemError (400) for more than one query, an unreadable or an empty request, and
    UnsupportedMediaType (415) or RequestURITooLarge (414).
    """
    if len(request.query_string) > LONGEST_URI:
        raise RequestURITooLarge(f"The query string is longer than {LONGEST_URI} bytes: use POST.")
    from_url = _pairs(request.query_string)
    if request.method in ("GET", "HEAD"):
        return _asked(from_url, [])
    _only_plain_utf8(request)
    body = _body(request)
    if request.mimetype == FORM:
        # What stands in the address counts as well: a graph named there must not be ignored.
        return _asked([*_pairs(body), *from_url], [])
    if request.mimetype == DIRECT:
        return _asked(from_url, [_text(body)])
    raise UnsupportedMediaType(f"POST takes {FORM} or {DIRECT}.")


def _asked(pairs: Sequence[tuple[str, str]], more: list[str]) -> Asked:
    queries = more + [value for name, value in pairs if name == "query"]
    if len(queries) > 1:
        raise bad_request(_("The request has more than one query; send exactly one."))
    return Asked(
        queries[0] if queries else None,
        tuple(value for name, value in pairs if name == "default-graph-uri"),
        tuple(value for name, value in pairs if name == "named-graph-uri"),
        tuple(value for name, value in pairs if name in FORMAT_PARAMETERS),
        pairs,
    )


def _body(request: Request) -> bytes:
    try:
        return request.get_data(cache=False, parse_form_data=False)
    except HTTPException:
        raise
    except Exception as error:
        raise bad_request(_("The body of the request is broken.")) from error


def _only_plain_utf8(request: Request) -> None:
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("", "identity"):
        raise UnsupportedMediaType("The request must be sent without a Content-Encoding.")
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8"):
        raise UnsupportedMediaType(f"The query must be sent as UTF-8, not {charset[:40]}.")


def _pairs(encoded: bytes) -> list[tuple[str, str]]:
    """The parameters, decoded once. Raises ProblemError (400) for what is not UTF-8."""
    try:
        return parse_qsl(
            encoded.decode("utf-8"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_PARAMETERS,
        )
    except UnicodeDecodeError as error:
        raise bad_request(_("The parameters are not UTF-8, percent-encoded.")) from error
    except ValueError as error:
        raise bad_request(
            _(
                "There are more than %(MOST_PARAMETERS)s parameters.",
                MOST_PARAMETERS=MOST_PARAMETERS,
            )
        ) from error


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise bad_request(_("The query is not UTF-8.")) from error
