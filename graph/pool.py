"""Asks query processes: one query at a time each, as many processes as there are places.

The pool is made before anything has threads or is forked (see graph/zygote.py); every web process
that is forked off later asks for query processes of its own through it.
"""

import json
import os
import select
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from graph import zygote
from graph.admission import Admission
from graph.answers import Answer
from graph.asking import Asking
from graph.engines import Engine
from graph.errors import EngineUnavailable, MigralexError, QueryFailed, QueryTimeout
from graph.frames import CHUNK, ERROR, Frames, inquiry_frame, read_error
from graph.inquiry import Inquiry, out_of_memory
from graph.iris import Iris
from graph.limits import Limits
from graph.spool import Spool

RECEIVE: Final = 256 * 1024
# The kernel's alarm ends a query in time. Only if even that fails, it is ended from here.
GRACE: Final = 1.0
FORK_SECONDS: Final = 30.0
# How long a query process may wait for a query, and what the last one may hold for itself.
IDLE_SECONDS: Final = 10.0
KEPT_BYTES: Final = 16 * 2**20


class PoolLostError(EngineUnavailable):
    """The process that forks query processes is gone; only a new server has a new one."""


class ClientGoneError(MigralexError):
    """The client hung up before the result was complete; nobody is there to be told."""


class Pool:
    """The way from a web process to query processes."""

    def __init__(self, engine: Engine, iris: Iris, limits: Limits) -> None:
        self.limits = limits
        self._admission = Admission(limits)
        self.zygote, self._control = zygote.start(engine, iris, limits)
        self._owner = self._process = os.getpid()
        self._forking = threading.Lock()
        self._idle: list[QueryProcess] = []
        self.on_loss: Callable[[], object] = lambda: None
        """Called when no query process can be had any more, so that somebody starts anew."""

    def ask(self, inquiry: Inquiry, client: str = "", watch: int | None = None) -> Answer:
        """The complete result.

        `client` is who takes turns in the queue; `watch` is a descriptor of the client's
        connection: the work is stopped when it is hung up.

        Raises what graph.inquiry.answer raises, QueryTimeout, QueryMemoryExceeded, Busy, and
        ClientGoneError.
        """
        self._after_fork()
        try:
            return self._ask(inquiry, client, watch)
        except PoolLostError:
            self.on_loss()
            raise

    def _ask(self, inquiry: Inquiry, client: str, watch: int | None) -> Answer:
        with self._admission.place(client) as waited:
            process = self.take()
            try:
                answer = process.ask(inquiry, self.limits.seconds + GRACE, watch)
                answer.waited = waited
                return answer
            except EOFError:
                raise self.explained(process) from None
            except TimeoutError:
                raise self.timeout() from None
            finally:
                self.give(process)

    def begin(self, inquiry: Inquiry, client: str, wake: Callable[[], object]) -> "Asking | None":
        """Begin to answer without a thread; None where too many wait.

        `wake` is called, in any thread, when it is time to go on; see graph/asking.py.
        """
        self._after_fork()
        return Asking.begin(self, self._admission, inquiry, client, wake)

    def close(self) -> None:
        """Let go of the query processes; the last holder's close ends the zygote."""
        while self._idle:
            self._idle.pop().connection.close()
        self._control.close()
        self._admission.close()
        if os.getpid() == self._owner:
            with suppress(ChildProcessError):  # somebody else has seen it end
                os.waitpid(self.zygote, 0)

    def _after_fork(self) -> None:
        """Leave the query processes of the process that this one was forked off to it."""
        if self._process == os.getpid():
            return
        with self._forking:  # the first queries may come at once, in several threads
            if self._process != os.getpid():
                for process in self._idle:
                    process.connection.close()
                self._idle = []
                self._admission.after_fork()
                self._process = os.getpid()

    def take(self) -> "QueryProcess":
        """A query process that waits for an inquiry. Raises PoolLostError."""
        while self._idle:
            try:
                process = self._idle.pop()
            except IndexError:  # another thread was quicker
                break
            if process.alive():
                return process
            process.end(self._control)
        return QueryProcess(self._control)

    def give(self, process: "QueryProcess") -> None:
        """Take a query process back that has answered, or make sure that it is gone."""
        if process.reusable:
            process.idle_since = time.monotonic()
            self._idle.append(process)
        else:
            process.end(self._control)

    def tidy(self) -> None:
        """Let those query processes go that nobody has needed for a while.

        One may stay for the next query, unless it holds much that it does not share.
        """
        before = time.monotonic() - IDLE_SECONDS
        with suppress(IndexError):  # another thread was quicker
            while self._idle[0].idle_since < before:
                if len(self._idle) == 1 and self._idle[0].own_bytes < KEPT_BYTES:
                    break
                self._idle.pop(0).connection.close()

    def timeout(self) -> QueryTimeout:
        """The error for a query that took too long."""
        return timeout(self.limits)

    def explained(self, process: "QueryProcess") -> MigralexError:
        """The error for a query process that ended of its own accord."""
        return explained(process.end(self._control), self.limits)


