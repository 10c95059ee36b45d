"""Rows under headings, charges by topic and acts about a treaty by party; rows drawn in time."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from graph.iris import MLXV
from web.pages.view import Row, Value
from web.views.tracks import life

FEWEST_DRAWN = 2


def under_headings(found: Iterable[tuple[Row, Sequence[Value]]]) -> tuple[Row, ...]:
    """The rows, each with those that may head it, under the one that may head most of them.

    The headings of most rows come first, rows without any last. What the heading tells is not told
    once more in the row.
    """
    found = list(found)
    counts = Counter(one.iri for _, candidates in found for one in candidates)

    def rank(heading: Value) -> tuple[int, str]:
        return (-counts[heading.iri], heading.name.text)

    rows = []
    for row, candidates in found:
        under = min(candidates, key=rank, default=None)
        rest = tuple(one for one in row.fields if not under or one.values != (under,))
        rows.append((rank(under) if under else (1, ""), replace(row, under=under, fields=rest)))
    return tuple(row for _, row in sorted(rows, key=lambda one: one[0]))


def drawn_in_time(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows with their dates drawn on one track, where there are several."""
    if sum(row.day is not None for row in rows) < FEWEST_DRAWN:
        return tuple(rows)
    days = [(row.day, row.status.iri.removeprefix(MLXV.iri) if row.status else "") for row in rows]
    return tuple(replace(row, track=one) for row, one in zip(rows, life(days), strict=True))
