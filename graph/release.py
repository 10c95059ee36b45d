"""Releases on disk: `{var}/releases/{digest}/` each, and `{var}/current`, a link to the served one.

A release is immutable: dumps, the on-disk store, the validation report and `manifest.json`.
The loader writes them; this module only finds and describes them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from graph.errors import NoRelease
from graph.iris import Iris

RELEASES = "releases"
CURRENT = "current"
MANIFEST = "manifest.json"
RECORDS_ENTITIES = "entities.json"
RECORDS_INDEX = "claims.json"
RECORDS_SCHEMA = "schema.json"


@dataclass(frozen=True)
class Release:
    """One published release. `digest` is the hexadecimal SHA-256 that also names its folder."""

    path: Path
    digest: str
    base_iri: str
    manifest: Mapping[str, Any]

    @cached_property
    def iris(self) -> Iris:
        """The IRIs of this release."""
        return Iris(self.base_iri)

    @property
    def store(self) -> Path:
        """The folder of the on-disk Oxigraph store."""
        return self.path / "store"

    @property
    def dumps(self) -> Path:
        """The folder of the dumps, each also with gzip as `….gz`."""
        return self.path / "dumps"

    @property
    def nquads(self) -> Path:
        """The whole dataset: canonical N-Quads, sorted by code point, one quad per line."""
        return self.dumps / "migralex.nq"

    @property
    def records(self) -> Path:
        """The files of records word for word, and what was understood of them (JSON).

        `{source}/{file}`, `{source}/{file}.json` with its claims, `{source}/claims.json` with the
        file of each claim, `entities.json` with the claim that declares each entity, and
        `schema.json` with what a record may say; see `loader.shelved`.
        """
        return self.path / "records"

    @property
    def validation(self) -> Path:
        """The SHACL results of the build: JSON with `counts` by severity and `results`."""
        return self.path / "reports" / "validation.json"

    @property
    def coverage(self) -> Path:
        """The figures of the sources: JSON, `{"sources": {id: figures}}`; see `loader.figures`."""
        return self.path / "reports" / "coverage.json"


def read(path: Path) -> Release:
    """The release in the folder `path`. Raises NoRelease if there is none that is whole."""
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        return Release(path, manifest["digest"], manifest["base_iri"], manifest)
    except (OSError, ValueError, KeyError) as error:
        raise NoRelease(f"no release in {path}: run `migralex build`") from error


def current(var: Path) -> Release:
    """The release to serve. Raises NoRelease if nothing was published yet."""
    link = var / CURRENT
    return read(link.resolve() if link.is_symlink() else link)


def beginning_with(var: Path, digits: str) -> Release | None:
    """The release whose digest begins with these digits, None unless there is exactly one."""
    found = [one for one in all_releases(var) if one.digest.startswith(digits)]
    return found[0] if len(found) == 1 else None


def all_releases(var: Path) -> list[Release]:
    """Every whole release, the one published last first; unfinished folders are passed over."""
    found = sorted(
        (var / RELEASES).glob(f"*/{MANIFEST}"),
        key=lambda manifest: (manifest.stat().st_mtime_ns, manifest.parent.name),
        reverse=True,
    )
    return [read(manifest.parent) for manifest in found if not manifest.parent.name.startswith(".")]
