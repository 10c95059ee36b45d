"""Suggestions while one types: for the search of the site and for reconciliation clients.

Names that begin as the text does come first; if they are few, names that are like it follow.
Source: Reconciliation Service API 0.2, section 6 (suggest services).
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from flask import Blueprint, Response, request

from graph.shapes import Property
from web.finding.candidates import description, identifier, property_id, type_of, types_of
from web.finding.matching import Match
from web.finding.registry import Registry, registry
from web.finding.search import MOST_CHARACTERS, fold
from web.finding.telling import telling
from web.http.jsonp import say
from web.pages.kinds import kind_name, kind_of
from web.site import site

blueprint = Blueprint("suggest", __name__)
PER_PAGE: Final = 10
MOST_SKIPPED: Final = 10_000


@blueprint.get("/search/suggest")
def search() -> Response:
    """Names of anything that has a page, for the search field."""
    reg, here = registry(), site()
    text = request.args.get("q", "")[:MOST_CHARACTERS].strip()

    def has_page(iri: str) -> bool:
        return here.href(iri) is not None

    exact = {iri: text for iri in here.identifiers.find(text) if has_page(iri)}
    likely = {one.iri: one.found_by for one in _likely(reg, text, has_page, PER_PAGE)}
    first = dict(list((exact | likely).items())[:PER_PAGE])
    apart = telling(here, first)
    found = []
    for iri, found_by in first.items():
        kind, name = kind_of(here, iri), here.name(iri)
        found.append(
            {
                "iri": iri,
                "name": name.text,
                "lang": name.lang,
                "kind": kind,
                "kindName": kind_name(kind),
                "foundBy": found_by,
                "apart": apart.get(iri, ""),
                "exact": iri in exact,
                "href": here.href(iri),
            }
        )
    return say({"query": text, "result": found})


@blueprint.get("/reconcile/suggest/entity")
def entity() -> Response:
    """Entities by the beginning of a name."""
    reg = registry()
    text, cursor = _prefix()

    def is_listed(iri: str) -> bool:
        return bool(reg.matcher.classes.get(iri, frozenset()) & reg.listed)

    hits = _likely(reg, text, is_listed, cursor + PER_PAGE)[cursor:]
    return say(
        {
            "result": [
                {
                    "id": identifier(reg, one.iri),
                    "name": reg.site.name(one.iri).text,
                    "description": description(reg, one),
                    "notable": types_of(reg, one.iri),
                }
                for one in hits
            ]
        }
    )


@blueprint.get("/reconcile/suggest/type")
def type_() -> Response:
    """Types by a part of their name."""
    reg = registry()
    text, cursor = _prefix()
    types = [
        type_of(reg, one) | {"description": reg.site.terms[one].definition.text}
        for one in reg.types
    ]
    return say({"result": _page(_naming(types, text), cursor)})


@blueprint.get("/reconcile/suggest/property")
def property_() -> Response:
    """Properties by a part of their name."""
    reg = registry()
    text, cursor = _prefix()
    return say({"result": _page(_naming(_properties(reg), text), cursor)})


def _properties(reg: Registry) -> list[dict[str, str]]:
    found: dict[str, Property] = {}
    for each in reg.site.shapes.properties.values():
        for one in each:
            if one.name:
                found.setdefault(property_id(one), one)
    return [
        {"id": id_, "name": one.name, "description": one.description}
        for id_, one in sorted(found.items(), key=lambda item: (item[1].name, item[0]))
    ]


def _likely(reg: Registry, text: str, fits: Callable[[str], bool], most: int) -> list[Match]:
    """Entities by the beginnings of words; if these are few, by names that are alike."""
    hits = reg.site.index.best(text, fits, most)
    found = {hit.iri: Match(hit.iri, hit.found_by, hit.score) for hit in hits}
    if len(found) < most:
        for match in reg.matcher.find(text, fits, most):
            found.setdefault(match.iri, match)
    return list(found.values())[:most]


def _prefix() -> tuple[str, int]:
    """The text typed so far, and how many suggestions the client has already."""
    cursor = request.args.get("cursor", "0")
    known = int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) < 6 else 0
    return request.args.get("prefix", "")[:MOST_CHARACTERS], min(known, MOST_SKIPPED)


def _naming(items: Sequence[dict[str, str]], text: str) -> list[dict[str, str]]:
    """The items whose name or identifier holds the text; those beginning with it come first."""
    folded = fold(text)
    fitting = [one for one in items if folded in fold(one["name"]) or folded in fold(one["id"])]
    return sorted(fitting, key=lambda one: not fold(one["name"]).startswith(folded))


def _page(items: Sequence[Any], cursor: int) -> list[Any]:
    return list(items[cursor : cursor + PER_PAGE])
