"""A complete answer to a query from outside."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from graph.spool import Held, Spool


@dataclass
class Answer:
    """A complete result. Iterate over it for its bytes, in chunks; it closes itself at the end.

    `seconds` is the time that the engine took, `waited` that in the queue before; `length` counts
    bytes. `origin` is empty, or says how it was had without being evaluated for this request.
    """

    media_type: str
    rows: int
    seconds: float
    length: int
    _spool: Spool | Held = field(repr=False)
    waited: float = 0.0
    origin: str = ""

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._spool.read()
        finally:
            self.close()

    def read(self) -> bytes:
        """All of it at once."""
        return b"".join(self)

    def again(self, origin: str) -> "Answer":
        """The same for somebody else. Raises ValueError if it is too large to be in memory."""
        return Answer(self.media_type, self.rows, 0.0, self.length, self._spool.held(), 0.0, origin)

    def close(self) -> None:
        """Let go of the bytes, read or not."""
        self._spool.close()
