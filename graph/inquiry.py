"""One query from outside, from its text to its result: judged, evaluated, written.

This runs inside a process that can be killed (graph/queryprocess.py), because even parsing a
hostile text may take forever.
"""

from dataclasses import dataclass

from graph.engines import Dataset, Engine, default_dataset
from graph.errors import (
    EngineNonsense,
    EngineUnavailable,
    MigralexError,
    QueryFailed,
    QueryMemoryExceeded,
)
from graph.federation import federated
from graph.guard import Reading, read, refuse_update
from graph.iris import Iris
from graph.limits import Limits
from graph.results import Output, write
from graph.syntax import explain
from graph.terms import NamedNode, QueryBoolean, QuerySolutions


@dataclass(frozen=True)
class Inquiry:
    """A query as the SPARQL 1.1 Protocol brings it; graphs are IRIs as text."""

    text: str
    media_type: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


def answer(inquiry: Inquiry, engine: Engine, output: Output, iris: Iris, limits: Limits) -> int:
    """Write the result to the output; answers how many rows or triples it has.

    Raises an error of graph.errors for everything that can go wrong with a query.
    """
    try:
        return _answer(inquiry, engine, output, iris, limits)
    except MigralexError:
        raise
    except MemoryError as error:
        raise out_of_memory(limits) from error
    except OSError as error:
        # Its message may name files of this machine.
        raise EngineUnavailable("The query engine reports a fault of its own.") from error
    except (RuntimeError, ValueError) as error:
        raise QueryFailed(f"The query cannot be evaluated: {error}.") from error


def out_of_memory(limits: Limits) -> QueryMemoryExceeded:
    """The error for a query that asked for more memory than it may have."""
    return QueryMemoryExceeded(
        f"The query was stopped because it needs more than {limits.megabytes} MiB of memory.",
        limits.megabytes * 2**20,
    )


def _answer(inquiry: Inquiry, engine: Engine, output: Output, iris: Iris, limits: Limits) -> int:
    refuse_update(inquiry.text)
    text = federated(inquiry.text, iris, limits)
    reading = read(inquiry.text)
    dataset = _dataset(inquiry, reading, iris)
    try:
        results = engine.evaluate(text, dataset)
    except (SyntaxError, UnicodeError) as error:
        raise explain(inquiry.text, str(error), iris.base) from error
    try:
        triples = not isinstance(results, QueryBoolean | QuerySolutions)
        prefixes = dict(reading.prefixes) if triples else {}
        return write(results, output, inquiry.media_type, limits, prefixes)
    except SyntaxError as error:
        raise EngineNonsense("The query engine's answer breaks off or is no result.") from error


def _dataset(inquiry: Inquiry, reading: Reading, iris: Iris) -> Dataset:
    """The protocol's dataset wins over FROM, and FROM over the default dataset.

    Source: SPARQL 1.1 Protocol, section 2.1.4.
    """
    if inquiry.default_graphs or inquiry.named_graphs:
        return Dataset(_graphs(inquiry.default_graphs), _graphs(inquiry.named_graphs))
    if reading.own_dataset:
        return Dataset(None, None)
    return default_dataset(iris)


def _graphs(names: tuple[str, ...]) -> tuple[NamedNode, ...]:
    try:
        return tuple(NamedNode(name) for name in names)
    except ValueError as error:
        raise QueryFailed("A graph of the dataset is not named by an absolute IRI.") from error
