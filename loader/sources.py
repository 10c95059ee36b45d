"""`source.yaml`: what a source is, where its text lies, what is expected of its records."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.dates import DateFault, StatedDate, read_date
from graph.iris import KINDS, SLUG
from loader.faults import Faults, Place, did_you_mean, shown
from loader.strict_yaml import Fields, Items, Node, Text, each, read_yaml

FILE: Final = "source.yaml"
AUTHORITIES: Final = ("secondary", "gazette", "depositary")
"""From the farthest to the nearest to the acts reported; a nearer source is preferred."""
REQUIRED: Final = (
    "id",
    "title",
    "creator",
    "publisher",
    "date",
    "language",
    "citation",
    "text",
    "retrieved",
    "authority",
    "outline",
)
OPTIONAL: Final = ("url", "expected", "coverage")


@dataclass(frozen=True)
class Section:
    """A section of the text; it begins at the `occurrence`-th match of its heading."""

    number: str
    heading: str
    occurrence: int | None
    place: Place


@dataclass(frozen=True)
class Expected:
    """How many entities of a kind the records must and should not exceed."""

    kind: str
    least: int
    most: int | None
    place: Place


@dataclass(frozen=True)
class Source:
    """A source. `sha256` is that of the bytes of its text; `folder` holds all its files."""

    folder: Path
    id: str
    title: str
    creator: str
    publisher: str
    date: StatedDate
    language: str
    citation: str
    url: str | None
    sha256: str
    encoding: str
    retrieved: StatedDate
    authority: str
    outline: tuple[Section, ...]
    expected: tuple[Expected, ...]
    coverage: tuple[Node, ...]
    place: Place

    @property
    def lock(self) -> Path:
        """The file of located passages."""
        return self.folder / "evidence.lock"

    @property
    def left_out(self) -> Path:
        """The file of what no record rests on, and why; there may be none."""
        return self.folder / "left-out.yaml"

    @property
    def sentences(self) -> Path:
        """The file that counts the sentences of the text and names those without a record."""
        return self.folder / "sentences.lock"

    @property
    def reviewed(self) -> Path:
        """The file of the claims that a person has looked at; there may be none."""
        return self.folder / "reviewed.yaml"

    def record_files(self) -> list[Path]:
        """The files of records, in order."""
        return sorted((self.folder / "records").glob("*.yaml"))

    def section(self, number: str) -> Section | None:
        """The section of that number, None if the outline has none."""
        return next((one for one in self.outline if one.number == number), None)


def read_sources(folder: Path, faults: Faults) -> list[Source]:
    """Every source in the folder, in the order of their names."""
    files = sorted(folder.glob(f"*/{FILE}"))
    if not files:
        faults.add(Place(shown(folder)), "no sources here", f"Each folder in it needs a {FILE}.")
    return [source for path in files if (source := _read(path, faults)) is not None]


def _read(path: Path, faults: Faults) -> Source | None:
    document = read_yaml(path, faults)
    if not isinstance(document, Fields):
        faults.add(Place(shown(path)), "not a mapping", "Write `key: value` lines.")
        return None
    before = len(faults.found)
    known = (*REQUIRED, *OPTIONAL)
    for key, _ in document.entries:
        if key.value not in known:
            remedy = did_you_mean(key.value, known, f"Known keys are {', '.join(known)}.")
            faults.add(key.place, f"unknown key {key.value!r}", remedy)
    text = document.get("text")
    text = text if isinstance(text, Fields) else Fields((), document.place)
    dates = {name: _date(document, name, faults) for name in ("date", "retrieved")}
    values = {name: _required(document, name, faults) for name in REQUIRED if name not in dates}
    sha256 = text.text("sha256") or ""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        faults.add(
            text.place, "no SHA-256 of the text", "Write `sha256:` as `sha256sum` prints it."
        )
    if values["id"] and (values["id"] != path.parent.name or not SLUG.fullmatch(values["id"])):
        message = f"id {values['id']!r} is not the name of the folder"
        faults.add(_place(document, "id"), message, f"Write `id: {path.parent.name}`.")
    if values["authority"] and values["authority"] not in AUTHORITIES:
        remedy = f"Write one of {', '.join(AUTHORITIES)}."
        faults.add(_place(document, "authority"), "unknown authority", remedy)
    outline = tuple(_outline(document.get("outline"), faults))
    expected = tuple(_expected(document.get("expected"), faults))
    date, retrieved = dates["date"], dates["retrieved"]
    if len(faults.found) > before or date is None or retrieved is None:
        return None
    return Source(
        folder=path.parent,
        id=values["id"],
        title=values["title"],
        creator=values["creator"],
        publisher=values["publisher"],
        date=date,
        language=values["language"],
        citation=values["citation"],
        url=document.text("url"),
        sha256=sha256,
        encoding=text.text("encoding") or "utf-8",
        retrieved=retrieved,
        authority=values["authority"],
        outline=outline,
        expected=expected,
        coverage=tuple(each(document.get("coverage"))),
        place=document.place,
    )


def _place(document: Fields, key: str) -> Place:
    return next((name.place for name, _ in document.entries if name.value == key), document.place)


def _required(document: Fields, name: str, faults: Faults) -> str:
    if name not in document:
        faults.add(document.place, f"no {name!r}", f"Write `{name}:` as the other sources do.")
    return document.text(name) or ""


def _date(document: Fields, name: str, faults: Faults) -> StatedDate | None:
    try:
        return read_date(_required(document, name, faults))
    except DateFault as fault:
        faults.add(_place(document, name), str(fault), "Write YYYY-MM-DD, YYYY-MM or YYYY.")
        return None


def _outline(node: Node | None, faults: Faults) -> Iterator[Section]:
    seen: set[str] = set()
    for item in each(node):
        number = item.text("section") if isinstance(item, Fields) else None
        heading = item.text("heading") if isinstance(item, Fields) else None
        occurrence = (item.text("occurrence") if isinstance(item, Fields) else None) or ""
        if number is None or heading is None or (occurrence and not occurrence.isdigit()):
            remedy = 'Write {section: "6.1", heading: "its words", occurrence: 2 if they recur}.'
            faults.add(item.place, "not a section of an outline", remedy)
        elif number in seen:
            faults.add(item.place, f"section {number!r} is there twice", "Name each section once.")
        else:
            seen.add(number)
            yield Section(number, heading, int(occurrence) if occurrence else None, item.place)


def _expected(node: Node | None, faults: Faults) -> Iterator[Expected]:
    if isinstance(node, Text | Items):
        faults.add(node.place, "not a mapping of kinds", "Write `kind: {min: 1, max: 9}` lines.")
        return
    for kind, bounds in node.entries if node else ():
        least = bounds.text("min") if isinstance(bounds, Fields) else None
        most = bounds.text("max") if isinstance(bounds, Fields) else None
        if kind.value not in KINDS:
            remedy = did_you_mean(kind.value, KINDS, f"Kinds are {', '.join(KINDS)}.")
            faults.add(kind.place, f"unknown kind {kind.value!r}", remedy)
        elif not (least or "0").isdigit() or not (most or "0").isdigit():
            faults.add(bounds.place, "not numbers", "Write `{min: 1, max: 9}`.")
        else:
            yield Expected(kind.value, int(least or 0), int(most) if most else None, kind.place)
