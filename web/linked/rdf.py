"""Triples in every format on offer, sorted, so that the same triples give the same bytes."""

from collections.abc import Iterable, Mapping
from typing import Final

from graph.iris import PREFIXES
from graph.terms import RdfFormat, Triple, serialize
from web.http import negotiate
from web.http.negotiate import Format
from web.linked.jsonld import Terms, compact

_WRITERS: Final[Mapping[Format, RdfFormat]] = {
    negotiate.TURTLE: RdfFormat.TURTLE,
    negotiate.NTRIPLES: RdfFormat.N_TRIPLES,
    negotiate.NQUADS: RdfFormat.N_QUADS,
    negotiate.TRIG: RdfFormat.TRIG,
    negotiate.RDFXML: RdfFormat.RDF_XML,
}
_PREFIXED: Final = (negotiate.TURTLE, negotiate.TRIG)


def write(triples: Iterable[Triple], as_: Format, terms: Terms, context_url: str) -> bytes:
    """The triples in the format. JSON-LD is compacted with a context's terms and refers to its URL.

    They are sorted as their lines of N-Triples are.
    """
    lines = {str(triple): triple for triple in triples}
    ordered = [lines[line] for line in sorted(lines)]
    if as_ == negotiate.JSONLD:
        return compact(ordered, terms, context_url).encode()
    prefixes = _prefixes("\n".join(lines)) if as_ in _PREFIXED else None
    return serialize(ordered, format=_WRITERS[as_], prefixes=prefixes) or b""


def _prefixes(text: str) -> dict[str, str]:
    """Our prefixes, as far as they occur in the text."""
    return {name: iri for name, iri in PREFIXES.items() if iri in text}
