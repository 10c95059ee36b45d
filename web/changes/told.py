"""Changes from one release to another, told in words: plain data for templates and for JSON."""

from dataclasses import dataclass
from typing import Any

from graph.changes import Sort
from graph.differences import LABEL, Change, How, Node
from graph.iris import EDTF, RDF
from graph.publications import Publication
from graph.terms import Literal, NamedNode, Term
from web.changes.history import Step
from web.pages.view import Value
from web.site import Site
from web.words.bounds import bounds
from web.words.dates import day
from web.words.literals import literal
from web.words.names import Name


@dataclass(frozen=True)
class ToldChange:
    """A property by its name, how it changed, and its values.

    `names`: it only says what the node is called and what it is, as its heading does.
    """

    property: Name
    help: str
    how: How
    before: tuple[Value, ...]
    after: tuple[Value, ...]
    names: bool


@dataclass(frozen=True)
class ToldNode:
    """A node by its name and kind; `whole` is "came", "went" or ""."""

    value: Value
    kind: str
    whole: str
    changes: tuple[ToldChange, ...]


@dataclass(frozen=True)
class ToldStep:
    """What changed between two publications, sort by sort."""

    before: Publication
    after: Publication
    stated: tuple[ToldNode, ...]
    claimed: tuple[ToldNode, ...]
    inferred: tuple[ToldNode, ...]
    model: tuple[ToldNode, ...]
    whole: str = ""
    """Whether the entity itself "came" or "went"."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.stated or self.claimed or self.inferred or self.model or self.whole)


def tell(here: Site, step: Step, about: str = "") -> ToldStep:
    """A step in words. What is told about comes before what belongs to it."""

    def nodes(sort: Sort) -> tuple[ToldNode, ...]:
        found = sorted(step.differences[sort], key=lambda one: (one.iri != about, one.iri))
        return tuple(_node(here, step, one) for one in found)

    whole = next((one.whole for one in step.differences[Sort.STATED] if one.iri == about), "")
    return ToldStep(
        step.before,
        step.after,
        stated=nodes(Sort.STATED),
        claimed=nodes(Sort.CLAIMED),
        inferred=nodes(Sort.INFERRED),
        model=nodes(Sort.MODEL),
        whole=whole,
    )


def _node(here: Site, step: Step, node: Node) -> ToldNode:
    kind = (here.iris.parse(node.iri) or ("",))[0]
    changes = tuple(_change(here, step, one) for one in node.changes)
    return ToldNode(_value(here, step, NamedNode(node.iri)), kind, node.whole, changes)


def _change(here: Site, step: Step, change: Change) -> ToldChange:
    info = here.terms.get(change.property)
    return ToldChange(
        here.name(change.property),
        info.definition.text if info else "",
        change.how,
        tuple(_value(here, step, one) for one in change.before),
        tuple(_value(here, step, one) for one in change.after),
        change.property in (LABEL, RDF.type.value),
    )


def _value(here: Site, step: Step, term: Term) -> Value:
    if isinstance(term, Literal):
        return _literal(term)
    iri = term.value
    parsed = here.iris.parse(iri)
    if parsed is None or here.index.name(iri) is not None:
        return Value(here.name(iri), href=here.href(iri) or "", iri=iri)
    label = step.labels.get(iri) or (here.history.last_label(iri) if here.history else None)
    name = Name(label.value, label.language or "") if label else here.name(iri)
    return Value(name, href=here.history_path(iri) or "", iri=iri)


def _literal(value: Literal) -> Value:
    """As it is shown elsewhere; but a date that is a span is told by its bounds, for these are not
    told beside it."""
    if value.datatype not in EDTF:
        return literal(value)
    return Value(Name(day(value.value, *bounds(value.value), "").words or value.value))


def as_json(here: Site, step: Step) -> dict[str, Any]:
    """A step for programs: publications, and the changes of each sort with their terms."""
    return {
        "from": publication_json(here, step.before),
        "to": publication_json(here, step.after),
        **{
            sort.value: [
                {
                    "node": node.iri,
                    **({"whole": node.whole} if node.whole else {}),
                    "property": one.property,
                    "change": one.how.value,
                    "before": [_term(term) for term in one.before],
                    "after": [_term(term) for term in one.after],
                }
                for node in step.differences[sort]
                for one in node.changes
            ]
            for sort in (Sort.STATED, Sort.CLAIMED, Sort.INFERRED)
        },
    }


def publication_json(here: Site, one: Publication) -> dict[str, str]:
    """A publication for programs."""
    return {"release": here.iris.release(one.digest).value, "published": one.time.isoformat()}


def _term(term: Term) -> dict[str, str]:
    """A term as SPARQL's results in JSON have it."""
    if not isinstance(term, Literal):
        return {"type": "uri", "value": term.value}
    found = {"type": "literal", "value": term.value}
    if term.language:
        found["xml:lang"] = term.language
    else:
        found["datatype"] = term.datatype.value
    return found
