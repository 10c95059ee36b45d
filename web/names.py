"""Names for terms: labels in the reader's language and short forms of IRIs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.iris import PREFIXES
from graph.terms import Literal, NamedNode, Term

LANGUAGES = ("en", "sr-Latn", "sr")


@dataclass(frozen=True)
class Name:
    """A label with its language tag, empty where it has none."""

    text: str
    lang: str = ""


@dataclass(frozen=True)
class TermInfo:
    """What the ontology says of one of its terms."""

    iri: str
    name: Name
    definition: str
    schemes: frozenset[str]
    types: frozenset[str]


def best(labels: Iterable[Literal]) -> Name | None:
    """The label to show: English, then without a language, then the others in order."""
    names = sorted({Name(one.value, one.language or "") for one in labels}, key=_preference)
    return names[0] if names else None


def _preference(name: Name) -> tuple[int, str, str]:
    order = ("en", "", *LANGUAGES[1:])
    rank = order.index(name.lang) if name.lang in order else len(order)
    return (rank, name.lang, name.text)


def short(iri: str) -> str:
    """The IRI with one of our prefixes where one fits, else the IRI without its scheme."""
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and "/" not in local and local:
            return f"{prefix}:{local}"
    return iri.partition("://")[2].rstrip("/") or iri


def terms_from(rows: Iterable[Mapping[str, Term]]) -> dict[str, TermInfo]:
    """The terms by IRI, from the rows of the query `page/terms`."""
    labels: dict[str, set[Literal]] = {}
    definitions: dict[str, set[Literal]] = {}
    schemes: dict[str, set[str]] = {}
    types: dict[str, set[str]] = {}
    for row in rows:
        term = row["term"]
        if not isinstance(term, NamedNode):
            continue
        for column, target in (("label", labels), ("definition", definitions)):
            value = row.get(column)
            target.setdefault(term.value, set())
            if isinstance(value, Literal):
                target[term.value].add(value)
        for column, iris in (("scheme", schemes), ("type", types)):
            value = row.get(column)
            iris.setdefault(term.value, set())
            if isinstance(value, NamedNode):
                iris[term.value].add(value.value)
    return {
        iri: TermInfo(
            iri,
            best(found) or Name(short(iri)),
            (best(definitions[iri]) or Name("")).text,
            frozenset(schemes[iri]),
            frozenset(types[iri]),
        )
        for iri, found in labels.items()
    }
