"""When which release was put in force, and what each publication changed.

`{var}/publications.tsv` holds one line a publication, `time digest`, in their order; going back to
an earlier release is a publication too. It lies beside the releases, not in them: a release has no
clock in it and is the same wherever it is built.
"""

import os
import re
from collections.abc import Iterator, Mapping, Set
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, Final

from graph.iris import RDFS, SKOS
from graph.release import RELEASES, Release

FILE: Final = "publications.tsv"
REMEMBERED: Final = 20
"""Publications that are compared, the last ones; before them nothing is known to have changed."""
_TRIPLE: Final = re.compile(rb"<([^>]*)> <([^>]*)> (?:<([^>]*)>|\")")
_NAMING: Final = frozenset(one.value.encode() for one in (RDFS.label, SKOS.prefLabel))


@dataclass(frozen=True)
class Publication:
    """A release put in force at a time, to the second, in UTC."""

    time: datetime
    digest: str


@dataclass(frozen=True)
class Changes:
    """When what is said about a node last changed, by its IRI: as the subject of statements, as
    the value of others, and in its labels alone.

    `first` is the publication since which that is known; what is not listed is as it was then.
    """

    first: Publication
    subjects: Mapping[str, Publication]
    values: Mapping[str, Publication]
    names: Mapping[str, Publication]

    def of(self, nodes: Set[str], pointed_at: Set[str], named: Set[str]) -> Publication:
        """The last publication that changed the description of nodes.

        That is statements of `nodes`, links to `pointed_at`, or the labels of `named`.
        """
        found = [self.subjects[one] for one in nodes & self.subjects.keys()]
        found += [self.values[one] for one in pointed_at & self.values.keys()]
        found += [self.names[one] for one in named & self.names.keys()]
        return max(found, key=lambda one: one.time, default=self.first)


def record(var: Path, digest: str) -> None:
    """Note that a release is put in force now; the same again is nothing new."""
    known = publications(var)
    if known and known[-1].digest == digest:
        return
    now = datetime.now(UTC).replace(microsecond=0)
    with (var / FILE).open("a", encoding="utf-8") as log:
        log.write(f"{now.isoformat()}\t{digest}\n")
        log.flush()
        os.fsync(log.fileno())


def publications(var: Path) -> list[Publication]:
    """All publications in their order; a line that is not whole is passed over."""
    found = []
    with suppress(OSError):
        for line in (var / FILE).read_text(encoding="utf-8").splitlines():
            time, _, digest = line.partition("\t")
            with suppress(ValueError):
                if re.fullmatch(r"[0-9A-Za-z-]+", digest):
                    found.append(Publication(datetime.fromisoformat(time), digest))
    return found


def changes(var: Path, release: Release) -> Changes | None:
    """What the publications up to the release changed; None if it is not the last one recorded."""
    known = publications(var)
    if not known or known[-1].digest != release.digest:
        return None
    recent = known[-REMEMBERED:]
    while len(recent) > 1 and not all(_dump(var, one).is_file() for one in recent):
        recent = recent[1:]
    subjects: dict[str, Publication] = {}
    values: dict[str, Publication] = {}
    names: dict[str, Publication] = {}
    for before, after in pairwise(recent):
        for line in _differences(_dump(var, before), _dump(var, after)):
            match = _TRIPLE.match(line)
            if match is not None:
                subjects[match[1].decode()] = after
                if match[2] in _NAMING:
                    names[match[1].decode()] = after
                if match[3] is not None:
                    values[match[3].decode()] = after
    return Changes(recent[0], subjects, values, names)


def _dump(var: Path, publication: Publication) -> Path:
    return Release(var / RELEASES / publication.digest, publication.digest, "", {}).nquads


def _differences(before: Path, after: Path) -> Iterator[bytes]:
    """The lines that are in one of two sorted files only."""
    with before.open("rb") as old, after.open("rb") as new:
        one, other = _next(old), _next(new)
        while one or other:
            if one == other:
                one, other = _next(old), _next(new)
            elif not other or (one and one < other):
                yield one
                one = _next(old)
            else:
                yield other
                other = _next(new)


def _next(file: BinaryIO) -> bytes:
    return file.readline()
