"""What there is to do in a source, as lists: entries with their cells, and what narrows a list."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from graph.iris import EDITORS, KINDS, MLX
from graph.terms import NamedNode
from web.looked import STATES, state
from web.names import Name
from web.site import Site
from web.view import Value
from web.wording import N_
from web.wording import gettext as _

STATE_NAMES: Final = {
    "no": N_("not looked at"),
    "changed": N_("changed since"),
    "yes": N_("looked at"),
}
WARNINGS: Final = ("Violation", "Warning")


@dataclass(frozen=True)
class Entry:
    """A row of a list; `values` are what it can be chosen by, `place` where it comes in order."""

    cells: tuple[Value, ...]
    values: Mapping[str, str]
    place: tuple[Any, ...] = ()
    passage: tuple[int, int] | None = None


@dataclass(frozen=True)
class Worklist:
    """A list: `choices` are the keys that it can be narrowed by, with their names, and `names`
    those of the values by key and value."""

    key: str
    title: str
    lead: str
    columns: tuple[str, ...]
    choices: Mapping[str, str]
    entries: tuple[Entry, ...]
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)


@lru_cache(maxsize=4)
def report(path: Path) -> Any:
    """A report of a release, which never changes; empty where the release has none."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        return {}


def text(words: str) -> Value:
    """A cell of words."""
    return Value(Name(words))


def claims(here: Site, source: NamedNode) -> Worklist:
    """The claims of a source, those that nobody has looked at before the others."""
    found: dict[str, dict[str, Any]] = {}
    for row in here.claims_of(source):
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
                    "looked": how,
                    "status": status_key,
                    "by": by,
                    "kind": kind if kind in KINDS else "",
                    "section": next(iter(sections), ""),
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
                {"decision": decided, "kind": kind.rpartition("/")[2], "found": by},
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


def _findings(
    here: Site, source: NamedNode, fits: Callable[[Mapping[str, Any]], bool]
) -> tuple[tuple[Entry, ...], dict[tuple[str, str], str]]:
    parsed = here.iris.parse(source)
    own = parsed[1] if parsed else ""
    entries, names = [], {}
    for one in report(here.release.validation).get("results", ()):
        if one.get("source") != own or not fits(one):
            continue
        focus = one["focus"]
        about = here.iris.parse(focus)
        check = one["shape"].rpartition("#")[2] or one["component"]
        names["check", check] = one["message"].partition(". ")[0].rstrip(".")
        record = one["record"] or ""
        entries.append(
            Entry(
                (
                    Value(here.name(focus), here.href(focus) or "", focus),
                    text(one["message"]),
                    text(record.rpartition("/")[2].rpartition(":")[0]),
                ),
                {
                    "check": check,
                    "severity": one["severity"],
                    "kind": about[0] if about else "",
                },
                (check, here.name(focus).text, focus),
            )
        )
    return tuple(sorted(entries, key=lambda entry: entry.place)), names


def _of_findings(
    here: Site,
    source: NamedNode,
    words: tuple[str, str, str],
    fits: Callable[[Mapping[str, Any]], bool],
) -> Worklist:
    key, title, lead = words
    entries, names = _findings(here, source, fits)
    columns = (_("About"), _("What the check says"), _("Record"))
    choices = {"check": _("Check"), "severity": _("Severity"), "kind": _("Kind")}
    return Worklist(key, title, lead, columns, choices, entries, names)


def warnings(here: Site, source: NamedNode) -> Worklist:
    """What the shapes find wrong or unlikely."""
    lead = _("What the shapes find wrong or unlikely; a violation would have stopped the build.")
    words = ("warnings", _("Warnings"), lead)
    return _of_findings(here, source, words, lambda one: one["severity"] in WARNINGS)


def gaps(here: Site, source: NamedNode) -> Worklist:
    """What one would like to know and the records do not say."""
    lead = _("What one would like to know and the records do not say, perhaps nor the source.")
    words = ("gaps", _("Gaps"), lead)
    return _of_findings(
        here,
        source,
        words,
        lambda one: one["severity"] not in WARNINGS and not _undated(one),
    )


def undated(here: Site, source: NamedNode) -> Worklist:
    """The acts and events without a date."""
    lead = _("Acts and events without a date: what rests on them is answered with “possibly”.")
    words = ("undated", _("Undated facts"), lead)
    return _of_findings(here, source, words, _undated)


def _undated(finding: Mapping[str, Any]) -> bool:
    return bool(finding["path"] == MLX.date.value)


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
            {key: one[key] for key in ("reason", "section", "holds")},
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


def of_source(here: Site, source: str) -> Mapping[str, Any]:
    """The figures of a source that the build made; empty where there are none."""
    found: Mapping[str, Any] = report(here.release.coverage).get("sources", {}).get(source, {})
    return found


LISTS: Final[Mapping[str, Callable[[Site, NamedNode], Worklist]]] = {
    "claims": claims,
    "conflicts": conflicts,
    "warnings": warnings,
    "gaps": gaps,
    "undated": undated,
    "sentences": sentences,
}


def counts(entries: Iterable[Entry], key: str) -> dict[str, int]:
    """How many entries have each value of a key, by value, in the order of the values."""
    found: dict[str, int] = {}
    for one in entries:
        value = one.values.get(key, "")
        if value:
            found[value] = found.get(value, 0) + 1
    return dict(sorted(found.items()))
