"""The legal framework in time: what happened, was foreseen or is under way, year by year."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from graph.terms import NamedNode
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
# The time of a query grows with the square of the events it is asked about.
AT_ONCE = 200
FACETS = ("kind", "topic", "jurisdiction")
COLUMNS = (
    *("event", "label", "type", "status", "date", "dateAsStated", "earliest", "latest"),
    *("subjects", "kind", "topic", "jurisdiction", "passages", "conflicts"),
)
Options = Mapping[str, Sequence[tuple[str, str, int]]]


@dataclass
class Event:
    """An event with what it concerns; `values` are IRIs or kinds by facet.

    What is shown of it is made when it is asked for: a page shows few of all that it counts.
    """

    here: Site
    row: Row
    label: str
    concerned: Sequence[str]
    values: Mapping[str, frozenset[str]]
    places: tuple[Place, ...] = ()
    disputes: tuple[Dispute, ...] = ()

    @property
    def iri(self) -> str:
        """The IRI of the event."""
        return text(self.row, "event")

    @property
    def type(self) -> Name | None:
        """The name of what sort of event it is, None where that is not said."""
        return self._named("type")

    @property
    def status(self) -> str:
        """Whether it is foreseen, under way or has occurred."""
        return concept(self.row, "status")

    @property
    def status_name(self) -> Name | None:
        """The name of its status, None for what has occurred."""
        return None if self.status == OCCURRED else self._named("status")

    @cached_property
    def subjects(self) -> dict[str, Name]:
        """The names of what it concerns, by IRI."""
        return {iri: self.here.name(iri) for iri in self.concerned}

    @cached_property
    def day(self) -> Day | None:
        """Its date in words, None where nothing dates it."""
        return when(self.row)

    @property
    def dated(self) -> bool:
        """Whether anything dates it."""
        return any(one in self.row for one in ("date", "dateAsStated", "earliest", "latest"))

    @property
    def bounds(self) -> tuple[str, str]:
        """The first and the last day on which it can have been, each empty where it is open."""
        return text(self.row, "earliest"), text(self.row, "latest")

    @property
    def year(self) -> int | None:
        """The first year in which it can have been; the last one where nothing bounds that."""
        earliest, latest = self.bounds
        return int((earliest or latest)[:4]) if earliest or latest else None

    def by(self, day: date) -> Answer:
        """Whether it had come by a day."""
        return come_by(self.day, self.status, day)

    @property
    def track(self) -> Track | None:
        """The drawing of its date in its year."""
        if self.day is None or self.year is None:
            return None
        return track(self.day, (self.year, self.year), self.status)

    def _named(self, column: str) -> Name | None:
        iri = text(self.row, column)
        return self.here.name(iri) if iri else None


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
        return export(Table(COLUMNS, [_exported(one) for one in written(here, shown)]), format_)
    part = slice_of(shown, PER_PAGE)
    body = render_template(
        "timeline.html",
        shown=part,
        years=[
            Year(year, list(found))
            for year, found in groupby(written(here, part.items), lambda one: one.year)
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
    rows = here.store.rows("page/timeline")
    kinds = {
        iri: [(text(one, "kind"), text(one, "facet"), text(one, "value")) for one in found]
        for iri, found in by((row for row in rows if "kind" in row), "subject").items()
    }
    events = []
    for iri, found in by(rows, "event").items():
        row = next((one for one in found if "label" in one), None)
        if row is None:
            continue
        concerned = [one for one in by(found, "subject") if one in kinds]
        of = [one for subject in concerned for one in kinds[subject]]
        values = {key: frozenset(value for _, facet, value in of if facet == key) for key in FACETS}
        values["kind"] = frozenset(kind for kind, _, _ in of)
        events.append(Event(here, row, here.name(iri).text, concerned, values))
    return sorted(events, key=lambda one: (*_rank(one), fold(one.label), one.iri))


def written(here: Site, events: Sequence[Event]) -> Sequence[Event]:
    """The same events, now with where each is written and what contradicts it."""
    for part in (events[start : start + AT_ONCE] for start in range(0, len(events), AT_ONCE)):
        rows = here.store.rows("page/written", event=[NamedNode(one.iri) for one in part])
        of = by(rows, "event")
        for one in part:
            found = of.get(one.iri, ())
            one.places, one.disputes = places(here, found), disputes(here, found)
    return events


def _rank(event: Event) -> tuple[str, str]:
    """Sorts as `Day.sort_key` does."""
    earliest, latest = event.bounds
    return earliest or latest or "9999", latest or "9999"


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
    if not event.dated:
        return False
    earliest, latest = event.bounds
    begun = last is None or not earliest or int(earliest[:4]) <= last
    over = first is not None and latest and int(latest[:4]) < first
    return begun and not over


def _exported(event: Event) -> list[str]:
    dates = [text(event.row, key) for key in ("date", "dateAsStated", "earliest", "latest")]
    return [
        *(event.iri, event.label, concept(event.row, "type"), event.status),
        *dates,
        " ".join(event.concerned),
        *(" ".join(sorted(map(short_of, event.values[key]))) for key in FACETS),
        " ".join(one.iri for one in event.places),
        " ".join(one.iri for one in event.disputes),
    ]
