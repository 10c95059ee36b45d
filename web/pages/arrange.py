"""Arranges statements as fields and rows: order, groups and names come from the shapes."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from graph.iris import RDF
from graph.shapes import Group, Property
from graph.terms import Literal, NamedNode
from web.pages.evidence import Notes
from web.pages.headings import drawn_in_time, under_headings
from web.pages.statements import Statement, Statements
from web.pages.triples import why
from web.pages.view import Field, Links, Rival, Row, Section, Value
from web.site import Site
from web.words.dates import Day, day
from web.words.literals import literal
from web.words.names import Name, best, short
from web.words.wording import gettext as _

DATE_SLOTS = ("date", "earliest", "latest", "stated")
HEAD_SLOTS = ("type", "label", "definition")
LONGEST = 110


class Arranger:
    """Arranges what is said about one entity and the nodes that belong to it."""

    def __init__(
        self, site: Site, statements: Statements, notes: Notes, links: Mapping[str, Links]
    ) -> None:
        self.links = links
        self._site = site
        self._statements = statements
        self._notes = notes
        self._slots: dict[str, list[str]] = {}
        for iri, slot in site.slots.items():
            self._slots.setdefault(slot, []).append(iri)

    def slot(self, node: str, name: str) -> list[Statement]:
        """The statements of a node that fill a slot, those that hold where there are any."""
        return self._statements.values(node, self._slots.get(name, ()))

    def classes(self, node: str) -> list[str]:
        """The classes of a node: the stated ones before the inferred ones."""
        found = self.slot(node, "type")
        return [one.text for one in sorted(found, key=lambda one: (one.inferred, one.text))]

    def title(self, node: str) -> Name:
        """The label of a node, or what stands for one."""
        labels = [one.value for one in self.slot(node, "label") if isinstance(one.value, Literal)]
        classes = self.classes(node)
        return best(labels) or self._site.name(classes[0] if "#" in node and classes else node)

    def sections(self, entity: str) -> tuple[Section, ...]:
        """Everything stated about the entity and the links to it, by the groups of its shapes."""
        specs = self._site.shapes.of(self.classes(entity))
        grouped: dict[Group, list[Field]] = {}
        for spec, found in self._fields(entity, specs):
            grouped.setdefault(spec.group, []).append(found)
        ordered = sorted(grouped.items(), key=lambda item: (item[0].order, item[0].name))
        return tuple(Section(group.name, tuple(fields)) for group, fields in ordered)

    def inferred(self, entity: str) -> tuple[Field, ...]:
        """What follows from the rules alone and is not shown in a section."""
        shown = {
            spec.iri for spec in self._site.shapes.of(self.classes(entity)) if not spec.inverse
        }
        found = []
        for iri, statements in self._statements.properties(entity).items():
            only = [
                one
                for one in statements
                if one.inferred and (iri not in shown or self._statements.is_told(one))
            ]
            if only:
                name, help_ = self.property_name(iri)
                found.append(Field(name, help_, tuple(self.value(one) for one in only)))
        return tuple(sorted(found, key=lambda one: one.name))

    def _fields(self, entity: str, specs: tuple[Property, ...]) -> Iterable[tuple[Property, Field]]:
        dates = {iri for slot in DATE_SLOTS for iri in self._slots.get(slot, ())}
        hidden = dates | {iri for slot in HEAD_SLOTS for iri in self._slots.get(slot, ())}
        done: set[tuple[str, bool]] = {(iri, False) for iri in hidden}
        placed: set[str] = {entity}
        dated = False
        for spec in (*specs, *self._unplanned(entity, specs)):
            if spec.iri in hidden and not spec.inverse:
                is_date = spec.iri in dates and not dated
                when = self._date_field(entity, spec) if is_date else None
                dated = dated or when is not None
                if when is not None:
                    yield spec, when
                continue
            if (spec.iri, spec.inverse) in done:
                continue
            done.add((spec.iri, spec.inverse))
            arrange = self._inverse if spec.inverse else self._forward
            one = arrange(entity, spec, placed)
            if one.values or one.rows or one.links:
                yield spec, one

    def _unplanned(self, entity: str, specs: tuple[Property, ...]) -> Iterable[Property]:
        """Properties that are used but in no shape: nothing that is stated is left out."""
        planned = {(spec.iri, spec.inverse) for spec in specs}
        for iri, found in self._statements.properties(entity).items():
            if (iri, False) not in planned and any(not one.inferred for one in found):
                yield self._property(iri, inverse=False)
        for iri in dict.fromkeys((*self._pointing_at(entity), *self.links)):
            if (iri, True) not in planned:
                yield self._property(iri, inverse=True)

    def _pointing_at(self, entity: str) -> Iterable[str]:
        for iri, found in self._statements.pointing(entity).items():
            if any(one.node != entity and not one.inferred for one in found):
                yield iri

    def _property(self, iri: str, *, inverse: bool) -> Property:
        name, help_ = self.property_name(iri)
        shown = _("%(property)s (of)", property=name) if inverse else name
        return Property(iri, inverse, shown, help_, 0, Group())

    def property_name(self, iri: str) -> tuple[str, str]:
        """What a property is called, and what it means, if that is known."""
        info = self._site.terms.get(iri)
        if info is None:
            return (_("type") if iri == RDF.type.value else short(iri)), ""
        return info.name.text, info.definition.text

    def _date_field(self, node: str, spec: Property) -> Field | None:
        when = self.day(node)
        if when is None:
            return None
        claims = [c for slot in DATE_SLOTS for one in self.slot(node, slot) for c in one.claims]
        value = Value(Name(when.words), day=when, marks=self._notes.marks(claims))
        first = self.slot(node, "date") or self.slot(node, "stated") or self.slot(node, "latest")
        name = self.property_name(first[0].predicate)[0] if first else spec.name
        return Field(name, spec.description, (value,))

    def day(self, node: str) -> Day | None:
        """When a dated node was; None for one without a date."""
        texts = [next((one.text for one in self.slot(node, slot)), "") for slot in DATE_SLOTS]
        return day(*texts) if any(texts) else None

    def _forward(self, entity: str, spec: Property, placed: set[str]) -> Field:
        found = self._statements.properties(entity).get(spec.iri, ())
        nodes = [
            one
            for one in found
            if self._is_node(one) and not one.inferred and one.text not in placed
        ]
        placed.update(one.text for one in nodes)
        rest = [one for one in found if one not in nodes and not self._statements.is_told(one)]
        rows = self._rows([one.text for one in nodes], entity)
        return Field(
            spec.name or self.property_name(spec.iri)[0],
            spec.description or self.property_name(spec.iri)[1],
            tuple(self.value(one) for one in sorted(rest, key=self._by_text)),
            rows,
        )

    def _inverse(self, entity: str, spec: Property, placed: set[str]) -> Field:
        linked, charged = self._statements.linked, spec.iri in self._slots.get("charged", ())
        wholes = self._slots.get("whole", ()) if charged else ()
        parts = [part for whole in wholes for part in linked(whole, entity)]
        found = dict.fromkeys(node for one in (entity, *parts) for node in linked(spec.iri, one))
        nodes = [one for one in found if one not in placed]
        placed.update(nodes)
        links = None if nodes else self.links.get(spec.iri)
        rows = [(self.row(one, entity), self._headings(spec, one)) for one in nodes]
        ordered = under_headings(sorted(rows, key=lambda one: _by_time(one[0])))
        return Field(spec.name, spec.description, (), drawn_in_time(ordered), links)

    def _headings(self, spec: Property, node: str) -> list[Value]:
        """What a node may stand under: a charge under a topic, an act under its only party."""
        if spec.iri in self._slots.get("charged", ()):
            return [self.term(one) for one in self.slot(node, "topic")]
        parties = self.slot(node, "party") if spec.iri in self._slots.get("acted", ()) else []
        return [self.term(one) for one in parties] if len(parties) == 1 else []

    def _is_node(self, one: Statement) -> bool:
        return isinstance(one.value, NamedNode) and one.text in self._statements

    def _rows(self, nodes: Iterable[str], entity: str) -> tuple[Row, ...]:
        rows = sorted((self.row(node, entity) for node in nodes), key=_by_time)
        return drawn_in_time(rows)

    def row(self, node: str, entity: str) -> Row:
        """A node on one line, without what the page's entity already says."""
        head = next((one for one in self.slot(node, "headline") if one.text != entity), None)
        kind = next((one for one in self.slot(node, "what") if not one.inferred), None)
        status = next((self.term(one) for one in self.slot(node, "status")), None)
        href = self._site.href(node) or node
        main = head or kind
        what = self.term(main) if main else Value(self.title(node))
        stated = [
            one
            for found in self._statements.properties(node).values()
            for one in found
            if one.predicate not in self._slots.get("label", ())
        ]
        claims = [claim for one in stated for claim in one.claims]
        return Row(
            href,
            what if what.href and head else replace(what, href=href),
            replace(self.term(kind), href=href) if head and kind else None,
            self.day(node),
            status,
            self._more(node, entity, head),
            self._notes.marks(claims),
            any(one.accepted for one in stated),
            self._in_conflict(claims),
        )

    def rivals(self, conflict: str) -> tuple[Rival, ...]:
        """The claims of a conflict with what each of them states, the preferred ones first."""
        preferred = {one.text for one in self.slot(conflict, "preferred")}
        rivals = [
            Rival(
                self.term(one),
                one.text in preferred,
                self._rows(self._stated_by(one.text, conflict), conflict),
                self._notes.marks([one.text]),
            )
            for one in self.slot(conflict, "rival")
        ]
        return tuple(sorted(rivals, key=lambda one: (not one.preferred, one.claim.name.text)))

    def _stated_by(self, claim: str, conflict: str) -> list[str]:
        return [
            node
            for node in self._statements.nodes()
            if node != conflict
            and any(
                claim in one.claims
                for found in self._statements.properties(node).values()
                for one in found
            )
        ]

    def _more(self, node: str, entity: str, head: Statement | None) -> tuple[Field, ...]:
        """What else is stated about a node of a row."""
        slots = (*HEAD_SLOTS, *DATE_SLOTS, "what", "status")
        hidden = {iri for slot in slots for iri in self._slots.get(slot, ())}
        fields = []
        for spec in (one for one in self._row_specs(node) if one.iri not in hidden):
            values = tuple(
                self.term(one).shortened(LONGEST)
                for one in self._statements.properties(node).get(spec.iri, ())
                if not one.inferred and one.text != entity and one is not head
            )
            if values:
                name = spec.name or self.property_name(spec.iri)[0]
                fields.append(Field(name, spec.description, values))
        return tuple(fields)

    def _row_specs(self, node: str) -> list[Property]:
        specs = [one for one in self._site.shapes.of(self.classes(node)) if not one.inverse]
        known = {one.iri for one in specs}
        others = [iri for iri in self._statements.properties(node) if iri not in known]
        return [*specs, *(self._property(iri, inverse=False) for iri in others)]

    def value(self, one: Statement) -> Value:
        """The value of a statement as it is shown."""
        shown = self.term(one)
        return replace(
            shown,
            marks=self._notes.marks(one.claims),
            inferred=one.inferred,
            why=_why(one) if one.inferred and not self._site.prefix else "",
            accepted=one.accepted or one.inferred,
            in_conflict=self._in_conflict(one.claims),
        )

    def term(self, one: Statement) -> Value:
        """The value alone: a link with its label, a day in words, a number, a text."""
        if isinstance(one.value, Literal):
            return literal(one.value)
        info = self._site.terms.get(one.text)
        name = info.name if info else self._label(one) or self._site.name(one.text)
        return Value(name, href=self._site.href(one.text) or "", iri=one.text)

    def _label(self, one: Statement) -> Name | None:
        return self._site.label(one.text) if isinstance(one.value, NamedNode) else None

    def _by_text(self, one: Statement) -> tuple[str, str]:
        label = self._label(one)
        return (label.text if label else "", one.text)

    def _in_conflict(self, claims: Iterable[str]) -> bool:
        known = self._notes.claims
        return any(claim in known and known[claim].conflicts for claim in claims)


def _why(one: Statement) -> str:
    return why(NamedNode(one.node), NamedNode(one.predicate), one.value)


def _by_time(row: Row) -> tuple[tuple[str, str], str]:
    return (row.day.sort_key if row.day else ("9999", "9999"), row.what.name.text)
