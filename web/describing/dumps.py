"""The files of a release: whole or in ranges, with digests, packed for those who unpack.

Source: RFC 9110, sections 8.4 (content codings), 13 and 14 (ranges); RFC 9530 (digest fields).
"""

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, render_template, send_file

from graph.release import Release
from web.http.compression import wanted
from web.http.negotiate import ENTITY_FORMATS, HTML, Choice
from web.http.problems import not_found
from web.http.responses import CACHE, Link, represent
from web.site import Site, site
from web.words.wording import gettext as _

blueprint = Blueprint("dumps", __name__)
SUMS: Final = "SHA256SUMS"
PACKED: Final = ".gz"
GZIP: Final = "application/gzip"
OTHER: Final = "application/octet-stream"
# What a client may know the file to be without a look at it, by the ending of its name.
TYPES: Final = {one.name: one.media_type for one in ENTITY_FORMATS}


@dataclass(frozen=True)
class File:
    """A file of a release. `media_type` is that of its content, unpacked."""

    path: Path
    size: int
    sha256: bytes

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.path.name

    @property
    def packed(self) -> bool:
        """Whether it is packed with gzip."""
        return self.name.endswith(PACKED)

    @property
    def media_type(self) -> str:
        """The media type of the content, unpacked."""
        return TYPES.get(self.name.removesuffix(PACKED).rpartition(".")[2], OTHER)


def files_of(release: Release) -> list[File]:
    """The files of a release by name. The first call after a start reads them all."""
    return [_file(path) for path in sorted(release.dumps.glob("*.*")) if path.is_file()]


def _file(path: Path) -> File:
    found = path.stat()
    return File(path, found.st_size, _digest(path, found.st_size, found.st_mtime_ns))


@lru_cache(maxsize=4096)
def _digest(path: Path, _size: int, _changed: int) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


@blueprint.get("/dumps/")
def listing() -> Response:
    """The files with their sizes and digests."""
    here = site()
    body = render_template("dumps.html", files=files_of(here.release), sums=SUMS)
    links = [Link(here.absolute("dumps/"), "canonical"), Link(here.absolute("dataset"), "about")]
    return represent(body, Choice(HTML, HTML.media_type), links=links)


@blueprint.get(f"/dumps/{SUMS}")
def sums() -> Response:
    """The digests as `sha256sum --check` reads them."""
    return sums_of(site().release)


def sums_of(release: Release) -> Response:
    """The digests of the files of a release."""
    lines = [f"{one.sha256.hex()}  {one.name}\n" for one in files_of(release)]
    response = Response("".join(lines), content_type="text/plain; charset=utf-8")
    response.add_etag()
    response.headers["Cache-Control"] = CACHE
    return response


@blueprint.get("/dumps/<name>")
def dump(name: str) -> Response:
    """One file, whole or a range of it; a client that takes gzip gets the packed one unpacked."""
    return send(site(), site().release, name)


def send(here: Site, release: Release, name: str) -> Response:
    """A file of a release. Raises ProblemError (404) if it has none of that name.

    Packed as a content coding, it is a representation of its own: with a tag, a digest and ranges
    of the packed bytes, so that a broken download can be taken up again.
    """
    path = release.dumps / name
    if path.parent != release.dumps or path not in set(release.dumps.glob("*.*")):
        raise not_found(_("There is no file “%(name)s” in this release.", name=name[:80]))
    beside = release.dumps / f"{name}{PACKED}"
    coded = beside.is_file() and wanted()
    sent = _file(beside if coded else path)
    response = send_file(
        sent.path.resolve(),
        mimetype=GZIP if name.endswith(PACKED) else sent.media_type,
        as_attachment=False,
        etag=sent.sha256.hex()[:32],
        conditional=True,
    )
    if beside.is_file():
        response.vary.add("Accept-Encoding")
    if coded:
        response.headers["Content-Encoding"] = "gzip"
    if coded or name.endswith(PACKED) or not wanted():
        # Otherwise it may yet be packed on its way, and then has other bytes.
        response.headers["Repr-Digest"] = f"sha-256=:{b64encode(sent.sha256).decode()}:"
    response.headers["Cache-Control"] = CACHE
    response.headers["Link"] = str(Link(here.absolute("dataset"), "describedby"))
    return response
