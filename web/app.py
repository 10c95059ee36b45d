"""The Flask application: settings and a store in, a WSGI application out."""

from typing import Any
from urllib.parse import urlencode

from flask import Flask, request
from jinja2 import StrictUndefined
from werkzeug.exceptions import NotFound
from werkzeug.routing import BaseConverter
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as BaseResponse

from graph.store import Store
from web.changes import changed, feed, memento, releases, timegate
from web.describing import dataset, dumps, openapi, rules, versions, vocabularies
from web.endpoint import rerun, sparql
from web.finding import reconcile, suggest
from web.http import bundled, origin, problems, responses
from web.http.negotiate import ENTITY_FORMATS, HTML
from web.http.proxy import Placed
from web.linked import claims, data, entities, tombstone
from web.pages import cite, home, kinds, lists, questions, why
from web.reviewing import add, correct, review
from web.server import account, health, journal
from web.server.direct import Direct
from web.server.ready import Ready
from web.settings import Settings
from web.site import EXTENSION, Site, local
from web.views import compare, landscape, neighbourhood, participation, timeline
from web.words import dates, languages, spoken, wording

LONGEST_FORM = 64


class ListConverter(BaseConverter):
    """The path of a list: small letters and hyphens."""

    regex = "[a-z]+(?:-[a-z]+)*"


def create_app(settings: Settings, store: Store) -> Flask:
    """The application that serves one release. Reads what every request needs before it returns."""
    app = Flask("web", static_folder="assets", static_url_path="/assets")
    app.config["MAX_CONTENT_LENGTH"] = settings.body_kilobytes * 1024
    app.config["MAX_FORM_PARTS"] = LONGEST_FORM
    app.url_map.converters["list"] = ListConverter
    app.url_map.merge_slashes = False
    here = Site(settings, store, store.release)
    app.extensions[EXTENSION] = here
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        site=here,
        local=local,
        asset=bundled.asset,
        bundled=bundled.bundled,
        typefaces=bundled.typefaces,
        href=here.href,
        page_url=page_url,
        format_url=format_url,
        sort_url=sort_url,
        with_argument=with_argument,
        path_of=path_of(here),
        cite_path=here.cite_path,
        correct_path=lambda iri: correct.path_to(here, iri),
        history_path=here.history_path,
        long_day=dates.long_day,
        kind_word=kinds.kind_word,
        neighbourhood_path=lambda iri: neighbourhood.path_to(here, iri),
        format_title=format_title,
        language=languages.language,
        languages=languages.LANGUAGES,
        here_in=languages.here_in,
        alternates=spoken.alternates,
    )
    wording.install(app)
    account.install(app, store)
    journal.install(app, settings, store.release.digest)
    origin.install(app, here)
    responses.install(app)
    spoken.install(app)
    bundled.install(app)
    problems.install(app)
    tombstone.install(app)
    timegate.install(app, here)
    app.before_request(without_slash)
    app.before_request(health.warm)
    for module in (home, health, sparql, entities, data, claims, vocabularies, questions, lists):
        app.register_blueprint(module.blueprint)
    app.register_blueprint(cite.blueprint)
    for module in (reconcile, suggest, dataset, dumps, versions, rules):
        app.register_blueprint(module.blueprint)
    for module in (participation, timeline, compare, landscape, neighbourhood):
        app.register_blueprint(module.blueprint)
    app.register_blueprint(why.blueprint)
    for module in (releases, changed, feed, memento):
        app.register_blueprint(module.blueprint)
    for module in (review, correct, add):
        app.register_blueprint(module.blueprint)
    app.register_blueprint(rerun.blueprint)
    app.register_blueprint(openapi.blueprint)
    health.warm_early(here)
    room = 0 if here.store.is_remote else settings.cache_megabytes * 2**20 // 4
    ready = Ready(app, Direct(app, here), room)
    placed = Placed(languages.Spoken(ready), here.public_url, settings.proxies)
    app.wsgi_app = placed  # type: ignore[method-assign]
    return app


def without_slash() -> BaseResponse | None:
    """308 from a path with a slash too many at its end to the one without it."""
    wrong = isinstance(request.routing_exception, NotFound) and request.path.endswith("/")
    if not wrong or not request.path.strip("/"):
        return None
    query = request.query_string.decode("ascii", "replace")
    target = request.script_root + "/" + request.path.strip("/")
    return redirect(f"{target}?{query}" if query else target, 308)


def page_url(number: int) -> str:
    """The path of this page with another page number and the same other arguments."""
    return with_argument("page", str(number))


def format_url(name: str) -> str:
    """The path of this page, all of it, as a table in a format."""
    return with_argument("format", name)


def sort_url(key: str) -> str:
    """The path of this list sorted by a column, the other way round if it is so already."""
    by = request.args.get("sort", "name")
    return with_argument("sort", f"-{key}" if by == key else key)


def with_argument(name: str, value: str) -> str:
    """The path of this page with another argument, the same other ones, and its first page."""
    kept = [
        (key, one)
        for key, one in request.args.items(multi=True)
        if one and key not in (name, "page")
    ]
    return f"{request.script_root}{request.path}?{urlencode([*kept, (name, value)])}"


def path_of(here: Site) -> Any:
    """A function from a public URL of ours to the path of this application."""

    def to_path(url: str) -> str:
        return local(url.removeprefix(here.public_url)) if here.public_url in url else url

    return to_path


def format_title(media_type: str) -> str:
    """The name of the format with this media type."""
    return next(one.title for one in (HTML, *ENTITY_FORMATS) if one.media_type == media_type)
