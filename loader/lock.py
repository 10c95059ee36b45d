"""`evidence.lock`: where each passage of a source lies, as `migralex locate` found it.

Tab-separated, sorted by place in the text: digest of the request, start, end, paragraph, SHA-256
of the normalised passage, section. The request is what a record asks for, anchors and what the
passage must contain included: a record that changes any of it has to be located again. With the
lock a release can be built where the text is not at hand, and holds what the text was seen to say.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from loader.faults import Faults, Place, shown
from loader.normalise import RULE
from loader.passages import Passage
from loader.records import Evidence


@dataclass(frozen=True)
class Lock:
    """The located passages of a source by request; `length` is that of the text in code points."""

    source: str
    rule: int
    text_sha256: str
    length: int
    passages: Mapping[str, Passage]


def request_digest(one: Evidence, beside: Iterable[Evidence], checks: Iterable[str]) -> str:
    """The digest of what a record asks for: this evidence, that beside it, and the checks."""

    def asked(evidence: Evidence) -> list[str | int | None]:
        return [evidence.section, evidence.first, evidence.last, evidence.occurrence]

    request = [asked(one), [asked(other) for other in beside], sorted(set(checks))]
    return hashlib.sha256(json.dumps(request).encode("utf-8")).hexdigest()[:24]


def write_lock(path: Path, lock: Lock) -> None:
    """Writes the lock, whole or not at all."""
    lines = [
        f"# Passages of {lock.source}, written by `migralex locate`; not edited by hand.",
        f"rule\t{lock.rule}",
        f"text\t{lock.text_sha256}\t{lock.length}",
    ]
    in_order = sorted(lock.passages.items(), key=lambda item: (item[1].start, item[1].end, item[0]))
    lines += [
        "\t".join(
            (request, str(one.start), str(one.end), str(one.paragraph), one.sha256, one.section)
        )
        for request, one in in_order
    ]
    new = path.with_name(f".{path.name}.{os.getpid()}")
    new.write_text("\n".join(lines) + "\n", encoding="utf-8")
    new.replace(path)


def read_lock(path: Path, source: str, faults: Faults) -> Lock | None:
    """The lock of a source; None, with a fault, where there is none that can be read."""
    remedy = f"Run `migralex locate --text {source}=FILE` with the text of the source."
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        (_, rule), (_, sha256, length) = lines[1].split("\t"), lines[2].split("\t")
        lock = Lock(source, int(rule), sha256, int(length), dict(map(_entry, lines[3:])))
    except FileNotFoundError:
        faults.add(Place(shown(path)), "the evidence is not located", remedy)
        return None
    except (OSError, ValueError, IndexError):
        faults.add(Place(shown(path)), "not a lock of passages", remedy)
        return None
    if lock.rule != RULE:
        faults.add(Place(shown(path), 2, 1), f"normalised by rule {lock.rule}, not {RULE}", remedy)
        return None
    for number, one in enumerate(lock.passages.values(), 4):
        if not 0 <= one.start < one.end <= lock.length:
            message = f"the passage {one.start}-{one.end} lies outside the text"
            faults.add(Place(shown(path), number, 1), message, remedy)
    return lock


def _entry(line: str) -> tuple[str, Passage]:
    request, start, end, paragraph, sha256, section = line.split("\t")
    return request, Passage(section, int(start), int(end), int(paragraph), sha256)
