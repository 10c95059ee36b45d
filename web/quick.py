"""Plain queries answered in the event loop, without a thread and without the application.

A thread costs a small query more than the query itself. The loop only carries bytes between the
client and a query process; whatever is not plain, and every error, goes on in a thread.
"""

import re
import selectors
from collections.abc import Generator
from dataclasses import dataclass
from functools import partial
from socket import MSG_PEEK
from typing import TYPE_CHECKING, Any, Final

from gunicorn.util import http_date

from graph.asking import Asking
from graph.errors import MigralexError
from graph.inquiry import Inquiry
from graph.pool import Answer, ClientGoneError
from web.account import ARRIVED
from web.direct import Plain, direct_of
from web.journal import journal_of
from web.outbox import Outbox
from web.site import EXTENSION

if TYPE_CHECKING:
    from web.worker import Connection, Worker

# Larger answers are sent by a thread, which may wait for a disk.
SMALL: Final = 256 * 1024
_REQUEST: Final = re.compile(
    rb"GET (/sparql)\?([!-~]{1,8000}) HTTP/1\.1\r\n((?:[A-Za-z-]+:[ \t]*[ -~]*\r\n){1,20})\r\n"
)
# Requests with other headers than these go the long way.
TAKEN: Final = {
    b"accept": "HTTP_ACCEPT",
    b"accept-encoding": "HTTP_ACCEPT_ENCODING",
}
PASSED_OVER: Final = frozenset(
    (b"host", b"user-agent", b"accept-language", b"origin", b"referer", b"cache-control", b"pragma")
)


@dataclass(eq=False)
class _Job:
    """A plain query that is being answered, for the client of a connection."""

    connection: "Connection"
    plain: Plain
    environ: dict[str, Any]
    asking: Asking | None = None
    reading: int | None = None
    watching: bool = True


