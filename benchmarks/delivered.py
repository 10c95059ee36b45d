"""The endpoint as it is delivered, answers being kept, asked as people ask: repeatedly.

Which of a shape's queries is asked follows Zipf's law: the most frequent one twice as often as the
second, and so on. Both servers are asked the same sequence; the peer evaluates all of it.
"""

import random
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from itertools import accumulate

from benchmarks.endpoint import MANY, WARM_SECONDS, geometric_mean
from benchmarks.load import request, run
from benchmarks.section import Section, table
from benchmarks.servers import MEMORY, MIGRALEX, serving
from benchmarks.shapes import shapes
from graph.release import Release

SEQUENCE = 5000
RUN_SECONDS = 2.0


@dataclass(frozen=True)
class Delivered:
    """Answers per second of a shape, ours and the peer's, and the part of ours that was kept."""

    shape: str
    queries: int
    ours: float
    peer: float
    kept: float
    failures: int

    @property
    def ratio(self) -> float:
        """Our rate divided by the peer's."""
        return self.ours / self.peer if self.peer else 0.0


def section(release: Release, settings: dict[str, str]) -> Section:
    """Answers per second with answers kept. No aim is met by this part."""
    found = measure(release, settings)
    rows = [
        (
            one.shape,
            str(one.queries),
            f"{one.ours:.1f}",
            f"{one.peer:.1f}",
            f"{one.ratio:.2f}",
            f"{one.kept:.0%}",
            str(one.failures),
        )
        for one in found
    ]
    header = ("shape", "queries", MIGRALEX, MEMORY, "ours : peer", "not evaluated", "failures")
    mean = geometric_mean([one.ratio for one in found if one.ratio])
    return Section(
        "As delivered: a million quads, answers kept",
        "Here small answers are kept and shared, as they are unless an operator says otherwise, "
        "and queries repeat as Zipf's law has it among the numbers of different queries below. The "
        "geometric mean of the ratios, "
        f"{mean:.2f}, says what clients get who ask the same again; it says nothing of the engine, "
        "and the aims above are judged without it.\n\n" + table(header, rows),
        data=[asdict(one) for one in found],
    )


def measure(release: Release, settings: dict[str, str]) -> list[Delivered]:
    """Asks both servers, shape by shape, over sixteen connections."""
    found = []
    with ExitStack() as running:
        ours, peer = (
            running.enter_context(serving(name, release, settings)) for name in (MIGRALEX, MEMORY)
        )
        for shape in shapes(release):
            loads = []
            for server in (ours, peer):
                paths = _drawn(shape.paths(server.endpoint))
                requests = [request(server.port, path, shape.accept) for path in paths]
                run(server.port, requests, MANY, WARM_SECONDS)
                loads.append(run(server.port, requests, MANY, RUN_SECONDS))
            first, second = loads
            kept = first.kept / len(first.latencies) if first.latencies else 0.0
            failures = first.failures + second.failures
            number = len(shape.texts)
            found.append(Delivered(shape.name, number, first.rate, second.rate, kept, failures))
    return found


def _drawn(paths: Sequence[str], seed: int = 11) -> list[str]:
    """A sequence in which the n-th path stands with a frequency of one to n."""
    weights = list(accumulate(1 / place for place in range(1, len(paths) + 1)))
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    return chance.choices(paths, cum_weights=weights, k=SEQUENCE)
