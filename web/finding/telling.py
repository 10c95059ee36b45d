"""What tells things of the same name apart, where several of them are found."""

from collections import Counter
from collections.abc import Iterable

from web.site import Site


def telling(here: Site, iris: Iterable[str]) -> dict[str, str]:
    """Of the things whose name another has, a text that tells each apart.

    That is the vocabulary of a concept, and of an entity what its identifier ends with.
    """
    names = {iri: here.name(iri).text for iri in iris}
    counts = Counter(names.values())
    return {iri: _apart(here, iri) for iri, name in names.items() if counts[name] > 1}


def _apart(here: Site, iri: str) -> str:
    parsed = here.iris.parse(iri)
    if parsed is not None:
        return parsed[1]
    schemes = here.terms[iri].schemes if iri in here.terms else frozenset()
    return ", ".join(sorted(here.name(one).text for one in schemes))
