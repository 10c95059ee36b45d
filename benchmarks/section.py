"""What one part of the measurements found: tables for people, figures aimed at, data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Bound:
    """A figure that is aimed at; `least` is false where it is the most that may be."""

    name: str
    aim: float
    found: float
    least: bool = False

    @property
    def met(self) -> bool:
        """Whether it is reached."""
        return self.found >= self.aim if self.least else self.found <= self.aim


@dataclass(frozen=True)
class Section:
    """`text` is Markdown, `data` what JSON can hold."""

    title: str
    text: str
    bounds: Sequence[Bound] = ()
    data: Any = field(default=None, repr=False)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; every column but the first is set flush right."""
    rule = ["---", *("---:" for _ in header[1:])]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (header, rule, *rows))
