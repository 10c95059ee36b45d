"""What a sentence holds that a record could be about: dates, numbers of gazettes and articles, and
names of the bodies and instruments that the records know.

Names are compared as written, every dash read as a hyphen and a blank after a slash, where lines
are broken, left out; what stands within a name is not a date. "The Council" is a name, "a council"
is not. Where one name lies within another the longer one counts, that of a country included.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from graph.dates import MONTHS
from graph.iris import RDFS, SKOS
from loader.records import Records, WordsValue

BODIES: Final = ("institution",)
INSTRUMENTS: Final = ("law", "treaty", "agreement", "strategy")
NAMED: Final = (*BODIES, *INSTRUMENTS)
"""Kinds of entities whose names are looked for."""
COUNTRIES: Final = "polity"
_MONTH: Final = "|".join(MONTHS)
PATTERNS: Final[Mapping[str, re.Pattern[str]]] = {
    "date": re.compile(
        # A footnote's number may stand right behind a year, or behind the full stop after it.
        rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? )?(?:{_MONTH})(?: \d{{1,2}},)? (?:19|20)\d\d"
        rf"|\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTH})\b"
        r"|(?<![\d.,/-])(?:19|20)\d\d(?=\D|\d{1,3}\b|s\b|$)(?!,\d)(?!/\d)"
    ),
    "gazette": re.compile(
        r"Official (?:Gazz?ett?e|Journal)|(?:\bNos?\.? ?|, ?|and )\d{1,3}/(?:\d\d|\d{4})\b"
    ),
    "article": re.compile(r"\bArt(?:icle|s|icles)?\.? ?\d+"),
}
_DASH: Final = re.compile(r"\s*[\u2010-\u2015\u2212-]\s*")
_AFTER_SLASH: Final = re.compile(r"(?<=/)\s+")


@dataclass(frozen=True, order=True)
class Mention:
    """Something found: `kind` is date, gazette, article or name; `words` as they stand, short."""

    kind: str
    words: str
    entities: tuple[str, ...] = ()

    def __str__(self) -> str:
        known = f" ({', '.join(self.entities)})" if self.entities else ""
        return f"{self.kind} {self.words}{known}"


class Mentions:
    """Finds mentions by the names that the records give."""

    def __init__(self, records: Records) -> None:
        self._names = names_of(records)
        longest_first = sorted(self._names, key=lambda name: (-len(name), name))
        any_name = "|".join(map(re.escape, longest_first)) or r"(?!)"
        self._pattern = re.compile(rf"(?<!\w)(?:{any_name})(?![^\W\d_])")

    def find(self, sentence: str) -> tuple[Mention, ...]:
        """What a normalised sentence holds, each once, in the order of kinds and words."""
        words = _compared(sentence)
        found = set()
        for match in self._pattern.finditer(words):
            if names := self._names[match[0]]:
                found.add(Mention("name", match[0], tuple(sorted(names))))
        rest = self._pattern.sub(" ", words)
        for kind, pattern in PATTERNS.items():
            found |= {Mention(kind, match[0].strip(" ,")) for match in pattern.finditer(rest)}
        return tuple(sorted(found))


def _compared(words: str) -> str:
    return _AFTER_SLASH.sub("", _DASH.sub("-", words))


def names_of(records: Records) -> Mapping[str, set[str]]:
    """The entities of the kinds that count, by each name and other name they have; none by the
    names that only countries have."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for statement in records.statements:
        naming = statement.property.iri in (RDFS.label, SKOS.altLabel)
        kind = statement.subject.partition("/")[0]
        if naming and kind in (*NAMED, COUNTRIES) and isinstance(statement.value, WordsValue):
            entities = found[_compared(statement.value.text)]
            entities.update([statement.subject] if kind in NAMED else [])
    return dict(found)


def kinds_of(mentions: Iterable[Mention]) -> tuple[str, ...]:
    """The kinds of mentions, each once."""
    return tuple(sorted({mention.kind for mention in mentions}))
