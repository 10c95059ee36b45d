"""What a reconciliation client shows of an entity, a type or a property in a small frame.

Source: Reconciliation Service API 0.2, sections 5 (preview) and 6.3 (flyout services).
"""

from typing import Any, Final

from flask import Response, render_template
from markupsafe import escape

from web.endpoint.results import shown
from web.finding.candidates import (
    entity_of,
    identifier,
    property_named,
    type_named,
    types_of,
    values_of,
)
from web.finding.registry import Registry
from web.http.negotiate import HTML, Choice
from web.http.problems import not_found
from web.http.responses import POLICY, represent
from web.pages.view import Value
from web.words.wording import gettext as _

WIDTH: Final = 420
HEIGHT: Final = 200
# Properties and values of each that fit into the frame.
MOST_PROPERTIES: Final = 4
MOST_VALUES: Final = 3


def preview_of(reg: Registry, id_: str) -> Response:
    """The page for the frame; any site may frame it. Raises ProblemError (404)."""
    iri = entity_of(reg, id_)
    if iri is None:
        raise not_found(_("There is no entity “%(id)s”.", id=id_[:80]))
    body = render_template("preview.html", **_summary(reg, iri))
    response = represent(body, Choice(HTML, HTML.media_type))
    response.headers["Content-Security-Policy"] = POLICY.replace(
        "frame-ancestors 'none'", "frame-ancestors *"
    )
    return response


def _summary(reg: Registry, iri: str) -> dict[str, Any]:
    """What can be said of an entity in a few lines, in the order of its page."""
    rows: list[tuple[str, list[Value], int]] = []
    for one in reg.site.shapes.of(reg.matcher.classes[iri]):
        values = values_of(reg, iri, one) if len(rows) < MOST_PROPERTIES and not one.inverse else ()
        if values:
            some = [shown(reg.site, value) for value in values[:MOST_VALUES]]
            rows.append((one.name, some, len(values) - len(some)))
    return {
        "id": identifier(reg, iri),
        "name": reg.site.name(iri),
        "link": iri,
        "types": [one["name"] for one in types_of(reg, iri)],
        "others": [one for one in reg.matcher.names(iri) if one != reg.site.name(iri).text],
        "rows": rows,
    }


def flyout_of(reg: Registry, kind: str, id_: str) -> dict[str, str]:
    """A few words about a suggestion, as HTML. Raises ProblemError (404, 400)."""
    if kind == "entity":
        iri = entity_of(reg, id_)
        if iri is None:
            raise not_found(_("There is no entity “%(id)s”.", id=id_[:80]))
        name = reg.site.name(iri).text
        text = "; ".join(
            [*(one["name"] for one in types_of(reg, iri)), *reg.matcher.names(iri)[1:]]
        )
    elif kind == "type":
        term = reg.site.terms[type_named(reg, id_)]
        name, text = term.name.text, term.definition.text
    elif kind == "property":
        one = property_named(reg, id_)
        name, text = one.name, one.description
    else:
        raise not_found(_("There is nothing to tell of a %(kind)s.", kind=kind[:40]))
    return {"id": id_, "html": f"<p><strong>{escape(name)}</strong></p><p>{escape(text)}</p>"}
