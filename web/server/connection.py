"""A client's connection, as the event loop of a web process sees it."""

import socket
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from selectors import BaseSelector
from typing import Any

from graph.errors import MigralexError
from web.server.arrival import Arrival

Steps = Generator[None, None, bool]


@dataclass(eq=False)
class Connection:
    """A client's connection, and what is done on it just now."""

    socket: socket.socket
    client: Any
    server: Any
    arrival: Arrival
    poller: BaseSelector
    steps: Steps | None = None
    until: float = 0.0
    lingers: bool = False
    began: float = field(default_factory=time.monotonic)
    # How a query has failed that was asked before there was a thread for it.
    outcome: MigralexError | None = None
    # What the loop listens for, 0 for nothing, and what it calls then.
    _event: int = 0
    _then: Callable[["Connection"], None] | None = None

    def listen(self, event: int, then: Callable[["Connection"], None]) -> None:
        """Have something called by the loop whenever it is ready, and nothing else any more."""
        self._then = then
        if self._event == event:
            return
        if self._event:
            self.poller.modify(self.socket, event, self._ready)
        else:
            self.poller.register(self.socket, event, self._ready)
        self._event = event

    def listen_no_more(self) -> None:
        """Have nothing called, before it is in a thread or closed."""
        if self._event:
            self._event = 0
            self.poller.unregister(self.socket)

    def _ready(self, _socket: object) -> None:
        if self._then is not None:
            self._then(self)
