"""Places for queries that run at the same time, counted for all web processes together.

A place is a lock on one byte of a file without a name. The kernel takes the locks of a process
back when it ends, however it ends, so no place is ever lost. Who waits is woken by a counter that
all processes share; should the one that had to wake them be gone, they look again after a while.
"""

import fcntl
import os
import select
import tempfile
import threading
import time
from typing import Final

LOOK_AGAIN: Final = 0.5


class Places:
    """Made before the web processes are forked. Methods may be called from any thread."""

    def __init__(self, number: int) -> None:
        self._number = number
        # Opened once: a process that closes any descriptor of the file loses all its locks.
        self._file = tempfile.TemporaryFile(prefix="migralex-")  # noqa: SIM115 - closed by close
        self._given = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self.after_fork()

    def after_fork(self) -> None:
        """Hold nothing in a process that was forked off: locks are not inherited."""
        self._lock = threading.Lock()
        self._held: set[int] = set()

    def take(self, end: float) -> int | None:
        """Wait until `end` for a place; None if there is none."""
        while (place := self.look()) is None:
            left = end - time.monotonic()
            if left <= 0:
                return None
            poll = select.poll()
            poll.register(self._given, select.POLLIN)
            if poll.poll(min(left, LOOK_AGAIN) * 1000):
                self.heard()
        return place

    def give(self, place: int) -> None:
        """Give a place back."""
        with self._lock:
            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, place)
            self._held.discard(place)
        os.eventfd_write(self._given, 1)

    def close(self) -> None:
        """Let go of all places of this process."""
        self._file.close()
        os.close(self._given)

    def fileno(self) -> int:
        """Readable when a place may have been given back since `heard` was called."""
        return self._given

    def look(self) -> int | None:
        """Take a place if there is one."""
        with self._lock:
            for place in range(self._number):
                if place in self._held:
                    continue
                try:
                    fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
                except OSError:
                    continue
                self._held.add(place)
                return place
        return None

    def heard(self) -> None:
        """Set the counter back; somebody else may have been quicker."""
        try:
            os.eventfd_read(self._given)
        except BlockingIOError:
            return
