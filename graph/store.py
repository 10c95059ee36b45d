"""The one way to the graph: our own queries by name, and queries from outside with their limits.

Our own queries (graph/queries/) run in this process, without limits. Queries from outside run in
processes that can be killed, see graph/pool.py. Columns that are unbound are absent from a row.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeAlias

from graph.answers import Answer
from graph.asking import Asking
from graph.engines import Engine, default_dataset
from graph.engines.disk import Disk
from graph.engines.memory import Memory
from graph.engines.remote import Remote
from graph.errors import EngineNonsense, MigralexError, UnknownQuery
from graph.guard import Form, form
from graph.inquiry import Inquiry
from graph.iris import Iris
from graph.keeping import Keeping
from graph.library import Library
from graph.limits import Limits
from graph.observer import Nobody, Observer
from graph.pool import Pool
from graph.release import Release
from graph.terms import QueryBoolean, QuerySolutions, Term, Triple

Row: TypeAlias = dict[str, Term]


def open_store(release: Release, engine: str = "memory", limits: Limits | None = None) -> "Store":
    """Open a release with an engine: `memory`, `disk`, or the URL of a SPARQL endpoint.

    This loads the graph and forks: call it before this process has threads. A process that is
    forked off later, such as a web process, may go on using the store; see `survives_fork`.
    """
    limits = limits or Limits()
    return Store(release, _engine(release, engine, limits), limits)


def open_frozen(release: Release) -> "Store":
    """Open a release for queries of our own alone, at any time and in any thread.

    It is read from disk, which takes a few milliseconds and hardly any memory.
    """
    return Store(release, Disk(release), Limits(), asked_from_outside=False)


def _engine(release: Release, engine: str, limits: Limits) -> Engine:
    match engine:
        case "memory":
            return Memory(release)
        case "disk":
            return Disk(release)
        case _ if engine.startswith(("http:", "https:")):
            return Remote(release, engine, limits.seconds)
        case _:
            raise ValueError(f"engine {engine!r}: write memory, disk, or an http(s) URL")


class Store:
    """A release, open. Methods may be called from any thread."""

    def __init__(
        self, release: Release, engine: Engine, limits: Limits, *, asked_from_outside: bool = True
    ) -> None:
        self.release = release
        self.iris: Iris = release.iris
        self.library = Library()
        self.limits = limits
        self._engine = engine
        self._dataset = default_dataset(self.iris)
        self._outside = Pool(engine, self.iris, limits) if asked_from_outside else None
        self._observer: Observer = Nobody()
        room = 0 if engine.opens_connections else limits.kept_megabytes * 2**20
        self.keeping = Keeping(room)
        """Answers to queries from outside that were given before."""

    def rows(self, name: str, **terms: Term | Sequence[Term]) -> list[Row]:
        """The solutions of a SELECT of the library, each a dictionary from column to term.

        Raises UnknownQuery if there is no such query or parameter, or if its columns are not
        those of its header, and ValueError for a term that is no value of a parameter.
        """
        query = self.library.query(name)
        with self._timed():
            results = self._engine.evaluate(query.bind(**terms), self._dataset)
            if not isinstance(results, QuerySolutions):
                raise UnknownQuery(f"{name} is no SELECT")
            columns = tuple(variable.value for variable in results.variables)
            if columns != query.columns:
                said = ", ".join(columns)
                raise UnknownQuery(f"{name} has the columns {said}: correct its header")
            return [
                {column: term for column, term in zip(columns, solution, strict=True) if term}
                for solution in results
            ]

    def solutions(self, text: str) -> list[Row]:
        """The solutions of a SELECT that was made from a text of ours, such as a rule."""
        with self._timed():
            results = self._engine.evaluate(text, self._dataset)
            if not isinstance(results, QuerySolutions):
                raise UnknownQuery("the query is no SELECT")
            columns = [variable.value for variable in results.variables]
            return [
                {column: term for column, term in zip(columns, solution, strict=True) if term}
                for solution in results
            ]

    def ask(self, name: str, **terms: Term) -> bool:
        """The answer to an ASK of the library. Raises as `rows` does."""
        text = self.library.query(name).bind(**terms)
        with self._timed():
            results = self._engine.evaluate(text, self._dataset)
            if not isinstance(results, QueryBoolean):
                raise UnknownQuery(f"{name} is no ASK")
            return bool(results)

    def triples(self, name: str, **terms: Term) -> list[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE of the library. Raises as `rows` does."""
        text = self.library.query(name).bind(**terms)
        with self._timed():
            results = self._engine.evaluate(text, self._dataset)
            if isinstance(results, QueryBoolean | QuerySolutions):
                raise UnknownQuery(f"{name} gives no triples")
            return list(results)

    def answers(self) -> bool:
        """Whether the engine answers just now, and holds a release.

        Raises EngineUnavailable or EngineNonsense if a remote engine fails, after seconds at most.
        """
        return self._engine.probe(self.library.query("engine/ready").text, self._dataset)

    @staticmethod
    def form(text: str) -> Form | None:
        """What a text from outside asks for, so that a media type can be chosen for it.

        None for an update and for what does not begin as a query does; `answer` says which.
        """
        return form(text)

    def answer(
        self,
        text: str,
        *,
        media_type: str,
        default_graphs: tuple[str, ...] = (),
        named_graphs: tuple[str, ...] = (),
        client: str = "",
        watch: int | None = None,
    ) -> Answer:
        """Answer a query from outside; the result is complete when this returns.

        `client` is who takes turns in the queue, such as an address; `watch` is a descriptor of
        the client's connection: the work is stopped when it is hung up.

        Raises what graph.pool.Pool.ask raises.
        """
        inquiry = Inquiry(text, media_type, default_graphs, named_graphs)
        answer = self.keeping.find(inquiry, client)
        if answer is None:
            try:
                answer = self._pool.ask(inquiry, client, watch)
            except MigralexError as error:
                self._observer.failed(error)
                raise
            self.keeping.keep(inquiry, client, answer)
        self._observer.answered(answer)
        return answer

    def begin(self, inquiry: Inquiry, client: str, wake: Callable[[], object]) -> Asking | None:
        """Begin to answer a query from outside without a thread; None where too many wait.

        No observer is told of it. See graph.asking.Asking.
        """
        return self._pool.begin(inquiry, client, wake)

    @property
    def _pool(self) -> Pool:
        if self._outside is None:
            raise ValueError("this release was opened for queries of our own alone")
        return self._outside

    def tidy(self) -> None:
        """Let go of what has not been needed for a while. To be called now and then."""
        self._pool.tidy()

    @property
    def zygote(self) -> int:
        """The id of the process whose children answer queries from outside."""
        return self._pool.zygote

    @property
    def is_remote(self) -> bool:
        """Whether the engine is another server, which may fail and come back on its own."""
        return self._engine.opens_connections

    @property
    def survives_fork(self) -> bool:
        """Whether this process may ask queries of our own and then fork others that do so too."""
        return self._engine.survives_fork

    def tell(self, observer: Observer) -> None:
        """Have somebody told of the queries that are asked from now on."""
        self._observer = observer

    @contextmanager
    def _timed(self) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        except SyntaxError as error:
            # Our own queries are valid, so it is the result of a remote engine that is not.
            raise EngineNonsense("The query engine's answer breaks off or is no result.") from error
        finally:
            self._observer.evaluated(time.perf_counter() - start)

    def on_loss(self, act: Callable[[], object]) -> None:
        """Have something done when query processes can no longer be had and a restart is due."""
        self._pool.on_loss = act

    def close(self) -> None:
        """End the query processes and let go of the graph."""
        if self._outside is not None:
            self._outside.close()
        self._engine.close()
