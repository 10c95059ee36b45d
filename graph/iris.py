"""Mints and parses every IRI of ours, and names the namespaces that we use; nobody else does.

Shapes under the base IRI (always with a final slash):

- an entity      `{base}id/{kind}/{slug}`, e.g. `id/law/asylum-2007`
- a passage      `{base}id/passage/{source}.{start}-{end}` (code points in the source's text)
- a claim graph  `{base}claim/{source}/{slug}`
- another graph  `{base}graph/{name}`, the names being those in `GRAPHS`
- a release      `{base}release/{digest}`
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from graph.terms import NamedNode

DEFAULT_BASE: Final = "http://localhost:8000/"
GRAPHS: Final = ("facts", "inferred", "ontology", "provenance", "shapes")
KINDS: Final = (
    "absence",
    "agent",
    "agreement",
    "conflict",
    "coverage",
    "event",
    "figure",
    "institution",
    "law",
    "mandate",
    "membership",
    "negotiation",
    "passage",
    "polity",
    "post",
    "provision",
    "publication",
    "source",
    "strategy",
    "treaty",
)
EDITORS: Final = "editors"
"""Slug of the agent (kind `agent`) whose claims are ours and not a source's."""

SLUG: Final = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")


class Namespace:
    """A vocabulary's namespace: `MLX.earliest` and `ORG["unitOf"]` are its terms."""

    def __init__(self, iri: str) -> None:
        self.iri = iri

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("__"):
            raise AttributeError(name)
        # Kept as an attribute, so that this is called once for a term.
        term = self.__dict__[name] = NamedNode(self.iri + name)
        return term

    def __getitem__(self, name: str) -> NamedNode:
        return NamedNode(self.iri + name)

    def __contains__(self, term: object) -> bool:
        return isinstance(term, NamedNode) and term.value.startswith(self.iri)

    def name(self, term: NamedNode) -> str:
        """The part of the term's IRI after the namespace. Raises ValueError for another's term."""
        if term not in self:
            raise ValueError(f"{term.value} is not in {self.iri}")
        return term.value[len(self.iri) :]


ALTR: Final = Namespace("http://www.w3.org/ns/dx/connegp/altr#")
DCAT: Final = Namespace("http://www.w3.org/ns/dcat#")
DCTERMS: Final = Namespace("http://purl.org/dc/terms/")
EDTF: Final = Namespace("http://id.loc.gov/datatypes/edtf/")
ELI: Final = Namespace("http://data.europa.eu/eli/ontology#")
FOAF: Final = Namespace("http://xmlns.com/foaf/0.1/")
HYDRA: Final = Namespace("http://www.w3.org/ns/hydra/core#")
MLX: Final = Namespace("https://w3id.org/migralex/ontology#")
MLXS: Final = Namespace("https://w3id.org/migralex/shapes#")
MLXV: Final = Namespace("https://w3id.org/migralex/vocabulary/")
OA: Final = Namespace("http://www.w3.org/ns/oa#")
ORCID: Final = Namespace("https://orcid.org/")
ORG: Final = Namespace("http://www.w3.org/ns/org#")
OWL: Final = Namespace("http://www.w3.org/2002/07/owl#")
PROF: Final = Namespace("http://www.w3.org/ns/dx/prof/")
PROV: Final = Namespace("http://www.w3.org/ns/prov#")
RDF: Final = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS: Final = Namespace("http://www.w3.org/2000/01/rdf-schema#")
SCHEMA: Final = Namespace("https://schema.org/")
SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
SH: Final = Namespace("http://www.w3.org/ns/shacl#")
SKOS: Final = Namespace("http://www.w3.org/2004/02/skos/core#")
SPDX: Final = Namespace("http://spdx.org/rdf/terms#")
VOID: Final = Namespace("http://rdfs.org/ns/void#")
XSD: Final = Namespace("http://www.w3.org/2001/XMLSchema#")

