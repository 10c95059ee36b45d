"""Testland published three times, each time a little different, and what a server said after each.

1. Testland as it stands.
2. A date is refined, a law renamed, an event added; nothing else.
3. An institution is withdrawn and a law moves to another identifier; a claim gets another passage.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from graph.engines.memory import Memory
from graph.limits import Limits
from graph.publications import Publication, publications
from graph.release import RELEASES, current, read
from graph.store import Store
from tests.loader.testland import RECORDS, Testland
from web.app import create_app
from web.settings import Settings

OFFICE = "institution/border-office"
AGENCY = "institution/border-agency"
ENTRY = "law/entry"
BORDER = "law/border"
BORDERS = "law/borders"
VISAS = "agreement/visas"
ADOPTION = "event/entry-adoption"

FIRST = RECORDS.replace(
    "{eventType: adoption, date: 2001-03-03}", "{eventType: adoption, date: 2001-03}"
)
SECOND = RECORDS.replace("label: Border Act", "label: Act on Borders").replace(
    "    - {eventType: entry-into-force, date: 2002-01-01}\n",
    "    - {eventType: entry-into-force, date: 2002-01-01}\n"
    "    - {eventType: promulgation, date: 2001}\n",
)
_OFFICE = SECOND[SECOND.index(f"- id: {OFFICE}") : SECOND.index(f"- id: {AGENCY}")]
THIRD = (
    SECOND.replace(_OFFICE, "")
    .replace(f"originalOrganization: {OFFICE}, ", "")
    .replace(BORDER, BORDERS)
    .replace("to: ratified in 2005}", "to: 10 May 2004}")
)
RETIRED = f"""
moved:
  - {{id: {BORDER}, to: {BORDERS}, date: 2026-11-20, reason: There are several of them.}}
withdrawn:
  - {{id: {OFFICE}, date: 2026-11-21, reason: It was the agency all along.}}
"""
WATCHED = tuple(
    f"/{place}/{entity}{suffix}"
    for entity in (AGENCY, ENTRY, VISAS, "polity/otherland")
    for place, suffix in (("page", ""), ("data", ".ttl"), ("data", ".jsonld"))
)


@dataclass(frozen=True)
class Said:
    """What an answer said of its age."""

    status: int
    tag: str
    since: str


@dataclass(frozen=True)
class Annals:
    """The folder of the releases, and for each what the watched paths said when it was served."""

    testland: Testland
    said: tuple[Mapping[str, Said], ...]

    @property
    def var(self) -> Path:
        """The folder of the releases."""
        return self.testland.folder / "var"

    @property
    def known(self) -> list[Publication]:
        """The publications."""
        return publications(self.var)

    def dump(self, number: int) -> list[bytes]:
        """The lines of the dump of a release."""
        path = self.var / RELEASES / self.known[number].digest / "dumps" / "migralex.nq"
        return path.read_bytes().splitlines(keepends=True)


@contextmanager
def served(var: Path, digest: str = "") -> Iterator[FlaskClient]:
    """A client of an application on a release, the current one if none is named."""
    release = read(var / RELEASES / digest) if digest else current(var)
    store = Store(release, Memory(release), Limits())
    try:
        yield create_app(Settings(var=var), store).test_client()
    finally:
        store.close()


def written(folder: Path) -> Annals:
    """Publish Testland three times."""
    testland = Testland(folder)
    for records, retired in ((FIRST, ""), (SECOND, ""), (THIRD, RETIRED)):
        testland.write(records)
        assert testland.locate().status == 0
        if retired:
            (folder / "sources" / "identifiers.yaml").write_text(retired, encoding="utf-8")
        built = testland.build()
        assert built.status == 0, built.err
    var = folder / "var"
    return Annals(testland, tuple(_said(var, one.digest) for one in publications(var)))


def _said(var: Path, digest: str) -> dict[str, Said]:
    with served(var, digest) as client:
        answers = {path: client.get(path) for path in WATCHED}
    return {
        path: Said(one.status_code, one.headers["ETag"], one.headers["Last-Modified"])
        for path, one in answers.items()
    }


def patched(lines: list[bytes], patch: bytes) -> list[bytes]:
    """Lines of N-Quads after an RDF patch."""
    found = set(lines)
    for row in patch.splitlines(keepends=True):
        if row.startswith(b"A "):
            assert row[2:] not in found
            found.add(row[2:])
        elif row.startswith(b"D "):
            found.remove(row[2:])
    return sorted(found)


def steps(client: FlaskClient, entity: str, query: str = "") -> list[dict[str, Any]]:
    """The history of an entity as JSON."""
    return list(client.get(f"/history/{entity}.json{query}").get_json()["steps"])
