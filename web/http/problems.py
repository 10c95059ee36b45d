"""Errors as answers: one table from an error to its status, one document in two renderings.

Programs get `application/problem+json`, people a page with the same words.
Source: RFC 9457 (problem details), RFC 9110 section 15 (status codes).
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from graph import errors
from graph.pool import ClientGoneError
from web.http.negotiate import Format, prefers_html
from web.words.languages import ENGLISH, written_path
from web.words.names import Name
from web.words.wording import N_
from web.words.wording import gettext as _

LOG: Final = logging.getLogger(__name__)
MEDIA_TYPE: Final = "application/problem+json"
# In about this time an engine may be back, or a generation of processes replaced.
RECOVERY_SECONDS: Final = 5


class ProblemError(Exception):
    """A request that cannot be answered as asked; carries the problem to answer with."""

    def __init__(self, problem: "Problem") -> None:
        super().__init__(problem.detail)
        self.problem = problem


@dataclass(frozen=True)
class Suggestion:
    """Somewhere to go instead: a URL and what is there."""

    href: str
    label: str


@dataclass(frozen=True)
class Problem:
    """What went wrong, for the person who made the request.

    `members` go into the JSON as they are (`line`, `column`, `available`, …).
    """

    status: int
    detail: str
    title: str = ""
    members: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    suggestions: tuple[Suggestion, ...] = ()
    lang: str = ""
    """The language of the detail where it is not the reader's."""

    @property
    def said(self) -> Name:
        """The detail with its language."""
        return Name(self.detail, self.lang)

    @property
    def heading(self) -> str:
        """The title, or the phrase of the status, in the reader's language."""
        return _(self.title or HTTPStatus(self.status).phrase)


# The phrases of HTTP for what a person may meet, and what to say where a library would speak.
PHRASES: Final = (
    *(N_("Bad Request"), N_("Forbidden"), N_("Not Found"), N_("Method Not Allowed")),
    *(N_("Not Acceptable"), N_("Gone"), N_("Length Required"), N_("Content Too Large")),
    *(N_("Request Entity Too Large"), N_("Request-URI Too Long"), N_("URI Too Long")),
    *(N_("Unsupported Media Type"), N_("Internal Server Error"), N_("Service Unavailable")),
)
DETAILS: Final = MappingProxyType(
    {
        404: N_("There is nothing at this address."),
        405: N_("This address does not take that method."),
        413: N_("The body of the request is too large."),
    }
)
STATUS: Final[Mapping[type[Exception], tuple[int, str]]] = MappingProxyType(
    {
        errors.QuerySyntaxError: (400, N_("The query cannot be parsed")),
        errors.UpdateRefused: (403, N_("The graph is read-only")),
        errors.ServiceRefused: (403, N_("SERVICE is not allowed")),
        errors.ServiceSilent: (504, N_("Another endpoint takes too long")),
        errors.ServiceFailed: (502, N_("Another endpoint does not answer")),
        errors.QueryFailed: (400, N_("The query cannot be evaluated")),
        errors.NotAcceptable: (406, N_("Not acceptable")),
        errors.QueryTimeout: (504, N_("The query took too long")),
        errors.QueryMemoryExceeded: (507, N_("The query needs too much memory")),
        errors.ResultTooLarge: (507, N_("The result is too large")),
        errors.Busy: (503, N_("The server is busy")),
        errors.EngineSilent: (504, N_("The query engine takes too long")),
        errors.EngineUnavailable: (502, N_("The query engine does not answer")),
        errors.EngineNonsense: (502, N_("The query engine answered with nonsense")),
        ClientGoneError: (503, N_("The client is gone")),
        errors.NoRelease: (503, N_("There is no release to serve")),
        errors.UnknownQuery: (404, N_("There is no such question")),
    }
)


def not_found(detail: str, suggestions: tuple[Suggestion, ...] = ()) -> ProblemError:
    """A thing that never existed, with what the client may have meant."""
    members = {"suggestions": [{"href": one.href, "label": one.label} for one in suggestions]}
    return ProblemError(
        Problem(404, detail, members=members if suggestions else {}, suggestions=suggestions)
    )


def bad_request(detail: str, **members: Any) -> ProblemError:
    """A request that is wrong in itself."""
    return ProblemError(Problem(400, detail, members=members))


def not_acceptable(offered: tuple[Format, ...], links: Mapping[str, str]) -> ProblemError:
    """None of the representations suits; lists them, with URLs by format name where there are."""
    available = [
        {"mediaType": one.media_type, "href": links[one.name]}
        if one.name in links
        else {"mediaType": one.media_type}
        for one in offered
    ]
    detail = _("Available: %(types)s.", types=", ".join(one.media_type for one in offered))
    suggestions = tuple(
        Suggestion(links[one.name], one.title) for one in offered if one.name in links
    )
    return ProblemError(
        Problem(406, detail, members={"available": available}, suggestions=suggestions)
    )


def problem_of(error: Exception) -> Problem:
    """The problem that an error is to the client. An error that is not ours says nothing."""
    if isinstance(error, ProblemError):
        return error.problem
    if isinstance(error, HTTPException):
        headers = {}
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            headers["Allow"] = ", ".join(sorted({*error.valid_methods, "OPTIONS"}))
        code = error.code or 500
        if code in DETAILS:
            return Problem(code, _(DETAILS[code]), error.name, headers=headers)
        said = error.description or ""
        return Problem(code, said, error.name, headers=headers, lang=ENGLISH.tag)
    for kind, (status, title) in STATUS.items():
        if isinstance(error, kind):
            detail = str(error)
            return Problem(
                status, detail, title, _members(error), _headers(error), lang=ENGLISH.tag
            )
    LOG.error("unexpected error at %s", request.path, exc_info=error)
    return Problem(500, _("The server could not answer. The fault is ours and has been logged."))


def _members(error: Exception) -> dict[str, Any]:
    names = ("line", "column", "token", "endpoint", "seconds", "limit", "limit_bytes")
    found = {name: getattr(error, name, None) for name in names}
    return {name: value for name, value in found.items() if value is not None}


def _headers(error: Exception) -> dict[str, str]:
    """When to ask again, where that helps; a query that took too long would do so again."""
    if isinstance(error, errors.Busy):
        return {"Retry-After": str(error.retry_after)}
    if isinstance(error, errors.EngineUnavailable | errors.NoRelease):
        return {"Retry-After": str(RECOVERY_SECONDS)}
    return {}


def answer(problem: Problem) -> Response:
    """The problem as a page for who asks for HTML by name, as problem+json for all others."""
    if prefers_html(request.headers.get("Accept")):
        response = Response(render_template("problem.html", problem=problem), problem.status)
    else:
        document = {
            "type": "about:blank",
            "title": problem.heading,
            "status": problem.status,
            "detail": problem.detail,
            "instance": request.script_root + written_path(),
            **problem.members,
        }
        body = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
        response = Response(body, problem.status, content_type=MEDIA_TYPE)
    response.headers.update(problem.headers)
    response.vary.add("Accept")
    response.headers["Cache-Control"] = "no-store" if problem.status >= 500 else "no-cache"
    return response


def install(app: Flask) -> None:
    """Answer every error of the application with a problem."""

    def handle(error: Exception) -> Response:
        return answer(problem_of(error))

    app.register_error_handler(Exception, handle)