PREFIXES: Final[dict[str, str]] = {
    "dcat": DCAT.iri,
    "dcterms": DCTERMS.iri,
    "edtf": EDTF.iri,
    "eli": ELI.iri,
    "foaf": FOAF.iri,
    "mlx": MLX.iri,
    "mlxv": MLXV.iri,
    "oa": OA.iri,
    "org": ORG.iri,
    "owl": OWL.iri,
    "prov": PROV.iri,
    "rdf": RDF.iri,
    "rdfs": RDFS.iri,
    "schema": SCHEMA.iri,
    "sd": SD.iri,
    "sh": SH.iri,
    "skos": SKOS.iri,
    "spdx": SPDX.iri,
    "void": VOID.iri,
    "xsd": XSD.iri,
}
"""The prefixes with which we write Turtle and TriG and prefill the query editor."""


@dataclass(frozen=True)
class Iris:
    """The IRIs of one deployment. `base` is an absolute http(s) IRI ending in a slash."""

    base: str = DEFAULT_BASE
    _path: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`?#]+/", self.base):
            raise ValueError(f"base IRI {self.base!r}: write http(s)://host/…/ with a final slash")
        path = r"(?:id/(?P<kind>[a-z-]+)|(?P<own>claim|graph))/(?P<slug>[a-z0-9./-]+)(?:#.*)?"
        object.__setattr__(self, "_path", re.compile(re.escape(self.base) + path))

    def entity(self, kind: str, slug: str) -> NamedNode:
        """The IRI of an entity. Raises ValueError if kind or slug are not of the agreed form."""
        if kind not in KINDS or not SLUG.fullmatch(slug):
            raise ValueError(f"{kind}/{slug} is not a kind and a slug")
        return NamedNode(f"{self.base}id/{kind}/{slug}")

    def reference(self, reference: str) -> NamedNode:
        """The IRI that a record's `kind/slug` stands for. Raises ValueError as `entity` does."""
        kind, _, slug = reference.partition("/")
        return self.entity(kind, slug)

    def claim(self, source: str, slug: str) -> NamedNode:
        """The IRI of a claim graph of a source. Raises ValueError for another form of slug."""
        if not SLUG.fullmatch(source) or not SLUG.fullmatch(slug):
            raise ValueError(f"{source}/{slug} is not a source and a slug")
        return NamedNode(f"{self.base}claim/{source}/{slug}")

    def graph(self, name: str) -> NamedNode:
        """The IRI of one of `GRAPHS`. Raises ValueError for another name."""
        if name not in GRAPHS:
            raise ValueError(f"{name} is not a graph of ours: {', '.join(GRAPHS)}")
        return NamedNode(f"{self.base}graph/{name}")

    def stand_in(self, name: str) -> NamedNode:
        """An IRI in place of a blank node. Source: RDF 1.1 Concepts, section 3.5."""
        return NamedNode(f"{self.base}.well-known/genid/{name}")

    def release(self, digest: str) -> NamedNode:
        """The IRI of the release with this digest."""
        return NamedNode(f"{self.base}release/{digest}")

    def passage(self, source: str, start: int, end: int) -> NamedNode:
        """The IRI of the passage from code point `start` up to, not including, `end`."""
        return self.entity("passage", f"{source}.{start}-{end}")

    def part(self, whole: NamedNode, name: str) -> NamedNode:
        """The IRI of a part described together with the whole: the whole's IRI and a fragment."""
        return NamedNode(f"{whole.value}#{name}")

    def parse(self, iri: str | NamedNode) -> tuple[str, str] | None:
        """Kind and slug of an IRI of ours, None for any other.

        A claim graph is `("claim", "{source}/{slug}")`, another graph `("graph", name)`; a
        part counts as its whole.
        """
        return _parsed(self._path, iri if isinstance(iri, str) else iri.value)


@lru_cache(maxsize=2**14)
def _parsed(path: re.Pattern[str], iri: str) -> tuple[str, str] | None:
    match = path.fullmatch(iri)
    if match is None:
        return None
    kind, slug = match["kind"], match["slug"]
    if kind is not None:
        return (kind, slug) if kind in KINDS and SLUG.fullmatch(slug) else None
    parts = slug.split("/")
    shape = 2 if match["own"] == "claim" else 1
    ours = len(parts) == shape and all(SLUG.fullmatch(part) for part in parts)
    return (match["own"], slug) if ours else None
