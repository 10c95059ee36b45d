"""What a build tells while it works: each stage with its seconds and the memory reached."""

import json
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO


@dataclass(frozen=True)
class Stage:
    """One stage. `peak_mib` is the largest resident size of the process up to its end, in MiB."""

    name: str
    seconds: float
    peak_mib: float


@dataclass
class Stages:
    """The stages so far, told on `stream`: rewritten in place on a terminal, else line by line."""

    stream: TextIO = field(default_factory=lambda: sys.stderr)
    done: list[Stage] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """A stage of the work; one that fails is not counted."""
        terminal = self.stream.isatty()
        if terminal:
            self.stream.write(f"\r\x1b[K{name} …")
            self.stream.flush()
        begun = time.perf_counter()
        try:
            yield
        finally:
            if terminal:
                self.stream.write("\r\x1b[K")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self.done.append(Stage(name, round(time.perf_counter() - begun, 3), round(peak, 1)))
        self.stream.write(f"{name:10} {self.done[-1].seconds:6.2f} s {peak:6.0f} MiB\n")
        self.stream.flush()

    def write(self, path: Path) -> None:
        """Writes the stages as JSON: `{"stages": [{"name", "seconds", "peak_mib"}, …]}`."""
        stages = [vars(stage) for stage in self.done]
        path.write_text(json.dumps({"stages": stages}, indent=2) + "\n", encoding="utf-8")
