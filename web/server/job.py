"""A plain query on its way from a client's connection to its answer."""

from dataclasses import dataclass, field
from typing import Any

from graph.asking import Asking
from web.server.connection import Connection
from web.server.direct import Plain


@dataclass(eq=False)
class Job:
    """A plain query that is being answered, for the client of a connection.

    It has an asking of its own, or waits for the answer of a job that asks the same.
    """

    connection: Connection
    plain: Plain
    environ: dict[str, Any]
    asking: Asking | None = None
    reading: int | None = None
    follows: "Job | None" = None
    followers: "list[Job]" = field(default_factory=list)

    @property
    def client(self) -> str:
        """Who takes turns in the queue."""
        return str(self.environ["REMOTE_ADDR"])
