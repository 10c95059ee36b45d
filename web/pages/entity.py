"""The page about an entity: two queries whatever it shows, and a third for a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

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
    """The rows of an entity's claims, and by property the nodes that point to it, with labels.

    `size` is about what it takes in bytes.
    """

    evidence: tuple[Mapping[str, Term], ...]
    inverse: Mapping[str, Mapping[str, Sequence[Literal]]]
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
    statements = statements_from(site.store.rows("page/statements", entity=iri), site.iris)
    if iri.value not in statements:
        return None
    around = site.shelf.get((Around, iri.value), lambda: around_of(site, iri))
    notes = Notes(site.reader.claims(around.evidence))
    links = links_from(site, around.inverse, window)
    return Entity(iri.value, statements, notes, Arranger(site, statements, notes, links))


def around_of(site: Site, iri: NamedNode) -> Around:
    """What others say of the entity, and what points to it."""
    inverse: dict[str, dict[str, list[Literal]]] = {}
    rows = site.store.rows("page/around", entity=iri)
    for row in rows:
        if "property" in row:
            names = inverse.setdefault(row["property"].value, {}).setdefault(row["node"].value, [])
            label = row.get("label")
            if isinstance(label, Literal):
                names.append(label)
    return Around(tuple(row for row in rows if "claim" in row), inverse, len(rows) * ROW_BYTES)


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
    site: Site, inverse: Mapping[str, Mapping[str, Sequence[Literal]]], window: Window
) -> dict[str, Links]:
    """Inverse links by the IRI of their property, counted, with one page of each."""
    found = {}
    for property_, nodes in inverse.items():
        key = short(property_)
        size = PER_PAGE if key == window.key else FIRST
        pages = -(-len(nodes) // size)
        page = window.page if key == window.key else 1
        values = tuple(
            Value(best(names) or site.name(node), href=site.href(node) or "", iri=node)
            for node, names in islice(nodes.items(), (page - 1) * size, page * size)
        )
        found[property_] = Links(key, len(nodes), page, pages, values)
    return found
