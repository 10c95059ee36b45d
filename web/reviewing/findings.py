"""What the shapes say of the records of a source, as lists: warnings, gaps, undated facts."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from graph.iris import KINDS, MLX
from graph.terms import NamedNode
from web.pages.kinds import kind_word
from web.pages.view import Value
from web.reviewing.worklist import Entry, Worklist, report, text
from web.site import Site
from web.words.languages import ENGLISH
from web.words.names import Name
from web.words.wording import N_
from web.words.wording import gettext as _

WARNINGS: Final = ("Violation", "Warning")
SEVERITIES: Final = {
    "Violation": N_("Violation"),
    "Warning": N_("Warning"),
    "Info": N_("Information"),
}


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
        entries.append(
            Entry(
                partial(_cells, here, focus, one["message"], one["record"] or ""),
                {
                    "check": (check,),
                    "severity": (one["severity"],),
                    "kind": (about[0],) if about else (),
                },
                (check, here.name(focus).text, focus),
            )
        )
    return tuple(sorted(entries, key=lambda entry: entry.place)), names


def _cells(here: Site, focus: str, message: str, record: str) -> tuple[Value, ...]:
    about = Value(here.name(focus), here.href(focus) or "", focus)
    return (
        about,
        Value(Name(message, ENGLISH.tag)),
        text(record.rpartition("/")[2].rpartition(":")[0]),
    )


def _of_findings(
    here: Site,
    source: NamedNode,
    words: tuple[str, str, str],
    fits: Callable[[Mapping[str, Any]], bool],
) -> Worklist:
    key, title, lead = words
    entries, names = _findings(here, source, fits)
    names |= {("kind", kind): kind_word(kind) for kind in KINDS}
    names |= {("severity", one): _(words) for one, words in SEVERITIES.items()}
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
