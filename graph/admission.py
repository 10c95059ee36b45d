"""Who may ask now: a bounded queue that is fair between clients.

Places are counted for all web processes together (graph/places.py); each process has a queue of
its own in front of them. In the queue clients take turns, however many queries each of them has
waiting. A client may hold all places but one and wait in half of the queue.
"""

import math
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from graph.errors import Busy
from graph.limits import Limits
from graph.places import Places


class Admission:
    """The places and the queue. Made before the web processes are forked, shared by them."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._places = Places(limits.parallel)
        self._queue = _Queue(limits.parallel, limits.queue)
        self._seconds = 0.1

    def after_fork(self) -> None:
        """Begin with an empty queue in a process that was forked off."""
        self._places.after_fork()
        self._queue = _Queue(self._limits.parallel, self._limits.queue)

    def close(self) -> None:
        """Give the places back."""
        self._places.close()

    @contextmanager
    def place(self, client: str) -> Iterator[float]:
        """Wait for a place and hold it; gives the seconds that it took.

        Raises Busy when too many wait, or for too long.
        """
        came = time.monotonic()
        end = came + self._limits.wait
        if not self._queue.enter(client, end):
            raise self._busy()
        try:
            place = self._places.take(end)
            if place is None:
                raise self._busy()
            start = time.monotonic()
            try:
                yield start - came
            finally:
                self._places.give(place)
                self._seconds += (time.monotonic() - start - self._seconds) / 8
        finally:
            self._queue.leave(client)

    def _busy(self) -> Busy:
        """The error, with the time in which the queue should have moved on."""
        ahead = self._queue.waiting + 1
        seconds = math.ceil(self._seconds * ahead / self._limits.parallel)
        return Busy(
            "The endpoint is busy with other queries. Ask again a little later.",
            min(max(seconds, 1), 60),
        )


@dataclass(eq=False)
class _Ticket:
    """Somebody who waits; the event tells that it is their turn."""

    client: str
    turn: threading.Event = field(default_factory=threading.Event)


class _Queue:
    """Those that wait in this process, by client, and those that hold a place."""

    def __init__(self, places: int, length: int) -> None:
        self._places = places
        self._share = max(1, places - 1)
        self._length = length
        self._lock = threading.Lock()
        self._waiting: OrderedDict[str, deque[_Ticket]] = OrderedDict()
        self._holding: dict[str, int] = {}
        self._held = 0
        self.waiting = 0

    def enter(self, client: str, end: float) -> bool:
        """Wait for a place until `end`. False if the queue is full or the time is over."""
        with self._lock:
            if self._free(client) and self._next() is None:
                self._hold(client)
                return True
            own = len(self._waiting.get(client, ()))
            if self.waiting >= self._length or own >= max(1, self._length // 2):
                return False
            ticket = _Ticket(client)
            self._waiting.setdefault(client, deque()).append(ticket)
            self.waiting += 1
        if ticket.turn.wait(end - time.monotonic()):
            return True
        with self._lock:
            if ticket.turn.is_set():
                return True
            self._remove(ticket)
            return False

    def leave(self, client: str) -> None:
        """Give the place up, and let those have it whose turn it is."""
        with self._lock:
            self._held -= 1
            self._holding[client] -= 1
            if not self._holding[client]:
                del self._holding[client]
            while (ticket := self._next()) is not None:
                self._hold(ticket.client)
                self._remove(ticket)
                # This client has had its turn; the others come first now.
                if ticket.client in self._waiting:
                    self._waiting.move_to_end(ticket.client)
                ticket.turn.set()

    def _remove(self, ticket: _Ticket) -> None:
        self.waiting -= 1
        self._waiting[ticket.client].remove(ticket)
        if not self._waiting[ticket.client]:
            del self._waiting[ticket.client]

    def _free(self, client: str) -> bool:
        return self._held < self._places and self._holding.get(client, 0) < self._share

    def _hold(self, client: str) -> None:
        self._held += 1
        self._holding[client] = self._holding.get(client, 0) + 1

    def _next(self) -> _Ticket | None:
        """The ticket whose turn it is, None while there is no place for anybody."""
        if not self._waiting or self._held >= self._places:
            return None
        return next(
            (tickets[0] for client, tickets in self._waiting.items() if self._free(client)), None
        )
