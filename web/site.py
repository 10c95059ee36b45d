"""What every request needs: settings, the graph, and what is read from it once at the start."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property, lru_cache, partial
from typing import Any, Final, cast
from urllib.parse import quote

from flask import Request, current_app, request

from graph.changes import Changes, changes
from graph.errors import EngineUnavailable
from graph.iris import MLXS, MLXV, Iris
from graph.profiles import Profile, profiles
from graph.release import CURRENT, Release
from graph.shapes import Shapes, shapes_from
from graph.store import Store
from graph.terms import Literal, NamedNode, Triple
from web.changes.history import History
from web.describing.documented import Documentation, anchor_of, documentation
from web.finding.identifiers import Identifiers
from web.finding.search import Index, index_from
from web.finding.shelf import Shelf
from web.linked.retired import Retired, retired_from
from web.pages.evidence import Reader, voices_from
from web.pages.passages import Texts
from web.reviewing.looked import Look, looks_from
from web.reviewing.recorded import Recorded
from web.settings import Settings
from web.words.languages import ENGLISH, LANGUAGES, Language, language
from web.words.names import (
    Name,
    TermInfo,
    best,
    label_in,
    labels_from,
    short,
    terms_from,
)

EXTENSION = "migralex"
WARMED: Final = "_warmed"
MOST_LABELS: Final = 2**14


@dataclass(frozen=True)
class Site:
    """One release as it is served. Everything cached here belongs to the release."""

    settings: Settings
    store: Store
    release: Release

    @property
    def iris(self) -> Iris:
        """The IRIs of the release."""
        return self.release.iris

    @property
    def prefix(self) -> str:
        """What the paths of the documents begin with: nothing for the release in force."""
        return ""

    @cached_property
    def public_url(self) -> str:
        """Where the public reaches this server, with a final slash."""
        return (self.settings.public_url or self.iris.base).rstrip("/") + "/"

    @cached_property
    def published(self) -> datetime | None:
        """When the release was put in force here, to the second; None if it is not in force.

        That is the time of the link, not of the release: going back to an older release is new.
        """
        link = self.settings.var / CURRENT
        try:
            if link.resolve(strict=True) != self.release.path.resolve(strict=True):
                return None
            return datetime.fromtimestamp(int(link.lstat().st_mtime), UTC)
        except OSError:
            return None

    def unchanged_since_asked(self, request: Request) -> bool:
        """Whether nothing was published since the time that the client names, and no tag."""
        since = request.if_modified_since
        if request.if_none_match or since is None or self.published is None:
            return False
        return self.published <= since

    @property
    def dataset(self) -> NamedNode:
        """The IRI of the dataset, which is described at `.well-known/void`."""
        return NamedNode(self.absolute(".well-known/void#dataset"))

    @cached_property
    def licence(self) -> str:
        """The IRI of the data's licence: the operator's, else the ontology's, else none."""
        stated = [row["licence"].value for row in self.store.rows("page/licence")]
        return self.settings.licence or next(iter(stated), "")

    @property
    def licence_read(self) -> str:
        """The licence if it was read already: the page about an engine's failure cannot ask it."""
        return str(self.__dict__.get("licence", ""))

    @property
    def shapes(self) -> Shapes:
        """How entities are shown to the reader."""
        return self._shapes[language().tag]

    @property
    def lists(self) -> Mapping[str, frozenset[str]]:
        """The classes of what is on each list, by the path of the list."""
        return self._shapes[ENGLISH.tag].lists

    @cached_property
    def _shapes(self) -> dict[str, Shapes]:
        rows = self.store.rows("page/shapes")

        def choice(labels: Iterable[Literal], spoken: Language) -> str:
            return (best(labels, spoken) or Name("")).text

        return {one.tag: shapes_from(rows, partial(choice, spoken=one)) for one in LANGUAGES}

    @cached_property
    def terms(self) -> dict[str, TermInfo]:
        """The terms of the ontology and the vocabularies by IRI."""
        return terms_from(self.store.rows("page/terms"))

    @cached_property
    def slots(self) -> dict[str, str]:
        """The place in a row that a property fills, by the property's IRI."""
        return {
            row["property"].value: row["slot"].value
            for row in self.store.rows("page/slots")
            if isinstance(row["property"], NamedNode) and isinstance(row["slot"], Literal)
        }

    @cached_property
    def profiles(self) -> tuple[Profile, ...]:
        """The ways to describe an entity, the full description first."""
        return profiles(self.store.library)

    @cached_property
    def shelf(self) -> Shelf[Any]:
        """Representations that were made before."""
        return Shelf(self.settings.cache_megabytes * 2**20)

    @cached_property
    def changes(self) -> Changes | None:
        """What the publications up to this release changed, where that is recorded."""
        return changes(self.settings.var, self.release)

    @cached_property
    def history(self) -> History | None:
        """What became of entities up to this release, where that is recorded."""
        known = self.changes
        return None if known is None else History(self.settings.var, self.store, known)

    @cached_property
    def labels(self) -> Mapping[str, tuple[Triple, ...]]:
        """All labels of everything that has one, by its IRI."""
        return labels_from(self.store.rows("page/labels"))

    def label(self, iri: str) -> Name | None:
        """The label for the reader of what an IRI names, None for what has none."""
        return self._label(iri, language())

    @cached_property
    def _label(self) -> Callable[[str, Language], Name | None]:
        @lru_cache(maxsize=MOST_LABELS)
        def read(iri: str, spoken: Language) -> Name | None:
            return label_in(self.labels, iri, spoken)

        return read

    @property
    def documentation(self) -> Documentation:
        """The documentation of the ontology for the reader."""
        return self._documentation(language())

    @cached_property
    def _documentation(self) -> Callable[[Language], Documentation]:
        rows = cache(self.store.rows)

        @lru_cache(maxsize=len(LANGUAGES))
        def read(_spoken: Language) -> Documentation:
            return documentation(rows, self.terms, self.name)

        return read

    @cached_property
    def retired(self) -> dict[str, Retired]:
        """The identifiers that are no longer in use, by IRI."""
        return retired_from(self.store.rows("page/retired"))

    @cached_property
    def lasting(self) -> dict[str, tuple[str, NamedNode]]:
        """Of each kind that can be asked about for a day, the list page or "", and the class."""
        return {
            row["kind"].value: (row["list"].value if "list" in row else "", row["class"])
            for row in self.store.rows("page/lasting")
            if isinstance(row["class"], NamedNode)
        }

    @cached_property
    def index(self) -> Index:
        """The names of all entities, for the search and for labels of results."""
        return index_from(self.store.rows("page/names"))

    @cached_property
    def identifiers(self) -> Identifiers:
        """The numbers and codes by which something is known."""
        return Identifiers(self.store.rows("page/identifiers"), self.index.all_names())

    @cached_property
    def looks(self) -> dict[str, tuple[Look, ...]]:
        """The reviews of each claim that a person has looked at, by its IRI."""
        return looks_from(self.store.rows("review/reviews"))

    @property
    def recorded(self) -> Recorded:
        """The records that the release keeps."""
        return Recorded(self.release.records)

    @cached_property
    def reader(self) -> Reader:
        """What reads claims with their passages."""
        voices = voices_from(self.store.rows("page/voices"))
        return Reader(self.iris, voices, self.texts, self.labels)

    @cached_property
    def texts(self) -> Texts:
        """The texts of sources that the operator has."""
        return Texts(self.settings.texts)

    def warm(self) -> None:
        """Read what is cached, so that no request waits for it.

        Raises EngineUnavailable or EngineNonsense while a remote engine cannot tell it; to be
        called again then.
        """
        if self.warmed:
            return
        if self.store.is_remote and not self.store.answers():
            raise EngineUnavailable("No release has been loaded into the query engine.")
        _ = self.shapes, self.terms, self.slots, self.index
        _ = self.licence, self.lasting, self.reader, self.looks, self.identifiers
        _ = self.labels, self.changes, self.retired, self.shelf
        self.__dict__[WARMED] = True

    @property
    def warmed(self) -> bool:
        """Whether all that is cached has been read."""
        return WARMED in self.__dict__

    def name(self, iri: str) -> Name:
        """The label of a term of the ontology, of an entity, or a short form of the IRI."""
        if iri in self.terms:
            return self.terms[iri].name
        parsed = self.iris.parse(iri)
        words = parsed[1].replace("-", " ") if parsed else short(iri)
        return self.index.name(iri) or Name(words)

    def href(self, iri: str) -> str | None:
        """The path of the page about an IRI of ours, None for any other IRI."""
        parsed = self.iris.parse(iri)
        if parsed is not None:
            kind, slug = parsed
            return local(f"{kind}/{slug}" if kind in ("claim", "graph") else f"page/{kind}/{slug}")
        for namespace, place in ((MLXV, "vocabulary/"), (MLXS, "shapes#")):
            if iri.startswith(namespace.iri):
                return local(place + iri.removeprefix(namespace.iri))
        return local(f"ontology#{anchor_of(iri)}") if iri in self.terms else None

    def cite_path(self, iri: str) -> str | None:
        """The path of how to cite an entity or a claim, None for any other IRI."""
        parsed = self.iris.parse(iri)
        return local("cite/" + "/".join(parsed)) if parsed and parsed[0] != "graph" else None

    def history_path(self, iri: str) -> str | None:
        """The path of what became of an entity, None where that is not told."""
        parsed = self.iris.parse(iri)
        told = parsed and parsed[0] not in ("claim", "graph") and self.history is not None
        return local("history/" + "/".join(parsed)) if parsed and told else None

    def absolute(self, path: str) -> str:
        """The public URL of a path of ours that has no leading slash."""
        return self.public_url + quote(path, safe="/:#?=&%.,-")


def local(path: str) -> str:
    """A path of this application, as a link from any page of it."""
    return f"{request.script_root}/{path}"


def site() -> Site:
    """The site of the running application."""
    return cast(Site, current_app.extensions[EXTENSION])
