"""The provenance graph: sources, passages, claims with their status, and conflicts."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from graph.iris import DCTERMS, EDITORS, EDTF, FOAF, MLX, MLXV, OA, PROV, RDF, RDFS, SPDX, XSD, Iris
from graph.terms import Literal, NamedNode, Term, Triple
from loader.claims import LABELS, Claim, Claims
from loader.labels import fill
from loader.locate import Located
from loader.passages import Passage
from loader.records import Evidence, Group, Records
from loader.references import is_conflict
from loader.resolve import Resolution
from loader.schema import Schema
from loader.sources import Source

SHA256: Final = SPDX.checksumAlgorithm_sha256


class Provenance:
    """Collects the triples of the provenance graph."""

    def __init__(self, schema: Schema, iris: Iris) -> None:
        self._schema, self._iris = schema, iris
        self.triples: set[Triple] = set()
        self._editors = iris.entity("agent", EDITORS)

    def _say(self, subject: NamedNode, predicate: NamedNode, *values: Term) -> None:
        self.triples.update(Triple(subject, predicate, value) for value in values)

    def _label(self, subject: NamedNode, of: NamedNode, values: Mapping[str, str]) -> None:
        label = fill(self._schema.templates.get(of, ""), values.get)
        if label:
            self._say(subject, RDFS.label, Literal(label, language=LABELS))

    def _checksum(self, subject: NamedNode, sha256: str) -> None:
        checksum = self._iris.part(subject, "checksum")
        self._say(subject, SPDX.checksum, checksum)
        self._say(checksum, RDF.type, SPDX.Checksum)
        self._say(checksum, SPDX.algorithm, SHA256)
        self._say(checksum, SPDX.checksumValue, Literal(sha256, datatype=XSD.hexBinary))

    def say_editors(self) -> None:
        """The editors, to whom what we add ourselves is attributed."""
        self._say(self._editors, RDF.type, PROV.Agent)
        self._label(self._editors, PROV.Agent, {})

    def say_source(self, source: Source, length: int) -> None:
        """A source, its agent and its text; `length` is that of the text in code points."""
        node = self._iris.entity("source", source.id)
        agent = self._iris.entity("agent", source.id)
        self._say(agent, RDF.type, PROV.Agent)
        self._say(agent, RDFS.label, Literal(source.creator, language=source.language))
        self._say(node, RDF.type, MLX.Source)
        for predicate in (RDFS.label, DCTERMS.title):
            self._say(node, predicate, Literal(source.title, language=source.language))
        self._say(node, DCTERMS.creator, Literal(source.creator))
        self._say(node, DCTERMS.publisher, Literal(source.publisher))
        self._say(node, DCTERMS.language, Literal(source.language))
        self._say(node, DCTERMS.bibliographicCitation, Literal(source.citation))
        self._say(node, MLX.date, Literal(source.date.edtf, datatype=EDTF.EDTF))
        for predicate, day in (
            (MLX.earliest, source.date.earliest),
            (MLX.latest, source.date.latest),
        ):
            if day is not None:
                self._say(node, predicate, Literal(day.isoformat(), datatype=XSD.date))
        self._say(node, MLX.retrieved, _day(source))
        self._say(node, MLX.authority, MLXV[source.authority])
        self._say(node, MLX.textLength, Literal(str(length), datatype=XSD.integer))
        self._say(node, PROV.wasAttributedTo, agent)
        if source.url is not None:
            self._say(node, FOAF.homepage, NamedNode(source.url))
        self._checksum(node, source.sha256)

    def say_passage(self, source: Source, evidence: Evidence, passage: Passage) -> NamedNode:
        """A located passage."""
        node = self._iris.passage(source.id, passage.start, passage.end)
        selector = self._iris.part(node, "selector")
        self._say(node, RDF.type, OA.SpecificResource)
        self._say(node, OA.hasSource, self._iris.entity("source", source.id))
        self._say(node, OA.hasSelector, selector)
        self._say(selector, RDF.type, OA.TextPositionSelector)
        self._say(selector, OA.start, Literal(str(passage.start), datatype=XSD.integer))
        self._say(selector, OA.end, Literal(str(passage.end), datatype=XSD.integer))
        self._say(node, MLX.sectionNumber, Literal(passage.section))
        paragraph = Literal(str(passage.paragraph), datatype=XSD.integer)
        self._say(node, MLX.paragraphNumber, paragraph)
        if evidence.note is not None:
            self._say(node, MLX.noteNumber, Literal(evidence.note))
        self._checksum(node, passage.sha256)
        names = {
            "source": source.title,
            "section": passage.section,
            "paragraph": str(passage.paragraph),
            "start": str(passage.start),
            "end": str(passage.end),
        }
        self._label(node, OA.SpecificResource, names)
        return node

    def say_conflict(self, node: NamedNode, passages: Iterable[NamedNode]) -> None:
        """The passages by which the editors found claims to disagree."""
        self._say(node, PROV.wasDerivedFrom, *passages)

    def say_claim(
        self,
        claim: Claim,
        entity: str,
        source: Source,
        status: NamedNode,
        digest: str,
        passages: Iterable[NamedNode],
    ) -> None:
        """A claim graph: what it is about, who says so, on what, and whether it is accepted."""
        node = claim.iri
        self._say(node, MLX.contentDigest, Literal(digest, datatype=XSD.hexBinary))
        self._say(node, RDF.type, MLX.Claim)
        about = {t.subject for t in claim.triples if isinstance(t.subject, NamedNode)}
        self._say(node, MLX.claimOf, *about)
        self._say(node, DCTERMS.source, self._iris.entity("source", source.id))
        self._say(node, MLX.claimStatus, status)
        editors = self._schema.templates.get(PROV.Agent, "")
        by = editors if claim.editorial else source.title
        self._label(node, MLX.Claim, {"entity": entity, "agent": by})
        if claim.editorial:
            self._say(node, PROV.wasAttributedTo, self._editors)
            reasons = (Literal(reason, language=LABELS) for reason in claim.reasons)
            self._say(node, MLX.reason, *reasons)
        else:
            self._say(node, PROV.wasAttributedTo, self._iris.entity("agent", source.id))
            self._say(node, PROV.wasDerivedFrom, *passages)
            self._say(node, MLX.retrieved, _day(source))


def make_provenance(
    records: Records,
    claims: Claims,
    resolution: Resolution,
    located: Mapping[str, tuple[Source, Located]],
    digests: Mapping[NamedNode, str],
    schema: Schema,
    iris: Iris,
) -> set[Triple]:
    """Every triple of the provenance graph; `located` holds each source by its id, `digests` the
    content digest of each claim."""
    provenance = Provenance(schema, iris)
    provenance.say_editors()
    for source, places in located.values():
        provenance.say_source(source, places.length)

    @cache
    def passages_of(group: Group) -> tuple[NamedNode, ...]:
        source, places = located[group.source]
        pairs = zip(group.evidence, places.passages[group.slug], strict=True)
        return tuple(provenance.say_passage(source, one, passage) for one, passage in pairs)

    for claim in claims.claims.values():
        entity = claims.labels.get(iris.reference(claim.group.entity), claim.group.entity)
        source = located[claim.group.source][0]
        status = resolution.statuses[claim.iri]
        passages = passages_of(claim.group)
        provenance.say_claim(claim, entity, source, status, digests[claim.iri], passages)
    for name, one in records.entities.items():
        if is_conflict(one.type):
            provenance.say_conflict(iris.reference(name), passages_of(one.group))
    for triples in resolution.conflicts.values():
        provenance.triples |= triples
    return provenance.triples


def _day(source: Source) -> Literal:
    return Literal(source.retrieved.edtf, datatype=XSD.date)
