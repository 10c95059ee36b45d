"""How to cite what is here: an entity, a claim or passage, the result of a query.

`/cite/{kind}/{slug}` and `/cite/claim/{source}/{slug}` are for what has an identifier; of a claim
`statement=` is one statement.
`/cite/questions/{name}` and `/cite/result?query=` for results; each ends in the name of a format
or is negotiated. `accessed=` is the day of access, today if it is not given.
"""

import hashlib
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from graph.canonical import Whole, whole
from web.endpoint.permalink import keep
from web.endpoint.protocol import Asked, asked, typed
from web.endpoint.results import ask
from web.http.negotiate import HTML, Choice, Format, choose
from web.http.problems import bad_request, not_acceptable, not_found
from web.http.responses import Link, represent, vary
from web.linked.claims import claim_iri
from web.linked.known import entity_iri, in_use, missing
from web.pages.citation import Act, Citation, citation_of, dated
from web.pages.questions import SECTION, given
from web.pages.references import BIBTEX, CSL, FORMATS, RIS, WRITERS
from web.pages.stated import FRAGMENT, Stated, stated_in
from web.server.account import note_query
from web.site import Site, local, site
from web.words.wording import gettext as _

blueprint = Blueprint("cite", __name__, url_prefix="/cite")
NEGOTIATED = (HTML, CSL, BIBTEX, RIS)
DAY = "accessed"
STATEMENT = "statement"
_TITLE = re.compile(r"#\s*title:(.*)")
_PROLOGUE = re.compile(
    r"\A(?:\s+|#.*|PREFIX\s+[^\s<]*\s*<[^>\s]*>|BASE\s*<[^>\s]*>)+", re.IGNORECASE
)


@blueprint.get("/<kind>/<name>")
def entity(kind: str, name: str) -> Response:
    """How an entity is cited; a passage is one too."""
    here = site()
    slug, fixed = split(name)
    iri = entity_iri(here, kind, slug)
    in_use(here, iri)
    found = citation_of(here, iri, day_of_access())
    if found is None:
        raise missing(here, kind, slug)
    return answer(here, found, f"cite/{kind}/{slug}", fixed)


@blueprint.get("/claim/<source>/<name>")
def claim(source: str, name: str) -> Response:
    """How a claim is cited, or one statement of it."""
    here = site()
    slug, fixed = split(name)
    iri = claim_iri(here, source, slug)
    found = citation_of(here, iri, day_of_access())
    if found is None:
        raise not_found(_("There is no claim “%(source)s/%(slug)s”.", source=source, slug=slug))
    path, key = f"cite/claim/{source}/{slug}", request.args.get(STATEMENT, "")
    statements = stated_in(here, iri)
    if not key:
        return answer(here, found, path, fixed, tuple(statements.values()))
    if key not in statements:
        raise not_found(_("The claim has no statement “%(key)s”.", key=key[:60]))
    return answer(here, narrowed(here, found, statements[key]), path, fixed)


def narrowed(here: Site, it: Citation, to: Stated) -> Citation:
    """The citation of a claim as that of one of its statements, with the act that it is about.

    Where there is no passage it names the claim, which says who says so.
    """
    about = citation_of(here, to.about, it.accessed)
    printed = (Act("", about.printed),) if about and about.printed else ()
    return replace(
        it,
        key=f"{it.key}-{to.key}",
        title=dated(to.words) if it.rests_on else f"{dated(to.words)} ({it.title})",
        url=f"{it.url}#{FRAGMENT}{to.key}",
        acts=(*printed, *about.acts) if about else (),
    )


@blueprint.get(f"/{SECTION}/<name>")
def question(name: str) -> Response:
    """How the answer to a question of the library is cited."""
    here = site()
    slug, fixed = split(name)
    if f"{SECTION}/{slug}" not in here.store.library.names(SECTION):
        raise not_found(_("There is no question “%(slug)s”.", slug=slug))
    put = here.store.library.query(f"{SECTION}/{slug}")
    terms = {one.name: term for one in put.parameters.values() if (term := given(put, one))}
    arguments = [(key, request.args[key]) for key in terms]
    page = f"{SECTION}/{slug}" + (f"?{urlencode(arguments)}" if arguments else "")
    found = replace(entry(here, put.title, here.public_url + page), key=f"question-{slug}")
    text = put.bind(**terms)
    result = whole(text, ask(here, Asked(text, (), (), (), ()), text))
    return answer(here, measured(found, text, result), f"cite/{SECTION}/{slug}", fixed)


