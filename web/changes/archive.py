"""The releases that are kept, and the old ones among them opened for who asks for them.

An old release is read from disk, which is opened in milliseconds: no graph is loaded and no process
is forked for it. What pages need beside that is read when it is first needed, or looked up in the
dump. Few are open at a time, and few are opened at a time, so that whoever asks for all of them
in turn costs the others neither memory nor threads.
"""

from collections import OrderedDict
from datetime import datetime
from threading import BoundedSemaphore, Lock
from typing import Final

from graph.errors import Busy, NoRelease
from graph.lookup import looking
from graph.publications import Publication
from graph.release import RELEASES, Release, read
from graph.store import open_frozen
from web.changes.frozen import FrozenSite
from web.server.account import Bookkeeper
from web.site import Site

MOST_OPEN: Final = 4
MOST_AT_WORK: Final = 2
PATIENCE_SECONDS: Final = 5.0


class Archive:
    """The releases of a deployment, in the order in which they were first put in force."""

    def __init__(self, here: Site) -> None:
        self._here = here
        self._open: OrderedDict[str, FrozenSite] = OrderedDict()
        self._lock = Lock()
        self._turns = BoundedSemaphore(MOST_AT_WORK)

    @property
    def publications(self) -> tuple[Publication, ...]:
        """All publications that are known, the first one first."""
        return self._here.history.publications if self._here.history is not None else ()

    @property
    def releases(self) -> list[Publication]:
        """Each release with the time at which it was first put in force."""
        first: dict[str, Publication] = {}
        for one in self.publications:
            first.setdefault(one.digest, one)
        return list(first.values())

    def publication(self, digest: str) -> Publication | None:
        """When a release was first put in force, None if it was not."""
        return next((one for one in self.releases if one.digest == digest), None)

    def kept(self, digest: str) -> Release | None:
        """A release that can still be read, None for one that is gone."""
        if digest == self._here.release.digest:
            return self._here.release
        folder = self._here.settings.var / RELEASES / digest
        try:
            found = read(folder) if folder.name == digest else None
        except NoRelease:
            return None
        return found if found and found.base_iri == self._here.release.base_iri else None

    def having(self, iri: str) -> list[Publication]:
        """The releases that are kept and say something of an entity."""
        return [one for one in self.releases if self._has(one, iri)]

    def in_force(self, time: datetime, iri: str) -> Publication | None:
        """The release with an entity that was in force at a time, or was the last one before; the
        first one if there was none then. None if no release that is kept has the entity."""
        having = {one.digest: one for one in self.having(iri)}
        known = [one for one in self.publications if one.digest in having]
        before = [one for one in known if one.time <= time]
        found = before[-1:] or known[:1]
        return having[found[0].digest] if found else None

    def frozen(self, publication: Publication) -> FrozenSite | None:
        """A release as it was, None if it is gone. Raises Busy where too many are asked for."""
        release = self.kept(publication.digest)
        if release is None:
            with self._lock:
                self._open.pop(publication.digest, None)
            return None
        if (known := self._known(publication)) is not None:
            return known
        if not self._turns.acquire(timeout=PATIENCE_SECONDS):
            raise Busy("Too many old releases are asked for just now.", int(PATIENCE_SECONDS))
        try:
            return self._known(publication) or self._opened(publication, release)
        except OSError:
            return None
        finally:
            self._turns.release()

    def _known(self, publication: Publication) -> FrozenSite | None:
        with self._lock:
            known = self._open.get(publication.digest)
            if known is not None:
                self._open.move_to_end(publication.digest)
            return known

    def _opened(self, publication: Publication, release: Release) -> FrozenSite:
        store = open_frozen(release)
        store.tell(Bookkeeper())
        opened = FrozenSite(self._here.settings, store, release, publication)
        opened.read_ahead()
        with self._lock:
            self._open[publication.digest] = opened
            while len(self._open) > MOST_OPEN:
                self._open.popitem(last=False)
        return opened

    def _has(self, publication: Publication, iri: str) -> bool:
        release = self.kept(publication.digest)
        if release is None:
            return False
        try:
            with looking(release.nquads) as dump:
                return dump.stated(iri, release.iris) > 0
        except OSError:
            return False
