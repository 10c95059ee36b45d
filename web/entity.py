"""The page about an entity: two queries whatever it shows, and a third for a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.terms import Literal, NamedNode, Term
from web.arrange import Arranger
from web.evidence import Notes
from web.names import Name, best, short
from web.site import Site
from web.statements import Statements, statements_from
from web.view import Links, Page, Value

FIRST = 10
PER_PAGE = 50


@dataclass(frozen=True)
class Window:
    """The property, by its short name, of which all inverse links are shown, in pages."""

    key: str = ""
    page: int = 1


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
    around = site.store.rows("page/around", entity=iri)
    evidence = (row for row in around if "claim" in row)
    notes = Notes(site.reader.claims(evidence))
    links = links_from(site, (row for row in around if "property" in row), window)
    return Entity(iri.value, statements, notes, Arranger(site, statements, notes, links))


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


def links_from(site: Site, rows: Iterable[Mapping[str, Term]], window: Window) -> dict[str, Links]:
    """Inverse links by the IRI of their property, counted, with one page of each."""
    labels: dict[str, dict[str, list[Literal]]] = {}
    for row in rows:
        nodes = labels.setdefault(row["property"].value, {})
        names = nodes.setdefault(row["node"].value, [])
        label = row.get("label")
        if isinstance(label, Literal):
            names.append(label)
    found = {}
    for property_, nodes in labels.items():
        key = short(property_)
        size = PER_PAGE if key == window.key else FIRST
        pages = -(-len(nodes) // size)
        page = window.page if key == window.key else 1
        values = tuple(
            Value(best(names) or site.name(node), href=site.href(node) or "", iri=node)
            for node, names in list(nodes.items())[(page - 1) * size : page * size]
        )
        found[property_] = Links(key, len(nodes), page, pages, values)
    return found
