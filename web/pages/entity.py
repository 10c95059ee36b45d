"""The page about an entity: two queries whatever it shows, and a third for a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.terms import Literal, NamedNode, Term
from web.pages.arrange import Arranger
from web.pages.evidence import Notes
from web.pages.statements import Statements, statements_from
from web.pages.view import Links, Page, Value
from web.site import Site
from web.words.names import Name, best, short

FIRST = 10
PER_PAGE = 50
# What a row takes in memory, about.
ROW_BYTES = 500


@dataclass(frozen=True)
class Window:
    """The property, by its short name, of which all inverse links are shown, in pages."""

    key: str = ""
    page: int = 1


@dataclass(frozen=True)
class Around:
    """The rows of an entity's claims, and by property the nodes that point to it.

    `size` is about what it takes in bytes.
    """

    evidence: tuple[Mapping[str, Term], ...]
    inverse: Mapping[str, Sequence[str]]
    size: int


@dataclass(frozen=True)
class Entity:
    """What was read about an entity, ready to be arranged."""

    iri: str
    statements: Statements
    notes: Notes
    arranger: Arranger


def read(site: Site, iri: NamedNode, window: Window) -> Entity | None:
    """What is said about the entity, None if nothing is."""
    rows = site.store.rows("page/statements", entity=iri)
    statements = statements_from(rows, site.iris)
    if iri.value not in statements:
        return None
    claims = statements.claims()
    around = site.shelf.get((Around, iri.value), lambda: around_of(site, iri, claims))
    notes = Notes(site.reader.claims(around.evidence))
    links = links_from(site, around.inverse, window)
    return Entity(iri.value, statements, notes, Arranger(site, statements, notes, links))


def around_of(site: Site, iri: NamedNode, claims: Sequence[str]) -> Around:
    """What is known of the claims that speak of an entity, and what points to it."""
    rows = site.store.rows("page/around", entity=iri, claim=[NamedNode(one) for one in claims])
    links: dict[str, set[str]] = {}
    for row in rows:
        if "claim" not in row:
            links.setdefault(row["property"].value, set()).add(row["node"].value)
    inverse = {
        property_: tuple(
            node for _label, node in sorted((_sort_key(site, one), one) for one in nodes)
        )
        for property_, nodes in sorted(links.items())
    }
    return Around(tuple(row for row in rows if "claim" in row), inverse, len(rows) * ROW_BYTES)


def _sort_key(site: Site, node: str) -> str:
    """What sorts a node whatever the reader's language: its first label."""
    return min(
        (one.object.value for one in site.labels.get(node, ()) if isinstance(one.object, Literal)),
        default="",
    )


def page_of(site: Site, entity: Entity) -> Page:
    """The page about an entity that was read."""
    arranger = entity.arranger
    named = [claim for one in arranger.slot(entity.iri, "label") for claim in one.claims]
    marks = entity.notes.marks(named)
    sections = arranger.sections(entity.iri)
    inferred = arranger.inferred(entity.iri)
    kinds = [one for one in arranger.slot(entity.iri, "type") if not one.inferred]
    definitions = [one.value for one in arranger.slot(entity.iri, "definition")]
    return Page(
        iri=entity.iri,
        title=arranger.title(entity.iri),
        title_marks=marks,
        kinds=tuple(arranger.term(one) for one in kinds),
        definition=best(one for one in definitions if isinstance(one, Literal)),
        sections=sections,
        inferred=inferred,
        notes=tuple(entity.notes.all()),
        conflicts=tuple(
            Value(name or Name(short(conflict)), href=site.href(conflict) or "", iri=conflict)
            for conflict, name in sorted(entity.notes.conflicts().items())
        ),
    )


def links_from(
    site: Site, inverse: Mapping[str, Sequence[str]], window: Window
) -> dict[str, Links]:
    """Inverse links by the IRI of their property, counted, with one page of each."""
    found = {}
    for property_, nodes in inverse.items():
        key = short(property_)
        size = PER_PAGE if key == window.key else FIRST
        pages = -(-len(nodes) // size)
        page = window.page if key == window.key else 1
        values = tuple(
            Value(site.label(node) or site.name(node), href=site.href(node) or "", iri=node)
            for node in nodes[(page - 1) * size : page * size]
        )
        found[property_] = Links(key, len(nodes), page, pages, values)
    return found
