"""What an entity is linked to, drawn and as a table: charges, seats and acts are the links."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from flask import Blueprint, Response, render_template, request

from graph import time
from graph.iris import MLX, MLXV, ORG
from graph.terms import NamedNode
from web.http.negotiate import HTML, Choice
from web.http.origin import state_rows
from web.http.paging import slice_of
from web.http.problems import bad_request, not_found
from web.http.responses import Link as Reference
from web.http.responses import represent
from web.http.tables import Table, export, wanted
from web.linked.known import entity_iri, in_use, missing
from web.pages.asof import SENTENCES, asked_day
from web.pages.cited import Row, text, when
from web.pages.lists import ANSWERS, short_of
from web.pages.topic import is_topic
from web.site import Site, local, site
from web.views.drawing import Graph, Link, Node, drawn
from web.words.dates import Day, long_day
from web.words.names import Name, collated
from web.words.wording import gettext as _

blueprint = Blueprint("neighbourhood", __name__)
PATH: Final = "neighbourhood"
PER_PAGE: Final = 100
MOST_DRAWN: Final = 40
"""Neighbours in the drawing; the table has all."""
LONGEST_WORDS: Final = 26
"""What is written at a curve, in characters; its title has all."""
TOPICS: Final = frozenset(MLX[name].value for name in ("topic", "mandateTopic"))
# Who does something, as seen from what it is done in: the link then starts there.
DOERS: Final = frozenset(
    {
        *(MLX[name].value for name in ("mandateHolder", "memberPost", "agent", "party")),
        *(ORG[name].value for name in ("member", "originalOrganization")),
        MLX.succeededPolity.value,
    }
)
# What tells of entities and is none, and what makes their links.
TELLING: Final = frozenset(
    {"agent", "claim", "conflict", "coverage", "figure", "passage", "source"}
)
BETWEEN: Final = frozenset({"event", "mandate", "membership"})
COLUMNS: Final = ("entity", "relation", "neighbour", "name", "through", "date", "standing")


@dataclass(frozen=True)
class Neighbour:
    """A link to another entity. `forth`: it goes from the entity to the other.

    `through` are the IRIs of the mandates, memberships and events that make it, `days` their days.
    """

    iri: str
    name: Name
    relation: Name
    key: str
    forth: bool
    through: tuple[str, ...]
    days: tuple[Day, ...]
    answer: time.Answer | None


def path_to(here: Site, iri: str) -> str | None:
    """The path of the neighbourhood of an entity or a topic, None for what has none."""
    if iri.startswith(MLXV.iri):
        return local(f"{PATH}/topic/{iri.removeprefix(MLXV.iri)}") if is_topic(here, iri) else None
    parsed = here.iris.parse(iri)
    if parsed is None or parsed[0] in TELLING | {"graph"}:
        return None
    return local(f"{PATH}/" + "/".join(parsed))


@blueprint.get(f"/{PATH}/<kind>/<slug>")
def neighbourhood(kind: str, slug: str) -> Response:
    """The neighbourhood as a page, CSV or JSON."""
    here = site()
    iri = _asked(here, kind, slug)
    day = asked_day()
    found = read(here, iri, day)
    options = _options(found)
    chosen = request.args.get("relation", "").strip()
    if chosen and chosen not in {key for key, _, _ in options}:
        raise bad_request(
            _("“%(chosen)s” is no relation of this entity.", chosen=chosen[:40]),
            parameter="relation",
        )
    shown = [one for one in found if chosen in ("", one.key)]
    format_ = wanted()
    if format_ is not None:
        return export(Table(COLUMNS, [_exported(iri.value, one) for one in shown]), format_)
    part = slice_of(shown, PER_PAGE)
    graph, count = graph_of(here, iri.value, shown)
    drawings = drawn(here.shelf, (graph,)) if shown else ()
    path = f"{PATH}/{kind}/{slug}"
    body = render_template(
        "neighbourhood.html",
        title=here.name(iri.value),
        iri=iri.value,
        kind=kind,
        path=local(path),
        drawing=drawings[0] if drawings else None,
        drawn=min(count, MOST_DRAWN),
        count=count,
        shown=part,
        options=options,
        chosen=chosen,
        day=day.isoformat() if day else "",
        day_words=long_day(day.isoformat()) if day else "",
        sentences=SENTENCES,
    )
    links = [Reference(here.absolute(path), "canonical")]
    response = represent(body, Choice(HTML, HTML.media_type), links=links)
    return state_rows(response, part.total, len(part.items))


def _asked(here: Site, kind: str, slug: str) -> NamedNode:
    """The entity or topic of the path. Raises ProblemError (404) if it has no neighbourhood."""
    if kind == "topic":
        if not is_topic(here, MLXV.iri + slug):
            raise not_found(_("There is no topic “%(slug)s”.", slug=slug))
        return NamedNode(MLXV.iri + slug)
    iri = entity_iri(here, kind, slug)
    in_use(here, iri)
    if path_to(here, iri.value) is None or not here.store.ask("page/exists", entity=iri):
        raise missing(here, kind, slug)
    return iri


def read(here: Site, iri: NamedNode, day: date | None) -> list[Neighbour]:
    """All links of the entity, by relation and by the name of the neighbour."""
    answers = time.everything(here.store, day) if day else None
    found: dict[tuple[str, str, bool], Neighbour] = {}
    for row in here.store.rows("page/neighbourhood", entity=iri):
        one = _neighbour(here, iri.value, row, answers)
        if one:
            key = (one.iri, one.key, one.forth)
            found[key] = _joined(found[key], one) if key in found else one
    return sorted(
        found.values(),
        key=lambda one: (collated(one.relation.text), collated(one.name.text), one.iri),
    )


def _joined(one: Neighbour, other: Neighbour) -> Neighbour:
    """Two ways in which the same is linked as one; it is so if one of them is."""
    answers = [each.answer for each in (one, other) if each.answer]
    return replace(
        one,
        through=tuple(dict.fromkeys((*one.through, *other.through))),
        days=tuple(dict.fromkeys((*one.days, *other.days))),
        answer=min(answers, key=lambda each: ANSWERS.index(each.status)) if answers else None,
    )


def _neighbour(
    here: Site, entity: str, row: Row, answers: Mapping[str, time.Answer] | None
) -> Neighbour | None:
    """The link that a row tells of, None where it leads to no neighbour."""
    property_, through, start = (text(row, key) for key in ("property", "through", "from"))
    other = start or text(row, "to")
    parsed = here.iris.parse(other)
    is_topic = property_ in TOPICS and not start
    if other == entity or not (is_topic or (parsed and parsed[0] not in TELLING | BETWEEN)):
        return None
    kind = text(row, "sort") or property_
    forth = property_ not in DOERS if through else not start
    return Neighbour(
        other,
        here.name(other),
        here.name(kind),
        short_of(kind),
        forth,
        (through,) if through else (),
        (day,) if through and (day := when(row)) else (),
        _answer(answers, (entity, other, through)) if answers is not None else None,
    )


def _answer(answers: Mapping[str, time.Answer], needed: Iterable[str]) -> time.Answer | None:
    """The least certain of the answers for what the link needs, where one of them can be asked."""
    known = [answers[iri] for iri in needed if iri in answers]
    return max(known, key=lambda one: ANSWERS.index(one.status)) if known else None


def _options(found: Iterable[Neighbour]) -> list[tuple[str, str, int]]:
    """The relations by name with the number of their links."""
    counts: dict[str, tuple[str, int]] = {}
    for one in found:
        counts[one.key] = (one.relation.text, counts.get(one.key, ("", 0))[1] + 1)
    ordered = sorted(counts.items(), key=lambda item: collated(item[1][0]))
    return [(key, words, number) for key, (words, number) in ordered]


def graph_of(here: Site, iri: str, found: Sequence[Neighbour]) -> tuple[Graph, int]:
    """The graph to draw, cut where it is too large, and how many neighbours there are in all."""
    by_place: dict[tuple[str, bool], list[Neighbour]] = {}
    for one in found:
        by_place.setdefault((one.iri, one.forth), []).append(one)
    everybody = list(dict.fromkeys(one.iri for one in found))
    kept = set(_fairly(found))
    nodes = [Node(iri, here.name(iri).text, here.href(iri) or "", "centre")]
    for one in {one.iri: one for one in found if one.iri in kept}.values():
        parsed = here.iris.parse(one.iri)
        state = one.answer.status if one.answer else ""
        sort = parsed[0] if parsed else "topic"
        nodes.append(Node(one.iri, one.name.text, here.href(one.iri) or "", sort, state))
    links = [
        _link(iri, each, forth=forth) for (other, forth), each in by_place.items() if other in kept
    ]
    return Graph(tuple(nodes), tuple(links)), len(everybody)


def _fairly(found: Sequence[Neighbour]) -> list[str]:
    """The neighbours to draw: of each relation in turn the next one, so that none is left out."""
    turns: dict[str, list[str]] = {}
    for one in found:
        turns.setdefault(one.key, []).append(one.iri)
    kept: dict[str, None] = {}
    for place in range(max(map(len, turns.values()), default=0)):
        kept |= {some[place]: None for some in turns.values() if place < len(some)}
    return list(kept)[:MOST_DRAWN]


def _link(iri: str, them: Sequence[Neighbour], *, forth: bool) -> Link:
    words = list(dict.fromkeys(map(_in_words, them)))
    kept = words[: 2 if len(", ".join(words[:2])) <= LONGEST_WORDS else 1]
    rest = f" +{len(words) - len(kept)}" if len(words) > len(kept) else ""
    start, end = (iri, them[0].iri) if forth else (them[0].iri, iri)
    states = [one.answer.status for one in them if one.answer]
    return Link(
        start,
        end,
        "arrow",
        title=", ".join(words),
        label=", ".join(kept) + rest,
        state=min(states, key=ANSWERS.index, default=""),
    )


def _in_words(one: Neighbour) -> str:
    bounds = [day.earliest or day.latest for day in one.days]
    years = sorted({bound[:4] for bound in bounds if bound})
    return " ".join([one.relation.text, *years[:1]]) if len(years) == 1 else one.relation.text


def _exported(entity: str, one: Neighbour) -> list[str]:
    days = " ".join(day.machine or day.words for day in one.days)
    answer = one.answer.status if one.answer else ""
    return [entity, one.key, one.iri, one.name.text, " ".join(one.through), days, answer]
