"""What a document says of itself: what it is about, what it is part of, its licence, since when.

That is the same for every kind of document that is sent as RDF. The time is that of the publication
that last changed what the document describes: a release that changes nothing of it leaves its bytes
and its tag as they are.
"""

from collections.abc import Callable

from graph.changes import Changes
from graph.iris import DCTERMS, FOAF, OWL, RDF, VOID, XSD
from graph.publications import Publication
from graph.terms import Literal, NamedNode, Triple
from web.changes.frozen import FrozenSite
from web.site import Site

PART = "document"


def document_iri(here: Site, path: str, topic: NamedNode) -> NamedNode:
    """The IRI of the document at a path. A claim or a named graph answers at its own IRI, so that
    the document about it is a part of that."""
    own = NamedNode(here.absolute(path))
    return here.iris.part(own, PART) if own == topic else own


def itself(
    here: Site,
    path: str,
    topic: NamedNode,
    changed: Publication | None = None,
    profile: str = "",
) -> list[Triple]:
    """What the document at a path says of itself; `profile` is the IRI of the one it follows."""
    own = document_iri(here, path, topic)
    found = [
        Triple(own, RDF.type, FOAF.Document),
        Triple(own, FOAF.primaryTopic, topic),
        Triple(own, VOID.inDataset, here.dataset),
        Triple(own, DCTERMS.isPartOf, here.dataset),
    ]
    if profile:
        found.append(Triple(own, DCTERMS.conformsTo, NamedNode(profile)))
    if here.licence:
        found.append(Triple(own, DCTERMS.license, NamedNode(here.licence)))
    if changed is not None:
        when = Literal(changed.time.isoformat(), datatype=XSD.dateTime)
        found.append(Triple(own, DCTERMS.modified, when))
        found.append(Triple(own, OWL.versionInfo, Literal(changed.digest)))
    return found


def last_change(here: Site, of: Callable[[Changes], int]) -> Publication | None:
    """The last publication of those that changed what a document describes, None if unknown.

    A copy in an old release is as it is since that was put in force.
    """
    if isinstance(here, FrozenSite):
        return here.publication
    known = here.changes
    return None if known is None else known.last(of(known))