@blueprint.get("/result")
@blueprint.get("/result.<name>")
def result(name: str = "") -> Response:
    """How the result of a query is cited; the dataset is named as the endpoint wants it."""
    here = site()
    fixed = split(f"result.{name}")[1] if name else None
    if name and fixed is None:
        raise not_found(_("There is no format “%(name)s”.", name=name))
    put = asked(request)
    if put.query is None:
        raise bad_request(_("The request has no query; send one as the parameter “query”."))
    note_query(put.query)
    text = typed(put.query)
    found = whole(text, ask(here, put, text))
    kept = keep(put, text, here.release.digest, day_of_access(), found)
    url = here.public_url + (kept.path or f"sparql?{urlencode(put.arguments)}")
    title = render_template("cite/result.txt", **_named(text)).strip()
    return answer(here, measured(entry(here, title, url), text, found), "cite/result", fixed)


def _named(text: str) -> dict[str, str]:
    """What a query calls itself in its first line, and the query without its prologue."""
    name = _TITLE.match(text)
    return {"name": name[1].strip() if name else "", "query": _PROLOGUE.sub("", text)}


def entry(here: Site, title: str, url: str) -> Citation:
    """The citation of data of this site, not yet measured."""
    digest = here.release.digest
    return Citation("result", "dataset", title, url, here.settings.name, digest, day_of_access())


def measured(it: Citation, text: str, found: Whole) -> Citation:
    """The citation with the size and the digest of the result, and the digest of the query."""
    return replace(
        it,
        key=f"{it.key}-{found.digest[:12]}",
        rows=len(found.lines),
        digest=found.digest,
        media_type=found.media_type,
        query_digest=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
    )


def answer(
    here: Site,
    it: Citation,
    path: str,
    fixed: Format | None,
    statements: tuple[Stated, ...] = (),
) -> Response:
    """The citation in the format of the suffix, else in the one that the client accepts.

    `statements` are those that may be cited by themselves.
    """
    given_ = request.query_string.decode("ascii", "replace")
    query = f"?{given_}" if given_ else ""
    links = [Link(here.absolute(f"{path}.{one.name}") + query, "alternate", one.media_type)
             for one in FORMATS]  # fmt: skip
    links.append(Link(it.url, "describes"))
    if fixed is not None:
        return represent(WRITERS[fixed](it), Choice(fixed, fixed.media_type), links=links)
    choice = choose(request.headers.get("Accept"), NEGOTIATED)
    if choice is None:
        raise not_acceptable(NEGOTIATED, {one.name: local(f"{path}.{one.name}") for one in FORMATS})
    if choice.format == HTML:
        written = [(one, WRITERS[one](it), local(f"{path}.{one.name}") + query) for one in FORMATS]
        kept = [pair for pair in request.args.items(multi=True) if pair[0] != DAY]
        body = render_template(
            "cite.html", it=it, written=written, kept=kept, day=DAY, statements=statements
        )
    else:
        body = WRITERS[choice.format](it)
    return vary_accept(represent(body, choice, links=links))


def vary_accept(response: Response) -> Response:
    """The response, said to depend on Accept."""
    vary(response, "Accept")
    return response


def split(path: str) -> tuple[str, Format | None]:
    """The path without the name of a format, and that format; None if it names none."""
    for one in FORMATS:
        stem = path.removesuffix(f".{one.name}")
        if stem != path:
            return stem, one
    return path, None


def day_of_access() -> date:
    """The day that the request names, else today. Raises ProblemError (400)."""
    text = request.args.get(DAY, "").strip()
    if not text:
        return datetime.now(UTC).date()
    try:
        if len(text) != len("2026-11-24"):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise bad_request(
            _("“%(text)s” is no day; write it like 2026-11-24.", text=text[:60])
        ) from None
