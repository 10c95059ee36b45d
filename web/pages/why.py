"""Why something was inferred, as a page and as JSON: the rules, and what they needed."""

import json
from typing import Any

from flask import Blueprint, Response, render_template, request

from graph.explain import Evidence, Statement, explain
from graph.terms import Literal, NamedNode
from web.endpoint.results import shown
from web.http.negotiate import HTML, PLAIN_JSON, Choice, choose
from web.http.problems import not_acceptable, not_found
from web.http.responses import Link, represent, vary
from web.http.tables import wanted
from web.pages.triples import asked
from web.pages.triples import why as path
from web.pages.view import Value
from web.site import Site, local, site
from web.words.wording import gettext as _

blueprint = Blueprint("why", __name__)
FORMATS = (HTML, PLAIN_JSON)


@blueprint.get("/why")
def why() -> Response:
    """The reasons for a triple of the query string; where it stands, if it is stated."""
    here = site()
    fixed = wanted()
    choice = (
        Choice(fixed, fixed.media_type) if fixed else choose(request.headers.get("Accept"), FORMATS)
    )
    if choice is None or choice.format not in FORMATS:
        raise not_acceptable(
            FORMATS, {one.name: local(f"why?format={one.name}") for one in FORMATS}
        )
    found = explain(here.store, asked())
    if not found.graphs:
        raise not_found(_("Nobody states this, and it does not follow from what is stated."))
    if choice.format == HTML:
        body = render_template("why.html", found=found, terms=_terms, href=here.href, path=_path)
    else:
        body = json.dumps(as_json(found), ensure_ascii=False, indent=1) + "\n"
    response = represent(body, choice, links=_links(here))
    if fixed is None:
        vary(response, "Accept")
    return response


def _links(here: Site) -> list[Link]:
    """The canonical URL: the same triple, whatever the format."""
    url = here.absolute("") + request.full_path.removeprefix("/").split("&format=")[0]
    return [Link(url, "canonical")]


def _terms(one: Statement) -> tuple[Value, ...]:
    """The terms of a statement as they are shown."""
    here = site()
    terms = (one.triple.subject, one.triple.predicate, one.triple.object)
    return tuple(
        Value(here.name(term.value), href=here.href(term.value) or "", iri=term.value)
        if isinstance(term, NamedNode)
        else shown(here, term if isinstance(term, Literal) else None)
        for term in terms
    )


def _path(one: Statement) -> str:
    return path(one.triple.subject, one.triple.predicate, one.triple.object)


def as_json(one: Statement) -> dict[str, Any]:
    """A statement with its reasons, and theirs; terms as in N-Triples."""
    said: dict[str, Any] = {
        "subject": str(one.triple.subject),
        "predicate": str(one.triple.predicate),
        "object": str(one.triple.object),
        "graphs": sorted(one.graphs),
    }
    if one.evidence:
        said["evidence"] = [_evidence(each) for each in one.evidence]
    if one.inferred:
        said["reasons"] = [
            {
                "rule": {"name": each.rule.name, **each.rule.header},
                "premises": [as_json(premise) for premise in each.premises],
            }
            for each in one.reasons
        ]
    return said


def _evidence(one: Evidence) -> dict[str, str]:
    passage = {"passage": one.passage.value, "label": one.label} if one.passage else {}
    return {"claim": one.claim.value, **passage}
