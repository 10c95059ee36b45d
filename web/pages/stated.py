"""One statement of a claim, to be cited by itself: what it goes by, and what it says."""

import hashlib
from dataclasses import dataclass

from graph.iris import EDTF, RDF, XSD
from graph.terms import Literal, NamedNode, Term, Triple
from web.site import Site
from web.words.dates import edtf_words
from web.words.languages import ENGLISH
from web.words.names import label_in, preferred

LENGTH = 12
FRAGMENT = "statement-"
DATES = (EDTF.EDTF, XSD.date)


@dataclass(frozen=True)
class Stated:
    """A statement: its key, which depends on nothing but its three terms, and its English words."""

    key: str
    about: NamedNode
    words: str


def key_of(statement: Triple) -> str:
    """What the statement goes by in the addresses of its claim."""
    line = f"{statement.subject} {statement.predicate} {statement.object} ."
    return hashlib.sha256(line.encode()).hexdigest()[:LENGTH]


def stated_in(here: Site, claim: NamedNode) -> dict[str, Stated]:
    """The statements of a claim by their keys, in a lasting order."""
    said: dict[str, Triple] = {}
    for row in here.store.rows("page/claim", claim=claim):
        node, property_, value = row["node"], row["property"], row["value"]
        if isinstance(node, NamedNode) and isinstance(property_, NamedNode):
            one = Triple(node, property_, value)
            said[key_of(one)] = one

    def words(term: Term | Triple) -> str:
        if isinstance(term, Literal):
            return edtf_words(term.value, ENGLISH) if term.datatype in DATES else term.value
        if term == RDF.type:
            return "type"
        if not isinstance(term, NamedNode):
            return str(term)
        info = here.terms.get(term.value)
        name = (
            preferred(info.names, ENGLISH) if info else label_in(here.labels, term.value, ENGLISH)
        )
        return (name or here.name(term.value)).text

    return {
        key: Stated(
            key,
            one.subject,
            f"{words(one.subject)}, {words(one.predicate)}: {words(one.object)}",
        )
        for key, one in said.items()
        if isinstance(one.subject, NamedNode)
    }
