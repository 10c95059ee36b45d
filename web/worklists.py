"""What there is to do in a source: its claims, conflicts, gaps and sentences as lists."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graph.iris import EDITORS, KINDS
from graph.store import Row
from graph.terms import NamedNode
from web.findings import gaps, undated, warnings
from web.looked import STATES, state
from web.names import Name
from web.site import Site
from web.view import Value
from web.wording import N_
from web.wording import gettext as _
from web.worklist import Entry, Worklist, of_source, text

STATE_NAMES: Final = {
    "no": N_("not looked at"),
    "changed": N_("changed since"),
    "yes": N_("looked at"),
}
BYTES_OF_ROW: Final = 2000
CHOICES: Final = (
    *("looked", "status", "by", "kind", "section", "decision", "found", "check", "severity"),
    *("reason", "holds"),
)
"""Everything by which one list or another can be narrowed."""


@dataclass(frozen=True)
class _Rows:
    """The rows of the claims of a source, kept for whoever turns the page."""

    rows: tuple[Row, ...]

    @property
    def size(self) -> int:
        """The room that they take, in bytes, about."""
        return len(self.rows) * BYTES_OF_ROW


def _rows(here: Site, source: NamedNode) -> tuple[Row, ...]:
    def read() -> _Rows:
        return _Rows(tuple(here.store.rows("review/claims", source=source)))

    kept: _Rows = here.shelf.get(("review/claims", source), read)
    return kept.rows


def claims(here: Site, source: NamedNode) -> Worklist:
    """The claims of a source, those that nobody has looked at before the others."""
    found: dict[str, dict[str, Any]] = {}
    for row in _rows(here, source):
        one = found.setdefault(row["claim"].value, {"sections": {}, **row})
        if "section" in row:
            one["sections"].setdefault(row["section"].value, int(row["start"].value))
    editors = here.iris.entity("agent", EDITORS)
    entries, names = [], {}
    for iri, one in found.items():
        looks = here.looks.get(iri, ())
        how = state(looks, one["digest"].value)
        status = one["status"]
        sections = one["sections"]
        kind = iri.rpartition("/")[2].partition("-")[0]
        by = "editors" if one["agent"] == editors else "source"
        status_key = status.value.rpartition("/")[2]
        names["status", status_key] = here.name(status.value).text
        entries.append(
            Entry(
                (
                    Value(Name(one["label"].value, one["label"].language), here.href(iri) or ""),
                    text(", ".join(sections) or "–"),
                    Value(here.name(status.value), here.href(status.value) or ""),
                    text(_(STATE_NAMES[how]) + "".join(f" · {each.name}" for each in looks)),
                ),
                {
                    "looked": (how,),
                    "status": (status_key,),
                    "by": (by,),
                    "kind": (kind,) if kind in KINDS else (),
                    "section": tuple(sections),
                },
                (STATES.index(how), min(sections.values(), default=0), iri),
            )
        )
    names |= {("looked", key): _(name) for key, name in STATE_NAMES.items()}
    names |= {("by", "editors"): _("the editors"), ("by", "source"): _("the source")}
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
        tuple(sorted(entries, key=lambda entry: entry.place)),
        names,
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
                (
                    Value(Name(row["label"].value), here.href(iri) or ""),
                    Value(here.name(kind), here.href(kind) or ""),
                    text(_("decided") if "preferred" in row else _("open")),
                ),
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


def sentences(here: Site, source: NamedNode) -> Worklist:
    """The sentences on which no record rests, the unexplained ones first."""
    parsed = here.iris.parse(source)
    counted = of_source(here, parsed[1] if parsed else "").get("sentences") or {}
    entries = tuple(
        Entry(
            (
                text(one["section"]),
                text(str(one["paragraph"])),
                text(f"{one['start']}–{one['end']}"),
                text(one["reason"]),
                text(one["holds"]),
            ),
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
    )


LISTS: Final[Mapping[str, Callable[[Site, NamedNode], Worklist]]] = {
    "claims": claims,
    "conflicts": conflicts,
    "warnings": warnings,
    "gaps": gaps,
    "undated": undated,
    "sentences": sentences,
}
