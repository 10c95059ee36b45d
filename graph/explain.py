"""Why something was inferred: the rules that say so, with the statements that they needed.

Each rule is asked for the solutions of its own WHERE in which it makes the triple; nothing is told
twice. A premise that was inferred itself is explained in turn, never by what it is to explain.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graph.rulebook import OF_THE_ONTOLOGY, Rule, read_rules
from graph.store import Row, Store
from graph.terms import Literal, NamedNode, Term, Triple

GRAPHS: Final = ("facts", "inferred", "ontology")
DEEPEST: Final = 5
MOST: Final = 10
"""How many levels of premises are explained, and how many explanations one triple gets."""


@dataclass(frozen=True)
class Evidence:
    """A claim that makes a statement, and a passage it rests on; editors' claims may have none."""

    claim: NamedNode
    passage: NamedNode | None
    label: str


@dataclass(frozen=True)
class Statement:
    """A triple, the graphs that hold it (`facts`, `inferred`, `ontology`), and why."""

    triple: Triple
    graphs: frozenset[str]
    evidence: tuple[Evidence, ...] = ()
    reasons: tuple["Reason", ...] = ()

    @property
    def inferred(self) -> bool:
        """Whether it stands nowhere but among what follows."""
        return self.graphs == {"inferred"}


@dataclass(frozen=True)
class Reason:
    """A rule that makes the triple, and what it needed to do so."""

    rule: Rule
    premises: tuple[Statement, ...]


def explain(store: Store, triple: Triple) -> Statement:
    """The triple with every reason for it, at most `MOST`, the plainest first.

    Without graphs if nobody states it and it does not follow.
    """
    return _Explainer(store).statement(triple, frozenset(), DEEPEST, MOST)


class _Explainer:
    """Explains one triple; asks for each statement once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rules = (*read_rules(), *read_rules(OF_THE_ONTOLOGY))
        self._support: dict[tuple[NamedNode, NamedNode], list[Row]] = {}

    def statement(
        self, triple: Triple, above: frozenset[Triple], depth: int, most: int
    ) -> Statement:
        found = self._stated(triple)
        if not found.inferred or depth == 0:
            return found
        reasons = self._reasons(triple, above | {triple}, depth, most)
        return Statement(triple, found.graphs, found.evidence, tuple(reasons))

    def _reasons(
        self, triple: Triple, above: frozenset[Triple], depth: int, most: int
    ) -> list[Reason]:
        ready: list[tuple[int, str, Rule, list[Triple]]] = []
        for rule, premises in self._applied(triple):
            if not above.intersection(premises):
                hard = sum(self._stated(one).inferred for one in premises)
                ready.append((hard, rule.name, rule, premises))
        reasons: list[Reason] = []
        for _, _, rule, premises in sorted(ready, key=lambda one: (*one[:2], str(one[3]))):
            told = [self.statement(one, above, depth - 1, 1) for one in premises]
            if depth == 1 or all(one.reasons or not one.inferred for one in told):
                reasons.append(Reason(rule, tuple(told)))
            if len(reasons) == most:
                break
        return reasons

    def _applied(self, triple: Triple) -> Iterator[tuple[Rule, list[Triple]]]:
        """Each rule that makes the triple with the statements of one solution."""
        for rule in self._rules:
            bound = rule.bound(triple)
            if bound is None:
                continue
            seen: set[tuple[Triple, ...]] = set()
            for way in rule.ways:
                for row in self._store.solutions(rule.asked(way, bound)):
                    premises = tuple(dict.fromkeys(way.filled(row)))
                    if bound.items() <= row.items() and premises not in seen:
                        seen.add(premises)
                        yield rule, list(premises)

    def _stated(self, triple: Triple) -> Statement:
        subject, property_ = triple.subject, triple.predicate
        if not isinstance(subject, NamedNode):
            return Statement(triple, frozenset())
        if (subject, property_) not in self._support:
            self._support[subject, property_] = self._store.rows(
                "explain/support", subject=subject, property=property_
            )
        rows = [row for row in self._support[subject, property_] if row["value"] == triple.object]
        names = {self._store.iris.graph(name): name for name in GRAPHS}
        held = {names.get(_node(row["graph"]), "") for row in rows} - {""}
        claims = tuple(_evidence(row) for row in rows if _node(row["graph"]) not in names)
        return Statement(triple, frozenset(held), claims)


def _evidence(row: Row) -> Evidence:
    passage, label = row.get("passage"), row.get("passageLabel")
    return Evidence(
        _node(row["graph"]),
        _node(passage) if passage is not None else None,
        label.value if isinstance(label, Literal) else "",
    )


def _node(term: Term) -> NamedNode:
    if not isinstance(term, NamedNode):
        raise TypeError(f"{term} is no IRI")
    return term
