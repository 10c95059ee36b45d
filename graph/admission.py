"""Who may ask now: a bounded queue that is fair between clients.

Places are counted for all web processes together (graph/places.py); each process has a queue of
its own in front of them. In the queue clients take turns, however many queries each of them has
waiting. A client may hold all places but one and wait in half of the queue.
"""

import math
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from graph.errors import Busy
from graph.limits import Limits
from graph.places import Places


class Admission:
    """The places and the queue. Made before the web processes are forked, shared by them."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.places = Places(limits.parallel)
        self.queue = Queue(limits.parallel, limits.queue)
        self._seconds = 0.1

    def after_fork(self) -> None:
        """Begin with an empty queue in a process that was forked off."""
        self.places.after_fork()
        self.queue = Queue(self.limits.parallel, self.limits.queue)

    def close(self) -> None:
        """Give the places back."""
        self.places.close()

    @contextmanager
    def place(self, client: str) -> Iterator[float]:
        """Wait for a place and hold it; gives the seconds that it took.

        Raises Busy when too many wait, or for too long.
        """
        turn = threading.Event()
        came = time.monotonic()
        end = came + self.limits.wait
        ticket = self.queue.join(client, turn.set)
        if ticket is None:
            raise self.busy()
        turn.wait(0 if ticket.granted else self.limits.wait)
        if not ticket.granted and self.queue.quit(ticket):
            raise self.busy()
        try:
            place = self.places.take(end)
            if place is None:
                raise self.busy()
            start = time.monotonic()
            try:
                yield start - came
            finally:
                self.places.give(place)
                self.took(time.monotonic() - start)
        finally:
            self.queue.leave(client)

    def took(self, seconds: float) -> None:
        """Remember how long a query held its place."""
        self._seconds += (seconds - self._seconds) / 8

    def busy(self) -> Busy:
        """The error, with the time in which the queue should have moved on."""
        ahead = self.queue.waiting + 1
        seconds = math.ceil(self._seconds * ahead / self.limits.parallel)
        return Busy(
            "The endpoint is busy with other queries. Ask again a little later.",
            min(max(seconds, 1), 60),
        )


@dataclass(eq=False)
class Ticket:
    """Somebody in the queue. When it is their turn, `granted` is set and `wake` called, once.

    It is called in whatever thread makes way for them.
    """

    client: str
    wake: Callable[[], object]
    granted: bool = False


class Queue:
    """Those that wait in this process, by client, and those that hold a place."""

    def __init__(self, places: int, length: int) -> None:
        self._places = places
        self._share = max(1, places - 1)
        self._length = length
        self._lock = threading.Lock()
        self._waiting: OrderedDict[str, deque[Ticket]] = OrderedDict()
        self._holding: dict[str, int] = {}
        self._held = 0
        self.waiting = 0

    def join(self, client: str, wake: Callable[[], object]) -> Ticket | None:
        """Stand in the queue; the turn may come at once, without a call. None if it is full."""
        with self._lock:
            ticket = Ticket(client, wake)
            if self._free(client) and self._next() is None:
                self._hold(ticket)
                return ticket
            own = len(self._waiting.get(client, ()))
            if self.waiting >= self._length or own >= max(1, self._length // 2):
                return None
            self._waiting.setdefault(client, deque()).append(ticket)
            self.waiting += 1
            return ticket

    def quit(self, ticket: Ticket) -> bool:
        """Wait no longer. False if the turn has come just now, and is to be used or given up."""
        with self._lock:
            if not ticket.granted:
                self._remove(ticket)
            return not ticket.granted

    def leave(self, client: str) -> None:
        """Give the place up, and let those have it whose turn it is."""
        with self._lock:
            self._held -= 1
            self._holding[client] -= 1
            if not self._holding[client]:
                del self._holding[client]
            while (ticket := self._next()) is not None:
                self._remove(ticket)
                self._hold(ticket)
                # This client has had its turn; the others come first now.
                if ticket.client in self._waiting:
                    self._waiting.move_to_end(ticket.client)
                ticket.wake()

    def _remove(self, ticket: Ticket) -> None:
        self.waiting -= 1
        self._waiting[ticket.client].remove(ticket)
        if not self._waiting[ticket.client]:
            del self._waiting[ticket.client]

    def _free(self, client: str) -> bool:
        return self._held < self._places and self._holding.get(client, 0) < self._share

    def _hold(self, ticket: Ticket) -> None:
        self._held += 1
        self._holding[ticket.client] = self._holding.get(ticket.client, 0) + 1
        ticket.granted = True

    def _next(self) -> Ticket | None:
        """The ticket whose turn it is, None while there is no place for anybody."""
        if not self._waiting or self._held >= self._places:
            return None
        return next(
            (tickets[0] for client, tickets in self._waiting.items() if self._free(client)), None
        )
