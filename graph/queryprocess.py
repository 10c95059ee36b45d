"""A process that answers queries from outside, one at a time, and may be killed at any moment.

What makes it safe to give it any query:

- an alarm of the kernel ends it at the time limit, whatever it is doing;
- it may not grow by more than the memory limit;
- it may open neither files nor connections (with a remote engine, it must); where there is an
  allow-list for SERVICE, it may while it calls, but not while the engine evaluates.

It is forked off a process that holds the graph (graph/zygote.py) and ends with its connection.
"""

import gc
import logging
import os
import resource
import signal
import sys
import time
import traceback
from socket import socket
from typing import Final

from graph.engines import Engine
from graph.errors import MigralexError, QueryFailed
from graph.frames import INQUIRY, Frames, Outlet, end_frame, error_frame, read_inquiry
from graph.inquiry import answer
from graph.iris import Iris
from graph.limits import Limits

RECEIVE: Final = 256 * 1024
# A process that has grown by this much is replaced, so that the memory comes back.
KEPT_GROWTH: Final = 64 * 2**20
PAGE: Final = resource.getpagesize()


def serve(connection: socket, engine: Engine, iris: Iris, limits: Limits) -> None:
    """Answer inquiries until the connection is closed or the process has grown too much."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    memory = _Memory()
    _hush()
    engine.open()
    gc.freeze()
    memory.limit(limits.megabytes * 2**20)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not engine.opens_connections:
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, most if limits.services else 0))
    frames = Frames()
    while data := connection.recv(RECEIVE):
        for kind, payload in frames.feed(data):
            if kind != INQUIRY:
                return
            signal.setitimer(signal.ITIMER_REAL, limits.seconds)
            outlet = Outlet(connection)
            start = time.perf_counter()
            answered = _answer(payload, outlet, engine, iris, limits)
            last = memory.growth() > KEPT_GROWTH
            if isinstance(answered, MigralexError):
                outlet.finish(error_frame(answered, last))
            else:
                seconds = time.perf_counter() - start
                outlet.finish(end_frame(answered, seconds, last, memory.own()))
            signal.setitimer(signal.ITIMER_REAL, 0)
            if last:
                return


def _answer(
    payload: bytes, outlet: Outlet, engine: Engine, iris: Iris, limits: Limits
) -> int | MigralexError:
    try:
        return answer(read_inquiry(payload), engine, outlet, iris, limits)
    except MigralexError as error:
        return error
    except BaseException:  # noqa: BLE001 - our fault or the engine's; its panic is no Exception
        traceback.print_exc()
        return QueryFailed("The engine failed at this query.")


def _hush() -> None:
    """Keep standard error for us: an engine out of memory writes pages there as it dies.

    Nor may a query fill the log: rdflib logs every literal in it that is not of its datatype.
    """
    logging.disable()
    sys.stderr = os.fdopen(os.dup(2), "w", encoding="utf-8", errors="backslashreplace")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


class _Memory:
    """The address space of this process."""

    def __init__(self) -> None:
        # Opened while that is still allowed.
        self._file = os.open("/proc/self/statm", os.O_RDONLY)
        self._start = 0

    def limit(self, growth: int) -> None:
        """From now on allow so many bytes more."""
        self._start = self._size()
        end = self._start + growth
        resource.setrlimit(resource.RLIMIT_AS, (end, end))

    def growth(self) -> int:
        """The bytes by which it has grown since it was limited."""
        return self._size() - self._start

    @staticmethod
    def own() -> int:
        """The bytes in pages that it has written to, and perhaps given back."""
        return resource.getrusage(resource.RUSAGE_SELF).ru_minflt * PAGE

    def _size(self) -> int:
        return int(os.pread(self._file, 64, 0).split()[0]) * PAGE
