"""Identifiers of entities: which are ours, which are no longer in use, and what to suggest else."""

from graph.terms import NamedNode
from web.http.problems import Suggestion, not_found
from web.linked.retired import RetiredError
from web.pages.kinds import kind_word
from web.site import Site
from web.words.wording import gettext as _

MOST_SUGGESTIONS = 5


def entity_iri(here: Site, kind: str, slug: str) -> NamedNode:
    """The IRI of kind and slug. Raises ProblemError (404) if they cannot be an entity's."""
    try:
        return here.iris.entity(kind, slug)
    except ValueError:
        raise missing(here, kind, slug) from None


def missing(here: Site, kind: str, slug: str) -> Exception:
    """404 with the entities whose names are like the slug's words, those of the kind first."""
    words = slug.replace("-", " ").replace(".", " ")
    hits = here.index.search(words) or [
        hit for word in words.split() if len(word) > 2 for hit in here.index.search(word)
    ]
    hits = sorted(hits, key=lambda hit: (here.iris.parse(hit.iri) or ("", ""))[0] != kind)
    found: dict[str, Suggestion] = {}
    for hit in hits:
        href = here.href(hit.iri)
        if href is not None and len(found) < MOST_SUGGESTIONS:
            found[hit.iri] = Suggestion(href, hit.name.text)
    return not_found(
        _("There is no %(kind)s “%(slug)s”.", kind=kind_word(kind), slug=slug),
        tuple(found.values()),
    )


def in_use(here: Site, iri: NamedNode) -> None:
    """Raises RetiredError for an identifier that is no longer in use."""
    if iri.value in here.retired:
        raise RetiredError(here.retired[iri.value])
