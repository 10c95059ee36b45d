"""What the kinds of things are called, where a list of things of several kinds is grouped."""

from typing import Final

from graph.iris import MLXV
from graph.terms import NamedNode
from web.site import Site
from web.words.wording import N_
from web.words.wording import gettext as _

CONCEPT: Final = "concept"
TERM: Final = "term"
NAMES: Final = {
    "absence": N_("What does not exist"),
    "agent": N_("Sources and reviewers"),
    "agreement": N_("Agreements"),
    "claim": N_("Claims"),
    "conflict": N_("Conflicts"),
    "coverage": N_("What sources cover"),
    "event": N_("Events"),
    "figure": N_("Figures"),
    "institution": N_("Institutions"),
    "law": N_("Laws"),
    "mandate": N_("Mandates"),
    "membership": N_("Memberships"),
    "negotiation": N_("Negotiations"),
    "passage": N_("Passages"),
    "polity": N_("Polities"),
    "post": N_("Posts"),
    "provision": N_("Provisions"),
    "publication": N_("Publications"),
    "source": N_("Sources"),
    "strategy": N_("Policies"),
    "treaty": N_("Treaties"),
    CONCEPT: N_("Concepts"),
    TERM: N_("Terms of the ontology"),
}

WORDS: Final = frozenset(
    (
        N_("absence"),
        N_("agreement"),
        N_("claim"),
        N_("conflict"),
        N_("coverage"),
        N_("event"),
        N_("figure"),
        N_("institution"),
        N_("law"),
        N_("mandate"),
        N_("membership"),
        N_("negotiation"),
        N_("passage"),
        N_("polity"),
        N_("post"),
        N_("provision"),
        N_("publication"),
        N_("source"),
        N_("strategy"),
        N_("treaty"),
        N_("concept"),
        N_("term"),
    )
)
"""The words for one thing of a kind, which are those in identifiers."""


def kind_of(here: Site, iri: str) -> str:
    """The kind of something that has a page here."""
    parsed = here.iris.parse(iri)
    if parsed is not None:
        return parsed[0]
    return CONCEPT if NamedNode(iri) in MLXV else TERM


def kind_name(kind: str) -> str:
    """The name for a group of things of a kind, in the reader's language."""
    return _(NAMES[kind]) if kind in NAMES else kind


def kind_word(kind: str) -> str:
    """The word for one thing of a kind, in the reader's language."""
    return _(kind) if kind in WORDS else kind
