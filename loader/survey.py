"""`sentences.lock`: how many sentences a source has, and each that no record rests on.

Tab-separated: how many sentences there are and how many a passage meets; then for each sentence
that holds something a record could be about, and that none rests on, its range of code points,
paragraph, section, the reason why it is left out (or `unexplained`) and what sort of thing it
holds. `migralex locate` writes it, so that a release can tell it where the text is not at hand.
"""

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from loader.faults import Faults, Place, shown
from loader.inputs import Inputs
from loader.leftout import REASONS
from loader.locate import located
from loader.mentions import Mentions
from loader.passages import SourceText
from loader.sentences import sentences
from loader.sources import Source
from loader.uncited import explained, uncited

UNEXPLAINED: Final = "unexplained"


@dataclass(frozen=True, order=True)
class Silent:
    """A sentence that no record rests on; `holds` are the kinds of what was found in it."""

    start: int
    end: int
    paragraph: int
    section: str
    reason: str
    holds: str


@dataclass(frozen=True)
class Survey:
    """The sentences of a text: all, those that a passage meets, and those named above."""

    text_sha256: str
    total: int
    cited: int
    silent: tuple[Silent, ...]

    def as_json(self) -> dict[str, Any]:
        """The survey for the report of the build."""
        reasons = Counter(one.reason for one in self.silent)
        return {
            "total": self.total,
            "cited": self.cited,
            "left_out": sum(count for name, count in reasons.items() if name != UNEXPLAINED),
            "unexplained": reasons[UNEXPLAINED],
            "silent": [vars(one) for one in self.silent],
        }


def survey(source: Source, text: str, inputs: Inputs) -> Survey:
    """Looks through the text of a source; what in left-out.yaml fits nothing is passed over.

    Raises SourceError where the evidence is not located.
    """
    faults = Faults()
    places = located(source, inputs.records, faults)
    whole = SourceText(source, text, faults)
    faults.stop()
    passages = places.passages.values() if places else ()
    ranges = {(one.start, one.end) for found in passages for one in found}
    every = sentences(text, whole.headings().values(), source.title)
    found = uncited(whole, Mentions(inputs.records), ranges)
    why = explained(found, inputs.left_out[source.id], whole, Faults())
    silent = (
        Silent(
            one.sentence.start,
            one.sentence.end,
            one.paragraph,
            one.section,
            why.get(one, UNEXPLAINED),
            ", ".join(sorted({mention.kind for mention in one.mentions})),
        )
        for one in found
    )
    cited = sum(any(one.meets(*place) for place in ranges) for one in every)
    return Survey(source.sha256, len(every), cited, tuple(sorted(silent)))


def write_survey(path: Path, source: Source, found: Survey) -> None:
    """Writes the survey, whole or not at all."""
    lines = [
        f"# Sentences of {source.id}, counted by `migralex locate`; not edited by hand.",
        f"text\t{found.text_sha256}",
        f"sentences\t{found.total}\t{found.cited}",
    ]
    lines += ["\t".join(map(str, vars(one).values())) for one in found.silent]
    new = path.with_name(f".{path.name}.{os.getpid()}")
    new.write_text("\n".join(lines) + "\n", encoding="utf-8")
    new.replace(path)


def read_survey(source: Source, faults: Faults) -> Survey | None:
    """The survey of a source; None where there is none, with a fault if it cannot be read."""
    if not source.sentences.is_file():
        return None
    remedy = f"Run `migralex locate --text {source.id}=FILE` with the text of the source."
    try:
        lines = source.sentences.read_text(encoding="utf-8").splitlines()
        (_, sha256), (_, total, cited) = lines[1].split("\t"), lines[2].split("\t")
        silent = tuple(_silent(line) for line in lines[3:])
        return Survey(sha256, int(total), int(cited), silent)
    except (OSError, ValueError, IndexError):
        faults.add(Place(shown(source.sentences)), "not a list of sentences", remedy)
        return None


def _silent(line: str) -> Silent:
    start, end, paragraph, section, reason, holds = line.split("\t")
    if reason not in REASONS and reason != UNEXPLAINED:
        raise ValueError(reason)
    return Silent(int(start), int(end), int(paragraph), section, reason, holds)


def verify_survey(source: Source, text: str, inputs: Inputs, faults: Faults) -> None:
    """A fault where the text and the records give another survey than the one that is kept."""
    if read_survey(source, faults) != survey(source, text, inputs):
        remedy = f"Run `migralex locate --text {source.id}=FILE` and look at what changes."
        message = "the sentences of the text are counted otherwise by now"
        faults.add(Place(shown(source.sentences)), message, remedy)


def surveys(sources: tuple[Source, ...]) -> Mapping[str, Survey]:
    """The surveys that are kept, by source. Raises SourceError where one cannot be read."""
    faults = Faults()
    found = {source.id: read_survey(source, faults) for source in sources}
    faults.stop()
    return {name: one for name, one in found.items() if one is not None}
