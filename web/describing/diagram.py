"""A diagram of classes: each stands to the right of the class that it is within.

Drawn as SVG by a layout of our own: a leaf takes a line, a parent stands at the height of its
first child, and a class within several others is drawn once, with a dashed line to the others.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

LINE: Final = 30
BOX: Final = 22
GAP: Final = 44
# An estimate that leaves room in every font that we ask for.
CHARACTER: Final = 7.6
PADDING: Final = 18
MARGIN: Final = 8


@dataclass
class Box:
    """A class in the diagram. Lengths in CSS pixels; `y` is the middle of the box."""

    key: str
    label: str
    depth: int = 0
    x: float = 0
    y: float = 0
    children: "list[Box]" = field(default_factory=list)

    @property
    def width(self) -> float:
        """How wide the box is."""
        return round(len(self.label) * CHARACTER + PADDING, 1)


@dataclass(frozen=True)
class Edge:
    """A line from a box to the one that it is within."""

    path: str
    further: bool


@dataclass(frozen=True)
class Diagram:
    """Boxes and lines with the size of the whole; `roots` are the boxes within no other."""

    boxes: Sequence[Box]
    edges: Sequence[Edge]
    roots: Sequence[Box]
    width: float
    height: float


def diagram(labels: Mapping[str, str], within: Mapping[str, Sequence[str]]) -> Diagram:
    """The diagram of classes with these labels; `within` names for each the classes above it."""
    boxes = {key: Box(key, label) for key, label in sorted(labels.items(), key=lambda one: one[1])}
    above = {
        key: [one for one in within.get(key, ()) if one in boxes and one != key] for key in boxes
    }
    roots = []
    for key, box in boxes.items():
        if above[key] and not _leads_back(key, above):
            boxes[above[key][0]].children.append(box)
        else:
            roots.append(box)
    # The tall trees first; what stands alone comes last.
    roots.sort(key=lambda one: (not one.children, one.label))
    line = 0
    for root in roots:
        line = _place(root, 0, line)
    columns = _columns(boxes.values())
    for box in boxes.values():
        box.x = columns[box.depth]
    edges = [
        Edge(_line(boxes[parent], boxes[key], position), further=position > 0)
        for key, parents in above.items()
        for position, parent in enumerate(parents)
    ]
    width = max((box.x + box.width for box in boxes.values()), default=0) + MARGIN
    return Diagram(list(boxes.values()), edges, roots, round(width, 1), line * LINE + 2 * MARGIN)


def _leads_back(key: str, above: Mapping[str, Sequence[str]]) -> bool:
    """Whether the first class above, and so on, comes round to the class itself."""
    seen, one = {key}, key
    while above[one]:
        one = above[one][0]
        if one in seen:
            return True
        seen.add(one)
    return False


def _place(box: Box, depth: int, line: int) -> int:
    """Place a box and all below it from a line on; answers the next free line."""
    box.depth = depth
    box.y = MARGIN + line * LINE + LINE / 2
    for child in box.children:
        line = _place(child, depth + 1, line)
    return line if box.children else line + 1


def _columns(boxes: Iterable[Box]) -> list[float]:
    widths: dict[int, float] = {}
    for box in boxes:
        widths[box.depth] = max(widths.get(box.depth, 0), box.width)
    columns = [float(MARGIN)]
    for depth in range(len(widths)):
        columns.append(round(columns[-1] + widths[depth] + GAP, 1))
    return columns


def _line(parent: Box, child: Box, position: int) -> str:
    start, end = round(parent.x + parent.width, 1), child.x
    # A line to a further class turns a little earlier, so that it lies on no other.
    middle = round(end - GAP / 2 - min(position, 2) * GAP / 5, 1)
    return f"M{start} {parent.y}H{middle}V{child.y}H{end}"
