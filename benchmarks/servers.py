"""Starts our server and its peers on the same release, each alone, on a free loopback port."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from graph.release import Release

START_SECONDS = 60.0
STOP_SECONDS = 20.0
MIGRALEX = "migralex"
PEERS = ("oxigraph serve-read-only", "rdflib-endpoint")


def free_port() -> int:
    """A loopback port that nobody listens on just then."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def command(name: str, release: Release, port: int) -> list[str]:
    """The command line of a server, as its own users would start it."""
    tools = Path(sys.executable).parent
    match name:
        case "migralex":
            return [sys.executable, "-m", "migralex", "serve", "--port", str(port)]
        case "oxigraph serve-read-only":
            location = ["--location", str(release.store), "--bind", f"127.0.0.1:{port}"]
            return [str(tools / "oxigraph"), "serve-read-only", *location]
        case "rdflib-endpoint":
            address = ["--host", "127.0.0.1", "--port", str(port)]
            return [str(tools / "rdflib-endpoint"), "serve", *address, str(release.nquads)]
        case _:
            raise ValueError(f"{name} is not a server that is measured here")


def endpoint(name: str) -> str:
    """The path of the SPARQL endpoint of a server."""
    return {"oxigraph serve-read-only": "/query", "rdflib-endpoint": "/"}.get(name, "/sparql")


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{process.args!r} did not start")


@contextmanager
def serving(name: str, release: Release, settings: Mapping[str, str]) -> Iterator[int]:
    """A running server; gives its port and ends the server's process afterwards."""
    port = free_port()
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command(name, release, port),
            env={**os.environ, **settings},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(process, port)
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
