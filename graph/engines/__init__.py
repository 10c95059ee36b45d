"""The engines that answer queries: one small interface, three ways to be behind it.

- `memory`  Oxigraph, the release's dump loaded into this process; shared by processes forked off
- `disk`    Oxigraph on the release's store, opened read-only by each process for itself
- an URL    any SPARQL 1.1 endpoint into which the release was loaded
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, TypeAlias

from graph.iris import Iris
from graph.terms import NamedNode, QueryBoolean, QuerySolutions, Triple

Results: TypeAlias = QuerySolutions | QueryBoolean | Iterable[Triple]

DEFAULT_GRAPHS = ("facts", "inferred", "ontology")


@dataclass(frozen=True)
class Dataset:
    """What a query is asked of: the union of the graphs `default`, and `named` for GRAPH.

    None is for `default` the dataset that the query's own FROM clauses describe, and for `named`
    all graphs there are. A graph that does not exist is empty; nothing is ever fetched.
    Source: SPARQL 1.1 Protocol, section 2.1.4.
    """

    default: tuple[NamedNode, ...] | None
    named: tuple[NamedNode, ...] | None


@lru_cache
def default_dataset(iris: Iris) -> Dataset:
    """The dataset where none is stated: accepted, inferred, ontology; every graph can be named."""
    return Dataset(tuple(iris.graph(name) for name in DEFAULT_GRAPHS), None)


class Engine(Protocol):
    """Evaluates queries on one release."""

    opens_connections: bool
    """Whether evaluating needs new connections, so that they cannot be forbidden."""

    survives_fork: bool
    """Whether a process may evaluate queries and then fork others that do so too."""

    def open(self) -> None:
        """Get ready in this process, so that evaluating opens no file."""

    def evaluate(self, text: str, dataset: Dataset) -> Results:
        """What a query answers: solutions, a boolean, or triples; often lazily.

        Raises SyntaxError for a text that is no query, OSError or RuntimeError if it cannot be
        evaluated, and EngineUnavailable or EngineNonsense if a remote engine fails.
        """

    def probe(self, text: str, dataset: Dataset) -> bool:
        """The answer to an ASK, where the engine gives it at once; raises as `evaluate` does."""

    def close(self) -> None:
        """Let go of files, memory and connections."""
