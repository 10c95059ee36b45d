"""What a reviewer has to do in a source: how it is covered, what is open, what nobody looked at."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request

from graph.iris import SLUG
from graph.terms import NamedNode
from web.finding.search import MOST_CHARACTERS, fold
from web.http.negotiate import HTML, Choice
from web.http.origin import state_rows
from web.http.paging import slice_of
from web.http.problems import not_found
from web.http.responses import Link, represent
from web.http.tables import Table, export, wanted
from web.pages.narrowing import unknown
from web.pages.passages import PassageText
from web.reviewing.looked import STATES
from web.reviewing.worklist import Entry, Worklist, counts, of_source
from web.reviewing.worklists import LISTS, STATE_NAMES
from web.site import Site, local, site
from web.words.names import Name
from web.words.wording import gettext as _

blueprint = Blueprint("review", __name__)
PER_PAGE = 50
AROUND = 60


@dataclass(frozen=True)
class Narrowing:
    """One way to narrow a list: its values, each with its name and how many entries have it."""

    key: str
    name: str
    values: tuple[tuple[str, str, int], ...]
    chosen: str


@blueprint.get("/review")
def overview() -> Response:
    """The sources, each with how much of it a person has looked at."""
    here = site()
    sources = [
        (Name(voice.name.text, voice.name.lang), parsed[1], of_source(here, parsed[1]))
        for iri, voice in sorted(here.reader.voices.items())
        if (parsed := here.iris.parse(iri)) and parsed[0] == "source" and voice.name
    ]
    body = render_template("review_sources.html", sources=sources)
    return represent(body, Choice(HTML, HTML.media_type), links=_canonical(here, "review"))


@blueprint.get("/review/<source>")
def of(source: str) -> Response:
    """The page of a source for its reviewers."""
    here = site()
    iri = source_iri(here, source)
    lists = [LISTS[key](here, iri) for key in LISTS]
    looked = counts(next(one for one in lists if one.key == "claims").entries, "looked")
    body = render_template(
        "review.html",
        source=source,
        source_name=here.reader.voices[iri.value].name or Name(source),
        href=here.href(iri.value),
        figures=of_source(here, source),
        lists=lists,
        can_add=here.recorded.place(source) is not None,
        looked_rows=[
            (
                _(STATE_NAMES[key]),
                looked.get(key, 0),
                local(f"review/{source}/claims?looked={key}") if looked.get(key) else "",
            )
            for key in reversed(STATES)
        ],
        claims_total=sum(looked.values()),
    )
    links = _canonical(here, f"review/{source}")
    return represent(body, Choice(HTML, HTML.media_type), links=links)


@blueprint.get("/review/<source>/<key>")
def listing(source: str, key: str) -> Response:
    """One of the lists of a source, narrowed and in pages, or all of it as CSV or JSON."""
    here = site()
    iri = source_iri(here, source)
    if key not in LISTS:
        raise not_found(
            _(
                "There is no list “%(key)s”; there are %(known)s.",
                key=key[:40],
                known=", ".join(LISTS),
            )
        )
    worklist = LISTS[key](here, iri)
    found = {key: counts(worklist.entries, key) for key in worklist.choices}
    strange = unknown(found)
    chosen = _chosen(worklist)
    format_ = wanted()
    if format_ is not None:
        rows = [[cell.name.text for cell in one.cells] for one in chosen]
        return export(Table(worklist.columns, rows), format_)
    shown = slice_of(chosen, PER_PAGE)
    body = render_template(
        "review_list.html",
        source=source,
        source_name=here.reader.voices[iri.value].name or Name(source),
        list=worklist,
        shown=shown,
        narrowings=_narrowings(worklist, found),
        strange=strange,
        words=[_words(here, iri, one) for one in shown.items],
        text=request.args.get("q", "")[:MOST_CHARACTERS],
    )
    links = _canonical(here, f"review/{source}/{key}")
    response = represent(body, Choice(HTML, HTML.media_type), links=links)
    return state_rows(response, shown.total, len(shown.items))


def source_iri(here: Site, source: str) -> NamedNode:
    """The IRI of a source. Raises ProblemError (404) if there is none of that name."""
    if SLUG.fullmatch(source):
        iri = here.iris.entity("source", source)
        if iri.value in here.reader.voices:
            return iri
    raise not_found(_("There is no source “%(source)s”.", source=source[:60]))


def _chosen(worklist: Worklist) -> list[Entry]:
    """The entries that the query string asks for."""
    text = fold(request.args.get("q", "")[:MOST_CHARACTERS].strip())
    asked = [(key, value) for key in worklist.choices if (value := request.args.get(key, ""))]
    return [
        one
        for one in worklist.entries
        if all(value in one.values.get(key, ()) for key, value in asked)
        and (not text or any(text in fold(cell.name.text) for cell in one.cells))
    ]


def _narrowings(worklist: Worklist, found: Mapping[str, Mapping[str, int]]) -> list[Narrowing]:
    """The ways to narrow the list; `found` has how many entries there are by key and value."""
    return [
        Narrowing(
            key,
            worklist.choices[key],
            tuple(
                (value, worklist.names.get((key, value), value), number)
                for value, number in numbers.items()
            ),
            request.args.get(key, ""),
        )
        for key, numbers in found.items()
        if len(numbers) > 1
    ]


def _words(here: Site, iri: NamedNode, one: Entry) -> PassageText | None:
    """The words that an entry is about, where the operator has the text of the source."""
    if one.passage is None:
        return None
    return here.reader.words(iri.value, *one.passage, AROUND)


def _canonical(here: Site, path: str) -> list[Link]:
    return [Link(here.absolute(path), "canonical")]
