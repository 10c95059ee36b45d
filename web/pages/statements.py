"""The statements that a page shows, gathered from rows of the query `page/statements`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from graph.iris import Iris
from graph.terms import NamedNode, Term


@dataclass(frozen=True)
class Statement:
    """A triple with all the graphs that hold it. `claims` are those of them that are claims."""

    node: str
    predicate: str
    value: Term
    claims: tuple[str, ...]
    accepted: bool
    inferred: bool

    @property
    def text(self) -> str:
        """The value as text: the IRI, or the literal's lexical form."""
        return self.value.value


class Statements:
    """Statements by node, and for each node by property, in the order of the rows."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self._by_node: dict[str, dict[str, list[Statement]]] = {}
        self._pointing: dict[str, dict[str, list[Statement]]] = {}
        for one in statements:
            self._by_node.setdefault(one.node, {}).setdefault(one.predicate, []).append(one)
            if isinstance(one.value, NamedNode):
                to = self._pointing.setdefault(one.text, {})
                to.setdefault(one.predicate, []).append(one)

    def __contains__(self, node: str) -> bool:
        return node in self._by_node

    def nodes(self) -> Iterator[str]:
        """Every node that something is said about."""
        return iter(self._by_node)

    def claims(self) -> list[str]:
        """The claims that state any of this, in a lasting order."""
        each = chain.from_iterable(found.values() for found in self._by_node.values())
        return sorted({claim for one in chain.from_iterable(each) for claim in one.claims})

    def properties(self, node: str) -> Mapping[str, list[Statement]]:
        """What is said about a node, by property."""
        return self._by_node.get(node, {})

    def values(self, node: str, properties: Iterable[str]) -> list[Statement]:
        """The statements of a node with any of the properties: all, if none of them holds."""
        found = self._by_node.get(node, {})
        stated = [each for one in properties for each in found.get(one, ())]
        return [one for one in stated if one.accepted or one.inferred] or stated

    def is_told(self, one: Statement) -> bool:
        """Whether what follows by a rule is told, more precisely, by a statement of its own."""
        return one.inferred and any(
            each.value == one.value and not each.inferred
            for each in chain.from_iterable(self.properties(one.node).values())
        )

    def linked(self, property_: str, to: str) -> list[str]:
        """The nodes, other than `to`, with a statement of this property whose value is `to`."""
        found = self._pointing.get(to, {}).get(property_, ())
        return list(dict.fromkeys(one.node for one in found if one.node != to))

    def pointing(self, to: str) -> Mapping[str, list[Statement]]:
        """The statements whose value is `to`, by property."""
        return self._pointing.get(to, {})


def statements_from(rows: Iterable[Mapping[str, Term]], iris: Iris) -> Statements:
    """Rows of `page/statements` as statements: one for each triple, whatever graphs hold it."""
    graphs: dict[tuple[str, str, Term], set[str]] = {}
    for row in rows:
        key = (row["node"].value, row["property"].value, row["value"])
        graphs.setdefault(key, set()).add(row["graph"].value)
    inferred = iris.graph("inferred").value
    stated = {iris.graph(name).value for name in ("facts", "ontology", "provenance")}
    return Statements(
        Statement(
            *key,
            claims=tuple(sorted(found - stated - {inferred})),
            accepted=bool(found & stated),
            inferred=inferred in found and not found & stated,
        )
        for key, found in graphs.items()
    )
