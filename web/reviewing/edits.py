"""A correction of a record: new values written where the old ones stand, in the style of the file,
so that nothing but what is corrected differs.

Every scalar of a record is read as the text that it is, so only what would end a plain scalar, or
begin something else, has to be quoted. Source: YAML 1.2.2, chapters 7 and 8.
"""

import difflib
import json
import re
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from web.reviewing.recorded import Field, Record

WIDTH: Final = 100
FOLDED: Final = (">", "|")
_BEGINS_BADLY: Final = re.compile(r"[\s\-?:,\[\]{}#&*!|>'\"%@`]")
_ENDS_PLAIN: Final = re.compile(r": |:$| #|[\n\t\r]|[^\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd]")
_ENDS_IN_FLOW: Final = re.compile(r"[,\[\]{}]")


@dataclass(frozen=True)
class Change:
    """One changed value; `old` is empty for an added one, `new` for one that is struck."""

    path: str
    old: str
    new: str


@dataclass(frozen=True)
class _Piece:
    """What replaces the code points from `start` up to `end`."""

    start: int
    end: int
    text: str


def corrected(record: Record, values: Mapping[str, str], added: Mapping[str, str]) -> str:
    """The text of the record's file with other values (by path) and further keys.

    An empty value strikes the key, or the item of a list, that it stands for.
    """
    pieces = [_replaced(record, one, values[one.path]) for one in changed(record, values)]
    pieces += [_added(record, key, value) for key, value in added.items()]
    pieces.sort(key=lambda one: (one.start, one.end))
    text = record.text
    for piece in reversed(pieces):
        text = text[: piece.start] + piece.text + text[piece.end :]
    return text


def changed(record: Record, values: Mapping[str, str]) -> list[Field]:
    """The values that differ from those of the record, white space apart."""
    return [
        one
        for one in record.fields
        if one.path in values and values[one.path].split() != one.value.split()
    ]


def changes(
    record: Record, values: Mapping[str, str], added: Mapping[str, str]
) -> Iterable[Change]:
    """What a correction does, in the order of the record."""
    for one in changed(record, values):
        yield Change(one.path, one.value, " ".join(values[one.path].split()))
    for key, value in added.items():
        yield Change(key, "", value)


def patch(record: Record, text: str) -> str:
    """The difference as `git apply` takes it, at the root of a checkout; empty for none."""
    lines = difflib.unified_diff(
        record.text.splitlines(keepends=True),
        text.splitlines(keepends=True),
        f"a/{record.name}",
        f"b/{record.name}",
    )
    return "".join(lines)


def _replaced(record: Record, one: Field, value: str) -> _Piece:
    words = " ".join(value.split())
    if not words:
        return _struck(record.text, one)
    if one.style in FOLDED:
        return _Piece(one.start, one.end, _folded(record.text, one, words))
    return _Piece(one.start, one.end, scalar(words, one.style, flow=one.flow))


def scalar(words: str, style: str = "", *, flow: bool) -> str:
    """A value on one line, quoted as the old one was, or where it must be."""
    if style == "'":
        return "'" + words.replace("'", "''") + "'"
    badly = _BEGINS_BADLY.match(words) or _ENDS_PLAIN.search(words)
    if style == '"' or badly or (flow and _ENDS_IN_FLOW.search(words)):
        return json.dumps(words, ensure_ascii=False)
    return words


def _folded(text: str, one: Field, words: str) -> str:
    """A block of lines, with the header and the indentation of the old one."""
    old = text[one.start : one.end]
    header, _, rest = old.partition("\n")
    indent = re.match(r" *", rest)
    blanks = indent[0] if indent and indent[0] else " " * (one.column + 2)
    lines = textwrap.wrap(
        words, WIDTH - len(blanks), break_long_words=False, break_on_hyphens=False
    )
    end = "\n" if old.endswith("\n") else ""
    return header + "\n" + "\n".join(blanks + line for line in lines) + end


def _struck(text: str, one: Field) -> _Piece:
    """Takes out a key with its value, or an item of a list; the rest of the line stays."""
    first = one.start if one.listed else one.key_start
    if one.flow:
        after = re.match(r"\s*,\s*", text[one.end :])
        if after:
            return _Piece(first, one.end + len(after[0]), "")
        before = re.search(r",\s*$", text[:first])
        return _Piece(first - len(before[0]) if before else first, one.end, "")
    start = text.rfind("\n", 0, first) + 1
    end = one.end if text[one.end - 1 : one.end] == "\n" else text.find("\n", one.end) + 1
    if not one.listed and text[start:first].strip():
        # The key stands behind the dash of its record: what follows moves up to it.
        following = len(text[end:]) - len(text[end:].lstrip(" "))
        return _Piece(first, end + following, "")
    return _Piece(start, end or len(text), "")


def _added(record: Record, key: str, value: str) -> _Piece:
    """A further key of the record, or a further value of a key that holds a list."""
    words = " ".join(value.split())
    listed = [one for one in record.fields if one.listed and one.path.startswith(f"{key}[")]
    if listed:
        last = listed[-1]
        written = scalar(words, flow=last.flow)
        if last.flow:
            return _Piece(last.end, last.end, f", {written}")
        start = record.text.rfind("\n", 0, last.start) + 1
        dash = record.text[start : last.start]
        return _after_line(record.text, last.end, f"{dash}{written}\n")
    if record.flow:
        at = record.end - 1
        return _Piece(at, at, f", {key}: {scalar(words, flow=True)}")
    own = [one for one in record.fields if one.path == one.key and not one.flow]
    at = own[-1].end if own else record.end
    return _after_line(
        record.text, at, f"{' ' * record.column}{key}: {scalar(words, flow=False)}\n"
    )


def _after_line(text: str, at: int, line: str) -> _Piece:
    """A line behind the one that ends at or after `at`."""
    if text[at - 1 : at] == "\n":
        return _Piece(at, at, line)
    end = text.find("\n", at) + 1
    return _Piece(end, end, line) if end else _Piece(len(text), len(text), "\n" + line)
