"""Numbers that people know things by: who types one exactly wants that thing and no list.

- a number of an official journal's issue, `109/07`, `Official Gazette of the RS No. 109/2007`: what
  was published in it
- an article, `Article 22`, `Art. 22 (1) Law on Ministries`, `Zakon o ministarstvima, član 22`: the
  provision
- a code or number of its own, `C97`, `SRB`, `2006/10`, and with the word that a name of the thing
  has for it, `Resolution 1244`, `Rezolucija 1244`
- what lawyers write for these, `UNSCR 1244`, `S/RES/1244 (1999)`, `UNMIK/REG/2006/10`,
  `ILO Convention No. 97`
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from graph.terms import Literal, NamedNode, Term
from web.finding.glossary import glossary
from web.finding.search import MOST_CHARACTERS, fold
from web.finding.wordforms import english_forms
from web.words.names import Name

_WORD: Final = re.compile(r"\w+")
_ARTICLE: Final = re.compile(
    r"\b(?:articles?|arts?|clan(?:a|om|u|ovi)?|cl)\.?\s*(\d{1,4})(?:\s*\(\w{1,3}\))*(?!\w)"
    r"(?:[\s,]*(?:para(?:graph)?|stav|st)\.?\s*\d{1,3}\b)?"
)
_ISSUE: Final = re.compile(r"(\d{1,3})/(?:19|20)?(\d\d)")
_RANGE: Final = re.compile(r"(\d{1,4})\s*[-–—]\s*(\d{1,4})")
_NUMBER: Final = re.compile(r"\d[\d/.-]*")
# Symbols of documents, each with the words that names have instead.
_SYMBOLS: Final = (
    (re.compile(r"(?:s/res/|\bunscr\s*|\bunsc\s+res(?:olution)?\.?\s*)(?=\d)"), "resolution "),
    (re.compile(r"\bunmik/reg/(?=\d)"), "regulation "),
    (re.compile(r"\bunmik/(?:ad|dir)/(?=\d)"), "direction "),
    (re.compile(r"\s*\((?:19|20)\d\d\)"), ""),
)
_CONVENTION: Final = re.compile(r"c\s*-?\s*0*(\d{1,3})")
# Words that stand before a number and say no more than that it is one.
_FILLING: Final = frozenset({"no", "nr", "num", "number", "br", "broj", "the", "of", "from", "on"})
# Words before the number of a convention of the labour organization, which is written C97, too.
_LABOUR: Final = frozenset({"ilo", "c", "convention"})
# Words that any official journal has.
_JOURNAL: Final = frozenset(
    {"official", "gazette", "journal", "og", "oj", "sl", "sluzbeni", "sg", "glasnik", "list"}
)
MOST_WORDS: Final = 12


class Identifiers:
    """The numbers and codes of a release. `names` are all names in it with what they name."""

    def __init__(
        self, rows: Iterable[Mapping[str, Term]], names: Iterable[tuple[str, Name, bool]]
    ) -> None:
        self._codes: defaultdict[str, set[str]] = defaultdict(set)
        self._conventions: defaultdict[str, set[str]] = defaultdict(set)
        self._articles: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
        self._issues: defaultdict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
        self._words: defaultdict[str, set[str]] = defaultdict(set)
        for row in rows:
            thing, sort, text = (row[one].value for one in ("thing", "sort", "identifier"))
            match sort:
                case "article":
                    self._article(thing, text, row.get("whole"))
                case "issue":
                    self._issue(thing, text, row)
                case _:
                    self._code(fold(text), thing)
        for iri, name, _ in names:
            folded = fold(name.text)
            self._words[iri].update(_WORD.findall(folded))
            if _NUMBER.search(folded):
                self._code(folded, iri)

    def _code(self, folded: str, thing: str) -> None:
        self._codes[folded].add(thing)
        if convention := _CONVENTION.fullmatch(folded):
            self._conventions[convention[1]].add(thing)

    def _article(self, thing: str, text: str, whole: Term | None) -> None:
        bounds = _RANGE.match(text)
        first = bounds[1] if bounds else text.partition(" ")[0]
        if first.isdecimal():
            last = bounds[2] if bounds else first
            act = whole.value if isinstance(whole, NamedNode) else ""
            for number in range(int(first), int(last) + 1):
                self._articles[number].append((thing, act))

    def _issue(self, thing: str, text: str, row: Mapping[str, Term]) -> None:
        written, earliest, journal = _ISSUE.fullmatch(text), row.get("earliest"), row.get("journal")
        named = journal.value if isinstance(journal, NamedNode) else ""
        self._words[named].update(_WORD.findall(fold(named.rpartition("/")[2])))
        if written:
            self._issues[written[1], written[2]].add((thing, named))
        elif isinstance(earliest, Literal):
            self._issues[text, earliest.value[2:4]].add((thing, named))

    def find(self, text: str) -> tuple[str, ...]:
        """The IRIs of what goes by exactly this number or code; none where it is no such thing."""
        folded = " ".join(fold(text[:MOST_CHARACTERS]).split())
        for symbol, written in _SYMBOLS:
            folded = symbol.sub(written, folded)
        if article := _ARTICLE.search(folded):
            rest = f"{folded[: article.start()]} {folded[article.end() :]}"
            return self._with_article(int(article[1]), _WORD.findall(rest))
        tokens = folded.split()[:MOST_WORDS]
        numbers = [one for one in tokens if _NUMBER.fullmatch(one)]
        words = [word for one in tokens if one not in numbers for word in _WORD.findall(one)]
        if len(numbers) == 1 and (published := self._published(numbers[0], words)):
            return published
        if folded in self._codes:
            return tuple(sorted(self._codes[folded]))
        return self._numbered(numbers[0], words) if len(numbers) == 1 else self._coded(tokens)

    def _published(self, number: str, rest: list[str]) -> tuple[str, ...]:
        """What was published in the issue of a journal, of which the words may tell the name."""
        issue = _ISSUE.fullmatch(number)
        said = set(rest) - _FILLING - _JOURNAL
        known = self._issues.get((issue[1], issue[2]), ()) if issue else ()
        return tuple(sorted({thing for thing, journal in known if said <= self._words[journal]}))

    def _numbered(self, number: str, rest: list[str]) -> tuple[str, ...]:
        found = [one for one in self._codes.get(number, ()) if self._told(rest, one)]
        if not found and set(rest) - _FILLING:
            said = [one for one in _english(rest) if one not in _LABOUR]
            known = self._conventions.get(number.lstrip("0"), ())
            found = [one for one in known if self._told(said, one)]
        return tuple(sorted(found))

    def _coded(self, tokens: list[str]) -> tuple[str, ...]:
        """What has a code among the words, where its names have the others."""
        for one in tokens:
            if _CONVENTION.fullmatch(one) and one in self._codes:
                rest = [word for word in tokens if word != one and word not in _LABOUR]
                return tuple(sorted(iri for iri in self._codes[one] if self._told(rest, iri)))
        return ()

    def _with_article(self, number: int, rest: list[str]) -> tuple[str, ...]:
        known = self._articles.get(number, ())
        return tuple(sorted(thing for thing, act in known if self._told(rest, thing, act)))

    def _told(self, words: list[str], *things: str) -> bool:
        """Whether names of the things have all the words, in English or in Serbian."""
        known = set().union(*(self._words[one] for one in things))
        return any(
            all(_among(word, known) for word in said if word not in _FILLING)
            for said in (words, _english(words))
        )


def _english(words: list[str]) -> list[str]:
    return glossary().translated(words) or words


def _among(word: str, known: set[str]) -> bool:
    forms = tuple(english_forms(word))
    return word in known or any(one.startswith(forms) for one in known if forms)
