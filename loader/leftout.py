"""`left-out.yaml`: sentences of a source that no record rests on, each with the reason why.

An entry finds its place as evidence does, by its first words in a section; with `to:` it reaches
to their last, over as many sentences as lie between (a table, a list of sources).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from loader.evidence import read_locator
from loader.faults import Faults, did_you_mean
from loader.records import Evidence
from loader.sources import Source
from loader.strict_yaml import Fields, Node, Text, each, read_yaml

REASONS: Final[Mapping[str, str]] = {
    "acknowledgement": "thanks, and the names of those who helped",
    "activity": "work done or help given, by nobody's charge and under no instrument",
    "background": "history, economy or society; no body acts and no instrument is made",
    "bibliography": "names a publication, letter or page that a statement comes from",
    "duplicate": "said again; the records rest on the other place",
    "heading": "a heading, or the caption of a table",
    "method": "how figures, a study or this source were made",
    "opinion": "a judgement, wish or advice of the authors",
    "page-furniture": "what stands on a page for its own sake",
    "statistics": "figures, and the tables and notes that belong to them",
}
KEYS: Final = ("section", "from", "to", "occurrence", "reason", "note")


@dataclass(frozen=True)
class LeftOut:
    """One entry: where the sentences are, and why no record rests on them."""

    evidence: Evidence
    reason: str


def read_left_out(source: Source, faults: Faults) -> tuple[LeftOut, ...]:
    """The entries of a source, in the order of the file; none where there is no file."""
    if not source.left_out.is_file():
        return ()
    document = read_yaml(source.left_out, faults)
    return tuple(_entries(source, document, faults))


def _entries(source: Source, document: Node | None, faults: Faults) -> Iterator[LeftOut]:
    for item in each(document):
        evidence = read_locator(source, item, KEYS, faults)
        reason = item.get("reason") if isinstance(item, Fields) else None
        known = f"Reasons are {', '.join(REASONS)}."
        if not isinstance(reason, Text):
            faults.add(item.place, "left out without a reason", f"Write `reason:`. {known}")
        elif reason.value not in REASONS:
            message = f"unknown reason {reason.value!r}"
            faults.add(reason.place, message, did_you_mean(reason.value, REASONS, known))
        elif evidence is not None:
            yield LeftOut(evidence, reason.value)
