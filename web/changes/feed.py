"""The feeds: of all releases, and of what becomes of one entity.

The feed of releases holds the last ones; the older ones are in archives, which do not change any
more, each linked from the one after it.
Source: RFC 4287 (Atom), RFC 5005 section 4 (archived feeds).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Blueprint, Response, render_template

from graph.changes import Sort
from graph.publications import Publication
from graph.release import Release
from graph.terms import NamedNode
from web.changes.history import History, Tally
from web.changes.timegate import archive, entity_path
from web.changes.told import ToldStep
from web.describing.dumps import GZIP, PACKED
from web.http.negotiate import Choice, Format
from web.http.problems import not_found
from web.http.responses import Link, represent
from web.pages.kinds import kind_name
from web.site import Site, site
from web.words.names import Name
from web.words.wording import gettext as _

blueprint = Blueprint("feed", __name__)
ATOM: Final = Format("atom", "Atom", ("application/atom+xml",), charset=True)
PATH: Final = "feed"
PER_ARCHIVE: Final = 20


@dataclass(frozen=True)
class Entry:
    """A publication as the feed and the list of releases tell of it.

    `before` is the one before it, None for the first; `files` are the names of its packed dumps, as
    long as they are kept, each with its bytes.
    """

    publication: Publication
    before: Publication | None
    tallies: Sequence[Tally]
    claimed: int
    inferred: int
    kept: bool
    files: Sequence[tuple[str, int]] = ()

    @property
    def changes(self) -> str:
        """The path of what it changed, without a suffix; "" for the first."""
        if self.before is None:
            return ""
        return f"changes/{self.before.digest}/{self.publication.digest}"


@blueprint.get(f"/{PATH}")
def feed() -> Response:
    """The last releases, the newest first."""
    here = site()
    total = len(history_of(here).publications)
    return _feed(here, max(0, total - PER_ARCHIVE), total, total // PER_ARCHIVE)


@blueprint.get(f"/{PATH}/<int:number>")
def older(number: int) -> Response:
    """An archive: releases in the order of their publication, a fixed number in each."""
    here = site()
    complete = len(history_of(here).publications) // PER_ARCHIVE
    if not 1 <= number <= complete:
        raise not_found(_("There is no such archive of the feed."))
    return _feed(here, (number - 1) * PER_ARCHIVE, number * PER_ARCHIVE, number - 1, number)


def _feed(here: Site, start: int, end: int, previous: int, number: int = 0) -> Response:
    """The publications from `start` to before `end`; `number` is that of an archive."""
    own = f"{PATH}/{number}" if number else PATH
    links = [Link(here.absolute(own), "self", ATOM.media_type)]
    links.append(Link(here.absolute("releases"), "alternate", "text/html"))
    if number:
        links.append(Link(here.absolute(PATH), "current", ATOM.media_type))
        if number < len(history_of(here).publications) // PER_ARCHIVE:
            following = here.absolute(f"{PATH}/{number + 1}")
            links.append(Link(following, "next-archive", ATOM.media_type))
    if previous:
        links.append(Link(here.absolute(f"{PATH}/{previous}"), "prev-archive", ATOM.media_type))
    entries = [entry(here, one) for one in reversed(range(start, end))]
    body = render_template(
        "feed.xml",
        id=here.iris.base + PATH,
        links=links,
        archived=bool(number),
        entries=entries,
        kind_name=kind_name,
        gzip=GZIP,
        utc=utc,
    )
    return _sent(body, links, entries[0].publication.time)


def feed_of(
    here: Site, iri: NamedNode, title: Name, told: Sequence[ToldStep], links: list[Link]
) -> Response:
    """The feed of one entity."""
    path = f"history/{entity_path(here, iri)}"
    body = render_template(
        "history.xml",
        id=f"{here.iris.base}{path}",
        iri=iri.value,
        title=title,
        own=here.absolute(f"{path}.{ATOM.name}"),
        page=here.absolute(path),
        told=told,
        first=history_of(here).publications[0],
        utc=utc,
    )
    newest = told[0].after if told else history_of(here).publications[0]
    return _sent(body, links, newest.time)


def entry(here: Site, number: int) -> Entry:
    """A publication with what it changed in figures."""
    known = history_of(here)
    publication = known.publications[number]
    release = archive().kept(publication.digest)
    before = known.publications[number - 1] if number else None
    pair = (number - 1, number)
    return Entry(
        publication,
        before,
        known.tallies(*pair) if number else (),
        known.only(Sort.CLAIMED, *pair) if number else 0,
        known.only(Sort.INFERRED, *pair) if number else 0,
        release is not None,
        packed(release) if release else (),
    )


def packed(release: Release) -> tuple[tuple[str, int], ...]:
    """The packed dumps of a release with their bytes."""
    found = sorted(release.dumps.glob(f"*{PACKED}"))
    return tuple((one.name, one.stat().st_size) for one in found)


def history_of(here: Site) -> History:
    """The history. Raises ProblemError (404) where none is recorded."""
    if here.history is None:
        raise not_found(_("Here it is not recorded when releases were published."))
    return here.history


def utc(time: datetime) -> str:
    """A time as Atom has it."""
    return time.isoformat().replace("+00:00", "Z")


def _sent(body: str, links: Iterable[Link], changed: datetime) -> Response:
    response = represent(body, Choice(ATOM, ATOM.media_type), links=links)
    response.last_modified = changed
    return response
