"""gunicorn's threaded worker, for clients that send or read a byte a second, or nothing.

A thread is held only while a request is worked on: requests are read by the event loop until they
are complete, and a response that the client does not take is put aside until it takes more. Every
wait has an end, and when there are too many connections, the ones that have waited longest for
their client go first.
"""

import selectors
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from gunicorn import http
from gunicorn.http import wsgi
from gunicorn.workers.gthread import ThreadWorker

from web.server.account import ARRIVED
from web.server.arrival import Arrival, RefusedError, refusal
from web.server.connection import Connection, Steps
from web.server.direct import OUTCOME
from web.server.journal import journal_of
from web.server.outbox import Outbox
from web.server.quick import Quick
from web.server.seats import Seat

RECEIVE: Final = 64 * 1024
# How long a request may take to arrive, a response may lie untouched, and take in all; and how
# long we listen after we have said the last word, so that it is not lost.
ARRIVAL_SECONDS: Final = 20.0
UNREAD_SECONDS: Final = 30.0
RESPONSE_SECONDS: Final = 1800.0
LINGER_SECONDS: Final = 2.0
LOOK_EVERY: Final = 0.25
# Bytes of requests that are not complete yet, of all connections of this process together.
MOST_ARRIVING: Final = 64 * 2**20
PARKED: Final = object()


