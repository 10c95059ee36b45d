"""Faults in what people write: each says where it is and what to do, and all are told at once."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from graph.errors import SourceError


@dataclass(frozen=True, order=True)
class Place:
    """A place in a file. Lines and columns count from 1; 0 where the whole file is meant."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, order=True)
class Fault:
    """Something that must be mended before anything is published."""

    place: Place
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}\n    {self.remedy}"


@dataclass
class Faults:
    """The faults found so far; a step adds to it and goes on, so that one run tells them all."""

    found: list[Fault] = field(default_factory=list)

    def add(self, place: Place, message: str, remedy: str) -> None:
        """Notes one fault; the remedy is a sentence that begins with what to do."""
        self.found.append(Fault(place, message, remedy))

    def __bool__(self) -> bool:
        return bool(self.found)

    def stop(self) -> None:
        """Raises SourceError with every fault, in the order of files and lines, if there is one."""
        if self.found:
            faults = sorted(set(self.found))
            count = f"{len(faults)} fault{'s' if len(faults) > 1 else ''}"
            raise SourceError("\n".join([*map(str, faults), f"{count}; nothing was published."]))


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """A remedy for an unknown word: the nearest known ones, or else the sentence given."""
    near = difflib.get_close_matches(word, sorted(known), n=3, cutoff=0.6)
    return f"Did you mean {' or '.join(near)}?" if near else otherwise


def shown(path: Path) -> str:
    """The path as people see it: relative to where they are, when it lies below that."""
    here = Path.cwd()
    full = path.resolve()
    return str(full.relative_to(here)) if full.is_relative_to(here) else str(path)
