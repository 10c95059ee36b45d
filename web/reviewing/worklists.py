"""What there is to do in a source: its claims, conflicts, gaps and sentences as lists."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from graph.iris import EDITORS, KINDS
from graph.store import Row
from graph.terms import Literal, NamedNode
from web.pages.coverage import left_out
from web.pages.kinds import kind_word
from web.pages.view import Value
from web.reviewing.findings import gaps, undated, warnings
from web.reviewing.looked import STATES, state
from web.reviewing.worklist import Entry, Worklist, of_source, text
from web.site import Site
from web.words.names import Name
from web.words.wording import N_
from web.words.wording import gettext as _

STATE_NAMES: Final = {
    "no": N_("not looked at"),
    "changed": N_("changed since"),
    "yes": N_("looked at"),
}
HOLDS: Final = {"date": N_("date"), "name": N_("name"), "number": N_("number")}
BYTES_OF_CLAIM: Final = 2000
CHOICES: Final = (
    *("looked", "status", "by", "kind", "section", "decision", "found", "check", "severity"),
    *("reason", "holds"),
)
"""Everything by which one list or another can be narrowed."""


@dataclass(frozen=True)
class _Claim:
    """A claim of a source: where it is, and what it can be chosen by."""

    iri: str
    label: Name
    status: str
    sections: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]]
    place: tuple[Any, ...]


@dataclass(frozen=True)
class _Claims:
    """The claims of a source in their order, kept for whoever turns the page."""

    claims: tuple[_Claim, ...]

    @property
    def size(self) -> int:
        """The room that they take, in bytes, about."""
        return len(self.claims) * BYTES_OF_CLAIM


def _read(here: Site, source: NamedNode) -> _Claims:
    found: dict[str, tuple[Row, dict[str, int]]] = {}
    for row in here.store.rows("review/claims", source=source):
        _first, sections = found.setdefault(row["claim"].value, (row, {}))
        if "section" in row:
            sections.setdefault(row["section"].value, int(row["start"].value))
    editors = here.iris.entity("agent", EDITORS)
    claims = []
    for iri, (row, sections) in found.items():
        how = state(here.looks.get(iri, ()), row["digest"].value)
        kind = iri.rpartition("/")[2].partition("-")[0]
        status, label = row["status"].value, row["label"]
        values = {
            "looked": (how,),
            "status": (status.rpartition("/")[2],),
            "by": ("editors" if row["agent"] == editors else "source",),
            "kind": (kind,) if kind in KINDS else (),
            "section": tuple(sections),
        }
        name = Name(label.value, label.language or "") if isinstance(label, Literal) else Name("")
        place = (STATES.index(how), min(sections.values(), default=0), iri)
        claims.append(_Claim(iri, name, status, tuple(sections), values, place))
    return _Claims(tuple(sorted(claims, key=lambda one: one.place)))


def _cells(here: Site, one: _Claim) -> tuple[Value, ...]:
    looks = "".join(f" · {each.name}" for each in here.looks.get(one.iri, ()))
    return (
        Value(one.label, here.href(one.iri) or ""),
        text(", ".join(one.sections) or "–"),
        Value(here.name(one.status), here.href(one.status) or ""),
        text(_(STATE_NAMES[one.values["looked"][0]]) + looks),
    )


def claims(here: Site, source: NamedNode) -> Worklist:
    """The claims of a source, those that nobody has looked at before the others."""
    kept: _Claims = here.shelf.get(("review/claims", source), partial(_read, here, source))
    entries = tuple(Entry(partial(_cells, here, one), one.values, one.place) for one in kept.claims)
    names = {
        ("status", status.rpartition("/")[2]): here.name(status).text
        for status in {one.status for one in kept.claims}
    }
    names |= {("looked", key): _(name) for key, name in STATE_NAMES.items()}
    names |= {("by", "editors"): _("the editors"), ("by", "source"): _("the source")}
    names |= {("kind", kind): kind_word(kind) for kind in KINDS}
    return Worklist(
        "claims",
        _("Claims"),
        _("What a person has compared with its passages, and what nobody has looked at yet."),
        (_("Claim"), _("Section"), _("Status"), _("Looked at")),
        {
            "looked": _("Looked at"),
            "status": _("Status"),
            "by": _("Said by"),
            "kind": _("About"),
            "section": _("Section"),
        },
        entries,
        names,
    )


def _conflict(here: Site, row: Row) -> tuple[Value, ...]:
    kind = row["kind"].value
    return (
        Value(Name(row["label"].value), here.href(row["conflict"].value) or ""),
        Value(here.name(kind), here.href(kind) or ""),
        text(_("decided") if "preferred" in row else _("open")),
    )


def conflicts(here: Site, source: NamedNode) -> Worklist:
    """The conflicts in which a claim of the source takes part, the open ones first."""
    entries, names = [], {}
    for row in here.store.rows("review/conflicts", source=source):
        kind = row["kind"].value
        decided = "decided" if "preferred" in row else "open"
        by = row["by"].value if "by" in row else ""
        names["kind", kind.rpartition("/")[2]] = here.name(kind).text
        iri = row["conflict"].value
        entries.append(
            Entry(
                partial(_conflict, here, row),
                {
                    "decision": (decided,),
                    "kind": (kind.rpartition("/")[2],),
                    "found": (by,),
                },
                (decided != "open", row["label"].value, iri),
            )
        )
    names |= {("decision", "open"): _("open"), ("decision", "decided"): _("decided")}
    names |= {("found", "editors"): _("the editors"), ("found", "resolver"): _("the build")}
    return Worklist(
        "conflicts",
        _("Conflicts"),
        _("Where claims of this source cannot all be right."),
        (_("Conflict"), _("Kind"), _("Decision")),
        {"decision": _("Decision"), "kind": _("Kind"), "found": _("Found by")},
        tuple(sorted(entries, key=lambda entry: entry.place)),
        names,
    )


def _sentence(one: Mapping[str, Any]) -> tuple[Value, ...]:
    return (
        text(one["section"]),
        text(str(one["paragraph"])),
        text(f"{one['start']}–{one['end']}"),
        text(left_out(one["reason"])),
        text(_held(one["holds"])),
    )


def _held(kinds: str) -> str:
    """What a sentence holds, which its file names in English, with commas."""
    return ", ".join(_(HOLDS.get(one, one)) for one in kinds.split(", "))


def sentences(here: Site, source: NamedNode) -> Worklist:
    """The sentences on which no record rests, the unexplained ones first."""
    parsed = here.iris.parse(source)
    counted = of_source(here, parsed[1] if parsed else "").get("sentences") or {}
    entries = tuple(
        Entry(
            partial(_sentence, one),
            {key: (one[key],) for key in ("reason", "section", "holds")},
            (one["reason"] != "unexplained", one["start"]),
            (one["start"], one["end"]),
        )
        for one in counted.get("silent", ())
    )
    return Worklist(
        "sentences",
        _("Sentences without a record"),
        _("Sentences that hold a date, a number or a known name, and on which no record rests."),
        (_("Section"), _("Paragraph"), _("Characters"), _("Left out as"), _("It holds")),
        {"reason": _("Left out as"), "section": _("Section"), "holds": _("It holds")},
        tuple(sorted(entries, key=lambda entry: entry.place)),
        {("reason", one["reason"]): left_out(one["reason"]) for one in counted.get("silent", ())}
        | {("holds", one["holds"]): _held(one["holds"]) for one in counted.get("silent", ())},
    )


LISTS: Final[Mapping[str, Callable[[Site, NamedNode], Worklist]]] = {
    "claims": claims,
    "conflicts": conflicts,
    "warnings": warnings,
    "gaps": gaps,
    "undated": undated,
    "sentences": sentences,
}
