"""The description of an entity: what is said, what points to it, who says so, and all the names.

It is the same in every format, and bounded: inverse links come in pages, with their total.
Source: Concise Bounded Description; Hydra Core Vocabulary, section 5 (partial collections).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graph.iris import DCTERMS, HYDRA, RDF, RDFS, SKOS, XSD
from graph.profiles import Profile, shaped
from graph.publications import Publication
from graph.terms import Literal, NamedNode, Triple
from web.http.problems import ProblemError, not_found
from web.linked.itself import document_iri, itself, last_change
from web.site import Site
from web.words.wording import gettext as _

PER_PAGE: Final = 100
# What a triple takes in memory, about.
TRIPLE_BYTES: Final = 400


@dataclass(frozen=True)
class Description:
    """The triples of one page of a description. `pages` count from 1."""

    triples: Sequence[Triple]
    page: int = 1
    pages: int = 1
    changed: Publication | None = None
    """The publication since which it is as it is, where that is known."""


@dataclass(frozen=True)
class Wanted:
    """What of a description is asked for: which entity, in which document, profile and page."""

    entity: NamedNode
    path: str
    profile: Profile
    page: int = 1
    """The page of the inverse links; the others hold nothing else."""


@dataclass(frozen=True)
class Inverse:
    """The statements whose value is an entity, in a lasting order: all the pages of them."""

    triples: Sequence[Triple]

    @property
    def size(self) -> int:
        """About what it takes, in bytes."""
        return len(self.triples) * TRIPLE_BYTES


def _pointing_at(here: Site, iri: NamedNode) -> Inverse:
    return Inverse(
        [
            Triple(row["node"], row["property"], iri)
            for row in here.store.rows("page/inverse", entity=iri)
            if isinstance(row["node"], NamedNode) and isinstance(row["property"], NamedNode)
        ]
    )


def describe(here: Site, wanted: Wanted, more: Iterable[Triple] = ()) -> Description | None:
    """The description of an entity, None if nothing is said about it in the profile.

    `more` is said in the document beside that. Raises ProblemError (404) for a page too many.
    """
    statements = [*here.store.triples("page/data-statements", entity=wanted.entity), *more]
    if not statements:
        return None
    inverse = here.shelf.get(
        (Inverse, wanted.entity.value), lambda: _pointing_at(here, wanted.entity)
    ).triples
    pages = max(1, -(-len(inverse) // PER_PAGE))
    if wanted.page > pages:
        raise no_page(wanted.page, pages)
    shown = inverse[(wanted.page - 1) * PER_PAGE : wanted.page * PER_PAGE]
    if wanted.page == 1:
        evidence = here.store.triples("page/data-evidence", entity=wanted.entity)
        said = [*statements, *evidence, *shown]
    else:
        said = list(shown)
    said += labels(here.labels, said)
    found = shaped(here.store.library, wanted.profile, wanted.entity, said)
    if not found and wanted.page == 1:
        return None
    changed = _changed(here, wanted, said)
    about = itself(here, wanted.path, wanted.entity, changed, wanted.profile.iri)
    about += _pages(here, wanted, len(inverse), pages)
    return Description([*found, *about], wanted.page, pages, changed)


def no_page(page: int, pages: int) -> ProblemError:
    """404 for a page too many."""
    return not_found(
        _("There is no page %(page)s: the last one is %(pages)s.", page=page, pages=pages)
    )


def _changed(here: Site, wanted: Wanted, said: Iterable[Triple]) -> Publication | None:
    subjects = {one.subject.value for one in said if isinstance(one.subject, NamedNode)}
    # A node with nothing but a label here is only mentioned.
    naming = (RDFS.label, SKOS.prefLabel)
    told = {
        one.subject.value
        for one in said
        if isinstance(one.subject, NamedNode) and one.predicate not in naming
    }
    return last_change(here, lambda known: known.of(told, {wanted.entity.value}, subjects))


def labels(known: Mapping[str, Sequence[Triple]], said: Iterable[Triple]) -> list[Triple]:
    """The labels of every IRI that the triples mention."""
    mentioned = {term.value for triple in said for term in triple if isinstance(term, NamedNode)}
    return [label for iri in sorted(mentioned) for label in known.get(iri, ())]


def _pages(here: Site, wanted: Wanted, total: int, pages: int) -> list[Triple]:
    """The collection of what points to the entity, and the page of it that is shown."""
    links = NamedNode(here.absolute(f"{wanted.path}#links"))
    view = _page(here, wanted, wanted.page)
    found = [
        Triple(document_iri(here, wanted.path, wanted.entity), DCTERMS.hasPart, links),
        Triple(links, RDF.type, HYDRA.Collection),
        Triple(links, HYDRA.totalItems, Literal(str(total), datatype=XSD.integer)),
    ]
    if pages == 1:
        return found
    found += [
        Triple(links, HYDRA.view, view),
        Triple(view, RDF.type, HYDRA.PartialCollectionView),
        Triple(view, HYDRA.first, _page(here, wanted, 1)),
        Triple(view, HYDRA.last, _page(here, wanted, pages)),
    ]
    if wanted.page > 1:
        found.append(Triple(view, HYDRA.previous, _page(here, wanted, wanted.page - 1)))
    if wanted.page < pages:
        found.append(Triple(view, HYDRA.next, _page(here, wanted, wanted.page + 1)))
    return found


def _page(here: Site, wanted: Wanted, number: int) -> NamedNode:
    return NamedNode(here.absolute(f"{wanted.path}?page={number}"))
