"""The language of a page as its head tells it, and where the page is in the others.

Source: RFC 9110, section 8.5 (Content-Language); RFC 8288 (hreflang).
"""

from typing import Final

from flask import Flask, Response, request

from web.site import site
from web.words.languages import CHOSEN, LANGUAGES, Language, arguments, language, was_asked

# A longer query string is not told once more, three times, in the head of the answer.
LONGEST_LINKED: Final = 500


def public(spoken: Language | None, query: str | None = None) -> str:
    """The public URL of this page in a language, None for the reader's.

    It has the arguments of this page, or what stands for them.
    """
    path = request.path.removeprefix("/")
    url = site().absolute(f"{spoken.path}/{path}" if spoken else path)
    return url + (arguments() if query is None else query)


def alternates(query: str | None = None) -> list[tuple[str, str]]:
    """This page in each language, by tag, and in the reader's; `query` as in `public`."""
    each = [(one.tag, public(one, query)) for one in LANGUAGES]
    return [*each, ("x-default", public(None, query))]


def install(app: Flask) -> None:
    """Say of each answer that is in a language which it is, and of a page where the others are."""

    @app.after_request
    def say(response: Response) -> Response:
        if not was_asked() or 300 <= response.status_code < 400:
            return response
        response.headers["Content-Language"] = language().tag
        if CHOSEN not in request.environ:
            response.vary.add("Accept-Language")
        page = response.status_code == 200 and response.mimetype == "text/html"
        if page and len(request.query_string) <= LONGEST_LINKED:
            links = [
                f'<{url}>; rel="alternate"; hreflang="{tag}"; type="text/html"'
                for tag, url in alternates()
            ]
            known = response.headers.get("Link")
            response.headers["Link"] = ", ".join([*([known] if known else []), *links])
        return response
