"""A list of what there is to do: entries with their cells, and what narrows it."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from web.pages.view import Value
from web.site import Site
from web.words.names import Name


@dataclass(frozen=True)
class Entry:
    """A row of a list; `values` are what it can be chosen by, `place` where it comes in order.

    Its cells are made where they are shown: most lists are longer than their page.
    """

    show: Callable[[], tuple[Value, ...]]
    values: Mapping[str, tuple[str, ...]]
    place: tuple[Any, ...] = ()
    passage: tuple[int, int] | None = None

    @property
    def cells(self) -> tuple[Value, ...]:
        """What stands in its columns."""
        return self.show()


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


def of_source(here: Site, source: str) -> Mapping[str, Any]:
    """The figures of a source that the build made; empty where there are none."""
    found: Mapping[str, Any] = report(here.release.coverage).get("sources", {}).get(source, {})
    return found


def counts(entries: Iterable[Entry], key: str) -> dict[str, int]:
    """How many entries have each value of a key, by value, in the order of the values."""
    found = Counter(value for one in entries for value in one.values.get(key, ()) if value)
    return dict(sorted(found.items()))
