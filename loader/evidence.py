"""`evidence:` in a record: the anchors by which a passage is found in its section."""

from typing import Final

from loader.faults import Faults, did_you_mean
from loader.records import Evidence
from loader.sources import Source
from loader.strict_yaml import Fields, Node, Text, each

KEYS: Final = ("section", "from", "to", "note", "occurrence")
MOST_WORDS: Final = 8


def read_evidence(source: Source, node: Node | None, faults: Faults) -> tuple[Evidence, ...]:
    """The passages that a node rests on, in the order of the record, those at fault left out."""
    found = (read_locator(source, item, KEYS, faults) for item in each(node))
    return tuple(one for one in found if one is not None)


def read_locator(
    source: Source, node: Node, keys: tuple[str, ...], faults: Faults
) -> Evidence | None:
    """The place that a mapping with these keys means; None, with a fault, if it means none."""
    remedy = 'Write {section: "6.1", from: "its first words", to: "its last words"}.'
    if not isinstance(node, Fields):
        faults.add(node.place, "not evidence", remedy)
        return None
    before = len(faults.found)
    for key, value in node.entries:
        if key.value not in keys:
            known = f"Its keys are {', '.join(keys)}."
            faults.add(
                key.place, f"unknown key {key.value!r}", did_you_mean(key.value, keys, known)
            )
        elif not isinstance(value, Text) or not value.value:
            faults.add(value.place, f"{key.value} takes one value", remedy)
        elif key.value in ("from", "to") and len(value.value.split()) > MOST_WORDS:
            shorter = (
                f"Write {MOST_WORDS} words at most: anchors find a passage, they do not copy it."
            )
            faults.add(value.place, f"an anchor of {len(value.value.split())} words", shorter)
        elif key.value == "occurrence" and not (value.value.isdigit() and int(value.value) > 0):
            faults.add(value.place, "not a number", "Write 1 for the first match, and so on.")
    section, first = node.text("section"), node.text("from")
    if section is None or first is None:
        faults.add(node.place, "evidence without section and from", remedy)
    elif source.section(section) is None:
        numbers = [one.number for one in source.outline]
        known = "Take a section of the outline in source.yaml."
        message = f"section {section!r} lies outside {source.id}"
        faults.add(node.place, message, did_you_mean(section, numbers, known))
    if len(faults.found) > before or section is None or first is None:
        return None
    occurrence = node.text("occurrence")
    return Evidence(
        section=section,
        first=first,
        last=node.text("to"),
        note=node.text("note"),
        occurrence=int(occurrence) if occurrence else None,
        place=node.place,
    )