def timeout(limits: Limits) -> QueryTimeout:
    """The error for a query that took too long."""
    seconds = limits.seconds
    return QueryTimeout(f"The query was stopped at the time limit of {seconds:g} s.", seconds)


def explained(code: int, limits: Limits) -> MigralexError:
    """The error for a query process that ended, by its exit code or minus the fatal signal."""
    if code == -signal.SIGALRM:
        return timeout(limits)
    if code in (-signal.SIGABRT, -signal.SIGKILL):
        return out_of_memory(limits)
    return QueryFailed("The engine gave up on this query; it may be nested too deeply.")


class QueryProcess:
    """One query process of this process, and the connection to it."""

    def __init__(self, control: socket.socket) -> None:
        self.connection, its = socket.socketpair()
        try:
            with its:
                _request(control, zygote.FORK, its)
            self.connection.settimeout(FORK_SECONDS)
            self._pid = _number(self.connection)
            self.connection.settimeout(None)
        except BaseException:
            self.connection.close()
            raise
        self._code: int | None = None
        self.reusable = True
        self.idle_since = 0.0
        self.own_bytes = 0
        """Memory that it has written to, which it shares with no other process; an estimate."""

    def ask(self, inquiry: Inquiry, seconds: float, watch: int | None) -> Answer:
        """The complete answer.

        Raises the errors that the process tells, EOFError if it ends, TimeoutError if it
        does not answer in time, ClientGoneError.
        """
        end = time.monotonic() + seconds
        poll = select.poll()
        poll.register(self.connection, select.POLLIN)
        if watch is not None:
            poll.register(watch, select.POLLRDHUP)
        self.begin(inquiry)
        try:
            while True:
                self._wait(poll, end, watch)
                if (answer := self.go_on()) is not None:
                    return answer
        except BaseException:
            self.drop()
            raise

    def begin(self, inquiry: Inquiry) -> None:
        """Send an inquiry. Raises EOFError if the process has ended."""
        self.reusable = False
        self._spool, self._frames, self._media_type = Spool(), Frames(), inquiry.media_type
        self._send(inquiry)

    def go_on(self) -> Answer | None:
        """Take what the process has sent; the answer when it is complete. Raises as `ask` does."""
        for kind, payload in self._frames.feed(self._receive()):
            if kind == CHUNK:
                self._spool.write(payload)
                continue
            if kind == ERROR:
                error, last = read_error(payload)
                self.reusable = not last
                raise error
            fields = json.loads(payload)
            self.reusable, self.own_bytes = not fields["last"], fields["own"]
            spool = self._spool
            return Answer(self._media_type, fields["rows"], fields["seconds"], spool.length, spool)
        return None

    def drop(self) -> None:
        """Forget what has been sent so far."""
        self._spool.close()

    def alive(self) -> bool:
        """Whether it waits for an inquiry, and has not ended."""
        poll = select.poll()
        poll.register(self.connection, select.POLLIN)
        return not poll.poll(0)

    def end(self, control: socket.socket) -> int:
        """Make sure that it is gone; answers its exit code or minus the signal that ended it."""
        if self._code is None:
            self.reusable = False
            self.connection.close()
            ours, its = socket.socketpair()
            with ours:
                with its:
                    _request(control, zygote.END + str(self._pid).encode(), its)
                self._code = _number(ours)
        return self._code

    def _send(self, inquiry: Inquiry) -> None:
        try:
            self.connection.sendall(inquiry_frame(inquiry))
        except OSError as error:
            raise EOFError from error

    def _receive(self) -> bytes:
        try:
            data = self.connection.recv(RECEIVE)
        except OSError as error:
            raise EOFError from error
        if not data:
            raise EOFError
        return data

    def _wait(self, poll: select.poll, end: float, watch: int | None) -> None:
        ready = poll.poll(max(0.0, end - time.monotonic()) * 1000)
        if not ready:
            raise TimeoutError
        if all(descriptor == watch for descriptor, _ in ready):
            raise ClientGoneError("The client hung up.")


def _request(control: socket.socket, message: bytes, connection: socket.socket) -> None:
    try:
        socket.send_fds(control, [message], [connection.fileno()])
    except OSError as error:
        raise PoolLostError("The query processes are gone; the server starts anew.") from error


def _number(connection: socket.socket) -> int:
    try:
        data = connection.recv(zygote.NUMBER.size, socket.MSG_WAITALL)
    except OSError as error:
        raise PoolLostError("No query process can be started.") from error
    if len(data) < zygote.NUMBER.size:
        raise PoolLostError("No query process can be started.")
    number: int = zygote.NUMBER.unpack(data)[0]
    return number
