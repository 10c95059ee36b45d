"""Numbers that people know things by: who types one exactly wants that thing and no list.

- a number of an official journal's issue, `109/07`, `No. 109/2007`: what was published in it
- an article, `Article 22`, `Art. 22 Law on Ministries`, `član 22`: the provision
- a code or number of its own, `C97`, `SRB`, `2006/10`, and with the word that a name of the thing
  has for it, `Resolution 1244`
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from graph.terms import Literal, NamedNode, Term
from web.finding.search import MOST_CHARACTERS, fold

_WORD: Final = re.compile(r"\w+")
_ARTICLE: Final = re.compile(r"(?:articles?|art|clan(?:ovi)?|cl)\.?\s*(\d{1,4})\b[\s,]*(.*)")
_ISSUE: Final = re.compile(r"(\d{1,3})/(?:19|20)?(\d\d)")
_RANGE: Final = re.compile(r"(\d{1,4})\s*[-–—]\s*(\d{1,4})")
_NUMBER: Final = re.compile(r"\d[\d/.-]*")
# Words that stand before a number and say no more than that it is one.
_FILLING: Final = frozenset({"no", "nr", "num", "number", "br", "broj", "the", "of", "from", "on"})
_JOURNAL: Final = frozenset(
    {"official", "gazette", "journal", "sl", "sluzbeni", "glasnik", "list", "rs", "sfry", "fry"}
)
MOST_WORDS: Final = 12


class Identifiers:
    """The numbers and codes of a release. `names` are all names in it with what they name."""

    def __init__(
        self, rows: Iterable[Mapping[str, Term]], names: Iterable[tuple[str, str, bool]]
    ) -> None:
        self._codes: defaultdict[str, set[str]] = defaultdict(set)
        self._articles: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
        self._issues: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self._words: defaultdict[str, set[str]] = defaultdict(set)
        for row in rows:
            thing, sort, text = (row[one].value for one in ("thing", "sort", "identifier"))
            match sort:
                case "article":
                    self._article(thing, text, row.get("whole"))
                case "issue":
                    self._issue(thing, text, row.get("earliest"))
                case _:
                    self._codes[fold(text)].add(thing)
        for iri, text, _ in names:
            folded = fold(text)
            self._words[iri].update(_WORD.findall(folded))
            if _NUMBER.search(folded):
                self._codes[folded].add(iri)

    def _article(self, thing: str, text: str, whole: Term | None) -> None:
        bounds = _RANGE.match(text)
        first = bounds[1] if bounds else text.partition(" ")[0]
        if first.isdecimal():
            last = bounds[2] if bounds else first
            act = whole.value if isinstance(whole, NamedNode) else ""
            for number in range(int(first), int(last) + 1):
                self._articles[number].append((thing, act))

    def _issue(self, thing: str, text: str, earliest: Term | None) -> None:
        written = _ISSUE.fullmatch(text)
        if written:
            self._issues[written[1], written[2]].add(thing)
        elif isinstance(earliest, Literal):
            self._issues[text, earliest.value[2:4]].add(thing)

    def find(self, text: str) -> tuple[str, ...]:
        """The IRIs of what goes by exactly this number or code; none where it is no such thing."""
        folded = " ".join(fold(text[:MOST_CHARACTERS]).split())
        if article := _ARTICLE.fullmatch(folded):
            return self._with_article(int(article[1]), _WORD.findall(article[2]))
        words = folded.split()[:MOST_WORDS]
        numbers = [one for one in words if _NUMBER.fullmatch(one)]
        rest = {
            word
            for one in words
            if one not in numbers
            for word in _WORD.findall(one)
            if word not in _FILLING
        }
        issue = _ISSUE.fullmatch(numbers[0]) if len(numbers) == 1 else None
        if issue and rest <= _JOURNAL and (found := self._issues.get((issue[1], issue[2]))):
            return tuple(sorted(found))
        if folded in self._codes:
            return tuple(sorted(self._codes[folded]))
        named = self._codes.get(numbers[0], set()) if len(numbers) == 1 else set()
        return tuple(sorted(one for one in named if rest <= self._words[one]))

    def _with_article(self, number: int, rest: list[str]) -> tuple[str, ...]:
        asked = set(rest) - _FILLING
        fitting = [
            thing
            for thing, act in self._articles.get(number, ())
            if asked <= self._words[thing] | self._words[act]
        ]
        return tuple(sorted(fitting))
