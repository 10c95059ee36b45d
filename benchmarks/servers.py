"""Starts our server and its peers on the same release, each alone, on a free loopback port."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from graph.release import Release

START_SECONDS = 90.0
STOP_SECONDS = 20.0
MIGRALEX = "migralex"
MEMORY = "oxigraph serve (memory)"
DISK = "oxigraph serve-read-only (disk)"
RDFLIB = "rdflib-endpoint"
TRIFID = "Trifid"
PEERS = Path(__file__).parent / "peers"
_ENDPOINTS = {MEMORY: "/query", DISK: "/query", RDFLIB: "/"}


@dataclass(frozen=True)
class Server:
    """A running server: its process and port, and the seconds until it answered a query."""

    name: str
    process: "subprocess.Popen[bytes]"
    port: int
    seconds: float

    @property
    def endpoint(self) -> str:
        """The path of its SPARQL endpoint."""
        return _ENDPOINTS.get(self.name, "/sparql")

    def memory(self) -> float:
        """The memory of it and its descendants in MiB, what they share counted once."""
        return sum(map(_proportional, _family(self.process.pid))) / 1024


def _free_port() -> int:
    """A loopback port that nobody listens on just then."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _command(name: str, release: Release, port: int) -> list[str]:
    """The command line of a server, as its own users would start it."""
    tools = Path(sys.executable).parent
    oxigraph, address = str(tools / "oxigraph"), f"127.0.0.1:{port}"
    if name == MIGRALEX:
        return [sys.executable, "-m", "migralex", "serve", "--port", str(port)]
    if name == MEMORY:
        return [oxigraph, "serve", "--bind", address]
    if name == DISK:
        location = str(release.store)
        return [oxigraph, "serve-read-only", "--location", location, "--bind", address]
    if name == RDFLIB:
        where = ["--host", "127.0.0.1", "--port", str(port)]
        return [str(tools / "rdflib-endpoint"), "serve", *where, str(release.nquads)]
    raise ValueError(f"{name} is not a server that is measured here")


@contextmanager
def serving(name: str, release: Release, settings: Mapping[str, str]) -> Iterator[Server]:
    """A running server that holds the release; its process is ended afterwards."""
    port = _free_port()
    begun = time.monotonic()
    with _running(_command(name, release, port), port, settings) as process:
        if name == MEMORY:
            _load(release, port)
        yield Server(name, process, port, time.monotonic() - begun)


@contextmanager
def _running(
    command: list[str], port: int, settings: Mapping[str, str], folder: Path | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command,
            env={**os.environ, **settings},
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait(process, port)
            yield process
        finally:
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End it with all that it started: a launcher such as `node` does not pass the signal on."""
    for way in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, way)
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    """Wait until it answers anything; our server listens before it does so."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
        with suppress(OSError):
            connection.request("GET", "/")
            connection.getresponse().read()
            connection.close()
            return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} did not start")


def _load(release: Release, port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
    with release.nquads.open("rb") as content:
        connection.request("POST", "/store", content, {"Content-Type": "application/n-quads"})
        answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status >= 300:
        raise RuntimeError(f"the release could not be loaded: {answer.status}")


def _family(pid: int) -> list[int]:
    """A process and all its descendants."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text(errors="replace").rpartition(")")[2].split()
            parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [pid]
    for one in found:
        found.extend(parents.get(one, ()))
    return found


def _proportional(pid: int) -> int:
    """The proportional set size of a process in KiB; 0 if it has ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


@contextmanager
def trifid(release: Release) -> Iterator[Server]:
    """Trifid on the engine's own server, which holds the same data in its default graph."""
    tools = Path(sys.executable).parent
    engine, port = _free_port(), _free_port()
    settings = (PEERS / "trifid.yaml").read_text(encoding="utf-8")
    for name, value in {"PORT": port, "ENGINE": engine, "BASE": release.base_iri}.items():
        settings = settings.replace(f"${name}", str(value))
    with tempfile.TemporaryDirectory() as folder:
        configuration = Path(folder) / "trifid.yaml"
        configuration.write_text(settings, encoding="utf-8")
        location, address = str(release.store), f"127.0.0.1:{engine}"
        store = [str(tools / "oxigraph"), "serve-read-only", "--location", location]
        node = [str(tools / "node"), "node_modules/trifid/server.js", "-c", str(configuration)]
        with (
            _running([*store, "--union-default-graph", "--bind", address], engine, {}),
            _running(node, port, {"NODE_ENV": "production"}, PEERS) as process,
        ):
            yield Server(TRIFID, process, port, 0.0)
