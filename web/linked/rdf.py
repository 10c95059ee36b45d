"""Triples in every format on offer, sorted, so that the same triples give the same bytes."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from graph.iris import PREFIXES
from graph.terms import RdfFormat, Triple, serialize
from web.http import negotiate
from web.http.negotiate import Format
from web.linked.jsonld import compact

_WRITERS: Final[Mapping[Format, RdfFormat]] = {
    negotiate.TURTLE: RdfFormat.TURTLE,
    negotiate.NTRIPLES: RdfFormat.N_TRIPLES,
    negotiate.NQUADS: RdfFormat.N_QUADS,
    negotiate.TRIG: RdfFormat.TRIG,
    negotiate.RDFXML: RdfFormat.RDF_XML,
}


def write(
    triples: Iterable[Triple], as_: Format, context: Mapping[str, Any], context_url: str
) -> bytes:
    """The triples in the format. JSON-LD is compacted with the context and refers to its URL."""
    ordered = sorted(set(triples), key=_order)
    if as_ == negotiate.JSONLD:
        return compact(ordered, context, context_url).encode()
    prefixes = _prefixes(ordered) if as_ != negotiate.RDFXML else None
    return serialize(ordered, format=_WRITERS[as_], prefixes=prefixes) or b""


def _prefixes(triples: list[Triple]) -> dict[str, str]:
    """Our prefixes, as far as the triples use them."""
    text = "\n".join({str(term) for triple in triples for term in triple})
    return {name: iri for name, iri in PREFIXES.items() if iri in text}


def _order(triple: Triple) -> tuple[str, str, str]:
    return (str(triple.subject), str(triple.predicate), str(triple.object))
