"""One generation of a server: the processes that serve one release.

    supervisor (web/server/serve.py, holds the listening socket)
    └─ generation: loads the graph, then is gunicorn's arbiter
       ├─ zygote ─ query processes, each with one query at a time, killed at a limit
       └─ web processes with threads; they share the graph's memory with the generation

The order matters: the graph is loaded and the zygote forked before anything has a thread.
"""

import argparse
import ctypes
import gc
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from flask import Flask
from gunicorn.app.base import BaseApplication

from graph.limits import Limits
from graph.release import read
from graph.store import open_store
from web.app import create_app
from web.server.seats import Seats
from web.settings import Settings

LONGEST_REQUEST_LINE: Final = 8190
# How long a thread may compute while another one waits to do so.
SWITCH_SECONDS: Final = 0.0005
# New objects after which Python looks for circles among them: a page makes some thousands.
GARBAGE: Final = 10_000
# Connections that a browser or a notebook keeps open between requests, in seconds.
KEEP_ALIVE: Final = 15
HELD_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)
# Of one web process; each needs one of the descriptors that a process may have.
CONNECTIONS: Final = 400
_SIGNAL_WHEN_PARENT_ENDS: Final = 1
# Threads of a web process that queries from outside never hold, so that pages go on.
PAGE_THREADS: Final = 2


def main(arguments: Sequence[str]) -> None:
    """Serve one release on a socket until a signal. Called in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--release", type=Path, required=True)
    parser.add_argument("--socket", type=int, required=True)
    parser.add_argument("--ready", type=int, required=True)
    parser.add_argument("--graceful", type=int, required=True)
    options = parser.parse_args(arguments)
    _end_with_parent()
    # A thread that has its answer must not wait long for another that computes.
    sys.setswitchinterval(SWITCH_SECONDS)
    settings = Settings.from_mapping(os.environ)
    store = open_store(read(options.release), settings.engine, limits_of(settings))
    arbiter = os.getpid()
    store.on_loss(lambda: os.kill(arbiter, signal.SIGTERM))
    # A signal that meets a web process before it listens to signals would be lost: it waits.
    os.register_at_fork(before=_hold_signals, after_in_parent=_release_signals)
    seats = Seats(settings.workers)
    gunicorn = {
        "bind": f"fd://{options.socket}",
        "workers": settings.workers,
        "threads": settings.threads,
        "worker_class": "web.server.worker.Worker",
        "worker_connections": CONNECTIONS,
        "preload_app": store.survives_fork,
        "keepalive": KEEP_ALIVE,
        "graceful_timeout": options.graceful,
        "limit_request_line": LONGEST_REQUEST_LINE,
        "control_socket_disable": True,
        "loglevel": "warning",
        "pre_fork": seats.taken,
        "post_worker_init": _telling(options.ready),
        "child_exit": seats.left,
    }
    _Server(lambda: create_app(settings, store), gunicorn).run()


def limits_of(settings: Settings) -> Limits:
    """The limits of queries. No more may wait in a web process than it has threads to spare."""
    spare = settings.threads - PAGE_THREADS - settings.queries
    return Limits(
        seconds=settings.query_seconds,
        rows=settings.query_rows,
        megabytes=settings.query_megabytes,
        result_megabytes=settings.result_megabytes,
        services=settings.services,
        parallel=settings.queries,
        queue=max(0, min(settings.queue, spare)),
        wait=settings.queue_seconds,
        kept_megabytes=settings.cache_megabytes,
    )


class _Server(BaseApplication):  # type: ignore[misc]
    """gunicorn, configured by what it is given and by nothing else."""

    def __init__(self, make: Callable[[], Flask], options: Mapping[str, Any]) -> None:
        self._make = make
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        # What is read here lasts as long as the process. Looking through it for garbage would take
        # time now, hold up requests later, and copy it into each process that shares it.
        gc.disable()
        app = self._make()
        gc.freeze()
        gc.set_threshold(GARBAGE)
        gc.enable()
        return app


def _telling(descriptor: int) -> Callable[[object], None]:
    """Tells the supervisor, as long as it listens, that a web process takes requests."""

    def tell(_worker: object) -> None:
        _release_signals()
        with suppress(OSError):
            os.write(descriptor, b".")
        os.close(descriptor)

    return tell


def _hold_signals() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, HELD_SIGNALS)


def _release_signals() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, HELD_SIGNALS)


def _end_with_parent() -> None:
    """End gracefully even if the supervisor is killed and cannot tell. Linux; elsewhere nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SIGNAL_WHEN_PARENT_ENDS, signal.SIGTERM)


if __name__ == "__main__":
    main(sys.argv[1:])
