"""Who is bound by which treaty: treaties by parties on a day, each cell with its acts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from flask import Blueprint, Response, render_template, request

from graph import time
from web.finding.search import fold
from web.http.negotiate import HTML, Choice
from web.http.origin import state_rows
from web.http.paging import slice_of
from web.http.problems import bad_request
from web.http.responses import Link, represent
from web.http.tables import Table, export, wanted
from web.pages.asof import asked_day
from web.pages.cited import Dispute, Place, Row, by, concept, disputes, places, text, when
from web.pages.lists import ANSWERS, short_of
from web.site import Site, site
from web.words.dates import Day, long_day
from web.words.names import Name
from web.words.wording import N_
from web.words.wording import gettext as _

blueprint = Blueprint("participation", __name__)
PATH = "treaties/participation"
FACETS = ("list", "topic", "party")
# Fewer columns than this are shown whatever they hold; others need two treaties to be one.
FEW = 3
# More columns than this nobody can read: the parties to the fewest treaties stand together.
MOST_COLUMNS = 12
PER_PAGE = 50
# Why a party was bound on a day, or not.
SENTENCES = {
    "begun": N_("an entry into force for it had come, and no recorded end."),
    "ended": N_("its part in it, or the party itself, had ended."),
    "not-begun": N_("no entry into force for it had come."),
    "undated": N_("no entry into force for it is recorded."),
    "open": N_("the recorded dates are too wide to say."),
}
COLUMNS = (
    *("treaty", "title", "topic", "party", "partyName", "bound", "act", "type", "status"),
    *("actOf", "claimStatus", "date", "dateAsStated", "earliest", "latest", "passages"),
    "conflicts",
)


@dataclass(frozen=True)
class Act:
    """An act of a party. `former` is the state that did it where the party is its successor."""

    iri: str
    type: Name
    status: Name | None
    accepted: bool
    day: Day | None
    places: tuple[Place, ...]
    disputes: tuple[Dispute, ...]
    row: Row
    former: str = ""


@dataclass
class Cell:
    """A party to a treaty. There is an answer where a day was asked about."""

    party: str
    answer: time.Answer | None = None
    acts: list[Act] = field(default_factory=list)

    @property
    def bound(self) -> str:
        """The answer in one word, empty without one."""
        return self.answer.status if self.answer else ""


@dataclass
class Treaty:
    """A line of the matrix: the cells by the IRI of the party."""

    iri: str
    title: str
    path: str
    topics: tuple[str, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    cells: dict[str, Cell] = field(default_factory=dict)

    def has(self, facet: str) -> frozenset[str]:
        """The values by which the line can be found."""
        if facet == "list":
            return frozenset({self.path})
        return frozenset(self.topics if facet == "topic" else self.cells)


@dataclass(frozen=True)
class Group:
    """Treaties of one list and topic; parties to one of them only stand in a column together."""

    path: str
    topic: str
    parties: tuple[str, ...]
    treaties: tuple[Treaty, ...]

    def others(self, treaty: Treaty) -> list[Cell]:
        """The cells of a line that have no column of their own."""
        return [cell for iri, cell in treaty.cells.items() if iri not in self.parties]

    @property
    def has_others(self) -> bool:
        """Whether the column of the others is needed."""
        return any(self.others(treaty) for treaty in self.treaties)


@blueprint.get(f"/{PATH}")
def participation() -> Response:
    """The matrix as a page, CSV or JSON."""
    here = site()
    day = asked_day()
    treaties = read(here, day)
    chosen = {key: given for key in FACETS if (given := request.args.get(key, "").strip())}
    options = {key: _options(here, treaties, key) for key in FACETS}
    for key, value in chosen.items():
        if value not in {short for short, _, _ in options[key]}:
            raise bad_request(
                _("“%(value)s” is no %(key)s of this matrix.", value=value[:40], key=key),
                parameter=key,
            )
    bound = request.args.get("bound", "").strip()
    if bound and (bound not in ANSWERS or day is None):
        raise bad_request(
            _(
                "“%(bound)s” is no answer; with a day there are yes, possibly and no.",
                bound=bound[:40],
            ),
            parameter="bound",
        )
    shown = [one for one in treaties if _fits(one, chosen, bound)]
    format_ = wanted()
    if format_ is not None:
        return export(_table(here, shown), format_)
    groups = grouped(here, shown)
    part = slice_of([(group, one) for group in groups for one in group.treaties], PER_PAGE)
    body = render_template(
        "participation.html",
        groups=[
            replace(group, treaties=tuple(one for of, one in part.items if of is group))
            for group in groups
            if any(of is group for of, _ in part.items)
        ],
        shown=part,
        sentences=SENTENCES,
        options=options,
        chosen=chosen,
        bound=bound,
        answers=ANSWERS,
        day=day.isoformat() if day else "",
        day_words=long_day(day.isoformat()) if day else "",
    )
    links = [Link(here.absolute(PATH), "canonical")]
    response = represent(body, Choice(HTML, HTML.media_type), links=links)
    return state_rows(response, part.total, len(part.items))


def read(here: Site, day: date | None) -> list[Treaty]:
    """All treaties and agreements by name with their cells; answers where a day is given."""
    rows = here.store.rows("page/participation")
    treaties: dict[str, Treaty] = {}
    for iri, found in by(rows, "treaty").items():
        titled = [row for row in found if "title" in row]
        if not titled:
            continue
        topics = tuple(dict.fromkeys(text(row, "topic") for row in titled if "topic" in row))
        treaty = Treaty(iri, text(titled[0], "title"), text(titled[0], "list"), topics)
        treaty.disputes = disputes(here, titled)
        _add_cells(here, treaty, found)
        treaties[iri] = treaty
    formers = {
        iri: [text(row, "former") for row in found if "former" in row]
        for iri, found in by(rows, "party").items()
    }
    for treaty in treaties.values():
        _succeed(treaty, formers)
    for cell, answer in time.bound(here.store, day).items() if day else ():
        treaties[cell[0]].cells.setdefault(cell[1], Cell(cell[1])).answer = answer
    return sorted(treaties.values(), key=lambda one: (fold(one.title), one.iri))


def _add_cells(here: Site, treaty: Treaty, rows: list[Row]) -> None:
    """The acts under their parties; an act for which none is named under all of them."""
    named = dict.fromkeys(text(row, "party") for row in rows if "party" in row)
    treaty.cells = {party: Cell(party) for party in named}
    for found in by(rows, "act").values():
        for own in by(found, "claimStatus").values():
            act = _act(here, own)
            of = dict.fromkeys(text(row, "party") for row in own if "party" in row)
            for party in of or named:
                treaty.cells[party].acts.append(act)


def _succeed(treaty: Treaty, formers: Mapping[str, Sequence[str]]) -> None:
    """Give the successors of a party the acts of that party, as its acts."""
    own = {party: list(cell.acts) for party, cell in treaty.cells.items()}
    for party, before in formers.items():
        for former in before:
            if former not in own:
                continue
            cell = treaty.cells.setdefault(party, Cell(party))
            have = {act.iri for act in cell.acts}
            cell.acts += [replace(act, former=former) for act in own[former] if act.iri not in have]


def _act(here: Site, rows: list[Row]) -> Act:
    row = rows[0]
    status = text(row, "status")
    return Act(
        text(row, "act"),
        here.name(text(row, "type")),
        here.name(status) if status else None,
        concept(row, "claimStatus") == "accepted",
        when(row),
        places(here, rows),
        disputes(here, rows),
        row,
    )


def grouped(here: Site, treaties: Sequence[Treaty]) -> list[Group]:
    """The treaties by list and topic: each under that of its topics which most of them have."""
    counts = Counter(topic for treaty in treaties for topic in treaty.topics)
    groups: dict[tuple[str, str], list[Treaty]] = {}
    for treaty in treaties:
        topic = max(treaty.topics, key=lambda one: (counts[one], one), default="")
        groups.setdefault((treaty.path, topic), []).append(treaty)

    def rank(key: tuple[str, str]) -> tuple[bool, int, str]:
        return (key[0] != "treaties", -len(groups[key]), here.name(key[1]).text if key[1] else "")

    return [
        Group(path, topic, _columns(here, groups[path, topic]), tuple(groups[path, topic]))
        for path, topic in sorted(groups, key=rank)
    ]


def _columns(here: Site, treaties: Sequence[Treaty]) -> tuple[str, ...]:
    counts = Counter(party for treaty in treaties for party in treaty.cells)
    own = Counter(
        cell.party
        for treaty in treaties
        for cell in treaty.cells.values()
        if not all(act.former for act in cell.acts)
    )
    ordered = sorted(counts, key=lambda one: (-own[one], -counts[one], fold(here.name(one).text)))
    several = [one for one in ordered if len(counts) <= FEW or counts[one] > 1]
    return tuple(several[:MOST_COLUMNS])


def _options(here: Site, treaties: Sequence[Treaty], facet: str) -> list[tuple[str, str, int]]:
    counts = Counter(value for treaty in treaties for value in treaty.has(facet))
    named = [(short_of(one), _said(here, facet, one), number) for one, number in counts.items()]
    return sorted(named, key=lambda one: fold(one[1]))


def _said(here: Site, facet: str, value: str) -> str:
    return _(value.capitalize()) if facet == "list" else here.name(value).text


def _fits(treaty: Treaty, chosen: Mapping[str, str], bound: str) -> bool:
    wanted_party = chosen.get("party", "")
    if bound and not any(
        cell.bound == bound
        for cell in treaty.cells.values()
        if wanted_party in ("", short_of(cell.party))
    ):
        return False
    return all(value in {short_of(one) for one in treaty.has(key)} for key, value in chosen.items())


def _table(here: Site, treaties: Sequence[Treaty]) -> Table:
    """One row for each act of each cell, and one for a cell without acts."""
    rows = []
    for treaty in treaties:
        topics = " ".join(short_of(one) for one in treaty.topics)
        for cell in treaty.cells.values():
            name = here.name(cell.party).text
            start = [treaty.iri, treaty.title, topics, cell.party, name, cell.bound]
            empty = [""] * (len(COLUMNS) - len(start))
            rows += [[*start, *_exported(act)] for act in cell.acts] or [[*start, *empty]]
    return Table(COLUMNS, rows)


def _exported(act: Act) -> list[str]:
    concepts = [concept(act.row, key) for key in ("type", "status")]
    dates = [text(act.row, key) for key in ("date", "dateAsStated", "earliest", "latest")]
    cited = " ".join(one.iri for one in act.places)
    disputed = " ".join(one.iri for one in act.disputes)
    claim = concept(act.row, "claimStatus")
    return [act.iri, *concepts, act.former, claim, *dates, cited, disputed]