class Quick:
    """The plain queries of one web process."""

    def __init__(self, worker: "Worker") -> None:
        self._worker = worker
        self._jobs: set[_Job] = set()
        self._places: int | None = None

    def take(self, connection: "Connection") -> bool:
        """Begin to answer a complete request. False if it is for a thread."""
        direct = direct_of(self._worker.wsgi)
        environ = _environ(connection)
        if environ is None or not self._worker.alive:
            return False
        plain = direct.plain(environ)
        if plain is None or direct.head(plain) is None:
            return False
        job = _Job(connection, plain, environ)
        inquiry = Inquiry(
            plain.text,
            plain.choice.format.media_type,
            plain.asked.default_graphs,
            plain.asked.named_graphs,
        )
        wake = partial(self._worker.method_queue.defer, self._start, job)
        store = self._worker.wsgi.extensions[EXTENSION].store
        job.asking = store.begin(inquiry, environ["REMOTE_ADDR"], wake)
        if job.asking is None:
            return False
        self._jobs.add(job)
        self._worker.poller.register(
            connection.socket, selectors.EVENT_READ, lambda _socket: self._hear(job)
        )
        self._start(job)
        return True

    def look_at_clock(self) -> None:
        """Stop what takes too long, and look for places again."""
        for job in list(self._jobs):
            try:
                if job.asking is not None:
                    job.asking.look_at_clock()
            except MigralexError as error:
                self._fail(job, error)
        self._look_for_places()

    def _start(self, job: _Job) -> None:
        if job not in self._jobs or job.asking is None or job.reading is not None:
            return
        try:
            if job.asking.start():
                job.reading = job.asking.running
                self._worker.poller.register(
                    job.reading, selectors.EVENT_READ, lambda _socket: self._go_on(job)
                )
        except MigralexError as error:
            self._fail(job, error)
        self._watch_places()

    def _watch_places(self) -> None:
        """Listen for places that are given back exactly while somebody waits for one."""
        waiting = (job.asking.placeless for job in self._jobs if job.asking is not None)
        wanted = next((one for one in waiting if one is not None), None)
        if wanted == self._places:
            return
        if self._places is not None:
            self._worker.poller.unregister(self._places)
        if wanted is not None:
            self._worker.poller.register(
                wanted, selectors.EVENT_READ, lambda _socket: self._look_for_places()
            )
        self._places = wanted

    def _look_for_places(self) -> None:
        for job in list(self._jobs):
            if job.asking is not None and job.asking.placeless is not None:
                job.asking.heard()
                self._start(job)

    def _go_on(self, job: _Job) -> None:
        if job.asking is None:
            return
        try:
            answer = job.asking.go_on()
        except MigralexError as error:
            self._fail(job, error)
            return
        if answer is not None:
            self._end(job)
            self._reply(job, answer)

    def _hear(self, job: _Job) -> None:
        """The client sends more, which waits, or has hung up, which ends the work."""
        try:
            more = job.connection.socket.recv(1, MSG_PEEK)
        except BlockingIOError:
            return
        except OSError:
            more = b""
        if more:
            job.watching = False
            self._worker.poller.unregister(job.connection.socket)
            return
        if job.asking is not None:
            job.asking.stop()
        # Nobody reads what the application tells, but it keeps the account for the log.
        self._fail(job, ClientGoneError("The client hung up."))

    def _end(self, job: _Job) -> None:
        self._jobs.discard(job)
        if job.watching:
            self._worker.poller.unregister(job.connection.socket)
        if job.reading is not None:
            self._worker.poller.unregister(job.reading)
        self._watch_places()

    def _fail(self, job: _Job, error: MigralexError) -> None:
        """Have the application tell the error."""
        if job in self._jobs:
            self._end(job)
            job.connection.outcome = error
            self._worker.enqueue_req(job.connection)

    def _reply(self, job: _Job, answer: Answer) -> None:
        connection = job.connection
        connection.steps = self._steps(job, answer)
        if answer.length > SMALL:
            self._worker.enqueue_req(connection)
        else:
            self._worker.step(connection)

    def _steps(self, job: _Job, answer: Answer) -> Generator[None, None, bool]:
        """Send the answer; yields while the client has to read. True: keep the connection."""
        outbox = Outbox(job.connection.socket)
        sent, gone = 0, True
        try:
            outbox.sendall(self._head(job, answer))
            for chunk in answer:
                outbox.sendall(chunk)
                if answer.length > SMALL:
                    yield from outbox.drain()
                sent += len(chunk)
            yield from outbox.drain()
            gone = False
        except OSError:
            return False
        finally:
            answer.close()
            self._write_down(job, 200, sent, gone=gone)
        job.connection.arrival.bytes.clear()
        return True

    def _head(self, job: _Job, answer: Answer) -> bytes:
        direct = direct_of(self._worker.wsgi)
        headers = [
            ("Server", "gunicorn"),
            ("Date", http_date()),
            ("Connection", "keep-alive"),
            *(direct.head(job.plain) or ()),
            *direct.figures(job.environ, job.plain, answer, job.connection.began),
        ]
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
        return f"HTTP/1.1 200 OK\r\n{lines}\r\n".encode("latin-1")

    def _write_down(self, job: _Job, status: int, sent: int, *, gone: bool) -> None:
        journal = journal_of(self._worker.wsgi)
        journal.request(job.environ, status, sent, job.connection.began, gone=gone)


def _environ(connection: "Connection") -> dict[str, Any] | None:
    """What direct answers look at, None if the request is more than a plain one."""
    match = _REQUEST.fullmatch(connection.arrival.bytes)
    if match is None:
        return None
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": match[1].decode(),
        "QUERY_STRING": match[2].decode(),
        "REMOTE_ADDR": str(connection.client[0]),
        ARRIVED: connection.began,
    }
    seen = set()
    for line in bytes(match[3]).split(b"\r\n")[:-1]:
        name, _, value = line.partition(b":")
        name = name.lower()
        if name in seen:
            return None
        seen.add(name)
        if name in TAKEN:
            environ[TAKEN[name]] = value.strip(b" \t").decode()
        elif name == b"connection":
            if value.strip(b" \t").lower() != b"keep-alive":
                return None
        elif name not in PASSED_OVER:
            return None
    return environ if b"host" in seen else None
