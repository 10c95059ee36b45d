"""What a client learns at the address of what is not there: where it went, or that it is gone.

A retired identifier is 308 to the one that took its place, else 410; what never existed is 404.
Programs that ask for RDF by name are told in RDF, with the same words as others.
Source: RFC 9110, sections 15.4.9 (308), 15.5.5 (404) and 15.5.11 (410).
"""

from collections.abc import Iterable
from urllib.parse import quote, urljoin

from flask import Flask, Response, request

from graph.iris import RDFS
from graph.terms import Literal, NamedNode, Triple
from web.http.documents import CONTEXT_PATH, context, split_suffix
from web.http.negotiate import ENTITY_FORMATS, HTML, JSONLD, PLAIN_JSON, Choice, Format, choose
from web.http.problems import Problem, Suggestion, answer, problem_of
from web.http.proxy import NOWHERE
from web.http.responses import ascii_url, vary
from web.linked.itself import itself, last_change
from web.linked.rdf import write
from web.linked.retired import RetiredError
from web.site import Site, local, site
from web.words.languages import ENGLISH, language
from web.words.wording import gettext as _

# The reasons for which identifiers are retired are written in it.
LANGUAGE = ENGLISH.tag
MOVED = 308
GONE = 410
ANSWERED_IN_RDF = frozenset((404, GONE))
ABOUT_ENTITIES = ("id", "page", "data")
# What stands in a path as it is.
PLAIN = "/:@!$&'()*+,;=~"


def moved_to(here: Site, replacement: str) -> str | None:
    """The path of this request with the replacement's kind and slug, None for no entity of ours."""
    parsed = here.iris.parse(replacement)
    if parsed is None:
        return None
    first = request.path.strip("/").partition("/")[0]
    last = request.path.rpartition("/")[2]
    suffix = next((f".{one.name}" for one in ENTITY_FORMATS if last.endswith(f".{one.name}")), "")
    query = request.query_string.decode("ascii", "replace")
    path = local(f"{first}/{parsed[0]}/{parsed[1]}{suffix}")
    return f"{path}?{query}" if query else path


def retired(error: RetiredError) -> Response:
    """308 to what took the place of the identifier, or 410 with its tombstone."""
    here, gone = site(), error.retired
    target = moved_to(here, gone.replacement)
    if target is not None:
        response = Response(f"See {target}\n", MOVED, content_type="text/plain; charset=utf-8")
        response.headers["Location"] = ascii_url(target)
        response.headers["Cache-Control"] = "no-cache"
        return response
    kind, slug = here.iris.parse(gone.iri) or ("", "")
    detail = f"{kind} “{slug}” is no longer in use since {gone.day}: {gone.reason}"
    members = {"identifier": gone.iri, "retired": gone.day, "reason": gone.reason}
    history = here.history_path(gone.iri)
    told = (Suggestion(history, _("What became of it")),) if history else ()
    problem = Problem(GONE, detail, members=members, suggestions=told, lang=LANGUAGE)
    iri = NamedNode(gone.iri)
    changed = last_change(here, lambda known: known.of({iri.value}, {iri.value}, {iri.value}))
    said = here.store.triples("page/data-retired", entity=iri)
    said += itself(here, f"data/{kind}/{slug}", iri, changed)
    fixed = split_suffix(request.path, ENTITY_FORMATS)[1]
    return in_rdf(problem, said, fixed) or answer(problem)


def in_rdf(
    problem: Problem, said: Iterable[Triple] = (), fixed: Format | None = None
) -> Response | None:
    """The problem as RDF, None for a client that does not ask for RDF by name.

    `fixed` is the format of the address, for whoever takes anything there.
    """
    first = (fixed,) if fixed else ()
    choice = choose(request.headers.get("Accept"), (*first, PLAIN_JSON, HTML, *ENTITY_FORMATS))
    if choice is None or choice.format not in ENTITY_FORMATS:
        return None
    if choice.format == JSONLD and choice.media_type != JSONLD.media_type:
        return None
    here = site()
    about = document_at(here)
    triples = [
        *said,
        Triple(about, RDFS.label, Literal(problem.heading, language=language().tag)),
        Triple(
            about, RDFS.comment, Literal(problem.detail, language=problem.lang or language().tag)
        ),
    ]
    for one in problem.suggestions:
        node = NamedNode(here.absolute(one.href.removeprefix(request.script_root).lstrip("/")))
        triples.append(Triple(about, RDFS.seeAlso, node))
        triples.append(Triple(node, RDFS.label, Literal(one.label)))
    return _written(problem, choice, triples)


def document_at(here: Site) -> NamedNode:
    """The IRI of the document at the address that is asked for, of a thing that of the document
    about it: what is missing or gone is not called so itself."""
    if request.path == NOWHERE:
        asked = str(request.environ["RAW_URI"]).partition("?")[0]
        return NamedNode(urljoin(here.public_url, quote(asked, safe=f"{PLAIN}%")))
    # The path is decoded: a per cent sign that stands in it now is one of its own.
    path = quote(request.path.lstrip("/"), safe=PLAIN)
    place, _slash, rest = path.partition("/")
    path = f"data/{rest}" if place in ABOUT_ENTITIES else path
    query = quote(request.query_string, safe=f"{PLAIN}?%")
    path = split_suffix(path, ENTITY_FORMATS)[0]
    return NamedNode(here.public_url + (f"{path}?{query}" if query else path))


def _written(problem: Problem, choice: Choice, triples: Iterable[Triple]) -> Response:
    here = site()
    body = write(triples, choice.format, context(), here.absolute(CONTEXT_PATH))
    response = Response(body, problem.status, content_type=choice.content_type)
    response.headers["Cache-Control"] = "no-cache"
    vary(response, "Accept")
    return response


def install(app: Flask) -> None:
    """Answer for retired identifiers, and for missing ones in RDF where that is asked for."""

    def handle(error: Exception) -> Response:
        problem = problem_of(error)
        found = in_rdf(problem) if problem.status in ANSWERED_IN_RDF else None
        return found or answer(problem)

    app.register_error_handler(RetiredError, retired)
    app.register_error_handler(Exception, handle)
