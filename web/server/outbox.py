"""A response on its way out: what a connection does not take at once is kept for later.

It stands where the HTTP code expects a socket, and never blocks.
"""

import socket
from collections.abc import Iterator


class Outbox:
    """The bytes that wait for a connection which does not block."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._held: list[bytes] = []

    def sendall(self, data: bytes) -> None:
        """Keep the bytes to be sent."""
        self._held.append(data)

    def send(self, data: bytes) -> int:
        """Keep the bytes to be sent."""
        self._held.append(data)
        return len(data)

    def drain(self) -> Iterator[None]:
        """Send what is kept; yields whenever the connection takes no more just now."""
        data = memoryview(self.take())
        while data:
            try:
                data = data[self._connection.send(data) :]
            except BlockingIOError:
                yield

    def take(self) -> bytes:
        """What is kept, which is kept no longer."""
        data, self._held = b"".join(self._held), []
        return data

    def fileno(self) -> int:
        """The descriptor of the connection."""
        return self._connection.fileno()

    def getsockname(self) -> object:
        """The address of our end."""
        return self._connection.getsockname()

    def gettimeout(self) -> float:
        """It does not wait."""
        return 0.0
