"""The reconciliation service: names in somebody's table find their entities.

Source: Reconciliation Service API 0.2 (W3C Entity Reconciliation Community Group).
"""

import json
from contextlib import suppress
from typing import Any, Final

from flask import Blueprint, Response, render_template, request
from flask.blueprints import BlueprintSetupState

from graph.errors import EngineNonsense, EngineUnavailable
from graph.iris import MLX
from web.finding.candidates import as_json, candidates, query_from, type_of
from web.finding.extension import MOST_PROPOSED, SETTINGS, extend, proposed
from web.finding.preview import HEIGHT, WIDTH, flyout_of, preview_of
from web.finding.registry import KEY, Registry, registry
from web.http.jsonp import say
from web.http.negotiate import HTML, Choice, prefers_html
from web.http.problems import bad_request
from web.http.responses import represent, vary
from web.site import EXTENSION

blueprint = Blueprint("reconcile", __name__)
LARGEST_BATCH: Final = 200
USUAL_BATCH: Final = 50


@blueprint.record
def warm(state: BlueprintSetupState) -> None:
    """Read the names before the server takes requests; later if the engine cannot tell yet."""
    found = Registry(state.app.extensions[EXTENSION])
    state.app.extensions[KEY] = found
    with suppress(EngineUnavailable, EngineNonsense):
        found.warm()


@blueprint.route("/reconcile", methods=["GET", "POST"])
def service() -> Response:
    """The manifest, or the answer to a batch of queries, or an extension."""
    reg = registry()
    asked = request.form if request.method == "POST" else request.args
    if "queries" in asked:
        return say(_answers(reg, _json(asked["queries"], "queries")))
    if "extend" in asked:
        return say(extend(reg, _json(asked["extend"], "extend")))
    if request.method == "POST":
        raise bad_request("Send “queries” or “extend” as a field of a form.")
    if "callback" not in asked and prefers_html(request.headers.get("Accept")):
        url = reg.site.absolute("reconcile")
        body = render_template("reconcile.html", url=url, types=_default_types(reg))
        response = represent(body, Choice(HTML, HTML.media_type))
    else:
        response = say(manifest(reg))
    vary(response, "Accept")
    return response


def _json(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise bad_request(f"“{name}” is not JSON.", parameter=name) from None


def _answers(reg: Registry, batch: Any) -> dict[str, Any]:
    if not isinstance(batch, dict):
        raise bad_request("“queries” is an object from names of queries to queries.")
    if len(batch) > LARGEST_BATCH:
        raise bad_request(f"At most {LARGEST_BATCH} queries at a time.")
    queries = {name: query_from(reg, said) for name, said in batch.items()}
    return {name: as_json(reg, candidates(reg, query)) for name, query in queries.items()}


def manifest(reg: Registry) -> dict[str, Any]:
    """What the service is and can do."""
    here = reg.site
    root = here.absolute("")[:-1]
    suggest = {
        kind: {
            "service_url": root,
            "service_path": f"/reconcile/suggest/{kind}",
            "flyout_service_url": root,
            "flyout_service_path": f"/reconcile/flyout/{kind}?id=${{id}}",
        }
        for kind in ("entity", "type", "property")
    }
    return {
        "versions": ["0.2"],
        "name": here.settings.name,
        "identifierSpace": f"{here.iris.base}id/",
        "schemaSpace": MLX.iri.rstrip("#"),
        "documentation": here.absolute("reconcile"),
        "serviceVersion": here.release.digest[:12],
        "defaultTypes": _default_types(reg),
        "view": {"url": f"{here.iris.base}id/{{{{id}}}}"},
        "preview": {
            "url": f"{root}/reconcile/preview?id={{{{id}}}}",
            "width": WIDTH,
            "height": HEIGHT,
        },
        "suggest": suggest,
        "extend": {
            "propose_properties": {"service_url": root, "service_path": "/reconcile/properties"},
            "property_settings": SETTINGS,
        },
        "batchSize": USUAL_BATCH,
    }


def _default_types(reg: Registry) -> list[dict[str, str]]:
    """The classes with a list page that have entities, and the broadest class of each."""
    wide = {class_.value for path, class_ in reg.site.lasting.values() if path}
    return [type_of(reg, one) for one in reg.types if one in reg.listed | wide]


@blueprint.get("/reconcile/properties")
def properties() -> Response:
    """The properties that entities of a type can be extended with."""
    limit = request.args.get("limit", "")
    most = int(limit) if limit.isascii() and limit.isdigit() and len(limit) < 4 else MOST_PROPOSED
    return say(proposed(registry(), request.args.get("type", ""), most))


@blueprint.get("/reconcile/preview")
def preview() -> Response:
    """A few lines about an entity, for a frame."""
    return preview_of(registry(), request.args.get("id", ""))


@blueprint.get("/reconcile/flyout/<kind>")
def flyout(kind: str) -> Response:
    """A few words about a suggestion."""
    return say(flyout_of(registry(), kind, request.args.get("id", "")))
