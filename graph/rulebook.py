"""The rules in `graph/rules/`, read as they stand: what a rule says, what it needs, in which ways.

A rule is a CONSTRUCT query of one triple with a header (`# title:`, `# description:`, `# source:`).
Of the group after WHERE only this is read: triple patterns, and groups joined by UNION, each of
which is a way of its own. Everything else (FILTER, MINUS, BIND, VALUES, OPTIONAL) is kept as text.
Source: SPARQL 1.1 Query Language, section 19.8 (grammar), rules 53 to 81, without paths.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Final, TypeAlias

from graph.errors import OntologyError
from graph.guard import read
from graph.iris import RDF, XSD
from graph.terms import Literal, NamedNode, Term, Triple, Variable
from graph.tokens import Kind, Token, tokens

RULES: Final = Path(__file__).parent / "rules"
OF_THE_ONTOLOGY: Final = RULES / "ontology"
"""Steps that owlrl takes over the ontology itself; they are read to explain, and never run."""

Node: TypeAlias = NamedNode | Literal | Variable
Pattern: TypeAlias = tuple[Node, Node, Node]
_HEADER: Final = re.compile(r"# (title|description|source): (.+)")
_KEPT: Final = ("FILTER", "MINUS", "BIND", "VALUES", "OPTIONAL")
_CLOSING: Final = {"{": "}", "(": ")"}


@dataclass(frozen=True)
class Way:
    """One way to meet a rule: the text of the group, and the triple patterns in it."""

    text: str = ""
    patterns: tuple[Pattern, ...] = ()

    def then(self, other: "Way") -> "Way":
        """Both, one after the other."""
        return Way(f"{self.text} {other.text}", (*self.patterns, *other.patterns))

    def filled(self, solution: Mapping[str, Term]) -> Iterator[Triple]:
        """The patterns with the terms of a solution, those that it leaves open left out."""
        for pattern in self.patterns:
            subject, property_, value = (
                solution.get(node.value) if isinstance(node, Variable) else node for node in pattern
            )
            if isinstance(subject, NamedNode) and isinstance(property_, NamedNode) and value:
                yield Triple(subject, property_, value)


@dataclass(frozen=True)
class Rule:
    """One rule: its name is that of its file."""

    name: str
    text: str

    @cached_property
    def header(self) -> Mapping[str, str]:
        """`title`, `description` and `source`."""
        return dict(_HEADER.findall(self.text))

    @cached_property
    def prologue(self) -> str:
        """What stands before the query."""
        return self.text[: self._parts[0].start]

    @cached_property
    def head(self) -> Pattern:
        """The triple that follows. Raises OntologyError if there is not exactly one."""
        found = _Reader(self, self._parts[2:]).patterns()
        if len(found) != 1:
            raise OntologyError(f"the rule {self.name} makes {len(found)} triples, not one")
        return found[0]

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """The ways to meet the rule. Raises OntologyError for what cannot be read."""
        where = next(n for n, one in enumerate(self._parts) if one.text.upper() == "WHERE")
        return tuple(_Reader(self, self._parts[where + 2 :]).group())

    def bound(self, triple: Triple) -> dict[str, Term] | None:
        """What the variables of the head stand for in a triple; None if it cannot be this one."""
        found: dict[str, Term] = {}
        terms = (triple.subject, triple.predicate, triple.object)
        for node, term in zip(self.head, terms, strict=True):
            if isinstance(term, Triple):
                return None
            known = found.setdefault(node.value, term) if isinstance(node, Variable) else node
            if known != term:
                return None
        return found

    def asked(self, way: Way, bound: Mapping[str, Term]) -> str:
        """The query for the solutions of a way with these terms, whose text the engine makes.

        They are joined to the group, not written in place of variables, because MINUS removes
        nothing where no variable is shared. What the rule computes is left for the caller to check.
        """
        given = {name: term for name, term in bound.items() if name not in self.computed}
        names = " ".join(f"?{name}" for name in given)
        terms = " ".join(str(term) for term in given.values())
        group = f"VALUES ({names}) {{ ({terms}) }} {way.text}"
        return " ".join((self.prologue, "SELECT *", "WHERE", "{", group, "}"))

    @cached_property
    def computed(self) -> frozenset[str]:
        """The variables that the rule itself gives a value."""
        found = self._parts
        return frozenset(
            other.text[1:]
            for one, other in pairwise(found)
            if one.text.upper() == "AS" and other.kind is Kind.VARIABLE
        )

    @cached_property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes that the rule declares."""
        return read(self.text).prefixes

    @cached_property
    def _parts(self) -> list[Token]:
        found = list(tokens(self.text))
        start = next((n for n, one in enumerate(found) if one.text.upper() == "CONSTRUCT"), None)
        if start is None:
            raise OntologyError(f"the rule {self.name} is no CONSTRUCT query")
        return found[start:]


