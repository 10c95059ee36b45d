"""Who may ask now: a bounded queue that is fair between clients.

Places are counted for all web processes together by bytes in a pipe that they share; each process
has a queue of its own in front of it. In the queue clients take turns, however many queries
each of them has waiting. A client may hold all places but one and wait in half of the queue.
"""

import math
import os
import select
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager

from graph.errors import Busy
from graph.limits import Limits


class Admission:
    """The places and the queue. Made before the web processes are forked, shared by them."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._places, self._give = os.pipe()
        os.set_blocking(self._places, False)
        os.write(self._give, b"." * limits.parallel)
        self._queue = _Queue(limits.parallel)
        self._seconds = 0.1

    def after_fork(self) -> None:
        """Begin with an empty queue in a process that was forked off."""
        self._queue = _Queue(self._limits.parallel)

    def close(self) -> None:
        """Give the pipe back."""
        os.close(self._places)
        os.close(self._give)

    @contextmanager
    def place(self, client: str) -> Iterator[float]:
        """Wait for a place and hold it; gives the seconds that it took.

        Raises Busy when too many wait, or for too long.
        """
        came = time.monotonic()
        end = came + self._limits.wait
        if not self._queue.enter(client, self._limits.queue, end):
            raise self._busy()
        try:
            if not self._take(end):
                raise self._busy()
            start = time.monotonic()
            try:
                yield start - came
            finally:
                os.write(self._give, b".")
                self._seconds += (time.monotonic() - start - self._seconds) / 8
        finally:
            self._queue.leave(client)

    def _take(self, end: float) -> bool:
        """Take a byte out of the pipe; some other process may be quicker."""
        while True:
            try:
                return bool(os.read(self._places, 1))
            except BlockingIOError:
                left = end - time.monotonic()
                poll = select.poll()
                poll.register(self._places, select.POLLIN)
                if left <= 0 or not poll.poll(left * 1000):
                    return False

    def _busy(self) -> Busy:
        """The error, with the time in which the queue should have moved on."""
        ahead = self._queue.waiting + 1
        seconds = math.ceil(self._seconds * ahead / self._limits.parallel)
        return Busy(
            "The endpoint is busy with other queries. Ask again a little later.",
            min(max(seconds, 1), 60),
        )


class _Queue:
    """Those that wait in this process, by client, and those that hold a place."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._share = max(1, places - 1)
        self._changed = threading.Condition()
        self._waiting: OrderedDict[str, deque[object]] = OrderedDict()
        self._holding: dict[str, int] = {}
        self.waiting = 0

    def enter(self, client: str, length: int, end: float) -> bool:
        """Wait for a place until `end`. False if the queue is full or the time is over."""
        with self._changed:
            if self._next() is None and self._free(client):
                self._hold(client)
                return True
            own = len(self._waiting.get(client, ()))
            if self.waiting >= length or own >= max(1, length // 2):
                return False
            ticket = object()
            self._waiting.setdefault(client, deque()).append(ticket)
            self.waiting += 1
            try:
                while self._next() is not ticket:
                    if not self._changed.wait(end - time.monotonic()):
                        break
                if self._next() is not ticket:
                    return False
                self._hold(client)
                # This client has had its turn; the others come first now.
                self._waiting.move_to_end(client)
                return True
            finally:
                self.waiting -= 1
                self._waiting[client].remove(ticket)
                if not self._waiting[client]:
                    del self._waiting[client]
                self._changed.notify_all()

    def leave(self, client: str) -> None:
        """Give the place up."""
        with self._changed:
            self._holding[client] -= 1
            if not self._holding[client]:
                del self._holding[client]
            self._changed.notify_all()

    def _free(self, client: str) -> bool:
        held = self._holding.get(client, 0)
        return sum(self._holding.values()) < self._places and held < self._share

    def _hold(self, client: str) -> None:
        self._holding[client] = self._holding.get(client, 0) + 1

    def _next(self) -> object | None:
        """The ticket whose turn it is, None while there is no place for anybody."""
        return next(
            (tickets[0] for client, tickets in self._waiting.items() if self._free(client)), None
        )
