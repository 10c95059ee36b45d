"""Versions of the ontology and the vocabularies, each at its IRI, with what changed in it.

A version is shown and sent as it was kept, also the one in force.
Source: OWL 2 Structural Specification, section 3.1 (versions); RFC 5829 (links between versions).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from flask import Blueprint, Response, render_template

from graph.iris import SKOS
from graph.terms import Literal, NamedNode, Term
from graph.versions import ONTOLOGY, Change, Version, compare, versions, whole
from web.http.documents import Document, respond, split_suffix
from web.http.negotiate import ENTITY_FORMATS, HTML
from web.http.problems import Suggestion, not_found
from web.http.responses import Link
from web.site import Site, local, site
from web.words.names import Name, short
from web.words.wording import gettext as _

blueprint = Blueprint("versions", __name__)
FORMATS = (HTML, *ENTITY_FORMATS)
KINDS = ("added", "changed", "removed")


@dataclass(frozen=True)
class Told:
    """A version in a list of them: its number, its page, the day that it was made, what for."""

    number: str
    href: str
    day: str
    note: str


@dataclass(frozen=True)
class Entry:
    """A term that changed: its name, its short IRI, and what is no longer and what is newly said.

    Of what came or went the definition alone is told.
    """

    label: str
    code: str
    href: str | None
    gone: Sequence[tuple[Name, Name]]
    new: Sequence[tuple[Name, Name]]


@cache
def known() -> Mapping[str, tuple[Version, ...]]:
    """All versions by name, the newest first; they are part of the program."""
    return versions()


def path_of(version: Version) -> str:
    """The path of a version's document, without a suffix."""
    name = version.name if version.name == ONTOLOGY else f"vocabulary/{version.name}"
    return f"{name}/{version.number}"


def history(name: str) -> list[Told]:
    """The versions of the ontology, or of a scheme, the newest first; none of anything else."""
    return [told(one) for one in known().get(name, ())]


def told(version: Version) -> Told:
    """The version as a list tells it; its note is `NUMBER, DAY: TEXT`."""
    head, _, text = version.note.partition(": ")
    note = text[:1].upper() + text[1:]
    return Told(version.number, local(path_of(version)), head.partition(", ")[2], note)


@blueprint.get("/ontology/<version>")
def of_ontology(version: str) -> Response:
    """The ontology in a version."""
    return _version(ONTOLOGY, version)


@blueprint.get("/vocabulary/<name>/<version>")
def of_scheme(name: str, version: str) -> Response:
    """A concept scheme in a version."""
    return _version(name, version)


def _version(name: str, text: str) -> Response:
    here = site()
    number, fixed = split_suffix(text, ENTITY_FORMATS)
    all_ = known().get(name, ())
    position = next((i for i, one in enumerate(all_) if one.number == number), None)
    if position is None:
        there = tuple(Suggestion(local(path_of(one)), one.number) for one in all_)
        raise not_found(
            _("There is no version “%(number)s” of “%(name)s”.", number=number, name=name), there
        )
    version = all_[position]
    later = all_[position - 1] if position else None
    prior = all_[position + 1] if position + 1 < len(all_) else None
    document = Document(path_of(version), version.iri.value, FORMATS)
    more = [
        Link(here.absolute(path_of(one)), relation)
        for one, relation in (
            (prior, "predecessor-version"),
            (later, "successor-version"),
            (all_[0], "latest-version"),
        )
        if one is not None
    ]

    def page() -> str:
        return render_template(
            "version.html",
            title=here.name(whole(name).value),
            version=version,
            told=told(version),
            prior=told(prior) if prior else None,
            changes=changes_of(here, version, prior) if prior else {},
            history=history(name),
            current=local(path_of(version).rpartition("/")[0]),
            links=document.links(here, HTML),
        )

    return respond(here, document, fixed, lambda: version.triples, page, more, as_kept=True)


def changes_of(here: Site, version: Version, prior: Version) -> dict[str, list[Entry]]:
    """What came, changed and went with a version, by kind."""
    found = compare(prior.triples, version.triples, whole(version.name))
    return {
        kind: [_entry(here, one) for one in found if one.kind == kind]
        for kind in KINDS
        if any(one.kind == kind for one in found)
    }


def _entry(here: Site, change: Change) -> Entry:
    whole_change = change.kind == "changed"
    return Entry(
        change.label,
        short(change.term),
        here.href(change.term) if change.kind != "removed" else None,
        _statements(here, change.gone, whole=whole_change),
        _statements(here, change.new, whole=whole_change),
    )


def _statements(
    here: Site, statements: Iterable[tuple[str, Term]], *, whole: bool
) -> list[tuple[Name, Name]]:
    return [
        (here.name(predicate), _shown(here, value))
        for predicate, value in statements
        if whole or predicate == SKOS.definition.value
    ]


def _shown(here: Site, value: Term) -> Name:
    if isinstance(value, Literal):
        return Name(value.value, value.language or "")
    return here.name(value.value) if isinstance(value, NamedNode) else Name(str(value))