@cache
def read_rules(folder: Path = RULES) -> tuple[Rule, ...]:
    """Every rule of a folder, in the order of their names."""
    paths = sorted(folder.glob("*.rq"))
    return tuple(Rule(path.stem, path.read_text(encoding="utf-8")) for path in paths)


class _Reader:
    """Reads the inside of a group, from the token after its brace up to the one that closes it."""

    def __init__(self, rule: Rule, found: Sequence[Token]) -> None:
        self._rule = rule
        self._tokens = found
        self._at = 0

    def group(self) -> list[Way]:
        ways = [Way()]
        while (word := self._next().text.upper()) != "}":
            if word == "{":
                found = self._union()
            elif word in _KEPT:
                found = [Way(self._kept())]
            else:
                start = self._at
                patterns = tuple(self.patterns())
                found = [Way(self._between(start), patterns)]
            ways = [way.then(other) for way in ways for other in found]
        self._at += 1
        return ways

    def _union(self) -> list[Way]:
        found: list[Way] = []
        while self._next().text == "{":
            self._at += 1
            found += [Way(f"{{ {way.text} }}", way.patterns) for way in self.group()]
            if self._next().text.upper() == "UNION":
                self._at += 1
            else:
                break
        return found

    def _kept(self) -> str:
        start = self._at
        values = self._next().text.upper() == "VALUES"
        while self._next().text not in _CLOSING:
            self._at += 1
        if values and self._next().text == "(":
            self._skip()
        self._skip()
        return self._between(start)

    def _skip(self) -> None:
        opening, depth = self._next().text, 0
        while depth or self._next().text == opening:
            text = self._next().text
            depth += (text == opening) - (text == _CLOSING[opening])
            self._at += 1
            if not depth:
                return

    def patterns(self) -> list[Pattern]:
        """The triple patterns up to a brace or a keyword."""
        found: list[Pattern] = []
        while self._next().text not in "{}" and self._next().text.upper() not in _KEPT:
            subject = self._term()
            found += ((subject, *rest) for rest in self._properties())
            if self._next().text == ".":
                self._at += 1
        return found

    def _properties(self) -> Iterator[tuple[Node, Node]]:
        sign = ";"
        while sign in ";,":
            if sign == ";":
                property_ = self._term()
            yield property_, self._term()
            sign = self._next().text
            if sign in ";,":
                self._at += 1

    def _term(self) -> Node:
        token = self._next()
        self._at += 1
        match token.kind:
            case Kind.VARIABLE:
                return Variable(token.text[1:])
            case Kind.IRI:
                return NamedNode(token.text[1:-1])
            case Kind.NAME:
                prefix, _, local = token.text.partition(":")
                return NamedNode(self._rule.prefixes[prefix] + local)
            case Kind.WORD if token.text == "a":
                return RDF.type
            case Kind.WORD if token.text in ("true", "false"):
                return Literal(token.text, datatype=XSD.boolean)
        raise OntologyError(f"the rule {self._rule.name} has {token.text!r} where a term is read")

    def _next(self) -> Token:
        return self._tokens[self._at]

    def _between(self, start: int) -> str:
        return self._rule.text[self._tokens[start].start : self._tokens[self._at - 1].end]
