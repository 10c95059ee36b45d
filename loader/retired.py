"""`identifiers.yaml`: identifiers that were published once and are no longer in use.

    moved:
      - {id: law/old-name, to: law/new-name, date: 2026-11-24, reason: "…"}
    withdrawn:
      - {id: law/never-was, date: 2026-11-24, reason: "…"}

An identifier is never used again for something else, so a published one that goes is put here,
and its address answers with what became of it. There may be no such file.
Source: Cool URIs don't change; RFC 9110, sections 15.4.9 (308) and 15.5.11 (410).
"""

import datetime
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.iris import DCTERMS, MLX, RDF, XSD, Iris
from graph.terms import Literal, Triple
from loader.faults import Faults, Place, did_you_mean, shown
from loader.strict_yaml import Fields, Items, Node, each, read_yaml

FILE: Final = "identifiers.yaml"
MOVED: Final = "moved"
WITHDRAWN: Final = "withdrawn"
KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    MOVED: ("id", "to", "date", "reason"),
    WITHDRAWN: ("id", "date", "reason"),
}
LANGUAGE: Final = "en"


@dataclass(frozen=True)
class Retired:
    """An identifier, `kind/slug`, and what became of it; `to` is "" for one that was withdrawn."""

    id: str
    to: str
    date: datetime.date
    reason: str
    place: Place


def read_retired(
    folder: Path, declared: Mapping[str, object], iris: Iris, faults: Faults
) -> tuple[Retired, ...]:
    """The retired identifiers, with a fault for each that says nothing or leads nowhere.

    `declared` holds the entities in use by their ids.
    """
    path = folder / FILE
    if not path.is_file():
        return ()
    document = read_yaml(path, faults)
    if document is None:
        return ()
    if not isinstance(document, Fields):
        faults.add(Place(shown(path)), "not a mapping", f"Write `{MOVED}:` and `{WITHDRAWN}:`.")
        return ()
    found: dict[str, Retired] = {}
    for section, entries in document.entries:
        if section.value not in KEYS:
            remedy = did_you_mean(section.value, KEYS, f"There are {MOVED} and {WITHDRAWN}.")
            faults.add(section.place, f"unknown key {section.value!r}", remedy)
            continue
        for entry in each(entries):
            one = _entry(entry, section.value, iris, faults)
            if one is None:
                continue
            if one.id in found:
                faults.add(one.place, f"{one.id} is retired twice", "Keep one of the entries.")
            if one.id in declared:
                remedy = "Take the entry out, or give the record an id that was never used."
                faults.add(one.place, f"{one.id} is in use", remedy)
            found[one.id] = one
    for one in found.values():
        if one.to and one.to not in declared:
            known = [name for name in declared if name not in found]
            remedy = did_you_mean(one.to, known, "Name an id that a record declares.")
            faults.add(one.place, f"no record declares {one.to!r}", remedy)
    return tuple(found.values())


def _entry(entry: Node, section: str, iris: Iris, faults: Faults) -> Retired | None:
    keys = KEYS[section]
    if not isinstance(entry, Fields):
        wanted = ", ".join(f"{key}: …" for key in keys)
        faults.add(entry.place, "not an entry", f"Write {{{wanted}}}.")
        return None
    before = len(faults.found)
    for key, value in entry.entries:
        if key.value not in keys:
            remedy = did_you_mean(key.value, keys, f"Known keys are {', '.join(keys)}.")
            faults.add(key.place, f"unknown key {key.value!r}", remedy)
        elif isinstance(value, Fields | Items):
            faults.add(value.place, f"{key.value} is not a word", f"Write `{key.value}: …`.")
    texts = {key: entry.text(key) or "" for key in keys}
    for name, text in texts.items():
        if not text:
            faults.add(entry.place, f"no {name}", f"Every entry of `{section}` has `{name}:`.")
        elif name in ("id", "to"):
            try:
                iris.reference(text)
            except ValueError:
                faults.add(entry.place, f"{text!r} is no identifier", "Write it as kind/slug.")
    day = None
    with suppress(ValueError):
        day = datetime.date.fromisoformat(texts["date"])
    if texts["date"] and day is None:
        faults.add(entry.place, f"{texts['date']!r} is no day", "Write it as 2026-11-24.")
    if day is None or len(faults.found) > before:
        return None
    return Retired(texts["id"], texts.get("to", ""), day, texts["reason"], entry.place)


def tombstones(retired: tuple[Retired, ...], iris: Iris) -> Iterator[Triple]:
    """What is said of retired identifiers, in the provenance graph."""
    for one in retired:
        node = iris.reference(one.id)
        yield Triple(node, RDF.type, MLX.RetiredIdentifier)
        yield Triple(node, MLX.retired, Literal(one.date.isoformat(), datatype=XSD.date))
        yield Triple(node, MLX.reason, Literal(one.reason, language=LANGUAGE))
        if one.to:
            yield Triple(node, DCTERMS.isReplacedBy, iris.reference(one.to))
