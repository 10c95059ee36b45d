"""Drawings of entities and their relations: boxes and curves whose places Graphviz finds."""

import json
import logging
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from threading import BoundedSemaphore
from typing import Any, Final, cast

from web.describing.diagram import CHARACTER
from web.finding.shelf import Shelf

LINE: Final = 17
"""The height of a line of text, like all lengths here in CSS pixels."""
PADDING: Final = 9
MARGIN: Final = 10
LONGEST_LINE: Final = 28
SMALL: Final = 0.86
"""Of the size of a name, that of the words at a curve."""
SECONDS: Final = 10
AT_ONCE: Final = BoundedSemaphore(2)
LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Node:
    """An entity to draw. `sort` and `state` tell how; `href` is its page."""

    key: str
    label: str
    href: str = ""
    sort: str = ""
    state: str = ""

    @property
    def lines(self) -> list[str]:
        """The label in lines; a word longer than a line is parted."""
        return wrap(self.label, LONGEST_LINE, break_on_hyphens=False) or ["–"]

    @property
    def size(self) -> tuple[float, float]:
        """Width and height."""
        lines = self.lines
        width = max(map(len, lines)) * CHARACTER + 2 * PADDING
        return round(width, 1), LINE * len(lines) + PADDING


@dataclass(frozen=True)
class Link:
    """A relation to draw from one key to another, with its sentence in `title`.

    `reversed_`: what it leads to stands on the left. `loose`: it moves no box.
    """

    start: str
    end: str
    sort: str
    title: str = ""
    label: str = ""
    state: str = ""
    reversed_: bool = False
    loose: bool = False

    @property
    def attributes(self) -> dict[str, str]:
        """What Graphviz must know of it. The room for a label is held by an empty table."""
        if not self.label:
            return {"constraint": "false"} if self.loose else {}
        width = round(len(self.label) * CHARACTER * SMALL + 8)
        size = f'border="0" fixedsize="true" width="{width}" height="{LINE}"'
        return {"label": f"<<table {size}><tr><td></td></tr></table>>"}


@dataclass(frozen=True)
class Box:
    """A node in its place; `x` and `y` are the upper left corner."""

    node: Node
    x: float
    y: float
    width: float
    height: float

    @property
    def rows(self) -> list[tuple[float, str]]:
        """The lines of the label with the heights of their baselines."""
        first = self.y + (self.height - LINE * len(self.node.lines)) / 2 + LINE * 0.74
        return [(round(first + LINE * n, 1), text) for n, text in enumerate(self.node.lines)]


@dataclass(frozen=True)
class Curve:
    """A link in its place: an SVG path, and where the middle of its label is."""

    link: Link
    path: str
    x: float = 0
    y: float = 0


@dataclass(frozen=True)
class Drawing:
    """All of it, with its size."""

    width: float
    height: float
    boxes: Sequence[Box]
    curves: Sequence[Curve]


@dataclass(frozen=True)
class Graph:
    """What to draw. A link to a node that is not there is not drawn."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Drawings:
    """The drawings of several graphs, as they are kept on a shelf."""

    them: Sequence[Drawing]

    @property
    def size(self) -> int:
        """About what they take in memory, in bytes."""
        return sum(1000 * (len(one.boxes) + len(one.curves)) for one in self.them)


def drawn(shelf: Shelf[Any], graphs: tuple[Graph, ...]) -> Sequence[Drawing] | None:
    """The drawings of the graphs; None where Graphviz fails, which the log tells."""
    if not graphs:
        return ()
    try:
        return cast(Drawings, shelf.get(graphs, lambda: Drawings(_draw(graphs)))).them
    except (OSError, subprocess.SubprocessError) as error:
        LOG.error("A drawing could not be made: %s", error)
        return None


def _draw(graphs: Sequence[Graph]) -> list[Drawing]:
    asked = json.dumps([_asked(one) for one in graphs])
    with AT_ONCE:
        done = subprocess.run(
            [sys.executable, "-m", "web.views.graphviz"],
            input=asked,
            capture_output=True,
            text=True,
            check=True,
            timeout=SECONDS,
        )
    places = json.loads(done.stdout)
    return [_placed(graph, found) for graph, found in zip(graphs, places, strict=True)]


def _drawable(graph: Graph) -> list[Link]:
    keys = {one.key for one in graph.nodes}
    return [one for one in graph.links if one.start in keys and one.end in keys]


def _asked(graph: Graph) -> Mapping[str, Any]:
    return {
        "nodes": {one.key: one.size for one in graph.nodes},
        "edges": [
            [
                *((one.end, one.start) if one.reversed_ else (one.start, one.end)),
                one.attributes,
            ]
            for one in _drawable(graph)
        ],
    }


def _placed(graph: Graph, found: Mapping[str, Any]) -> Drawing:
    """The graph with the places that Graphviz gave it; its heights grow upwards, ours down."""
    _, _, width, height = map(float, found["bb"].split(","))

    def at(pair: str) -> tuple[float, float]:
        x, y = map(float, pair.split(","))
        return round(x + MARGIN, 1), round(height - y + MARGIN, 1)

    places = {one["name"]: at(one["pos"]) for one in found.get("objects", ())}
    boxes = []
    for node in graph.nodes:
        (x, y), (wide, high) = places[node.key], node.size
        boxes.append(Box(node, round(x - wide / 2, 1), round(y - high / 2, 1), wide, high))
    curves = []
    # Graphviz tells edges in an order of its own; the id is that in which they were given.
    edges = {int(one["id"]): one for one in found.get("edges", ())}
    for number, link in enumerate(_drawable(graph)):
        edge = edges[number]
        x, y = at(edge["lp"]) if "lp" in edge else (0, 0)
        curves.append(Curve(link, _path(edge["pos"], at, turned=link.reversed_), x, y))
    return Drawing(round(width + 2 * MARGIN), round(height + 2 * MARGIN), boxes, curves)


def _path(spline: str, at: Any, *, turned: bool) -> str:
    """The path along a spline of Graphviz, from the start of the link to its end."""
    points = [at(one) for one in spline.split() if one[0] not in "es"]
    ends = {one[0]: at(one[2:]) for one in spline.split() if one[0] in "es"}
    points = [ends.get("s", points[0]), *points[1:-1], ends.get("e", points[-1])]
    first, *rest = reversed(points) if turned else points
    return f"M{first[0]} {first[1]}C" + " ".join(f"{x} {y}" for x, y in rest)
