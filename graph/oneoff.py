"""A query from outside to a release that is not the one in force.

It runs in a process that is started for it, under the same limits as a query process of the release
in force (graph/queryprocess.py), and one at a time: that an earlier release is asked a query is
rare, and must cost those nothing who ask the current one.
"""

import json
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from socket import socket, socketpair
from typing import Final

from graph.answers import Answer
from graph.engines.disk import Disk
from graph.errors import Busy
from graph.inquiry import Inquiry
from graph.limits import Limits
from graph.pool import GRACE, QueryProcess, explained, timeout
from graph.queryprocess import serve
from graph.release import Release, read

MOST_AT_A_TIME: Final = 4
"""Those that are answered or wait in this process; more would take threads from pages."""
START_SECONDS: Final = 20.0
"""How long a process may take to start, beside the time of its query."""


class OneOff:
    """Asks releases that are not the one in force. Methods may be called from any thread."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._place = threading.Lock()
        self._queue = threading.BoundedSemaphore(MOST_AT_A_TIME)

    def answer(self, release: Release, inquiry: Inquiry) -> Answer:
        """Ask a release whose store is on disk. Raises what graph.pool.Pool.ask raises."""
        if not self._queue.acquire(blocking=False):
            raise _busy()
        try:
            if not self._place.acquire(timeout=self._limits.wait):
                raise _busy()
            try:
                return self._answer(release, inquiry)
            finally:
                self._place.release()
        finally:
            self._queue.release()

    def _answer(self, release: Release, inquiry: Inquiry) -> Answer:
        limits = self._limits
        process = _Started(release, limits)
        try:
            return process.ask(inquiry, START_SECONDS + limits.seconds + GRACE, None)
        except EOFError:
            raise explained(process.end(), limits) from None
        except TimeoutError:
            raise timeout(limits) from None
        finally:
            process.end()


def _busy() -> Busy:
    return Busy("Others are asking an earlier release. Ask again a little later.", 5)


class _Started(QueryProcess):
    """A query process that was not forked off but started, for a release of its own."""

    def __init__(self, release: Release, limits: Limits) -> None:
        self.connection, its = socketpair()
        with its:
            said = json.dumps({"release": str(release.path), "limits": asdict(limits)})
            command = [sys.executable, "-m", "graph.oneoff", str(its.fileno()), said]
            self._process = subprocess.Popen(command, pass_fds=[its.fileno()])  # noqa: S603 - ours
        self._code: int | None = None
        self.reusable = True

    def end(self, _control: socket | None = None) -> int:
        """Make sure that it is gone; answers its exit code or minus the signal that ended it."""
        if self._code is None:
            self.reusable = False
            self.connection.close()
            self._process.kill()
            self._code = self._process.wait()
        return self._code


def main(descriptor: str, said: str) -> None:
    """Answer what is asked on a connection from the release that is named."""
    stated = json.loads(said)
    release = read(Path(stated["release"]))
    with socket(fileno=int(descriptor)) as connection, suppress(ConnectionError):
        serve(connection, Disk(release), release.iris, Limits(**stated["limits"]))


if __name__ == "__main__":
    main(*sys.argv[1:])
