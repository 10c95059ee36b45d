"""What the store tells about the queries that it was asked, to whoever keeps accounts of them."""

from typing import Protocol

from graph.answers import Answer
from graph.errors import MigralexError


class Observer(Protocol):
    """Is told of each query when it is over, in the thread that asked it."""

    def evaluated(self, seconds: float, /) -> object:
        """A query of our own took the engine so long, whether or not it was answered."""

    def answered(self, answer: Answer, /) -> object:
        """A query from outside was answered."""

    def failed(self, error: MigralexError, /) -> object:
        """A query from outside was not answered."""


class Nobody:
    """Listens to nothing."""

    def evaluated(self, _seconds: float) -> None:
        """See Observer."""

    def answered(self, _answer: Answer) -> None:
        """See Observer."""

    def failed(self, _error: MigralexError) -> None:
        """See Observer."""
