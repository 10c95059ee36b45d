"""The process that tells Prometheus the figures of all web processes, on a port of its own.

It is started by the supervisor and reads the files in which web processes count, so a process
that ended, or a whole generation, is not forgotten.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
END_SECONDS: Final = 3.0
_LIVE: Final = re.compile(r"gauge_live\w+_(\d+)\.db")


class Exporter:
    """The process, as its supervisor sees it. `folder` is where web processes are to count."""

    def __init__(self, host: str, port: int) -> None:
        self.folder = tempfile.mkdtemp(prefix="migralex-metrics-")
        self._address = (host, str(port))
        self._process = self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "web.server.exporter", *self._address],
            env={**os.environ, FOLDER: self.folder},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Ctrl-C is for the supervisor.
            start_new_session=True,
        )

    def becomes_ready(self) -> bool:
        """Wait until it listens. False if it cannot; it has said why."""
        assert self._process.stdout is not None  # noqa: S101 - a pipe was asked for
        return bool(self._process.stdout.readline())

    def look_after(self) -> None:
        """Start it again if it ended."""
        if self._process.poll() is not None:
            self._process = self._start()

    def close(self) -> None:
        """End it, and remove the figures."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class _Figures(Collector):
    """The figures of all processes. What tells of the living is dropped of those that ended."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._all: Collector = MultiProcessCollector(None, folder)  # type: ignore[no-untyped-call]

    def collect(self) -> Iterable[Metric]:
        for path in Path(self._folder).iterdir():
            found = _LIVE.fullmatch(path.name)
            if found and not Path(f"/proc/{found[1]}").exists():
                mark_process_dead(int(found[1]), self._folder)  # type: ignore[no-untyped-call]
        return self._all.collect()


def main(arguments: Sequence[str]) -> int:
    """Answer Prometheus until the supervisor is gone. 1 if the port cannot be had."""
    host, port = arguments
    registry = CollectorRegistry()
    registry.register(_Figures(os.environ[FOLDER]))
    try:
        server, _ = start_http_server(int(port), host, registry)
    except OSError as error:
        sys.stderr.write(f"metrics at {host}:{port}: {error.strerror}\n")
        return 1
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.read()
    server.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
