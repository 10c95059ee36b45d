"""What pages load from us: our own assets, and the libraries that were bundled at install.

The libraries are npm packages; `make install` puts them into `assets/vendor/`. Where they are not
there, the page that would use them says how to get them, and works without.
"""

import hashlib
from functools import cache
from importlib.resources import files
from typing import Final

from flask import Flask, Response, request

from web.words.languages import ENGLISH, Language, root

LASTING: Final = "public, max-age=31536000, immutable"
VERSION: Final = "v"


def asset(name: str) -> str:
    """The path of an asset, one for all languages; it changes with the content, so that it may be
    cached for long.
    """
    return f"{root()}/assets/{name}?{VERSION}={_digest(name)}"


def bundled(*names: str) -> bool:
    """Whether these files of libraries (`yasqe.min.js`) were bundled at install."""
    return all(_digest(f"vendor/{name}") for name in names)


def typefaces(language: Language) -> list[str]:
    """The files of the faces that every page in a language is set in, none where they were not
    bundled: pages are then set in what the reader has.
    """
    subsets = ("latin",) if language == ENGLISH else ("latin", "latin-ext")
    families = ("source-sans-3", "source-serif-4")
    names = [f"{family}-{one}-wght-normal.woff2" for family in families for one in subsets]
    return [f"vendor/{name}" for name in names] if bundled(*names) else []


@cache
def _digest(name: str) -> str:
    """The first digits of the SHA-256 of an asset, nothing for one that is not there."""
    file = files("web").joinpath("assets", name)
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else ""


def install(app: Flask) -> None:
    """Let an asset that is asked for with its digest be kept for a year."""

    @app.after_request
    def keep(response: Response) -> Response:
        wanted = request.args.get(VERSION)
        if (
            request.endpoint == "static"
            and wanted
            and response.status_code in (200, 304)
            and wanted == _digest((request.view_args or {})["filename"])
        ):
            response.headers["Cache-Control"] = LASTING
        return response
