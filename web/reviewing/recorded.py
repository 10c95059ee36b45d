"""The records that a release keeps: the file of each claim, what stands where in it, and what a
record may say. A release without records has none of it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from graph.iris import EDITORS
from graph.release import RECORDS_ENTITIES, RECORDS_INDEX, RECORDS_SCHEMA

MOST_FILES: Final = 32
ADDED: Final = f"-{EDITORS}"
"""What the slug of a claim ends with that the editors add to a source's."""


@dataclass(frozen=True)
class Field:
    """A value in a record: `path` from the record to it, `key` the last of the path's names.

    `type` is the record type that the key belongs to, or `evidence`, or `languages`. Offsets are
    code points of the file; `style` is empty for a plain value, else its quote or `>` or `|`.
    """

    path: str
    key: str
    type: str
    value: str
    style: str
    flow: bool
    listed: bool
    key_start: int
    start: int
    end: int
    line: int
    column: int


@dataclass(frozen=True)
class List:
    """Where something can be added to a list: before or behind a code point of the file."""

    at: int
    column: int
    flow: bool


@dataclass(frozen=True)
class Record:
    """The node that states a claim; `name` is that of its file in a checkout, `first` its line."""

    claim: str
    source: str
    entity: str
    type: str
    name: str
    sha256: str
    text: str
    first: int
    column: int
    start: int
    end: int
    flow: bool
    fields: tuple[Field, ...]
    inner: tuple[str, ...]
    keys: frozenset[str]
    lists: Mapping[str, List]

    @property
    def last(self) -> int:
        """The last line of the node."""
        return self.first + self.text.count("\n", self.start, self.end)

    @property
    def lines(self) -> str:
        """The lines of the node as they stand in the file."""
        return "\n".join(self.text.splitlines()[self.first - 1 : self.last])


@lru_cache(maxsize=MOST_FILES)
def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError:  # There is none, or none can have that name.
        return {}


@dataclass(frozen=True)
class Recorded:
    """The folder of records of a release."""

    folder: Path

    def declares(self, entity: str) -> str | None:
        """The claim `source/slug` that declares the entity `kind/slug`, None if no record does."""
        found: str | None = _json(self.folder / RECORDS_ENTITIES).get(entity)
        return found

    def states(self, source: str, slug: str) -> bool:
        """Whether a record states this claim of a source, or what the editors add to it."""
        index = _json(self.folder / source / RECORDS_INDEX)
        return slug in index or slug.removesuffix(ADDED) in index

    @property
    def schema(self) -> Any:
        """What a record may say; see `loader.shelved`."""
        return _json(self.folder / RECORDS_SCHEMA)

    def place(self, source: str) -> str | None:
        """The folder of the records of a source in a checkout, None if there are none."""
        index = _json(self.folder / source / RECORDS_INDEX)
        found = next((name for name in index.values() if "/" in name), None)
        if found is None:
            return None
        kept: str = _json(self.folder / source / f"{found}.json")["file"]
        return kept.rpartition("/")[0]

    def record(self, source: str, slug: str) -> Record | None:
        """The record that states a claim of a source, None if there is none.

        Both names must be slugs. What the editors add stands in the record of what they add to.
        """
        index = _json(self.folder / source / RECORDS_INDEX)
        claim = slug if slug in index else slug.removesuffix(ADDED)
        if claim not in index:
            return None
        path = self.folder / source / index[claim]
        kept = _json(path.with_name(f"{path.name}.json"))
        node = kept["nodes"][claim]
        return Record(
            claim=claim,
            source=source,
            entity=node["entity"],
            type=node["type"],
            name=kept["file"],
            sha256=kept["sha256"],
            text=path.read_text(encoding="utf-8"),
            first=node["first"],
            column=node["column"],
            start=node["start"],
            end=node["end"],
            flow=node["flow"],
            fields=tuple(Field(**one) for one in node["fields"]),
            inner=tuple(node["inner"]),
            keys=frozenset(node.get("keys", ())),
            lists={key: List(**one) for key, one in node.get("lists", {}).items()},
        )
