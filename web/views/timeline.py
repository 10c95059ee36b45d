"""The legal framework in time: what happened, was foreseen or is under way, year by year."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from graph.time import Answer
from web.finding.search import fold
from web.http.negotiate import HTML, Choice
from web.http.origin import state_rows
from web.http.paging import slice_of
from web.http.problems import bad_request
from web.http.responses import Link, represent
from web.http.tables import Table, export, wanted
from web.pages.asof import asked_day
from web.pages.cited import Dispute, Place, Row, by, concept, disputes, places, text, when
from web.pages.coming import OCCURRED, SENTENCES, come_by
from web.pages.kinds import kind_word
from web.pages.lists import short_of
from web.site import Site, site
from web.views.tracks import Track, track
from web.words.dates import Day
from web.words.names import Name
from web.words.wording import gettext as _

blueprint = Blueprint("timeline", __name__)
PATH = "timeline"
PER_PAGE = 100
FACETS = ("kind", "topic", "jurisdiction")
COLUMNS = (
    *("event", "label", "type", "status", "date", "dateAsStated", "earliest", "latest"),
    *("subjects", "kind", "topic", "jurisdiction", "passages", "conflicts"),
)
Options = Mapping[str, Sequence[tuple[str, str, int]]]


@dataclass
class Event:
    """An event with what it concerns; `values` are IRIs or kinds by facet."""

    row: Row
    label: str
    type: Name | None
    status: str
    status_name: Name | None
    day: Day | None
    subjects: dict[str, Name] = field(default_factory=dict)
    places: tuple[Place, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    values: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def iri(self) -> str:
        """The IRI of the event."""
        return text(self.row, "event")

    @property
    def year(self) -> int | None:
        """The first year in which it can have been; the last one where nothing bounds that."""
        bound = self.day and (self.day.earliest or self.day.latest)
        return int(bound[:4]) if bound else None

    def by(self, day: date) -> Answer:
        """Whether it had come by a day."""
        return come_by(self.day, self.status, day)

    @property
    def track(self) -> Track | None:
        """The drawing of its date in its year."""
        if self.day is None or self.year is None:
            return None
        return track(self.day, (self.year, self.year), self.status)


@dataclass(frozen=True)
class Year:
    """The events of one year, those without a date under None."""

    year: int | None
    events: Sequence[Event]


@blueprint.get(f"/{PATH}")
def timeline() -> Response:
    """The timeline as a page, CSV or JSON."""
    here = site()
    events = read(here)
    options = {key: _options(here, events, key) for key in FACETS}
    chosen = _chosen(options)
    first, last = asked_year("from"), asked_year("to")
    if first is not None and last is not None and first > last:
        raise bad_request(
            _("The year %(first)s is after %(last)s.", first=first, last=last), parameter="from"
        )
    day = asked_day()
    kept = {"asOf": day.isoformat()} if day else {}
    fitting = [one for one in events if _fits(one, chosen)]
    shown = [one for one in fitting if _within(one, first, last)]
    format_ = wanted()
    if format_ is not None:
        return export(Table(COLUMNS, [_exported(one) for one in shown]), format_)
    part = slice_of(shown, PER_PAGE)
    body = render_template(
        "timeline.html",
        shown=part,
        years=[
            Year(year, list(found)) for year, found in groupby(part.items, lambda one: one.year)
        ],
        year_url=lambda year: f"?{urlencode({**chosen, **kept, 'from': year, 'to': year})}",
        counts=sorted(Counter(one.year for one in fitting if one.year is not None).items()),
        options=options,
        chosen=chosen,
        period={"from": first, "to": last},
        as_of=day,
        sentences=SENTENCES,
    )
    links = [Link(here.absolute(PATH), "canonical")]
    response = represent(body, Choice(HTML, HTML.media_type), links=links)
    return state_rows(response, part.total, len(part.items))


def asked_year(name: str) -> int | None:
    """A year of the query string, None without one. Raises ProblemError (400) if it is none."""
    given = request.args.get(name, "").strip()
    if not given:
        return None
    if len(given) != len("2007") or not given.isascii() or not given.isdigit() or given == "0000":
        raise bad_request(
            _("“%(given)s” is not a year. Write four digits, for example 2007.", given=given[:40]),
            parameter=name,
        )
    return int(given)


def _chosen(options: Options) -> dict[str, str]:
    """The facets of the query string. Raises ProblemError (400) for a value that nothing has."""
    chosen = {key: given for key in FACETS if (given := request.args.get(key, "").strip())}
    for key, value in chosen.items():
        if value not in {short for short, _, _ in options[key]}:
            raise bad_request(
                _("“%(value)s” is no %(key)s of an event.", value=value[:40], key=key),
                parameter=key,
            )
    return chosen


def read(here: Site) -> list[Event]:
    """All events in time, those without a date last."""
    events = []
    rows = here.store.rows("page/timeline")
    kinds = by((row for row in rows if "kind" in row), "subject")
    for found in by(rows, "event").values():
        row = next((one for one in found if "label" in one), None)
        if row is None:
            continue
        type_, status = text(row, "type"), text(row, "status")
        event = Event(
            row,
            here.name(text(row, "event")).text,
            here.name(type_) if type_ else None,
            concept(row, "status"),
            here.name(status) if status and concept(row, "status") != OCCURRED else None,
            when(row),
        )
        event.places, event.disputes = places(here, found), disputes(here, found)
        event.subjects = {iri: here.name(iri) for iri in by(found, "subject") if iri in kinds}
        concerned = [one for iri in event.subjects for one in kinds[iri]]
        event.values = {
            key: frozenset(text(one, "value") for one in concerned if text(one, "facet") == key)
            for key in FACETS
        } | {"kind": frozenset(text(one, "kind") for one in concerned)}
        events.append(event)
    return sorted(events, key=lambda one: (*_rank(one.day), fold(one.label), one.iri))


def _rank(day: Day | None) -> tuple[str, str]:
    return day.sort_key if day else ("9999", "9999")


def _options(here: Site, events: Iterable[Event], facet: str) -> list[tuple[str, str, int]]:
    counts = Counter(value for event in events for value in event.values[facet])
    named = [
        (
            short_of(one),
            kind_word(one).capitalize() if facet == "kind" else here.name(one).text,
            number,
        )
        for one, number in counts.items()
    ]
    return sorted(named, key=lambda one: fold(one[1]))


def _fits(event: Event, chosen: Mapping[str, str]) -> bool:
    return all(value in map(short_of, event.values[key]) for key, value in chosen.items())


def _within(event: Event, first: int | None, last: int | None) -> bool:
    """Whether the event can have been in the period; what has no date is in no period."""
    if first is None and last is None:
        return True
    if event.day is None:
        return False
    begun = last is None or not event.day.earliest or int(event.day.earliest[:4]) <= last
    over = first is not None and event.day.latest and int(event.day.latest[:4]) < first
    return begun and not over


def _exported(event: Event) -> list[str]:
    dates = [text(event.row, key) for key in ("date", "dateAsStated", "earliest", "latest")]
    return [
        *(event.iri, event.label, concept(event.row, "type"), event.status),
        *dates,
        " ".join(event.subjects),
        *(" ".join(sorted(map(short_of, event.values[key]))) for key in FACETS),
        " ".join(one.iri for one in event.places),
        " ".join(one.iri for one in event.disputes),
    ]
