"""YAML read strictly: every scalar is the text that was written, every node knows its place.

YAML's own guesses (`no` is false, `1:30` is ninety, `109/07` is text but `2007` a number) have
no room in records of law: a value means what the model says that its key means.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import yaml

from loader.faults import Faults, Place, shown


@dataclass(frozen=True)
class Text:
    """A scalar, stripped of white space around it."""

    value: str
    place: Place


@dataclass(frozen=True)
class Items:
    """A sequence."""

    items: tuple["Node", ...]
    place: Place


@dataclass(frozen=True)
class Fields:
    """A mapping, its keys in the order of the file, none of them twice."""

    entries: tuple[tuple[Text, "Node"], ...]
    place: Place

    def __contains__(self, key: str) -> bool:
        return any(name.value == key for name, _ in self.entries)

    def get(self, key: str) -> "Node | None":
        """The value of a key, None where the mapping has none."""
        return next((value for name, value in self.entries if name.value == key), None)

    def text(self, key: str) -> str | None:
        """The value of a key if it is a scalar, else None."""
        value = self.get(key)
        return value.value if isinstance(value, Text) else None


Node: TypeAlias = Text | Items | Fields
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def each(node: Node | None) -> Iterator[Node]:
    """The members of a sequence; any other node stands for a sequence of one, None for none."""
    if isinstance(node, Items):
        yield from node.items
    elif node is not None:
        yield node


def read_yaml(path: Path, faults: Faults) -> Node | None:
    """The document in the file; None when it is empty or its faults leave nothing to read."""
    file = shown(path)
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        faults.add(place, f"not YAML: {error.problem}", "Mend the indentation or quote the value.")
        return None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        faults.add(Place(file), f"cannot be read: {error}", "Write the file as UTF-8 YAML.")
        return None
    return None if root is None else _node(root, file, faults)


def _node(node: yaml.Node, file: str, faults: Faults) -> Node:
    place = Place(file, node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.SequenceNode):
        return Items(tuple(_node(item, file, faults) for item in node.value), place)
    if not isinstance(node, yaml.MappingNode):
        return Text(str(node.value).strip(), place)
    entries: dict[str, tuple[Text, Node]] = {}
    for key_node, value_node in node.value:
        key = _node(key_node, file, faults)
        if not isinstance(key, Text):
            faults.add(key.place, "a key must be a word", "Write `key: value`.")
        elif key.value in entries:
            first = entries[key.value][0].place.line
            remedy = f"Write it once, with a list of values if there are several (line {first})."
            faults.add(key.place, f"key {key.value!r} is written twice", remedy)
        else:
            entries[key.value] = (key, _node(value_node, file, faults))
    return Fields(tuple(entries.values()), place)
