"""In which language a page speaks: by its path, else by `Accept-Language`, else English.

A page stands at three addresses. Its own, without a language, suits itself to the reader's
settings; below `/en/` and `/sr/` it speaks that language whatever the settings are, and so do all
pages that it links to, without a cookie. Data in RDF has all languages and is the same everywhere.
Source: RFC 9110, section 12.5.4; RFC 4647 (basic language ranges); BCP 47 (RFC 5646).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import quote
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import g, has_request_context, request


@dataclass(frozen=True)
class Language:
    """A language of the interface: its tag, its name in itself, its path, its locale.

    `understood` are the primary subtags of those who read it.
    """

    tag: str
    name: str
    path: str
    locale: str
    understood: frozenset[str]

    def reads(self, tag: str) -> bool:
        """Whether its readers read what has this tag; they do what has none, such as a number."""
        return not tag or tag.partition("-")[0].lower() in self.understood


ENGLISH: Final = Language("en", "English", "en", "en", frozenset({"en"}))
# Whoever asks for Serbian in Cyrillic reads it in Latin, too; `sh` is the macrolanguage that holds
# it. Croatian, Bosnian and Montenegrin are not taken for it: their readers get what they ask for
# next.
SERBIAN: Final = Language("sr-Latn", "Srpski", "sr", "sr_Latn", frozenset({"sr", "sh"}))
LANGUAGES: Final = (ENGLISH, SERBIAN)

CHOSEN: Final = "migralex.language"
"""In the environment of a request: the language that its path names."""
ROOT: Final = "migralex.root"
"""In the environment of a request: where the application begins, without the language."""
_ELEMENT: Final = re.compile(
    r"\s*(\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*[qQ]\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?"
)


class Spoken:
    """An application whose paths may begin with a language."""

    def __init__(self, inner: WSGIApplication) -> None:
        self._inner = inner

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Take the language off the path, and answer as the application does."""
        environ[ROOT] = environ.get("SCRIPT_NAME", "")
        path = environ.get("PATH_INFO", "")
        for one in LANGUAGES:
            if path == f"/{one.path}" or path.startswith(f"/{one.path}/"):
                environ[CHOSEN] = one
                environ["SCRIPT_NAME"] = f"{environ[ROOT]}/{one.path}"
                environ["PATH_INFO"] = path[len(one.path) + 1 :] or "/"
                break
        return self._inner(environ, start_response)


@lru_cache(maxsize=256)
def best_language(header: str) -> Language:
    """The language that the reader likes best, the one named first if equal; English if none.

    An element that is no language range is passed over.
    """
    ranges = []
    for element in header.split(","):
        match = _ELEMENT.fullmatch(element)
        if match is not None:
            ranges.append((match[1].lower(), float(match[2] or 1)))
    best, most = ENGLISH, 0.0
    for named, _ in ranges:
        for one in LANGUAGES:
            if (named == "*" or _primary(named) in one.understood) and _quality(one, ranges) > most:
                best, most = one, _quality(one, ranges)
    return best


def _primary(named: str) -> str:
    return named.partition("-")[0]


def _quality(language: Language, ranges: list[tuple[str, float]]) -> float:
    """What the reader gives for the language: by its own tag, else by any that includes it."""
    own = [value for named, value in ranges if named == language.tag.lower()]
    like = [value for named, value in ranges if _primary(named) in language.understood]
    any_ = [value for named, value in ranges if named == "*"]
    found = own or like or any_
    return max(found, default=0.0)


def language() -> Language:
    """The language that the answer to this request speaks; English outside a request.

    Whoever asks makes the answer one in that language, see `was_asked`.
    """
    if not has_request_context():
        return ENGLISH
    found: Language | None = g.get("language")
    if found is None:
        chosen = request.environ.get(CHOSEN)
        wanted = request.headers.get("Accept-Language", "")
        g.language = found = chosen if isinstance(chosen, Language) else best_language(wanted)
    return found


def was_asked() -> bool:
    """Whether anything in the answer to this request depends on its language."""
    return "language" in g


def root() -> str:
    """Where the application begins, whatever the language."""
    return str(request.environ.get(ROOT, request.script_root))


def written_path() -> str:
    """The path that was asked for, below the language, as it is written in a URL."""
    return quote(request.path, safe="/:@!$&'()*+,;=~")


def here_in(spoken: Language, query: str | None = None) -> str:
    """The path of this page in a language, with its arguments, or with what stands for them."""
    return f"{root()}/{spoken.path}{written_path()}" + (arguments() if query is None else query)


def arguments() -> str:
    """The query string of this page with its question mark; nothing for what was posted."""
    text = request.query_string.decode("ascii", "ignore")
    return f"?{text}" if text and request.method != "POST" else ""
