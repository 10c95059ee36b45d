"""Identifiers that are no longer in use: moved to another, or withdrawn."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.terms import Term


@dataclass(frozen=True)
class Retired:
    """What became of an identifier. `replacement` is an IRI, empty for one that was withdrawn."""

    iri: str
    replacement: str
    reason: str
    day: str


def retired_from(rows: Iterable[Mapping[str, Term]]) -> dict[str, Retired]:
    """The retired identifiers by IRI, from the rows of the query `page/retired`."""
    return {
        row["id"].value: Retired(
            row["id"].value,
            row["replacement"].value if "replacement" in row else "",
            row["reason"].value,
            row["day"].value,
        )
        for row in rows
    }


class RetiredError(Exception):
    """An identifier is asked for that is no longer in use."""

    def __init__(self, retired: Retired) -> None:
        super().__init__(retired.iri)
        self.retired = retired
