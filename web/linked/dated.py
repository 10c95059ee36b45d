"""Since when what is said about an entity is as it is, for its page and its header.

That is the time of the record: when releases were put in force, not when laws were.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from graph.changes import Changes, whole
from graph.publications import Publication
from graph.terms import NamedNode
from web.changes.frozen import FrozenSite
from web.pages.entity import Entity
from web.site import Site, local

LEADING: Final = ("cite_path", "correct_path", "history_path", "neighbourhood_path")


@dataclass(frozen=True)
class Notice:
    """Of which time a page tells. `current` is the path of what is said now, `all_times` that of
    the history."""

    publication: Publication
    current: str
    all_times: str


def context(here: Site, path: str) -> dict[str, Any]:
    """What the templates need to show a document of a release; `path` is kind and slug."""
    if not isinstance(here, FrozenSite):
        return {"memento": None}
    claim = path.startswith("claim/")
    current, times = path if claim else f"id/{path}", "releases" if claim else f"history/{path}"
    return {
        "memento": Notice(here.publication, local(current), local(times)),
        "href": here.href,
        # What leads on from a record leads on from the one in force.
        **dict.fromkeys(LEADING, lambda _iri: None),
    }


def page_times(here: Site, entity: Entity) -> tuple[Publication | None, Publication | None]:
    """The last publication that changed what the page about an entity says, and the same or the
    last one that changed the words of the ontology, which the page uses; None where unknown."""
    known = here.changes
    if known is None:
        return None, here.publication if isinstance(here, FrozenSite) else None
    found = _of_page(here, known, entity)
    return known.last(found), known.last(found | known.model)


def _of_page(here: Site, known: Changes, entity: Entity) -> int:
    nodes = {whole(one, here.iris) for one in (*entity.statements.nodes(), *_proofs(entity))}
    found = known.any_of(known.values, {entity.iri})
    found |= known.any_of(known.names, set(_mentioned(entity)))
    for when in known.sorts.values():
        found |= known.any_of(when, nodes)
    return found


def _proofs(entity: Entity) -> Iterator[str]:
    for claim in entity.notes.claims.values():
        yield claim.iri
        yield claim.source
        yield from (one.iri for one in claim.passages)
        yield from (iri for iri, _name in claim.conflicts)


def _mentioned(entity: Entity) -> Iterator[str]:
    for node in entity.statements.nodes():
        for found in entity.statements.properties(node).values():
            yield from (one.text for one in found if isinstance(one.value, NamedNode))
    for links in entity.arranger.links.values():
        yield from (one.iri for one in links.values)
