"""The queries of this project: `.rq` files that run as they stand when pasted into the editor.

A file begins with a header of comments, `# title:`, `# description:` and for SELECT `# columns:`
(a `#` line without a key continues the one before). A parameter is a line of the body,

    BIND("2007-12-01"^^xsd:date AS ?asOf)  # parameter: The day asked about

whose value is the default. To bind it, that line is dropped and the constant written in place of
the variable, because the engine's planner is literal: constants cost it milliseconds where bound
variables cost seconds. A parameter is therefore never projected. One that takes several values is

    VALUES ?claim { <claim/editors/law-asylum-2007> }  # parameter: The claims asked about

and stays a variable, of which only the values are written anew.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final, cast

from graph.errors import UnknownQuery
from graph.guard import Form, form, read
from graph.iris import PREFIXES, XSD
from graph.terms import Literal, NamedNode, Term
from graph.tokens import Kind, tokens

FOLDER: Final = Path(__file__).parent / "queries"
_HEADER: Final = re.compile(r"#\s*(?:(title|description|columns):)?\s*(.*)")
_PARAMETER: Final = re.compile(
    r"^[ \t]*BIND\s*\((?P<default>.+)\s+AS\s+\?(?P<name>\w+)\)[ \t]*\.?[ \t]*"
    r"#\s*parameter:\s*(?P<text>.*?)[ \t]*$\n?",
    re.IGNORECASE | re.MULTILINE,
)
_SEVERAL: Final = re.compile(
    r"^[ \t]*VALUES\s+\?(?P<name>\w+)\s*\{(?P<default>[^{}]+)\}[ \t]*"
    r"#\s*parameter:\s*(?P<text>.*?)[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True)
class Parameter:
    """A value that a query can be asked with. `default` is SPARQL text, as in the file.

    `datatype` is that of the literals it takes, None where it takes an IRI; `several` says that it
    takes any number of values.
    """

    name: str
    description: str
    default: str
    datatype: NamedNode | None
    several: bool = False


@dataclass(frozen=True)
class LibraryQuery:
    """One file. `name` is its path in the library without the ending, e.g. `time/as-of`."""

    name: str
    text: str
    title: str
    description: str
    columns: tuple[str, ...]

    @property
    def form(self) -> Form:
        """SELECT, ASK, CONSTRUCT or DESCRIBE. Raises UnknownQuery for a file that is no query."""
        found = form(self.text)
        if found is None:
            raise UnknownQuery(f"{self.name}.rq holds no query")
        return found

    @cached_property
    def parameters(self) -> Mapping[str, Parameter]:
        """The parameters by name, in the order of the file, those of several values last."""
        prefixes = read(self.text).prefixes
        return {
            match["name"]: Parameter(
                match["name"],
                match["text"],
                match["default"].strip(),
                _datatype(match["default"].strip(), prefixes),
                several=pattern is _SEVERAL,
            )
            for pattern in (_PARAMETER, _SEVERAL)
            for match in pattern.finditer(self.text)
        }

    def bind(self, **terms: Term | Sequence[Term]) -> str:
        """The text with a constant in place of every parameter, the default where none is given.

        A parameter that takes several values is given a sequence of them.

        Raises UnknownQuery for a name that is no parameter, ValueError for a term of another kind.
        """
        for name, term in terms.items():
            if name not in self.parameters:
                raise UnknownQuery(f"{self.name} has no parameter “{name}”")
            for one in _each(term):
                _check(self.parameters[name], one)
        values = {
            name: " ".join(map(str, _each(terms[name]))) if name in terms else parameter.default
            for name, parameter in self.parameters.items()
        }
        return "".join(piece if name is None else values[name] for piece, name in self._pieces)

    @cached_property
    def _pieces(self) -> list[tuple[str, str | None]]:
        """The body cut at the parameters, each piece as text or as a parameter's name."""
        body = _PARAMETER.sub("", self.text)
        lists = [(one.span("default"), one["name"]) for one in _SEVERAL.finditer(body)]
        single = {one.name for one in self.parameters.values() if not one.several}
        places = [
            ((token.start, token.end), token.text[1:])
            for token in tokens(body)
            if token.kind is Kind.VARIABLE and token.text[1:] in single
        ]
        pieces: list[tuple[str, str | None]] = []
        end = 0
        for (start, after), name in sorted(lists + places):
            pieces += [(body[end:start], None), ("", name)]
            end = after
        return [*pieces, (body[end:], None)]

    def term(self, name: str, text: str) -> Term:
        """The term that a person's text stands for as the value of a parameter.

        Raises UnknownQuery for a name that is no parameter, ValueError for a text that is no
        value of its kind.
        """
        if name not in self.parameters:
            raise UnknownQuery(f"{self.name} has no parameter “{name}”")
        return term(self.parameters[name], text)


