"""The queries of the library on a large graph: none may take much longer than its answer is worth.

The unit is the time in which the engine counts a statement, so that it holds on any machine: a
query may take as long as counting all statements of the default dataset, and `ROW` of them for each
row that it gives. What is read once for a release may take as long as counting all `ONCE` times.
"""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.corpus import SOURCE
from benchmarks.section import Bound, Section, table
from graph.guard import Form
from graph.iris import EDITORS
from graph.library import Library, LibraryQuery, Parameter
from graph.release import Release
from graph.store import Store, open_store
from graph.terms import NamedNode, Term

QUERIES = Path(__file__).parent / "queries"
ROW, ONCE = 800, 50
# Reading and planning a query, however small the graph.
QUERY = 8_000
REPEATS = 3
SHOWN = 12
READ_ONCE = frozenset(
    {
        "dataset/void",
        "engine/graphs",
        "page/counts",
        "page/examples",
        "page/graphs",
        "page/labels",
        "page/names",
        "page/service",
        "page/usage",
        "page/voices",
        "reconcile/classes",
    }
)
# Profiles are made of what was said of one thing.
ELSEWHERE = ("profile/",)
THINGS = {
    "agreement": "country-3-and-country-5",
    "event": "law-1-of-country-5-adoption",
    "institution": "directorate-2-of-country-5",
    "law": "law-3-of-country-4",
    "polity": "country-5",
    "source": SOURCE,
}
CLAIM = "law-law-3-of-country-4"
EDITORS_CLAIM = f"{CLAIM}-editors"


@dataclass(frozen=True)
class Figure:
    """A query's time in milliseconds, its rows, and its time by the time that it may take."""

    name: str
    milliseconds: float
    rows: int
    share: float


def section(release: Release, _settings: dict[str, str]) -> Section:
    """The queries that take the largest shares of what they may take."""
    store = open_store(release)
    try:
        figures = sorted(measure(store), key=lambda one: -one.share)
    finally:
        store.close()
    rows = [
        (one.name, f"{one.milliseconds:.1f}", str(one.rows), f"{one.share:.2f}")
        for one in figures[:SHOWN]
    ]
    return Section(
        "Queries of the library on a million quads",
        f"{len(figures)} queries, each asked about a thing of the generated world. It may take "
        f"as long as counting all statements of the default dataset, and {ROW} of them for each "
        f"row; as counting all {ONCE} times if it is read once for a release. The largest shares:"
        "\n\n" + table(("query", "CPU time in ms", "rows", "of what it may take"), rows),
        [Bound("slowest query of the library, of what it may take", 1, figures[0].share)],
        [asdict(one) for one in figures],
    )


def measure(store: Store) -> Iterator[Figure]:
    """Asks each query some times; what counts is the fastest."""
    text = Library(QUERIES).query("statements").text
    seconds, rows = _fastest(lambda: store.solutions(text))
    statements = int(rows[0]["statements"].value)
    statement = seconds / statements
    for name in store.library.names():
        if name.startswith(ELSEWHERE):
            continue
        seconds, rows = _fastest(_asking(store, store.library.query(name)))
        times = ONCE if name in READ_ONCE else 1
        allowed = QUERY + times * statements + ROW * len(rows)
        yield Figure(name, seconds * 1000, len(rows), seconds / (statement * allowed))


def _asking(store: Store, query: LibraryQuery) -> Callable[[], Sequence[Any]]:
    """What asks the query about things that there are, with its own values for all else."""
    several: dict[str, Sequence[Term]] = {}
    single: dict[str, Term] = {}
    for name, parameter in query.parameters.items():
        thing = _thing(store, parameter)
        if thing is not None and parameter.several:
            several[name] = [thing]
        elif thing is not None:
            single[name] = thing
    match query.form:
        case Form.SELECT:
            return lambda: store.rows(query.name, **several, **single)
        case Form.ASK:
            return lambda: [store.ask(query.name, **single)]
        case _:
            return lambda: store.triples(query.name, **single)


def _thing(store: Store, parameter: Parameter) -> NamedNode | None:
    """Something of the generated world of the same kind as the default, which is of ours."""
    sort, _, rest = parameter.default.strip("<>").partition("/")
    kind = rest.partition("/")[0]
    if parameter.datatype is None and sort == "id" and kind in THINGS:
        return store.iris.entity(kind, THINGS[kind])
    if parameter.datatype is None and sort == "claim":
        return store.iris.claim(SOURCE, EDITORS_CLAIM if kind == EDITORS else CLAIM)
    return None


def _fastest(ask: Callable[[], Sequence[Any]]) -> tuple[float, Sequence[Any]]:
    """CPU seconds of the fastest time, and the rows."""
    fastest, rows = math.inf, []
    for _ in range(REPEATS):
        start = time.process_time()
        rows = list(ask())
        fastest = min(fastest, time.process_time() - start)
    return fastest, rows
