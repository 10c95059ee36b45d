"""The shapes: the rules by which the data is checked, at their own IRI.

Source: Shapes Constraint Language (SHACL), sections 2.1 (shapes) and 3.6.2.4 (messages, severity).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from flask import Blueprint, Response, render_template

from graph.iris import MLXS
from graph.store import Row
from graph.terms import Literal, NamedNode
from web.http.documents import Document, format_of, respond
from web.http.negotiate import ENTITY_FORMATS, HTML
from web.linked.itself import last_change
from web.site import site
from web.words.names import Name, best

blueprint = Blueprint("rules", __name__)
FORMATS = (HTML, *ENTITY_FORMATS)
PATH = "shapes"
VIOLATION = "Violation"


@dataclass
class ShapeRule:
    """A shape by its local name: what it is for, how grave a breach is, and what it says then.

    `classes` and `path` are IRIs; `inverse`: what the path leads to is looked at, not its start.
    `parts` are the local names of the shapes of properties in it.
    """

    name: str
    path: str = ""
    inverse: bool = False
    severity: str = VIOLATION
    classes: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    labels: list[Literal] = field(default_factory=list)
    messages: list[Literal] = field(default_factory=list)

    @property
    def label(self) -> Name | None:
        """What it is called, in the reader's language."""
        return best(self.labels)

    @property
    def message(self) -> str:
        """What it says, in the reader's language."""
        found = best(self.messages)
        return found.text if found else ""


@blueprint.get("/shapes", defaults={"suffix": ""})
@blueprint.get("/shapes.<suffix>")
def shapes(suffix: str) -> Response:
    """All shapes, for people and for programs that validate."""
    here = site()
    document = Document(PATH, MLXS.iri.rstrip("#"), FORMATS)
    graph = here.iris.graph("shapes")
    return respond(
        here,
        document,
        format_of(suffix),
        lambda: here.store.triples("page/data-shapes"),
        lambda: render_template(
            "rules.html",
            rules=rules_from(here.store.rows("page/rules")),
            links=document.links(here, HTML),
        ),
        changed=last_change(here, lambda known: known.graphs.get(graph.value, 0)),
    )


def rules_from(rows: Iterable[Row]) -> list[ShapeRule]:
    """The named shapes, by their names."""
    found: dict[str, ShapeRule] = {}
    for row in rows:
        shape = row["shape"]
        if not isinstance(shape, NamedNode):
            continue
        one = found.setdefault(shape.value, ShapeRule(MLXS.name(shape)))
        if "path" in row and row["path"] not in MLXS:
            one.path, one.inverse = row["path"].value, row["inverse"].value == "true"
        if "severity" in row:
            one.severity = row["severity"].value.rpartition("#")[2]
        if "class" in row:
            one.classes.append(row["class"].value)
        if row.get("part") in MLXS:
            one.parts.append(row["part"].value.removeprefix(MLXS.iri))
        for key, texts in (("label", one.labels), ("message", one.messages)):
            text = row.get(key)
            if isinstance(text, Literal):
                texts.append(text)
    return sorted(found.values(), key=lambda one: one.name.casefold())
