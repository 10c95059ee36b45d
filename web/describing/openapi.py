"""The description of the HTTP interface: OpenAPI for programs, a page for people.

It is made from what the program goes by itself: the routes, the views' docstrings, the tables of
formats and of errors, and web/describing/interface.py. Files of the program (`/assets/`) are left
out; HEAD and OPTIONS are answered wherever GET is.
Source: OpenAPI Specification 3.1; RFC 8631 (`service-desc`, `service-doc`); RFC 9457.
"""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from importlib.metadata import version
from inspect import getdoc
from typing import Any, Final

from flask import Blueprint, Flask, Response, current_app, render_template
from werkzeug.routing import Rule

from graph.iris import GRAPHS, KINDS
from web.describing.interface import OFFERS as STATED
from web.describing.offers import Offer, Parameter
from web.describing.schemas import SHAPES, TEXT, WHOLE, Schema, choice
from web.http.negotiate import ENTITY_FORMATS, HTML, PLAIN_JSON, Choice
from web.http.problems import MEDIA_TYPE, STATUS
from web.http.responses import INTERFACE, INTERFACE_PAGE, Link, represent, service_links
from web.linked.tombstone import ANSWERED_IN_RDF
from web.pages.references import FORMATS as CITATIONS
from web.site import Site, site

blueprint = Blueprint("openapi", __name__)
EXTENSION: Final = "migralex.openapi"
VERSION: Final = "3.1.1"
# What any request may be answered with: it is wrong, too long or too slow, names nothing that is
# here, or the server or a remote engine cannot answer now.
ALWAYS: Final = (400, 404, 408, 414, 431, 502, 503, 504)
_ARGUMENT: Final = re.compile(r"<(?:\w+:)?(\w+)>")


@blueprint.get(f"/{INTERFACE}")
def document() -> Response:
    """The interface described for programs, as OpenAPI."""
    here = site()
    body = json.dumps(description(current_app, here), ensure_ascii=False, indent=1) + "\n"
    return represent(body, Choice(PLAIN_JSON, PLAIN_JSON.media_type), links=service_links(here))


@blueprint.get(f"/{INTERFACE_PAGE}")
def page() -> Response:
    """The interface described for people."""
    here = site()
    found = description(current_app, here)
    groups: dict[str, list[tuple[str, str, Any]]] = defaultdict(list)
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            groups[operation["tags"][0]].append((method.upper(), path, operation))
    body = render_template(
        "openapi.html",
        groups=groups,
        tags=found["tags"],
        document=here.absolute(INTERFACE),
        problems=_problems(),
    )
    links = [Link(here.absolute(INTERFACE_PAGE), "canonical"), *service_links(here)]
    return represent(body, Choice(HTML, HTML.media_type), links=links)


def description(app: Flask, here: Site) -> Mapping[str, Any]:
    """The description as OpenAPI has it; made once for an application."""
    if EXTENSION not in app.extensions:
        app.extensions[EXTENSION] = _described(app, here)
    found: Mapping[str, Any] = app.extensions[EXTENSION]
    return found


def _described(app: Flask, here: Site) -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = defaultdict(dict)
    tags: dict[str, str] = {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or (rule.endpoint, rule.rule) == ("sparql.sparql", "/sparql/"):
            continue
        view = app.view_functions[rule.endpoint]
        tag = rule.endpoint.partition(".")[0]
        tags[tag] = _first(sys.modules[view.__module__].__doc__ or "")
        path = _ARGUMENT.sub(r"{\1}", rule.rule)
        offer = STATED.get(rule.endpoint, Offer())
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            paths[path][method.lower()] = {
                "operationId": _identifier(method, path),
                "summary": _first(getdoc(view) or ""),
                "tags": [tag],
                **_operation(here, rule, offer, method),
            }
    return {
        "openapi": VERSION,
        "info": {
            "title": here.settings.name,
            "version": version("migralex"),
            "description": _first(sys.modules[__name__].__doc__ or ""),
            **({"license": {"name": here.licence, "url": here.licence}} if here.licence else {}),
        },
        "externalDocs": {"url": here.absolute(INTERFACE_PAGE)},
        "servers": [{"url": here.public_url.rstrip("/")}],
        "tags": [{"name": name, "description": text} for name, text in tags.items()],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(SHAPES),
            "responses": {str(status): _problem(status) for status in _problems()},
        },
    }


def _operation(here: Site, rule: Rule, offer: Offer, method: str) -> dict[str, Any]:
    parameters = [_path_parameter(here, rule.endpoint, name) for name in _names(rule)]
    found: dict[str, Any] = {"responses": dict(_responses(offer, method))}
    if method == "GET" or rule.endpoint == "sparql.sparql":
        parameters += [_stated(here, one) for one in offer.parameters]
    if method == "POST":
        content = {type_: {"schema": schema} for type_, schema in offer.body.items()}
        found["requestBody"] = {"required": True, "content": content}
    return {"parameters": parameters, **found}


