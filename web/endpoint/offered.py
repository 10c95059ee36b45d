"""What the graph offers to query editors: its prefixes, and its questions as examples.

Other editors read the same declarations from the endpoint (`sh:prefix`, `sh:SPARQLExecutable`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, cast

from flask import current_app

from graph.store import Store
from web.site import site

KEY: Final = "migralex-offered"
EXAMPLE: Final = "#example-"


@dataclass(frozen=True)
class Example:
    """A question with its query; `name` is what addresses call it."""

    name: str
    title: str
    text: str


@dataclass(frozen=True, eq=False)
class Offered:
    """Read once, since a release does not change."""

    store: Store

    @cached_property
    def prefixes(self) -> Mapping[str, str]:
        """The namespaces by prefix."""
        rows = self.store.rows("page/prefixes")
        return {row["prefix"].value: row["namespace"].value for row in rows}

    @cached_property
    def examples(self) -> tuple[Example, ...]:
        """The questions by title."""
        return tuple(
            Example(
                row["example"].value.rpartition(EXAMPLE)[2], row["title"].value, row["query"].value
            )
            for row in self.store.rows("page/questions")
        )


def offered() -> Offered:
    """What the graph of the running application offers."""
    made = current_app.extensions.setdefault(KEY, Offered(site().store))
    return cast(Offered, made)