class Worker(ThreadWorker):  # type: ignore[misc]
    """See the module. `_waiting` are the connections that wait for their client, oldest first."""

    seat: Seat

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._waiting: dict[Connection, float] = {}
        self._look_at = 0.0
        self._arriving = 0
        self._quick = Quick(self)

    def accept(self, listener: socket.socket) -> None:
        """Take a connection, unless another process has fewer.

        If there are too many, the one goes that waits longest.
        """
        if self.seat.gives_way():
            return
        if self.nr_conns >= self.worker_connections - 1:
            self._shed()
        try:
            client, address = listener.accept()
        except OSError:  # another process was quicker, the client is gone, or no descriptor is left
            return
        client.setblocking(False)
        self.nr_conns += 1
        self.seat.holds(self.nr_conns)
        connection = Connection(
            client, address, listener.getsockname(), self._arrival(), self.poller
        )
        self._wait(connection, selectors.EVENT_READ, self._receive, ARRIVAL_SECONDS)
        self._receive(connection)

    def handle(self, connection: Connection) -> object:
        """Work on a request until it is answered or its client has to read. In a thread."""
        connection.steps = connection.steps or self._steps(connection)
        try:
            next(connection.steps)
        except StopIteration as end:
            connection.steps = None
            return bool(end.value)
        return PARKED

    def finish_request(self, connection: Connection, future: Any) -> None:
        """Go on with a connection after its thread is done with it. In the event loop."""
        self._go_on(
            connection, not future.cancelled() and future.exception() is None and future.result()
        )

    def step(self, connection: Connection) -> None:
        """Take a step of an answer that never waits. In the event loop."""
        self._go_on(connection, self.handle(connection))

    def to_thread(self, connection: Connection) -> None:
        """Have a thread work on what has arrived, or go on with the answer."""
        connection.listen_no_more()
        self.enqueue_req(connection)

    def _go_on(self, connection: Connection, outcome: object) -> None:
        if outcome is PARKED:
            left = connection.began + RESPONSE_SECONDS - time.monotonic()
            seconds = min(UNREAD_SECONDS, left)
            self._wait(connection, selectors.EVENT_WRITE, self._resume, seconds)
        elif outcome:
            seconds = self.cfg.keepalive if self.alive else LINGER_SECONDS
            early, connection.arrival = bytes(connection.arrival.bytes), self._arrival()
            self._wait(connection, selectors.EVENT_READ, self._receive, seconds)
            if early:
                self._take(connection, early)
        else:
            self._linger(connection)

    def murder_pending(self) -> None:
        """Let the connections go whose time is over."""
        now = time.monotonic()
        if now < self._look_at:
            return
        self._look_at = now + LOOK_EVERY
        self._quick.look_at_clock()
        for connection in [one for one in self._waiting if one.until < now]:
            if connection.lingers or connection.steps or not connection.arrival.bytes:
                self._drop(connection)
            else:
                self._refuse(connection, 408)

    def _cap_keepalive(self, deadline: float) -> None:
        for connection in self._waiting:
            if not connection.arrival.bytes and connection.steps is None:
                connection.until = min(connection.until, deadline)

    def _arrival(self) -> Arrival:
        return Arrival(int(self.wsgi.config["MAX_CONTENT_LENGTH"]))

    def _wait(
        self, connection: Connection, event: int, then: Callable[[Connection], None], seconds: float
    ) -> None:
        connection.until = time.monotonic() + seconds
        self._waiting[connection] = connection.until
        connection.listen(event, then)

    def _receive(self, connection: Connection) -> None:
        try:
            data = connection.socket.recv(RECEIVE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._take(connection, data)
        else:
            self._drop(connection)

    def _take(self, connection: Connection, data: bytes) -> None:
        """Take bytes of a request; work on it when they are all there."""
        arrival = connection.arrival
        if not arrival.bytes:
            connection.until = time.monotonic() + ARRIVAL_SECONDS
        self._arriving += len(data)
        try:
            complete = arrival.add(data)
            if self._arriving > MOST_ARRIVING:
                raise RefusedError(503)
        except RefusedError as refused:
            self._refuse(connection, refused.status)
            return
        if complete:
            self._arriving -= len(arrival.bytes)
            del self._waiting[connection]
            connection.began = time.monotonic()
            if not self._quick.take(connection):
                self.to_thread(connection)
        elif arrival.expects:
            arrival.expects = False
            with suppress(OSError):
                connection.socket.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _resume(self, connection: Connection) -> None:
        del self._waiting[connection]
        self.to_thread(connection)

    def _refuse(self, connection: Connection, status: int) -> None:
        journal_of(self.wsgi).refused(status, connection.client)
        with suppress(OSError):
            connection.socket.send(refusal(status))
        self._arriving -= len(connection.arrival.bytes)
        connection.arrival = self._arrival()
        del self._waiting[connection]
        self._linger(connection)

    def _linger(self, connection: Connection) -> None:
        """Say that nothing more comes, and wait a little for the client to have read it."""
        connection.lingers = True
        try:
            connection.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self._let_go(connection)
            return
        self._wait(connection, selectors.EVENT_READ, self._hear, LINGER_SECONDS)

    def _hear(self, connection: Connection) -> None:
        with suppress(BlockingIOError):
            try:
                gone = not connection.socket.recv(RECEIVE)
            except ConnectionError:
                gone = True
            if gone:
                self._drop(connection)

    def _drop(self, connection: Connection) -> None:
        del self._waiting[connection]
        if connection.steps is not None:
            connection.steps.close()
        elif not connection.lingers:
            self._arriving -= len(connection.arrival.bytes)
        self._let_go(connection)

    def _let_go(self, connection: Connection) -> None:
        connection.listen_no_more()
        self.nr_conns -= 1
        self.seat.holds(self.nr_conns)
        connection.socket.close()

    def _shed(self) -> None:
        """Let the connection go that has waited longest for its client to send."""
        oldest = next((one for one in self._waiting if one.steps is None), None)
        if oldest is not None:
            self._drop(oldest)

    def _steps(self, connection: Connection) -> Steps:
        """Answer a complete request; yields while the client has to read. True: keep-alive."""
        outbox = Outbox(connection.socket)
        request = None
        try:
            data = bytes(connection.arrival.bytes)
            parser = http.get_parser(self.cfg, [data], connection.client)
            request = next(parser)
            keep = yield from self._answer(request, outbox, connection)
            if not keep or not parser.finish_body():
                return False
            connection.arrival.bytes[:] = parser.unreader.take_buffered()
        except (http.errors.NoMoreData, StopIteration, OSError):
            return False  # the client broke off
        except Exception as error:  # noqa: BLE001 - a request that is none, or a fault of ours
            outbox.take()
            self.handle_error(request, outbox, connection.client, error)
            said = outbox.take()
            if said:
                status = int(said.split(b" ", 2)[1])
                outbox.sendall(refusal(status))
                if request is None:
                    journal_of(self.wsgi).refused(status, connection.client)
            yield from outbox.drain()
            return False
        return True

    def _answer(self, request: Any, outbox: Outbox, connection: Connection) -> Steps:
        response, environ = wsgi.create(
            request, outbox, connection.client, connection.server, self.cfg
        )
        environ["wsgi.multithread"] = True
        environ[ARRIVED] = connection.began
        environ[OUTCOME], connection.outcome = connection.outcome, None
        gone = False
        if not self.alive or not self.cfg.keepalive:
            response.force_close()
        body = self.wsgi(environ, response.start_response)
        try:
            for chunk in body:
                response.write(chunk)
                yield from outbox.drain()
            response.close()
            yield from outbox.drain()
        except (OSError, GeneratorExit):
            gone = True
            raise
        except Exception:
            if response.headers_sent:
                self.log.exception("the answer breaks off")
                raise OSError from None
            raise
        finally:
            status, sent = response.status_code or 500, response.sent
            journal_of(self.wsgi).request(environ, status, sent, connection.began, gone=gone)
            if hasattr(body, "close"):
                body.close()
        return not response.should_close()