def _responses(offer: Offer, method: str) -> Iterator[tuple[str, Any]]:
    if offer.formats:
        content = {
            type_: _content(type_, offer) for one in offer.formats for type_ in one.media_types
        }
        yield "200", {"description": "The answer", "content": content}
    statuses = {*ALWAYS, *offer.statuses, *((413, 415) if method == "POST" else ())}
    for status in sorted(statuses):
        if status == HTTPStatus.PARTIAL_CONTENT:
            yield str(status), {"description": "The ranges asked for"}
        elif status < HTTPStatus.BAD_REQUEST:
            location = {"Location": {"schema": {**TEXT, "format": "uri-reference"}}}
            yield str(status), {"description": "It is elsewhere", "headers": location}
        elif offer.shape == "Health" and status == HTTPStatus.SERVICE_UNAVAILABLE:
            types = {
                MEDIA_TYPE: _reference("Problem"),
                PLAIN_JSON.media_type: _reference(offer.shape),
            }
            yield str(status), {"description": "Not ready", "content": types}
        else:
            yield str(status), {"$ref": f"#/components/responses/{status}"}


def _content(type_: str, offer: Offer) -> Mapping[str, Any]:
    return _reference(offer.shape) if offer.shape and type_.endswith("json") else {}


def _reference(shape: str) -> dict[str, Any]:
    return {"schema": {"$ref": f"#/components/schemas/{shape}"}}


def _problems() -> dict[int, list[str]]:
    """The statuses of problems, each with what it may mean here."""
    found: dict[int, list[str]] = {}
    more = {status for one in STATED.values() for status in one.statuses if status >= 400}
    for status in sorted({*ALWAYS, *more, 413, 415, *(status for status, _ in STATUS.values())}):
        said = [title for known, title in STATUS.values() if known == status]
        found[status] = list(dict.fromkeys(said)) or [HTTPStatus(status).phrase]
    return found


def _problem(status: int) -> dict[str, Any]:
    told = (HTML, *(ENTITY_FORMATS if status in ANSWERED_IN_RDF else ()))
    content = {MEDIA_TYPE: _reference("Problem"), **{one.media_type: {} for one in told}}
    return {"description": "; ".join(_problems()[status]), "content": content}


def _names(rule: Rule) -> Sequence[str]:
    return _ARGUMENT.findall(rule.rule)


def _path_parameter(here: Site, endpoint: str, name: str) -> dict[str, Any]:
    schema = _path_schema(here, endpoint, name)
    return {"name": name, "in": "path", "required": True, "schema": dict(schema)}


def _path_schema(here: Site, endpoint: str, name: str) -> Schema:
    """What may stand in a place of a path; more general than what is there, never narrower."""
    kind, slug = next(iter(here.index.entities(here.iris)), ("", ""))
    match endpoint, name:
        case "questions.question", "name":
            return choice(*_questions(here))
        case "lists.listing", "path":
            return choice(*sorted(here.lists))
        case "claims.graph", "name":
            return {**TEXT, "examples": list(GRAPHS)}
        case "cite.result", "name":
            return choice(*(one.name for one in CITATIONS))
        case "reconcile.flyout", "kind":
            return choice("entity", "type", "property")
        case _, "number":
            return {**WHOLE, "examples": [1]}
        case _, "suffix":
            return choice(*(one.name for one in ENTITY_FORMATS))
        case _, "kind":
            return choice(kind, *(one for one in KINDS if one != kind))
        case (("entities.thing" | "entities.page" | "data.data" | "cite.entity"), _):
            return {**TEXT, "examples": [slug]}
        case _:
            return {**TEXT, "minLength": 1}


def _questions(here: Site) -> list[str]:
    return [one.partition("/")[2] for one in here.store.library.names("questions")]


def _stated(here: Site, one: Parameter) -> dict[str, Any]:
    schema = dict(one.schema)
    if one.name == "query":
        schema["examples"] = [here.store.library.query("page/starter").text]
    found = {"name": one.name, "in": one.place, "description": one.description}
    return found | {"required": one.required, "schema": schema}


def _identifier(method: str, path: str) -> str:
    return method.lower() + re.sub(r"\W+(\w?)", lambda found: found[1].upper(), path)


def _first(text: str) -> str:
    """The first sentence of a docstring, on one line."""
    return " ".join(text.partition("\n\n")[0].split()).partition(". ")[0].rstrip(".")
