"""What can go wrong in the graph and the loader, as exceptions with the facts of each case.

Their messages are written for the person who made the request. The web package maps each
class to an HTTP status; the command line prints the message and leaves with status 1.
"""


class MigralexError(Exception):
    """Base of every error that is ours to explain."""


class SourceError(MigralexError):
    """Records, evidence or texts are wrong; the message holds every fault, one per line."""


class ValidationError(MigralexError):
    """The graph violates a shape; the message holds every violation."""


class OntologyError(MigralexError):
    """Ontology, shapes or context do not fit together; ours to mend, not the editor's."""


class NoRelease(MigralexError):
    """There is no release to serve yet, or not the one that was asked for."""


class UnknownQuery(MigralexError):
    """The library has no query of that name, or the query no parameter of that name."""


class QuerySyntaxError(MigralexError):
    """The query cannot be parsed. `line` and `column` count from 1; None where unknown.

    `token` is what stands there; None at the end of the query.
    """

    def __init__(
        self,
        message: str,
        line: int | None = None,
        column: int | None = None,
        token: str | None = None,
    ) -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.token = token


class UpdateRefused(MigralexError):
    """The text is a SPARQL update; the graph is read-only."""


class ServiceRefused(MigralexError):
    """The query calls an endpoint that it may not call. `endpoint`: None if variable."""

    def __init__(self, message: str, endpoint: str | None = None) -> None:
        super().__init__(message)
        self.endpoint = endpoint


class ServiceFailed(MigralexError):
    """An endpoint that the query calls does not answer, or not as it should."""

    def __init__(self, message: str, endpoint: str | None = None) -> None:
        super().__init__(message)
        self.endpoint = endpoint


class ServiceSilent(ServiceFailed):
    """An endpoint that the query calls takes too long."""


class QueryTimeout(MigralexError):
    """The query was stopped at the time limit. `seconds` is that limit."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


class QueryMemoryExceeded(MigralexError):
    """The query was stopped at the memory limit. `limit_bytes` is that limit."""

    def __init__(self, message: str, limit_bytes: int) -> None:
        super().__init__(message)
        self.limit_bytes = limit_bytes


class ResultTooLarge(MigralexError):
    """The result has more rows than allowed. `limit` counts rows (or triples)."""

    def __init__(self, message: str, limit: int) -> None:
        super().__init__(message)
        self.limit = limit


class QueryFailed(MigralexError):
    """The engine could not evaluate the query, e.g. for an unknown function."""


class NotAcceptable(MigralexError):
    """The result cannot be written in the media type that was asked for."""


class Busy(MigralexError):
    """Every query process is at work. `retry_after` is in seconds."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class EngineUnavailable(MigralexError):
    """The remote engine does not answer."""


class EngineSilent(EngineUnavailable):
    """The remote engine took the request and then kept silent for too long."""


class EngineNonsense(MigralexError):
    """The remote engine answered, but not with what the protocol says it must."""
