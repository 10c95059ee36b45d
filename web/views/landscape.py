"""What institutions are part of, sit on and came after: all of them, drawn and as a table."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import Blueprint, Response, render_template, request

from graph import time
from web.http.negotiate import HTML, Choice
from web.http.origin import state_rows
from web.http.paging import slice_of
from web.http.problems import bad_request
from web.http.responses import Link as Reference
from web.http.responses import represent
from web.http.tables import Table, export, wanted
from web.pages.asof import SENTENCES, UNKNOWN, asked_day
from web.pages.cited import Row, by, text
from web.pages.lists import short_of
from web.site import Site, site
from web.views.drawing import Drawing, Graph, Link, Node, drawn
from web.words.dates import long_day
from web.words.names import Name, collated
from web.words.wording import N_
from web.words.wording import gettext as _

blueprint = Blueprint("landscape", __name__)
PATH: Final = "institutions/landscape"
PER_PAGE: Final = 100
MOST_DRAWN: Final = 100
"""Institutions in one drawing; the table has all."""
NOWHERE: Final = "none"
SORTS: Final = {
    "part": N_("is part of"),
    "seat": N_("sits on"),
    "succession": N_("was followed by"),
    "perhaps": N_("is possibly the same as"),
}
COLUMNS: Final = ("from", "fromName", "relation", "role", "to", "toName", "membership", "standing")


@dataclass(frozen=True)
class Body:
    """An institution. `jurisdiction` is its own, or that of the body it is part of; or empty."""

    iri: str
    name: Name
    sort: Name | None
    jurisdiction: str
    answer: time.Answer | None


@dataclass(frozen=True)
class Relation:
    """What stands between two institutions. `through` is the IRI of a membership, or empty."""

    start: Body
    sort: str
    end: Body
    through: str
    role: Name | None
    answer: time.Answer | None

    @property
    def words(self) -> str:
        """The relation in words."""
        role = f" ({self.role.text})" if self.role else ""
        return _(SORTS[self.sort]) + role

    @property
    def bodies(self) -> tuple[Body, Body]:
        """Both institutions."""
        return self.start, self.end


@dataclass(frozen=True)
class Panel:
    """The institutions of one jurisdiction and their relations. No drawing where it failed."""

    jurisdiction: str
    relations: Sequence[Relation]
    drawn: int
    total: int
    drawing: Drawing | None = None


@blueprint.get(f"/{PATH}")
def landscape() -> Response:
    """The landscape as a page, CSV or JSON."""
    here = site()
    day = asked_day()
    bodies, relations = read(here, day)
    counts = Counter(one.sort for one in relations)
    where = Counter(_key(one.jurisdiction) for one in _unique(relations))
    chosen = _chosen("relation", counts), _chosen("jurisdiction", where)
    shown = [one for one in relations if _fits(one, *chosen)]
    format_ = wanted()
    if format_ is not None:
        return export(Table(COLUMNS, [_exported(one) for one in shown]), format_)
    part = slice_of(shown, PER_PAGE)
    body = render_template(
        "landscape.html",
        panels=panels(here, shown, chosen[1]),
        shown=part,
        alone=len(bodies) - len(_unique(relations)),
        sorts=[(key, _(words), counts[key]) for key, words in SORTS.items() if counts[key]],
        jurisdictions=[
            (key, _named(here, one), where[key])
            for one in _in_order(one.jurisdiction for one in _unique(relations))
            if (key := _key(one))
        ],
        chosen={"relation": chosen[0], "jurisdiction": chosen[1]},
        day=day.isoformat() if day else "",
        day_words=long_day(day.isoformat()) if day else "",
        sentences=SENTENCES,
        named=lambda iri: _named(here, iri),
    )
    links = [Reference(here.absolute(PATH), "canonical")]
    response = represent(body, Choice(HTML, HTML.media_type), links=links)
    return state_rows(response, part.total, len(part.items))


def read(here: Site, day: date | None) -> tuple[dict[str, Body], list[Relation]]:
    """All institutions by IRI and all relations by name; only what may be in being on a day."""
    rows = here.store.rows("page/landscape")
    answers = time.everything(here.store, day) if day else {}
    found = by(rows, "body")
    links = [row for row in rows if "relation" in row]
    parents = {
        text(row, "from"): text(row, "to") for row in links if text(row, "relation") == "part"
    }
    own = {iri: text(some[0], "jurisdiction") for iri, some in found.items()}
    bodies = {
        iri: Body(
            iri,
            here.name(iri),
            here.name(text(some[0], "sort")) if "sort" in some[0] else None,
            _jurisdiction(iri, own, parents),
            answers.get(iri, UNKNOWN) if day else None,
        )
        for iri, some in found.items()
        if not day or answers.get(iri, UNKNOWN).status != "no"
    }
    relations = [
        one for row in links if (one := _relation(here, row, bodies, answers if day else None))
    ]
    return bodies, sorted(
        relations,
        key=lambda one: (
            collated(one.start.name.text),
            one.sort,
            collated(one.end.name.text),
            one.through,
        ),
    )


def _relation(
    here: Site,
    row: Row,
    bodies: Mapping[str, Body],
    answers: Mapping[str, time.Answer] | None,
) -> Relation | None:
    """The relation of a row, None where it or an end of it was not in being."""
    start, end = (bodies.get(text(row, key)) for key in ("from", "to"))
    if start is None or end is None:
        return None
    through = text(row, "through")
    answer = None
    if answers is not None:
        parts = [one.answer or UNKNOWN for one in (start, end)]
        if through:
            parts.append(answers.get(through, UNKNOWN))
        # The least certain of what it needs decides.
        answer = max(parts, key=lambda one: ("yes", "possibly", "no").index(one.status))
        if answer.status == "no":
            return None
    role = here.name(text(row, "role")) if "role" in row else None
    return Relation(start, text(row, "relation"), end, through, role, answer)


def _jurisdiction(iri: str, own: Mapping[str, str], parents: Mapping[str, str]) -> str:
    """That of the body, else of the nearest body above it that has one."""
    seen: set[str] = set()
    while iri and iri not in seen:
        if own.get(iri):
            return own[iri]
        seen.add(iri)
        iri = parents.get(iri, "")
    return ""


def panels(here: Site, relations: Sequence[Relation], only: str) -> list[Panel]:
    """The relations by jurisdiction, each drawing with those from and to other jurisdictions."""
    wanted_ = _in_order(
        one.jurisdiction for one in _unique(relations) if not only or _key(one.jurisdiction) == only
    )
    found, graphs = [], []
    for place in wanted_:
        own = [one for one in relations if place in {each.jurisdiction for each in one.bodies}]
        keep = {one.iri for one in _unique(own)[:MOST_DRAWN]}
        kept = [one for one in own if {each.iri for each in one.bodies} <= keep]
        found.append(Panel(place, own, len(_unique(kept)), len(_unique(own))))
        graphs.append(Graph(tuple(_nodes(here, kept, place)), tuple(map(_link, kept))))
    drawings = drawn(here.shelf, tuple(graphs))
    if drawings is None:
        return found
    return [
        Panel(one.jurisdiction, one.relations, one.drawn, one.total, drawing)
        for one, drawing in zip(found, drawings, strict=True)
    ]


def _nodes(here: Site, relations: Sequence[Relation], place: str) -> Iterator[Node]:
    for one in _unique(relations):
        sort = "own" if one.jurisdiction == place else "foreign"
        state = one.answer.status if one.answer else ""
        yield Node(one.iri, one.name.text, here.href(one.iri) or "", sort, state)


def _link(one: Relation) -> Link:
    return Link(
        one.start.iri,
        one.end.iri,
        one.sort,
        f"{one.start.name.text} {one.words} {one.end.name.text}",
        state=one.answer.status if one.answer else "",
        reversed_=one.sort == "part",
        loose=one.sort == "perhaps",
    )


def _unique(relations: Iterable[Relation]) -> list[Body]:
    """The institutions of the relations, each once."""
    return list({one.iri: one for each in relations for one in each.bodies}.values())


def _in_order(jurisdictions: Iterable[str]) -> list[str]:
    """Each jurisdiction once, that of most institutions first, none last."""
    counts = Counter(jurisdictions)
    return sorted(counts, key=lambda one: (not one, -counts[one], one))


def _key(jurisdiction: str) -> str:
    return short_of(jurisdiction) or NOWHERE


def _named(here: Site, jurisdiction: str) -> str:
    return here.name(jurisdiction).text if jurisdiction else _("No jurisdiction stated")


def _chosen(name: str, values: Iterable[str]) -> str:
    """A facet of the query string. Raises ProblemError (400) for a value that nothing has."""
    given = request.args.get(name, "").strip()
    if given and given not in values:
        raise bad_request(
            _("“%(given)s” is no %(name)s in this landscape.", given=given[:40], name=name),
            parameter=name,
        )
    return given


def _fits(one: Relation, sort: str, place: str) -> bool:
    return sort in ("", one.sort) and (
        not place or place in {_key(each.jurisdiction) for each in one.bodies}
    )


def _exported(one: Relation) -> list[str]:
    role = one.role.text if one.role else ""
    start, end = ([each.iri, each.name.text] for each in one.bodies)
    return [*start, one.sort, role, *end, one.through, one.answer.status if one.answer else ""]
