"""Real servers for tests: a release made of given quads, and `migralex serve` on it."""

import http.client
import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from graph.terms import Quad, RdfFormat, serialize
from tests.conftest import environment, free_port, running


def publish(var: Path, digest: str, base_iri: str, quads: Iterable[Quad]) -> Path:
    """Make the quads the current release of the folder, and answer with the folder."""
    release = var / "current"
    (release / "dumps").mkdir(parents=True)
    dump = serialize(quads, format=RdfFormat.N_QUADS) or b""
    lines = sorted(set(dump.splitlines(keepends=True)))
    (release / "dumps" / "migralex.nq").write_bytes(b"".join(lines))
    manifest = {"digest": digest, "base_iri": base_iri}
    (release / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return var


@dataclass(frozen=True)
class Reply:
    """An answer, read to its end. Names of headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """The media type without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip()

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8")


@dataclass(frozen=True)
class Endpoint:
    """A running server at `http://127.0.0.1:{port}/`; `pid` is its supervisor."""

    port: int
    pid: int
    log: Path = field(repr=False)

    @property
    def url(self) -> str:
        """The address, with a final slash."""
        return f"http://127.0.0.1:{self.port}/"

    def ask(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        seconds: float = 60,
    ) -> Reply:
        """Send one request on a connection of its own, with no headers but these."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            connection.putrequest(method, target, skip_accept_encoding=True)
            for name, value in (headers or {}).items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, found, response.read())
        finally:
            connection.close()


@contextmanager
def serving(var: Path, log: Path, **settings: str) -> Iterator[Endpoint]:
    """The server as a deployment runs it, with these settings (`query_seconds="2"`)."""
    port = free_port()
    stated = {f"MIGRALEX_{name.upper()}": value for name, value in settings.items()}
    stated = {"MIGRALEX_PUBLIC_URL": f"http://127.0.0.1:{port}/", **stated}
    with running(port, environment(MIGRALEX_VAR=str(var), **stated), log) as process:
        yield Endpoint(port, process, log)


def path_of(url: str) -> str:
    """The request target of a URL."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def eventually(true: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until something holds that takes its moment, such as a line that is yet to be logged."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)
