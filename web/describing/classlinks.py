"""How the classes are linked: which properties lead from the one to the other in the data.

Where the kinds of a class differ little, they count as that class: an institution, a unit and a
council as an organisation. The drawing shows the links that are used most, the table all.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graph.iris import SKOS
from graph.store import Row
from web.views.drawing import Graph, Link, Node

MOST_DRAWN: Final = 36
MOST_ENDS: Final = 8
"""A property that leads from a class to more others than that tells nothing of any of them."""


@dataclass(frozen=True)
class ClassLink:
    """A property from things of one class to things of another, all by IRI, and its statements."""

    start: str
    property: str
    end: str
    uses: int


def class_links(rows: Iterable[Row], above: Mapping[str, Sequence[str]]) -> list[ClassLink]:
    """The links between classes, the most used first; `above` names the classes over a class."""
    counted: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        start, end = (_folded(row[one].value, above) for one in ("from", "to"))
        counted[start, row["property"].value, end] += int(row["uses"].value)
    ranked = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return [ClassLink(*link, uses) for link, uses in ranked]


def _folded(class_: str, above: Mapping[str, Sequence[str]]) -> str:
    """The class itself, or the one above it if that is no root and this one has none below it."""
    parents = [one for one in above.get(class_, ()) if above.get(one)]
    is_leaf = not any(class_ in parents for parents in above.values())
    return parents[0] if parents and is_leaf else class_


def graph_of(
    links: Iterable[ClassLink], label: Callable[[str], str], href: Callable[[str], str | None]
) -> Graph:
    """What to draw: of the links from one class to another the most used, if it is used much.

    The concepts of vocabularies are values rather than things, and are left to the table.
    """
    known = [one for one in links if one.end != SKOS.Concept.value]
    ends = Counter((one.start, one.property) for one in known)
    main: dict[tuple[str, str], ClassLink] = {}
    for one in known:
        tells = one.start != one.end and ends[one.start, one.property] <= MOST_ENDS
        if tells and len(main) < MOST_DRAWN:
            main.setdefault((one.start, one.end), one)
    classes = sorted({class_ for pair in main for class_ in pair}, key=label)
    return Graph(
        tuple(Node(one, label(one), href(one) or "") for one in classes),
        tuple(
            Link(
                one.start,
                one.end,
                "property",
                f"{label(one.start)} → {label(one.property)} → {label(one.end)}",
                label(one.property),
            )
            for one in main.values()
        ),
    )
