"""A process that holds the graph and forks query processes off on request.

It has no threads and does nothing else, so a fork is safe at any time; the graph in its memory
is shared with every query process at no cost. Requests are datagrams, each with one end of a
stream connection:

- `fork`         serve queries on this connection
- `end {pid}`    kill that query process if it still lives; write on this connection how it ended

A query process whose web process is gone is killed, whatever it is doing.
It ends when nobody holds the other end of its socket any more.
"""

import gc
import os
import resource
import select
import signal
import socket
import struct
import sys
import traceback
from typing import Final, NoReturn

from graph.engines import Engine
from graph.iris import Iris
from graph.limits import Limits
from graph.queryprocess import serve

FORK: Final = b"fork"
END: Final = b"end "
NUMBER: Final = struct.Struct("!i")
_PEER: Final = struct.Struct("3i")
FORGET_AFTER: Final = 1000
_DESCRIPTORS_TO_CLOSE: Final = 65536


def start(engine: Engine, iris: Iris, limits: Limits) -> tuple[int, socket.socket]:
    """Fork a zygote off this process; answers its process id and the socket for requests."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    pid = os.fork()
    if not pid:
        _run(its.detach(), engine, iris, limits)
    its.close()
    return pid, ours


def _run(descriptor: int, engine: Engine, iris: Iris, limits: Limits) -> NoReturn:
    """The life of the zygote. Never returns into the code that it was forked in."""
    code = 1
    try:
        # Objects of the parent must neither be finalised here nor be copied by the collector.
        gc.freeze()
        _forget_parent(descriptor)
        control = socket.socket(fileno=3)
        _Zygote(control, engine, iris, limits).run()
        code = 0
    except BaseException:  # noqa: BLE001 - whatever it is, this process ends here
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _forget_parent(kept: int) -> None:
    """Keep one descriptor, as number 3, and the standard ones; default signals, but no Ctrl-C."""
    os.dup2(kept, 3, inheritable=False) if kept != 3 else None
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    os.closerange(4, max(soft, _DESCRIPTORS_TO_CLOSE))
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class _Zygote:
    def __init__(self, control: socket.socket, engine: Engine, iris: Iris, limits: Limits) -> None:
        self._control = control
        self._engine = engine
        self._iris = iris
        self._limits = limits
        # The query processes, each with a descriptor of the web process that it works for.
        self._alive: dict[int, int] = {}
        self._fates: dict[int, int] = {}

    def run(self) -> None:
        """Serve requests until nobody can make any."""
        self._control.settimeout(1.0)
        while True:
            try:
                message, descriptors, _, _ = socket.recv_fds(self._control, 64, 1)
            except TimeoutError:
                self._look_after()
                continue
            if not message:
                break
            with socket.socket(fileno=descriptors[0]) as connection:
                if message == FORK:
                    self._fork(connection)
                elif message.startswith(END):
                    self._end(int(message[len(END) :]), connection)
            self._look_after()
        for pid in self._alive:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)

    def _fork(self, connection: socket.socket) -> None:
        try:
            owner = os.pidfd_open(_peer(connection))
        except ProcessLookupError:
            return
        pid = os.fork()
        if pid:
            self._alive[pid] = owner
            return
        code = 1
        try:
            self._control.close()
            for descriptor in (owner, *self._alive.values()):
                os.close(descriptor)
            connection.sendall(NUMBER.pack(os.getpid()))
            serve(connection, self._engine, self._iris, self._limits)
            code = 0
        except OSError:
            # The web process has hung up: nobody is there to be told.
            code = 0
        except BaseException:  # noqa: BLE001 - whatever it is, this process ends here
            traceback.print_exc()
        finally:
            os._exit(code)

    def _end(self, pid: int, connection: socket.socket) -> None:
        """Make sure that the process is gone, and tell its exit code or minus the fatal signal.

        Only its parent can kill it safely: until the parent has looked, its number is not reused.
        """
        if pid in self._alive:
            os.kill(pid, signal.SIGKILL)
            self._note(*os.waitpid(pid, 0))
        connection.sendall(NUMBER.pack(self._fates.get(pid, 0)))

    def _look_after(self) -> None:
        self._kill_orphans()
        self._bury()

    def _kill_orphans(self) -> None:
        poll = select.poll()
        for pid, owner in self._alive.items():
            # A descriptor of a process is readable when the process has ended.
            poll.register(owner, select.POLLIN)
            if poll.poll(0):
                os.kill(pid, signal.SIGKILL)
            poll.unregister(owner)

    def _bury(self) -> None:
        while self._alive:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            self._note(pid, status)

    def _note(self, pid: int, status: int) -> None:
        owner = self._alive.pop(pid, None)
        if owner is not None:
            os.close(owner)
        if len(self._fates) > FORGET_AFTER:
            self._fates.clear()
        self._fates[pid] = os.waitstatus_to_exitcode(status)


def _peer(connection: socket.socket) -> int:
    """The process that made a pair of sockets, of which this is one."""
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size)
    pid: int = _PEER.unpack(credentials)[0]
    return pid
