"""`migralex serve`: a supervisor that holds the listening socket and does nothing else.

Each release is served by a generation of processes (web/server/generation.py). When another
release is published, a new generation starts beside the old one on the same socket; once
it takes requests, the old one ends what it has begun. A generation that dies is replaced.
"""

import argparse
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Final

from graph.errors import NoRelease
from graph.release import Release, current
from web.settings import Settings, SettingsError, variable

BACKLOG: Final = 2048
LOOK_EVERY: Final = 1.0
START_SECONDS: Final = 120.0
PAUSE: Final = 5.0
LONGEST_GRACE: Final = 30.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until a signal. 0 ended as told, 1 no release or no start, 2 usage."""
    parser = argparse.ArgumentParser(
        prog="migralex serve",
        description="Serve the current release, building one first if there is none.",
        epilog=f"Each option may also be set in the environment, as {variable(fields(Settings)[0])}"
        " for the first.",
    )
    for one in fields(Settings):
        parser.add_argument(
            "--" + one.name.replace("_", "-"), metavar="VALUE", help=one.metadata["help"]
        )
    options = vars(parser.parse_args(arguments))
    stated = {
        variable(one): options[one.name]
        for one in fields(Settings)
        if options[one.name] is not None
    }
    environment = {**os.environ, **stated}
    try:
        settings = Settings.from_mapping(environment)
    except SettingsError as error:
        parser.error(str(error))
    try:
        current(settings.var)
    except NoRelease:
        if (status := _build(settings.var)) != 0:
            return status
    try:
        listening = _listen(settings.host, settings.port)
    except OSError as error:
        sys.stderr.write(f"{settings.host}:{settings.port}: {error.strerror}\n")
        return 1
    with listening:
        if not settings.metrics_port:
            return _Supervisor(settings, environment, listening).run()
        from web.server.exporter import FOLDER, Exporter

        exporter = Exporter(settings.host, settings.metrics_port)
        try:
            if not exporter.becomes_ready():
                return 1
            environment[FOLDER] = exporter.folder
            supervisor = _Supervisor(settings, environment, listening, exporter.look_after)
            return supervisor.run()
        finally:
            exporter.close()


def _build(var: Path) -> int:
    """Build a release with the loader, which is a program of its own to this package."""
    command = [sys.executable, "-m", "migralex", "build", "--output", str(var)]
    return subprocess.run(command, check=False).returncode  # noqa: S603 - our own program


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
    # Connections inherit it: the second piece of an answer must not wait until the client has
    # acknowledged the first, which takes clients up to 40 ms.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


class _Generation:
    """The processes that serve one release, as their supervisor sees them."""

    def __init__(
        self,
        release: Release,
        environment: Mapping[str, str],
        listening: socket.socket,
        graceful: int,
    ) -> None:
        self.release = release
        self.started = time.monotonic()
        self._ready, telling = os.pipe()
        words = {
            "--release": release.path,
            "--socket": listening.fileno(),
            "--ready": telling,
            "--graceful": graceful,
        }
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [
                sys.executable,
                "-m",
                "web.server.generation",
                *(f"{name}={value}" for name, value in words.items()),
            ],
            env=dict(environment),
            pass_fds=(listening.fileno(), telling),
            # Ctrl-C is for the supervisor, which ends the others in good order.
            start_new_session=True,
        )
        os.close(telling)

    def becomes_ready(self, wakeup: socket.socket) -> bool:
        """Wait until it takes requests. False if it ends, takes too long, or a signal comes."""
        try:
            left = self.started + START_SECONDS - time.monotonic()
            ready, _, _ = select.select([self._ready, wakeup.fileno()], [], [], max(0.0, left))
            return self._ready in ready and bool(os.read(self._ready, 1))
        finally:
            os.close(self._ready)

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        """Tell it to end what it has begun and nothing more."""
        if self.alive:
            self._process.send_signal(signal.SIGTERM)

    def kill(self, seconds: float) -> None:
        """Give it so long to end, then end all of its processes."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


class _Supervisor:
    def __init__(
        self,
        settings: Settings,
        environment: Mapping[str, str],
        listening: socket.socket,
        look_after_others: Callable[[], object] = lambda: None,
    ) -> None:
        self._look_after_others = look_after_others
        self._settings = settings
        # How long requests that have begun may go on when their generation is told to end.
        self._graceful = int(min(settings.query_seconds, LONGEST_GRACE)) + 2
        self._environment = environment
        self._listening = listening
        self._retiring: list[_Generation] = []
        self._refused: Path | None = None
        self._told_to_stop = False
        self._wakeup, self._woken = socket.socketpair()

    def run(self) -> int:
        """Serve until a signal."""
        self._woken.setblocking(False)
        signal.set_wakeup_fd(self._woken.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        serving = self._start(current(self._settings.var))
        if serving is None:
            return 0 if self._told_to_stop else 1
        host, port = self._listening.getsockname()[:2]
        self._say(f"serving release {serving.release.digest[:12]} on port {port} of {host}")
        while not self._told_to_stop:
            select.select([self._wakeup], [], [], LOOK_EVERY)
            if not self._told_to_stop:
                serving = self._look_after(serving)
                self._look_after_others()
        for generation in (serving, *self._retiring):
            generation.stop()
        for generation in (serving, *self._retiring):
            generation.kill(self._graceful + 3)
        return 0

    def _look_after(self, serving: _Generation) -> _Generation:
        """The generation that serves from now on."""
        self._retiring = [old for old in self._retiring if old.alive]
        try:
            release = current(self._settings.var)
        except NoRelease:
            release = serving.release
        if serving.alive and release.path in (serving.release.path, self._refused):
            return serving
        if not serving.alive:
            self._say("the processes of the server ended; starting them anew")
            serving.kill(0)
        following = self._start(release)
        if following is None:
            if serving.alive:
                self._say(f"release {release.digest[:12]} cannot be served; the old one stays")
                self._refused = release.path
            else:
                select.select([self._wakeup], [], [], PAUSE)
            return serving
        self._say(f"serving release {release.digest[:12]}")
        if serving.alive:
            serving.stop()
            self._retiring.append(serving)
        return following

    def _start(self, release: Release) -> _Generation | None:
        """A generation that takes requests, or None if none can be had or a signal came."""
        generation = _Generation(release, self._environment, self._listening, self._graceful)
        if generation.becomes_ready(self._wakeup):
            return generation
        generation.stop()
        generation.kill(1)
        return None

    def _stop(self, *_: object) -> None:
        self._told_to_stop = True

    @staticmethod
    def _say(words: str) -> None:
        sys.stderr.write(f"migralex: {words}\n")
        sys.stderr.flush()
