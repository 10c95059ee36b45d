"""What every answer carries: caching, variants, links, CORS and security headers.

Source: RFC 9110 (conditional requests, Vary, Allow), RFC 8288 (Link), the Fetch standard (CORS),
CSP Level 3, FAIR Signposting level 1.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from flask import Flask, Response, request
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from web.http.compression import compress
from web.http.negotiate import Choice
from web.site import Site, site

CACHE: Final = "public, max-age=60, stale-while-revalidate=600"
# Where the interface is described, for programs and for people; see web/describing/openapi.py.
INTERFACE: Final = "openapi.json"
INTERFACE_PAGE: Final = "openapi"
EXPOSED: Final = (
    "Allow, Content-Location, Content-Profile, ETag, Last-Modified, Link, Location, "
    "Memento-Datetime, Repr-Digest, "
    "Retry-After, Server-Timing, MigraLex-Release, MigraLex-Dataset, MigraLex-Result"
)
POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


@dataclass(frozen=True)
class Link:
    """A typed link, for the header and for the head of a page."""

    href: str
    rel: str
    type: str | None = None
    formats: str | None = None
    """The IRI of the profile that is there, where there are several."""
    datetime: str | None = None
    """The time of the state that is there, as HTTP writes it."""

    def __str__(self) -> str:
        kind = f'; type="{self.type}"' if self.type else ""
        profile = f'; formats="{self.formats}"' if self.formats else ""
        time = f'; datetime="{self.datetime}"' if self.datetime else ""
        return f'<{ascii_url(self.href)}>; rel="{self.rel}"{kind}{profile}{time}'


def ascii_url(url: str) -> str:
    """The URL with everything outside ASCII percent-encoded; what is encoded stays as it is."""
    return quote(url, safe="%/:?#[]@!$&'()*+,;=~")


def represent(
    body: str | bytes, choice: Choice, *, links: Iterable[Link] = (), location: str | None = None
) -> Response:
    """A complete representation: strong ETag of its bytes, links, and 304 where that will do.

    `location` is the URL of exactly this representation, for a negotiated answer.
    """
    response = Response(body, content_type=choice.content_type)
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
    add_links(response, links)
    if location is not None:
        response.headers["Content-Location"] = ascii_url(location)
    response.headers.setdefault("Cache-Control", CACHE)
    return response


def see_other(location: str, links: Iterable[Link] = ()) -> Response:
    """303: the thing itself cannot be sent, a document about it is elsewhere."""
    response = Response(f"See {location}\n", 303, content_type="text/plain; charset=utf-8")
    response.headers["Location"] = ascii_url(location)
    response.headers["Cache-Control"] = CACHE
    add_links(response, links)
    return response


def add_links(response: Response, links: Iterable[Link]) -> None:
    """Write the links into one Link header."""
    text = ", ".join(str(link) for link in links)
    if text:
        response.headers["Link"] = text


def service_links(here: Site) -> list[Link]:
    """Where the interface is described, for the answers with which a client begins.

    Source: RFC 8631, section 4.
    """
    return [
        Link(here.absolute(INTERFACE), "service-desc", "application/json"),
        Link(here.absolute(INTERFACE_PAGE), "service-doc", "text/html"),
    ]


def vary(response: Response, *names: str) -> None:
    """Say that the answer depends on these request headers."""
    response.vary.update(names)


def state_time(response: Response) -> None:
    """Say since when the answer is as it is: since its release was put in force, if it says no
    more. What must not be kept does not say it, and what the program brings with it does already.
    """
    published = site().published
    if (
        published is not None
        and response.status_code == 200
        and response.last_modified is None
        and "no-store" not in response.headers.get("Cache-Control", "")
        and "ETag" in response.headers
    ):
        response.last_modified = published


def install(app: Flask) -> None:
    """OPTIONS for every path, conditional answers, and the headers that all answers carry."""

    @app.before_request
    def options() -> Response | None:
        if request.method != "OPTIONS" or isinstance(
            request.routing_exception, (NotFound, RequestRedirect)
        ):
            return None
        failure = request.routing_exception
        if isinstance(failure, MethodNotAllowed):
            methods = {*(failure.valid_methods or ()), "OPTIONS"}
        else:
            rule = request.url_rule
            methods = {*((rule.methods if rule else None) or ()), "OPTIONS"}
        response = Response(status=204)
        response.headers["Allow"] = ", ".join(sorted(methods))
        response.headers["Access-Control-Allow-Methods"] = ", ".join(sorted(methods))
        response.headers["Access-Control-Allow-Headers"] = (
            "Accept, Accept-Datetime, Accept-Language, Accept-Profile, Content-Type, "
            "If-Modified-Since, If-None-Match"
        )
        response.headers["Access-Control-Max-Age"] = "86400"
        return response

    @app.after_request
    def finish(response: Response) -> Response:
        headers = response.headers
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Access-Control-Expose-Headers"] = EXPOSED
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers.setdefault("Content-Security-Policy", POLICY)
        state_time(response)
        compress(response)
        if response.status_code == 200 and request.method in ("GET", "HEAD"):
            response.make_conditional(request)
        return response
