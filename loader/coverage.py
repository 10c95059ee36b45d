"""How well a source is covered, told on a terminal: its figures, and what no record rests on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from loader.faults import Faults
from loader.inputs import Inputs
from loader.locate import located
from loader.mentions import Mentions
from loader.passages import SourceText
from loader.sources import Source
from loader.uncited import Uncited, explained, uncited


@dataclass(frozen=True)
class Looked:
    """A source looked through: all its uncited sentences, and those that are not explained."""

    source: Source
    uncited: list[Uncited]
    unexplained: list[Uncited]


def look(source: Source, text: str, inputs: Inputs) -> Looked:
    """Looks through the text of a source for what no record rests on.

    Raises SourceError where evidence is not located or an entry of left-out.yaml is stale.
    """
    faults = Faults()
    places = located(source, inputs.records, faults)
    whole = SourceText(source, text, faults)
    faults.stop()
    passages = places.passages.values() if places else ()
    ranges = {(one.start, one.end) for found in passages for one in found}
    found = uncited(whole, Mentions(inputs.records), ranges)
    why = explained(found, inputs.left_out[source.id], whole, faults)
    faults.stop()
    return Looked(source, found, [one for one in found if one not in why])


def told(name: str, figures: Mapping[str, Any]) -> Iterator[str]:
    """The figures of a source in lines."""
    claims, triples = figures["claims"], figures["triples"]
    sections = figures["sections"]
    share = round(100 * figures["sections_cited"] / len(sections)) if sections else 0
    yield name
    yield f"  records      {figures['records']}"
    yield f"  claims       {claims['source']} of the source, {claims['editors']} of the editors"
    yield f"               {_counts(figures['statuses'])}"
    yield f"  triples      {triples['accepted']} accepted, {triples['inferred']} inferred"
    yield f"  conflicts    {sum(figures['conflicts'].values())}: {_counts(figures['conflicts'])}"
    yield f"  passages     {figures['passages']}"
    yield f"  sections     {figures['sections_cited']} of {len(sections)} cited, {share} %"
    yield f"  left out     {sum(figures['left_out'].values())}: {_counts(figures['left_out'])}"
    head = ("kind", "entities", "claims", "editors", "accepted", "inferred")
    yield _row(head)
    for row in figures["kinds"]:
        yield _row([row[one] for one in head])


def listed(looked: Looked) -> Iterator[str]:
    """The unexplained sentences of a source in lines, words included, and how many there are."""
    for one in looked.unexplained:
        yield f"{looked.source.id}: {one.locator}: {one.found}"
        yield f"    {one.words}"
    explained = len(looked.uncited) - len(looked.unexplained)
    yield (
        f"{looked.source.id}: {len(looked.uncited)} sentences without a record:"
        f" {explained} left out with a reason, {len(looked.unexplained)} unexplained"
    )


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"


def _row(cells: Any) -> str:
    first, *rest = cells
    return f"    {first:<14}" + "".join(f"{cell!s:>10}" for cell in rest)
