"""What the tests share: one real release, built once, and one real server on it.

Nothing is mocked. The release is built from `sources/` through the command line; the server is
a process of its own on a free loopback port, ended by its process id. The texts of the sources
are not part of this repository: a test that needs one is skipped, and says so, where the text
does not lie in `../shared/sources/<id>/source.txt`.
"""

import fcntl
import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.release import Release, current

ROOT = Path(__file__).resolve().parent.parent
SOURCE = "iom-serbia-2008"
SOURCE_TEXT = ROOT.parent / "shared" / "sources" / SOURCE / "source.txt"
BUILD_SECONDS = 240
START_SECONDS = 60
STOP_SECONDS = 20


@pytest.fixture(scope="session", autouse=True)
def nobodys_settings() -> Iterator[None]:
    """Commands that run within the tests' process see no settings of the person who runs them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if "MIGRALEX" in name]:
            patch.delenv(name)
        yield


def environment(**settings: str) -> dict[str, str]:
    """The environment without the settings of the person who runs the tests, plus `settings`."""
    inherited = {name: value for name, value in os.environ.items() if "MIGRALEX" not in name}
    return inherited | settings


@pytest.fixture(scope="session")
def source_text() -> Path:
    """The text of the first source, where the operator has it."""
    if not SOURCE_TEXT.is_file():
        pytest.skip(f"the text of {SOURCE} is not beside this repository")
    return SOURCE_TEXT


@pytest.fixture(scope="session")
def var(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder with one release, built by the command line from the sources of this repository.

    Where several processes run the tests, the first that needs it builds, and each has a copy.
    """
    output = tmp_path_factory.mktemp("var")
    if worker_id == "master":
        build(output)
        return output
    shared = tmp_path_factory.getbasetemp().parent / "built"
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            build(shared)
    return shutil.copytree(shared, output, symlinks=True, dirs_exist_ok=True)


def build(output: Path) -> None:
    """`migralex build` of the sources of this repository into a folder."""
    built = subprocess.run(
        [sys.executable, "-m", "migralex", "build", "--sources", "sources", "--output", output],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr


@pytest.fixture(scope="session")
def release(var: Path) -> Release:
    """The release of `sources/`, with the base IRI of the quick start."""
    return current(var)


@dataclass(frozen=True)
class Served:
    """A running server. `url` ends in a slash; IRIs still start with the release's own base."""

    url: str
    release: Release
    shows_text: bool

    def at(self, iri: str) -> str:
        """The address here of what an IRI under the base names."""
        assert iri.startswith(self.release.base_iri)
        return self.url + iri.removeprefix(self.release.base_iri)

    @property
    def sparql(self) -> str:
        """The address of the SPARQL endpoint."""
        return f"{self.url}sparql"


def free_port() -> int:
    """A loopback port that nobody listens on just then."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether the server says of itself that it is well."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


@contextmanager
def running(port: int, settings: dict[str, str], log: Path) -> Iterator[int]:
    """`migralex serve` on a port, well and until the end of the block; yields its process id."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "migralex", "serve", "--port", str(port)],
            cwd=ROOT,
            env=settings,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        until = time.monotonic() + START_SECONDS
        while not answers(port):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, f"no answer yet:\n{log.read_text()}"
            time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def server(
    var: Path, release: Release, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """The server as a deployment runs it, without a network beyond this machine."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    settings = environment(MIGRALEX_VAR=str(var), MIGRALEX_PUBLIC_URL=url)
    if SOURCE_TEXT.is_file():
        settings["MIGRALEX_TEXTS"] = f"{SOURCE}={SOURCE_TEXT}"
    with running(port, settings, tmp_path_factory.mktemp("server") / "log.txt"):
        yield Served(url, release, SOURCE_TEXT.is_file())
