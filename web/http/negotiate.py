"""Which representation a client gets: one table of formats and the whole grammar of `Accept`.

Source: RFC 9110 sections 12.4 and 12.5.1 (quality values, wildcards, precedence).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Format:
    """A representation on offer. `name` is its file ending and its value for `format=`.

    The first media type is the one it is labelled with; the others are accepted as well, and
    label the answer when the client asked for exactly them.
    """

    name: str
    title: str
    media_types: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    charset: bool = False

    @property
    def media_type(self) -> str:
        """The media type of the format, without parameters."""
        return self.media_types[0]


@dataclass(frozen=True)
class Choice:
    """A format and the media type under which the client accepts it."""

    format: Format
    media_type: str

    @property
    def content_type(self) -> str:
        """The value of the Content-Type header."""
        text = self.format.charset or self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if text else self.media_type


HTML: Final = Format("html", "HTML", ("text/html", "application/xhtml+xml"))
# What is Turtle is Notation3, too, and there are clients that ask for that alone.
TURTLE: Final = Format(
    "ttl",
    "Turtle",
    ("text/turtle", "application/x-turtle", "text/n3"),
    ("turtle", "n3", "text/turtle"),
)
NTRIPLES: Final = Format("nt", "N-Triples", ("application/n-triples",), ("ntriples", "n-triples"))
NQUADS: Final = Format("nq", "N-Quads", ("application/n-quads",), ("nquads", "n-quads"))
TRIG: Final = Format("trig", "TriG", ("application/trig",))
RDFXML: Final = Format(
    "rdf", "RDF/XML", ("application/rdf+xml", "application/xml", "text/xml"), ("xml", "rdf+xml")
)
JSONLD: Final = Format(
    "jsonld",
    "JSON-LD",
    ("application/ld+json", "application/json", "application/x-json+ld"),
    ("json-ld", "json"),
)
JSON: Final = Format(
    "json",
    "JSON",
    (
        "application/sparql-results+json",
        "application/json",
        "text/javascript",
        "application/javascript",
    ),
)
XML: Final = Format("xml", "XML", ("application/sparql-results+xml", "application/xml", "text/xml"))
CSV: Final = Format("csv", "CSV", ("text/csv",))
TSV: Final = Format("tsv", "TSV", ("text/tab-separated-values",))
PLAIN_JSON: Final = Format("json", "JSON", ("application/json",))

GRAPH_FORMATS: Final = (TURTLE, JSONLD, NTRIPLES, RDFXML)
ENTITY_FORMATS: Final = (TURTLE, JSONLD, RDFXML, NTRIPLES, NQUADS, TRIG)
SELECT_FORMATS: Final = (JSON, XML, CSV, TSV)
ASK_FORMATS: Final = (JSON, XML)

_WORD: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_RANGE: Final = re.compile(rf"\s*({_WORD})/({_WORD})\s*")
_PARAMETER: Final = re.compile(rf';\s*({_WORD})\s*=\s*("(?:[^"\\]|\\.)*"|{_WORD})\s*')
_QUALITY: Final = re.compile(r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?")


@dataclass(frozen=True)
class Range:
    """One element of Accept: a media range, its quality from 0 to 1, how specific it is."""

    type: str
    subtype: str
    parameters: tuple[tuple[str, str], ...]
    quality: float

    def specificity(self, media_type: str) -> int | None:
        """How closely the range names the type: 3 with a charset, 2 exactly, 1, 0; None: not."""
        type_, _, subtype = media_type.partition("/")
        if self.type == "*":
            return 0
        if self.type != type_:
            return None
        if self.subtype == "*":
            return 1
        if self.subtype != subtype:
            return None
        if not self.parameters:
            return 2
        return 3 if all(_served(*one) for one in self.parameters) else None


def _served(name: str, value: str) -> bool:
    """Whether what we send carries the parameter; profiles are honoured as far as they go."""
    return name != "charset" or value.lower() in ("utf-8", "utf8")


def parse_accept(header: str) -> list[Range]:
    """The media ranges of an Accept header; an element that is not one is passed over."""
    ranges = []
    for element in _split(header):
        match = _RANGE.match(element)
        if match is None or (match[1] == "*" and match[2] != "*"):
            continue
        found = _PARAMETER.findall(element, match.end())
        quality = 1.0
        parameters = []
        for name, value in ((name.lower(), value.strip('"')) for name, value in found):
            if name == "q":
                quality = float(value) if _QUALITY.fullmatch(value) else 0.0
                break
            parameters.append((name, value))
        ranges.append(Range(match[1].lower(), match[2].lower(), tuple(parameters), quality))
    return ranges


def _split(header: str) -> list[str]:
    """The elements of a list header; a comma within quotation marks does not part them."""
    return [one for one in re.findall(r'(?:[^,"]|"(?:[^"\\]|\\.)*"|")+', header) if one.strip()]


def quality(ranges: Sequence[Range], media_type: str) -> float:
    """The quality that the most specific range which fits gives to the type; 0 if none fits."""
    fitting = [(one.specificity(media_type), one.quality) for one in ranges]
    ranked = [(rank, value) for rank, value in fitting if rank is not None]
    return max(ranked)[1] if ranked else 0.0


def choose(header: str | None, offered: Sequence[Format]) -> Choice | None:
    """The offered format that the client likes best, the earlier one if equal; None: not any.

    No header, an empty one, or one without a readable element accepts everything. A media type
    other than a format's first is for those who name it: a wildcard never selects it.
    """
    ranges = parse_accept(header or "")
    if not ranges:
        return Choice(offered[0], offered[0].media_type)
    best: tuple[float, Choice] | None = None
    for one in offered:
        for position, media_type in enumerate(one.media_types):
            named = any((each.specificity(media_type) or 0) >= 2 for each in ranges)
            value = quality(ranges, media_type) if position == 0 or named else 0.0
            if value > 0 and (best is None or value > best[0]):
                best = (value, Choice(one, media_type))
    return best[1] if best else None


def by_name(name: str, offered: Sequence[Format]) -> Format | None:
    """The offered format with this name, alias or media type, as `format=` may give it."""
    wanted = name.strip().lower()
    for one in offered:
        if wanted in (one.name, *one.aliases, *one.media_types):
            return one
    return None


def prefers_html(header: str | None) -> bool:
    """Whether the client asks for HTML by name, and not less than for anything else."""
    ranges = parse_accept(header or "")
    html = max(quality(ranges, one) for one in HTML.media_types)
    named = any(one.subtype in ("html", "xhtml+xml") for one in ranges)
    return named and html > 0 and html >= max(one.quality for one in ranges)
