"""When which release was put in force.

`{var}/publications.tsv` holds one line a publication, `time digest`, in their order; going back to
an earlier release is a publication too. It lies beside the releases, not in them: a release has no
clock in it and is the same wherever it is built.
"""

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from graph.patches import keep

FILE: Final = "publications.tsv"


@dataclass(frozen=True)
class Publication:
    """A release put in force at a time, to the second, in UTC."""

    time: datetime
    digest: str


def record(var: Path, digest: str) -> None:
    """Note that a release is put in force now, and keep what that changed; the same again is
    nothing new."""
    known = publications(var)
    if known and known[-1].digest == digest:
        return
    now = datetime.now(UTC).replace(microsecond=0)
    if known:
        # A time, to the second, names one publication.
        now = max(now, known[-1].time + timedelta(seconds=1))
    with (var / FILE).open("a", encoding="utf-8") as log:
        log.write(f"{now.isoformat()}\t{digest}\n")
        log.flush()
        os.fsync(log.fileno())
    if known:
        keep(var, known[-1].digest, digest)


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
