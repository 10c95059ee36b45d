"""Turns, in the order in which they were asked for.

Python computes in one thread at a time: what is made side by side is all late, so each is made at
full speed while the others wait. A lock of Python's lets in whoever comes just when it is free, and
those who came before may wait for long.
"""

from collections import deque
from threading import Lock
from types import TracebackType


class Turns:
    """A context manager: one thread at a time is in it, and the next is who has waited longest."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._taken = False
        self._waiting: deque[Lock] = deque()

    def __enter__(self) -> None:
        with self._lock:
            if not self._taken:
                self._taken = True
                return
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        mine.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False
