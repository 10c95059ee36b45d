"""Names for terms: labels in the reader's language and short forms of IRIs.

The one rule for what has several labels: the reader's language, then English, which is that of
the ontology and of the sources so far, then no language, then any. A query of ours that shows
labels gives all of them, with their languages, and leaves the choice to this rule; one that is for
use elsewhere, too, takes the English ones (`FILTER(LANG(?label) = "en")`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.iris import MLXS, PREFIXES
from graph.terms import Literal, NamedNode, Term, Triple
from web.words.languages import ENGLISH, Language, language


@dataclass(frozen=True)
class Name:
    """A label with its language tag, empty where it has none."""

    text: str
    lang: str = ""

    @property
    def foreign(self) -> str:
        """The language, if it is another than the reader's; empty if not, or not known.

        Engines write tags in small letters, for case says nothing in them.
        """
        return "" if self.lang.lower() == language().tag.lower() else self.lang


@dataclass(frozen=True)
class TermInfo:
    """What the ontology says of one of its terms, in all languages."""

    iri: str
    names: tuple[Name, ...]
    definitions: tuple[Name, ...]
    schemes: frozenset[str]
    types: frozenset[str]

    @property
    def name(self) -> Name:
        """The label for the reader."""
        return preferred(self.names) or Name(short(self.iri))

    @property
    def definition(self) -> Name:
        """The definition for the reader; empty where there is none."""
        return preferred(self.definitions) or Name("")


def all_names(labels: Iterable[Literal]) -> tuple[Name, ...]:
    """The labels in all languages, each once."""
    return tuple(dict.fromkeys(Name(one.value, one.language or "") for one in labels))


def best(labels: Iterable[Literal], spoken: Language | None = None) -> Name | None:
    """The label to show to whoever reads this language, which is else that of the request."""
    return preferred(all_names(labels), spoken)


def labels_from(rows: Iterable[Mapping[str, Term]]) -> dict[str, tuple[Triple, ...]]:
    """The statements that name things by what they name, from rows of the query `page/labels`."""
    found: dict[str, list[Triple]] = {}
    for row in rows:
        node, naming = row["node"], row["property"]
        if isinstance(node, NamedNode) and isinstance(naming, NamedNode):
            found.setdefault(node.value, []).append(Triple(node, naming, row["label"]))
    return {iri: tuple(triples) for iri, triples in found.items()}


def label_in(
    labels: Mapping[str, Sequence[Triple]], iri: str, spoken: Language | None = None
) -> Name | None:
    """The label to show of what an IRI names, by the statements that name things."""
    named = (one.object for one in labels.get(iri, ()))
    return best((one for one in named if isinstance(one, Literal)), spoken)


def preferred(names: Sequence[Name], spoken: Language | None = None) -> Name | None:
    """The name to show, None if there is none."""
    if len(names) <= 1:
        return next(iter(names), None)
    reader = spoken or language()

    def rank(name: Name) -> tuple[int, str, str]:
        primary = name.lang.lower().partition("-")[0]
        order = (
            name.lang.lower() == reader.tag.lower(),
            primary in reader.understood,
            name.lang.lower() == ENGLISH.tag,
            not name.lang,
        )
        return (order.index(True) if True in order else len(order), name.lang, name.text)

    return min(names, key=rank)


# What Serbian puts after the plain letter: č and ć after c, dž and đ after d, and so on.
_AFTER = str.maketrans(
    {"č": "c\uffff0", "ć": "c\uffff1", "đ": "d\uffff2", "š": "s\uffff", "ž": "z\uffff"}
)


def collated(text: str) -> str:
    """What sorts a name as a dictionary does: capitals like small letters, č after c."""
    return text.casefold().replace("dž", "d\uffff1").translate(_AFTER)


def short(iri: str) -> str:
    """The IRI with one of our prefixes where one fits, else the IRI without its scheme; of a shape
    its name, which is ours and has no prefix among those for the data."""
    if iri.startswith(MLXS.iri):
        return iri.removeprefix(MLXS.iri)
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
            all_names(sorted(found, key=str)),
            all_names(sorted(definitions[iri], key=str)),
            frozenset(schemes[iri]),
            frozenset(types[iri]),
        )
        for iri, found in labels.items()
    }
