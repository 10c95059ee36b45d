"""The figures of a source for its page, from the report that the build made."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graph.iris import MLXV
from web.pages.kinds import kind_name
from web.site import Site
from web.words.names import Name
from web.words.wording import N_
from web.words.wording import gettext as _

KINDS = ("entities", "claims", "editors", "accepted", "inferred")
SECTIONS = ("passages", "claims", "left_out")

# Why no record rests on a sentence, by the word that the records have for it.
LEFT_OUT: Final = {
    "acknowledgement": N_("acknowledgements"),
    "activity": N_("activities"),
    "background": N_("background"),
    "bibliography": N_("bibliography"),
    "duplicate": N_("said elsewhere as well"),
    "heading": N_("headings"),
    "method": N_("methods"),
    "opinion": N_("opinions"),
    "page-furniture": N_("parts of the page"),
    "statistics": N_("statistics"),
    "unexplained": N_("unexplained"),
}


def left_out(reason: str) -> str:
    """The words for a reason, in the reader's language."""
    return _(LEFT_OUT[reason]) if reason in LEFT_OUT else reason


@dataclass(frozen=True)
class Count:
    """How many there are of something; `href` leads to what its name means, or is empty."""

    name: Name
    number: int
    href: str = ""


@dataclass(frozen=True)
class Coverage:
    """The figures of a source. Rows of `kinds` are name, entities, claims, editors' claims,
    accepted and inferred triples; rows of `sections` number, passages, claims and left out."""

    totals: tuple[Count, ...]
    statuses: tuple[Count, ...]
    conflicts: tuple[Count, ...]
    left_out: tuple[Count, ...]
    kinds: tuple[tuple[str, tuple[int, ...]], ...]
    sections: tuple[tuple[str, tuple[int, ...]], ...]
    sections_cited: int


def coverage_of(here: Site, source: str) -> Coverage | None:
    """The figures of the source with that id; None where the release has no such report."""
    try:
        report = json.loads(here.release.coverage.read_text(encoding="utf-8"))
    except OSError:
        return None
    figures = report["sources"].get(source)
    if figures is None:
        return None
    claims, triples = figures["claims"], figures["triples"]
    totals = {
        _("records"): figures["records"],
        _("claims of the source"): claims["source"],
        _("claims of the editors"): claims["editors"],
        _("accepted triples"): triples["accepted"],
        _("inferred triples"): triples["inferred"],
        _("conflicts"): sum(figures["conflicts"].values()),
        _("passages"): figures["passages"],
    }
    return Coverage(
        totals=_plain(totals),
        statuses=_concepts(here, figures["statuses"]),
        conflicts=_concepts(here, figures["conflicts"]),
        left_out=_plain({left_out(key): n for key, n in figures["left_out"].items()}),
        kinds=tuple((kind_name(kind), row) for kind, row in _rows(figures["kinds"], "kind", KINDS)),
        sections=_rows(figures["sections"], "section", SECTIONS),
        sections_cited=figures["sections_cited"],
    )


def _plain(counts: Mapping[str, int]) -> tuple[Count, ...]:
    return tuple(Count(Name(name), number) for name, number in counts.items())


def _concepts(here: Site, counts: Mapping[str, int]) -> tuple[Count, ...]:
    found = ((MLXV[name].value, number) for name, number in counts.items())
    return tuple(Count(here.name(iri), number, here.href(iri) or "") for iri, number in found)


def _rows(
    rows: Iterable[Mapping[str, Any]], head: str, columns: tuple[str, ...]
) -> tuple[tuple[str, tuple[int, ...]], ...]:
    return tuple((row[head], tuple(row[one] for one in columns)) for row in rows)
