"""What came, went and changed between two days, and by which acts, by the rule for one day."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import Blueprint, Response, render_template, request

from graph import time
from graph.terms import Literal
from web.finding.search import fold
from web.http.negotiate import HTML, Choice
from web.http.origin import state_rows
from web.http.paging import Slice, slice_of
from web.http.problems import bad_request
from web.http.responses import Link, represent
from web.http.tables import Table, export, wanted
from web.pages.asof import SENTENCES, asked_day
from web.pages.cited import Dispute, Place, Row, by, concept, disputes, places, text, when
from web.site import Site, site
from web.words.dates import Day, long_day
from web.words.names import Name
from web.words.wording import gettext as _

blueprint = Blueprint("compare", __name__)
PATH = "compare"
CHANGES: Final = ("came", "went", "came-and-went", "changed", "possibly")
BEGINS, ENDS, CHANGES_IT = "begins", "ends", "changes"
PER_PAGE: Final = 100
FIRST: Final = 25
"""So many of each sort of change are on the page of all of them."""
COLUMNS = (
    *("entity", "label", "kind", "change", "before", "after", "act", "role", "type"),
    *("date", "dateAsStated", "earliest", "latest", "passages", "conflicts"),
)


@dataclass(frozen=True)
class Act:
    """What happened to a thing in the period, and what it means for its life (`roles`)."""

    row: Row
    type: Name | None
    roles: tuple[str, ...]
    day: Day | None
    places: tuple[Place, ...]
    disputes: tuple[Dispute, ...]

    @property
    def iri(self) -> str:
        """The IRI of the event."""
        return text(self.row, "event")

    @property
    def label(self) -> str:
        """What the event is; in full where it happened to something else."""
        return self.name.text

    @property
    def name(self) -> Name:
        """The same with its language."""
        if self.type and CHANGES_IT in self.roles:
            return self.type
        label = self.row["label"]
        return Name(label.value, (isinstance(label, Literal) and label.language) or "")

    def surely_within(self, first: date, last: date) -> bool:
        """Whether it came after the first day, and on the last day at the latest."""
        earliest, latest = text(self.row, "earliest"), text(self.row, "latest")
        return bool(earliest and latest) and (
            first.isoformat() < earliest and latest <= last.isoformat()
        )


@dataclass(frozen=True)
class Change:
    """A thing that is not as it was, its answers for both days and the acts between them."""

    iri: str
    name: Name
    kind: str
    change: str
    before: time.Answer
    after: time.Answer
    acts: tuple[Act, ...]


@blueprint.get(f"/{PATH}")
def compare() -> Response:
    """The comparison as a page, CSV or JSON; without days, the form that asks for them."""
    here = site()
    days = asked_days()
    changes = read(here, *days) if days else []
    chosen = {
        "kind": _asked("kind", sorted({one.kind for one in changes})),
        "change": _asked("change", CHANGES),
    }
    shown = [
        one
        for one in changes
        if chosen["kind"] in ("", one.kind) and chosen["change"] in ("", one.change)
    ]
    format_ = wanted()
    if format_ is not None:
        if days is None:
            raise bad_request(_("Name both days, from and to."), parameter="from")
        return export(Table(COLUMNS, [row for one in shown for row in _exported(one)]), format_)
    groups = [_group(shown, key, alone=chosen["change"] == key) for key in CHANGES]
    body = render_template(
        "compare.html",
        groups=groups,
        kinds=sorted({one.kind for one in changes}),
        chosen=chosen,
        days=[day.isoformat() for day in days] if days else ["", ""],
        words=[long_day(day.isoformat()) for day in days] if days else [],
        sentences=SENTENCES,
    )
    links = [Link(here.absolute(PATH), "canonical")]
    response = represent(body, Choice(HTML, HTML.media_type), links=links)
    return state_rows(response, len(shown), sum(len(found.items) for _, found in groups))


def _group(shown: Sequence[Change], key: str, *, alone: bool) -> tuple[str, Slice[Change]]:
    """The changes of a sort: the first ones, or the page that is asked for of those alone."""
    found = [one for one in shown if one.change == key]
    if alone:
        return key, slice_of(found, PER_PAGE)
    return key, Slice(found[:FIRST], 1, 1, len(found))


def asked_days() -> tuple[date, date] | None:
    """The two days of the query string, None without any.

    Raises ProblemError (400) for what is no day, for one day alone, and for days out of order.
    """
    first, last = asked_day("from"), asked_day("to")
    if first is None and last is None:
        return None
    if first is None or last is None:
        raise bad_request(
            _("Name both days, from and to."), parameter="from" if first is None else "to"
        )
    if first >= last:
        raise bad_request(
            _("%(first)s is not before %(last)s.", first=first, last=last), parameter="from"
        )
    return first, last


def _asked(name: str, values: Sequence[str]) -> str:
    given = request.args.get(name, "").strip()
    if given and given not in values:
        raise bad_request(
            _("“%(given)s” is no %(name)s in this comparison.", given=given[:40], name=name),
            parameter=name,
        )
    return given


def read(here: Site, first: date, last: date) -> list[Change]:
    """All changes between the days, by kind and name."""
    before = time.everything(here.store, first)
    after = time.everything(here.store, last)
    acts = _acts(here, time.between(here.store, first, last))
    changes = []
    for iri, now in after.items():
        was = before.get(iri, now)
        own = acts.get(iri, ())
        change = _change(was.status, now.status, own, lambda act: act.surely_within(first, last))
        if change:
            parsed = here.iris.parse(iri)
            kind = parsed[0] if parsed else ""
            changes.append(Change(iri, here.name(iri), kind, change, was, now, own))
    return sorted(changes, key=lambda one: (one.kind, fold(one.name.text), one.iri))


def _change(was: str, now: str, acts: Sequence[Act], within: Callable[[Act], bool]) -> str:
    """What the answers and the acts come to, empty where nothing changed."""
    if was != now:
        return {("no", "yes"): "came", ("yes", "no"): "went"}.get((was, now), "possibly")
    roles = {role for act in acts if within(act) for role in act.roles}
    if was == "no":
        return "came-and-went" if {BEGINS, ENDS} <= roles else ""
    return "changed" if roles - {BEGINS, ENDS} else ""


def _acts(here: Site, rows: Sequence[Row]) -> Mapping[str, tuple[Act, ...]]:
    """The acts by the IRI of what they concern, in time."""
    found: dict[str, list[Act]] = {}
    for event in by(rows, "event").values():
        cited, disputed = places(here, event), disputes(here, event)
        for entity, own in by(event, "entity").items():
            roles = dict.fromkeys(text(row, "role") for row in own)
            type_ = text(own[0], "type")
            name = here.name(type_) if type_ else None
            act = Act(own[0], name, tuple(roles), when(own[0]), cited, disputed)
            found.setdefault(entity, []).append(act)
    return {iri: tuple(acts) for iri, acts in found.items()}


def _exported(change: Change) -> list[list[str]]:
    """One row for each act, and one for a change without any."""
    start = [
        *(
            change.iri,
            change.name.text,
            change.kind,
            change.change,
            change.before.status,
            change.after.status,
        )
    ]
    rows = [
        [
            *(*start, act.iri, " ".join(act.roles), concept(act.row, "type")),
            *(text(act.row, key) for key in ("date", "dateAsStated", "earliest", "latest")),
            " ".join(one.iri for one in act.places),
            " ".join(one.iri for one in act.disputes),
        ]
        for act in change.acts
    ]
    return rows or [[*start, *[""] * (len(COLUMNS) - len(start))]]