class Library:
    """All queries in a folder; each file is read once per process."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder

    def names(self, section: str = "") -> list[str]:
        """The names of all queries, or of those in one section such as `questions`."""
        found = (self._folder / section).rglob("*.rq")
        return sorted(path.relative_to(self._folder).with_suffix("").as_posix() for path in found)

    def query(self, name: str) -> LibraryQuery:
        """The query of that name. Raises UnknownQuery if there is none."""
        return _load(self._folder, name)


def term(parameter: Parameter, text: str) -> Term:
    """The term that a person's text stands for as the value of a parameter. Raises ValueError.

    An IRI may be shortened with one of our prefixes.
    """
    if parameter.datatype is None:
        prefix, _, local = text.strip().partition(":")
        return NamedNode(PREFIXES[prefix] + local if prefix in PREFIXES else text.strip())
    value = Literal(text if parameter.datatype == XSD.string else text.strip())
    if parameter.datatype != XSD.string:
        value = Literal(value.value, datatype=parameter.datatype)
    pattern = _LEXICAL.get(parameter.datatype)
    if pattern is not None and not pattern.fullmatch(value.value):
        raise ValueError(f"“{text}” is no value for {parameter.name}")
    return value


_LEXICAL: Final = {
    XSD.date: re.compile(r"-?\d{4,}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"),
    XSD.integer: re.compile(r"[+-]?\d+"),
    XSD.boolean: re.compile(r"true|false|0|1"),
    XSD.decimal: re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)"),
}


@lru_cache(maxsize=512)
def _load(folder: Path, name: str) -> LibraryQuery:
    if not re.fullmatch(r"[a-z0-9-]+(?:/[a-z0-9-]+)*", name):
        raise UnknownQuery(f"There is no query “{name}”.")
    try:
        text = (folder / f"{name}.rq").read_text(encoding="utf-8")
    except OSError as error:
        raise UnknownQuery(f"There is no query “{name}”.") from error
    return from_text(name, text)


def from_text(name: str, text: str) -> LibraryQuery:
    """The query in the text of a file."""
    header = _header(text.splitlines())
    columns = tuple(re.findall(r"\w+", header.get("columns", "")))
    title, description = header.get("title", ""), header.get("description", "")
    return LibraryQuery(name, text, title, description, columns)


def _header(lines: Iterable[str]) -> dict[str, str]:
    header: dict[str, str] = {}
    key = None
    for line in lines:
        match = _HEADER.match(line)
        if match is None:
            break
        key = match[1] or key
        if key is not None:
            header[key] = f"{header.get(key, '')} {match[2]}".strip()
    return header


def _datatype(default: str, prefixes: Mapping[str, str]) -> NamedNode | None:
    found = list(tokens(default))
    match [token.kind for token in found]:
        case [Kind.STRING, Kind.SIGN, Kind.NAME]:
            prefix, _, local = found[2].text.partition(":")
            return NamedNode(prefixes[prefix] + local)
        case [Kind.STRING, Kind.SIGN, Kind.IRI]:
            return NamedNode(found[2].text[1:-1])
        case [Kind.STRING, *_]:
            return XSD.string
        case [Kind.NUMBER]:
            return XSD.integer if found[0].text.isdigit() else XSD.decimal
        case [Kind.WORD]:
            return XSD.boolean
        case _:
            return None


def _each(given: Term | Sequence[Term]) -> Sequence[Term]:
    return given if isinstance(given, (list, tuple)) else (cast(Term, given),)


def _check(parameter: Parameter, value: Term) -> None:
    found = value.datatype if isinstance(value, Literal) else None
    if found != parameter.datatype:
        wanted = parameter.datatype or "an IRI"
        raise ValueError(f"parameter {parameter.name} takes {wanted}, not {value}")
