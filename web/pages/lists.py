"""Lists of entities of one sort: narrowed by facets, sorted, in pages, as CSV and JSON."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flask import Blueprint, Response, render_template, request

from graph.terms import Literal, NamedNode, Term
from graph.time import Answer
from web.finding.search import fold
from web.http.negotiate import HTML, Choice
from web.http.origin import state_rows
from web.http.paging import slice_of
from web.http.problems import bad_request, not_found
from web.http.responses import Link, represent
from web.http.tables import Table, export, wanted
from web.pages.asof import SENTENCES, UNKNOWN, asked_day, standings
from web.pages.narrowing import unknown
from web.site import Site, site
from web.words.dates import long_day
from web.words.names import Name, best
from web.words.wording import N_
from web.words.wording import gettext as _

blueprint = Blueprint("lists", __name__)
PER_PAGE = 50
ANSWERS = (N_("yes"), N_("possibly"), N_("no"))
FACETS = frozenset({"kind", "jurisdiction", "party", "topic", "stage"})


@dataclass
class Item:
    """An entity of a list with its values by facet, each value with its name."""

    iri: str
    name: Name
    values: dict[str, dict[str, Name]] = field(default_factory=dict)
    answer: Answer | None = None

    @property
    def standing(self) -> str:
        """The answer in one word, empty where no day was asked about."""
        return self.answer.status if self.answer else ""

    @property
    def slug(self) -> str:
        """The last part of the IRI."""
        return self.iri.rpartition("/")[2]


@dataclass(frozen=True)
class Facet:
    """What a list can be narrowed by: its values with how many items have each."""

    key: str
    name: str
    values: tuple[tuple[str, Name, int], ...]
    chosen: str


@blueprint.get("/<list:path>")
def listing(path: str) -> Response:
    """A list page, its CSV or its JSON."""
    here = site()
    if path not in here.lists:
        raise not_found(_("There is no list “%(path)s”.", path=path))
    items, headings = read(here, path)
    day = asked_day()
    if day is not None:
        answers = standings(here, path, day)
        for item in items:
            item.answer = answers.get(item.iri, UNKNOWN)
    facets = facets_of(items, headings)
    strange = unknown({one.key: {value for value, _name, _count in one.values} for one in facets})
    chosen = [item for item in items if fits(item, headings)]
    ordered = sort(chosen, headings, request.args.get("sort", "name"))
    format_ = wanted()
    if format_ is not None:
        return export(table(ordered, headings, with_standing=day is not None), format_)
    shown = slice_of(ordered, PER_PAGE)
    body = render_template(
        "list.html",
        path=path,
        title=path.capitalize(),
        shown=shown,
        headings=headings,
        facets=facets,
        strange=strange,
        day=day.isoformat() if day else "",
        day_words=long_day(day.isoformat()) if day else "",
        standing_offered=any(path == list_ for list_, _ in here.lasting.values()),
        answers=ANSWERS,
        sentences=SENTENCES,
        arguments={key: value for key, value in request.args.items() if value},
    )
    links = [Link(here.absolute(path), "canonical")]
    response = represent(body, Choice(HTML, HTML.media_type), links=links)
    return state_rows(response, shown.total, len(shown.items))


def read(here: Site, path: str) -> tuple[list[Item], dict[str, str]]:
    """All items of a list by name, and the names of the facets that they have values for."""
    labels: dict[str, set[Literal]] = {}
    values: dict[tuple[str, str, str], set[Literal]] = {}
    headings: dict[str, str] = {}
    for row in here.store.rows("page/list", list=Literal(path)):
        entity = row["entity"].value
        _add(labels.setdefault(entity, set()), row.get("label"))
        if "value" in row and isinstance(row.get("property"), NamedNode):
            facet = row["facet"].value
            headings.setdefault(facet, here.name(row["property"].value).text)
            key = (entity, facet, row["value"].value)
            _add(values.setdefault(key, set()), row.get("valueLabel"))
    items = {iri: Item(iri, best(found) or here.name(iri)) for iri, found in labels.items()}
    for (entity, facet, value), found in values.items():
        name = best(found) or here.name(value)
        items[entity].values.setdefault(facet, {})[value] = name
    return sorted(items.values(), key=lambda item: (fold(item.name.text), item.iri)), headings


def _add(labels: set[Literal], term: Term | None) -> None:
    if isinstance(term, Literal):
        labels.add(term)


def facets_of(items: Sequence[Item], headings: Mapping[str, str]) -> list[Facet]:
    """The facets of the list, values by name; the counts are those of the whole list."""
    facets = []
    for key, name in headings.items():
        names: dict[str, Name] = {}
        counts: dict[str, int] = {}
        for item in items:
            for value, label in item.values.get(key, {}).items():
                names[value] = label
                counts[value] = counts.get(value, 0) + 1
        values = tuple(
            (short_of(value), names[value], counts[value])
            for value in sorted(names, key=lambda one: fold(names[one].text))
        )
        facets.append(Facet(key, name, values, request.args.get(key, "")))
    return facets


def short_of(value: str) -> str:
    """A facet's value as it stands in the query string: the last part of the IRI."""
    return value.rpartition("/")[2].rpartition("#")[2]


def fits(item: Item, headings: Mapping[str, str]) -> bool:
    """Whether the item has all values that the query string asks for."""
    wanted_ = request.args.get("standing", "")
    if wanted_ and wanted_ not in ANSWERS:
        raise bad_request(
            _("“%(wanted)s” is no answer; there are yes, possibly and no.", wanted=wanted_[:40])
        )
    if wanted_ and item.standing and item.standing != wanted_:
        return False
    if (text := request.args.get("q", "").strip()[:200]) and fold(text) not in fold(item.name.text):
        return False
    chosen = {key: value for key, value in request.args.items() if value and key in headings}
    return all(
        any(short_of(one) == value for one in item.values.get(key, {}))
        for key, value in chosen.items()
    )


def sort(items: Iterable[Item], headings: Mapping[str, str], by: str) -> list[Item]:
    """The items by name or by a facet; a leading minus turns the order round."""
    key = by.removeprefix("-")
    if key not in ("name", "standing", *headings):
        raise bad_request(
            _("The list cannot be sorted by “%(key)s”.", key=key[:40]), parameter="sort"
        )

    def rank(item: Item) -> tuple[str, str]:
        if key == "name":
            return (fold(item.name.text), item.iri)
        if key == "standing":
            return (item.standing, fold(item.name.text))
        first = min((fold(one.text) for one in item.values.get(key, {}).values()), default="\uffff")
        return (first, fold(item.name.text))

    return sorted(items, key=rank, reverse=by.startswith("-"))


def table(items: Sequence[Item], headings: Mapping[str, str], *, with_standing: bool) -> Table:
    """The list as a table; several values in one cell are parted by semicolons."""
    extra = ["standing"] if with_standing else []
    rows = [
        [
            item.iri,
            item.name.text,
            *("; ".join(one.text for one in item.values.get(key, {}).values()) for key in headings),
            *([item.standing] if with_standing else []),
        ]
        for item in items
    ]
    return Table(["id", "name", *headings, *extra], rows)
