"""Connections, evenly over the web processes.

All of them listen to one socket, and the quickest takes a connection. Left to that, one process may
hold nearly all of them, and its clients wait for one processor while the other is idle.
"""

import time
from mmap import mmap
from typing import Any, Final

# More web processes than were asked for come with signals to the arbiter, or while one ends.
SPARE: Final = 30
# How long a connection is left to the process that has fewer, should that be busy or stuck.
GIVE_WAY_SECONDS: Final = 0.02
NOBODY: Final = 0xFFFFFFFF


class Seats:
    """How many connections each web process has, in memory that all of them share.

    To be made before they are forked; the two methods are hooks of gunicorn, called in its arbiter.
    """

    def __init__(self, processes: int) -> None:
        count = processes + SPARE
        self.counts = memoryview(mmap(-1, 4 * count)).cast("I")
        self._of: dict[int, int] = {}
        for number in range(count):
            self.counts[number] = NOBODY

    def taken(self, _arbiter: object, worker: Any) -> None:
        """Give a seat to a process that is about to be forked."""
        free = set(range(len(self.counts))) - set(self._of.values())
        self._of[worker.age] = number = min(free)
        worker.seat = Seat(self.counts, number)

    def left(self, _arbiter: object, worker: Any) -> None:
        """The process has ended."""
        self.counts[self._of.pop(worker.age)] = NOBODY


class Seat:
    """The place of one web process among the others."""

    def __init__(self, counts: memoryview, number: int) -> None:
        self._counts = counts
        self._number = number
        self._until: float | None = None
        self.holds(0)

    def holds(self, connections: int) -> None:
        """Tell the others how many connections this process has."""
        self._counts[self._number] = connections

    def gives_way(self) -> bool:
        """Whether a connection that waits is to be left to a process that has fewer.

        To be asked again and again while one waits.
        """
        now = time.monotonic()
        if min(self._counts) < self._counts[self._number]:
            if self._until is None or now > self._until + GIVE_WAY_SECONDS:
                self._until = now + GIVE_WAY_SECONDS
            if now < self._until:
                return True
        self._until = None
        return False
