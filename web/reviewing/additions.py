"""Something that a record lacks, or a record that is missing: written as the records are written.

A part, such as an event, is one line in the list of its key; a record is a file of its own, so that
the patch for it fits any checkout.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from web.reviewing.edits import scalar
from web.reviewing.recorded import Record

INDENT: Final = 2
QUOTE: Final = '"'


@dataclass(frozen=True)
class Entry:
    """What is to be added. `values` have a key's values, `evidence` the parts of a passage."""

    name: str
    type: str
    values: Mapping[str, tuple[str, ...]]
    evidence: Mapping[str, str]


def with_part(record: Record, key: str, entry: Entry) -> str:
    """The text of the record's file with one thing more below a key.

    Raises ValueError where the key has one thing that stands in no list.
    """
    line, text, here = _in_braces(entry), record.text, record.lists.get(key)
    if here is not None and here.flow:
        separator = "" if text[: here.at].rstrip().endswith("[") else ", "
        return text[: here.at] + separator + line + text[here.at :]
    if here is not None:
        return _with_line(text, here.at, f"{' ' * here.column}- {line}")
    if key in record.keys:
        raise ValueError(key)
    if record.flow:
        at = record.end - 1
        return f"{text[:at]}, {key}: [{line}]{text[at:]}"
    blanks = " " * record.column
    return _with_line(text, record.end, f"{blanks}{key}:\n{blanks}{' ' * INDENT}- {line}")


def as_record(entry: Entry) -> str:
    """The text of a file that holds one record."""
    lines = [f"id: {entry.name}", f"type: {entry.type}"]
    lines += [f"{key}: {_written(values, flow=False)}" for key, values in entry.values.items()]
    lines.append(f"evidence: {_evidence(entry)}")
    return "- " + "\n  ".join(lines) + "\n"


def new_file(name: str, text: str) -> str:
    """The difference that makes a file, as `git apply` takes it at the root of a checkout."""
    lines = text.splitlines(keepends=True)
    return "".join(difflib.unified_diff([], lines, "/dev/null", f"b/{name}"))


def _in_braces(entry: Entry) -> str:
    named = [f"key: {entry.name}"] if entry.name else []
    pairs = [f"{key}: {_written(values, flow=True)}" for key, values in entry.values.items()]
    return "{" + ", ".join((*named, *pairs, f"evidence: {_evidence(entry)}")) + "}"


def _written(values: tuple[str, ...], *, flow: bool) -> str:
    if len(values) == 1:
        return scalar(values[0], flow=flow)
    return "[" + ", ".join(scalar(one, flow=True) for one in values) + "]"


def _evidence(entry: Entry) -> str:
    parts = (f"{key}: {scalar(value, QUOTE, flow=True)}" for key, value in entry.evidence.items())
    return "{" + ", ".join(parts) + "}"


def _with_line(text: str, at: int, line: str) -> str:
    """The text with a line behind the one that ends at or after a code point."""
    end = at if text[at - 1 : at] == "\n" else text.find("\n", at) + 1
    if not end:
        return f"{text}\n{line}\n"
    return f"{text[:end]}{line}\n{text[end:]}"
