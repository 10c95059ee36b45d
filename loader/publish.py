"""Publishing: a release is written beside the others under a name that nobody looks at, made
durable, and put in its place by one rename; then `current` is made to point at it by another.

A crash at any point leaves the release that was served. What it leaves behind is cleared away by
the next build; two builds never work in the same folder at a time.
"""

import fcntl
import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Store

from graph.errors import MigralexError, NoRelease
from graph.iris import PREFIXES
from graph.publications import record
from graph.release import CURRENT, MANIFEST, RELEASES, Release, all_releases, current, read
from graph.terms import Quad, RdfFormat, serialize
from loader.build import Built

FORMAT: Final = 3
UNFINISHED: Final = ".unfinished-"


@contextmanager
def _alone(var: Path) -> Iterator[None]:
    """Keeps other builds out of the folder. Raises MigralexError when one is at work there."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise MigralexError(f"another build is at work in {var}: wait for its end") from error
        yield


def publish(built: Built, var: Path) -> Release:
    """Writes the release and makes it the current one; the same content is not written twice."""
    with _alone(var):
        _clear(var)
        memory = Store()
        memory.extend(built.quads)
        # The engine has the last word on how a literal is written; dumps say what it will say.
        quads = sorted(memory, key=str)
        nquads = _nquads(quads)
        manifest = _manifest(built, nquads)
        target = var / RELEASES / manifest["digest"]
        if not (target / MANIFEST).is_file():
            unfinished = var / RELEASES / f"{UNFINISHED}{os.getpid()}"
            _write(unfinished, quads, nquads, built, manifest)
            shutil.rmtree(target, ignore_errors=True)
            unfinished.rename(target)
            _sync(target.parent)
        _point(var, manifest["digest"])
        return read(target)


def _clear(var: Path) -> None:
    (var / RELEASES).mkdir(parents=True, exist_ok=True)
    for left in (var / RELEASES).glob(f"{UNFINISHED}*"):
        shutil.rmtree(left)
    for left in var.glob(f"{UNFINISHED}*"):
        left.unlink()


def _nquads(quads: list[Quad]) -> bytes:
    """Canonical N-Quads: one quad a line, the lines sorted by code point."""
    lines = sorted(_serialized(quads, RdfFormat.N_QUADS).splitlines(keepends=True))
    return b"".join(lines)


def _serialized(quads: list[Quad], form: RdfFormat) -> bytes:
    prefixes = PREFIXES if form == RdfFormat.TRIG else None
    return serialize(quads, format=form, prefixes=prefixes) or b""


def _manifest(built: Built, nquads: bytes) -> dict[str, Any]:
    made_from = {"format": FORMAT, "base_iri": built.iris.base, **built.inputs}
    digest = hashlib.sha256(nquads)
    digest.update(json.dumps(made_from, sort_keys=True).encode("utf-8"))
    counts = {**built.counts, "quads": nquads.count(b"\n")}
    return {"digest": digest.hexdigest(), **made_from, "counts": counts}


def _write(
    folder: Path, quads: list[Quad], nquads: bytes, built: Built, manifest: Mapping[str, Any]
) -> None:
    dumps, reports = folder / "dumps", folder / "reports"
    dumps.mkdir(parents=True)
    reports.mkdir()
    facts = built.iris.graph("facts")
    turtle = [quad.triple for quad in quads if quad.graph_name == facts]
    contents = {
        "migralex.nq": nquads,
        "migralex.trig": _serialized(quads, RdfFormat.TRIG),
        "facts.ttl": serialize(turtle, format=RdfFormat.TURTLE, prefixes=PREFIXES) or b"",
    }
    for name, content in contents.items():
        (dumps / name).write_bytes(content)
        (dumps / f"{name}.gz").write_bytes(gzip.compress(content, mtime=0))
    store = Store(str(folder / "store"))
    store.bulk_extend(quads)
    store.optimize()
    store.flush()
    del store
    for name, content in built.records.items():
        path = folder / "records" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (reports / "validation.json").write_bytes(_json(built.report))
    (reports / "coverage.json").write_bytes(_json(built.coverage))
    (folder / MANIFEST).write_bytes(_json(manifest))
    for path in sorted(folder.rglob("*")):
        _sync(path)
    _sync(folder)


def _json(value: Mapping[str, Any]) -> bytes:
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
    return f"{text}\n".encode()


def _sync(path: Path) -> None:
    """Makes a file or folder durable: its content, or the names in it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _point(var: Path, digest: str) -> None:
    """Makes the release the current one, by one rename."""
    new = var / f"{UNFINISHED}{os.getpid()}"
    new.symlink_to(Path(RELEASES) / digest)
    new.replace(var / CURRENT)
    record(var, digest)
    _sync(var)


def roll_back(var: Path, digest: str | None) -> Release:
    """Makes an earlier release the current one: the named one, by the first letters of its
    digest, else the one published before the current one. Raises NoRelease if there is none."""
    with _alone(var):
        releases = all_releases(var)
        names = [release.digest for release in releases]
        if digest is None:
            before = names.index(current(var).digest) + 1
            found = releases[before : before + 1]
        else:
            found = [release for release in releases if release.digest.startswith(digest)]
        if len(found) != 1:
            wanted = f"{len(found)} releases begin with {digest}" if digest else "nothing is older"
            raise NoRelease(f"{wanted}: see `migralex releases`")
        _point(var, found[0].digest)
        return found[0]
