"""From the sources to everything that a release holds, in memory; nothing is published here."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.errors import ValidationError
from graph.iris import MLX, Iris
from graph.terms import NamedNode, Quad, Triple
from loader.claims import make_claims
from loader.examples import examples
from loader.faults import Fault, Faults, Place
from loader.figures import figures
from loader.infer import infer
from loader.inputs import Inputs, file_digests, places, read_inputs, read_texts, sources_of
from loader.locate import Located, located, verify
from loader.provenance import make_provenance
from loader.resolve import Resolution, resolve
from loader.retired import tombstones
from loader.reviews import check_reviews, content_digests, review_triples, states
from loader.shelved import shelved
from loader.sources import Source
from loader.stages import Stages
from loader.validate import (
    Finding,
    add_triples,
    as_report,
    shapes_graph,
    to_rdflib,
    validate,
    without_disputes,
)


@dataclass(frozen=True)
class Built:
    """Everything that a release is made of. `warnings` do not keep it from being published;
    `records` are the files of records by their names in the release."""

    iris: Iris
    quads: tuple[Quad, ...]
    inputs: Mapping[str, Any]
    counts: Mapping[str, Any]
    report: Mapping[str, Any]
    coverage: Mapping[str, Any]
    records: Mapping[str, bytes]
    warnings: tuple[str, ...]


def build(
    folder: Path, iris: Iris, stages: Stages, texts: Mapping[str, Path] | None = None
) -> Built:
    """Builds everything. Raises SourceError, ValidationError or OntologyError; see each step."""
    with stages.stage("read"):
        inputs = read_inputs(folder, iris)
        warnings = _count(inputs)
    with stages.stage("locate"):
        found = _locate(inputs, texts or {})
    with stages.stage("claims"):
        claims = make_claims(inputs.records, inputs.schema, iris)
    with stages.stage("resolve"):
        resolution = resolve(claims, inputs.records, inputs.schema, inputs.sources, iris)
        digests = content_digests(claims, found, iris)
        provenance = make_provenance(
            inputs.records, claims, resolution, found, digests, inputs.schema, iris
        )
        provenance.update(tombstones(inputs.retired, iris))
        reviewed = _reviews(inputs, digests, provenance)
    with stages.stage("infer"):
        inferred = infer(resolution.facts, inputs.files.ontology)
    said = {triple for claim in claims.claims.values() for triple in claim.triples}
    with stages.stage("validate"):
        beside = inferred | provenance | set(inputs.files.ontology)
        findings = _validate(inputs, resolution, said, beside)
    quads = [
        Quad(t.subject, t.predicate, t.object, claim.iri)
        for claim in claims.claims.values()
        for t in claim.triples
    ]
    for name, triples in (
        ("facts", resolution.facts),
        ("inferred", inferred),
        ("ontology", {*inputs.files.ontology, *examples(iris)}),
        ("provenance", provenance),
        ("shapes", inputs.files.shapes),
    ):
        graph = iris.graph(name)
        quads.extend(Quad(t.subject, t.predicate, t.object, graph) for t in triples)
    report = as_report(findings, places(inputs), sources_of(inputs))
    kinds = Counter(name.partition("/")[0] for name in inputs.records.entities)
    counts = {
        "claims": len(claims.claims),
        "conflicts": len(resolution.conflicts),
        "entities": dict(sorted(kinds.items())),
        "facts": len(resolution.facts),
        "findings": report["counts"],
        "inferred": len(inferred),
        "passages": len(_instances(provenance, MLX.paragraphNumber)),
        "sources": len(inputs.sources),
    }
    coverage = figures(inputs, claims, resolution, inferred, found, reviewed)
    return Built(
        iris,
        tuple(quads),
        file_digests(inputs),
        counts,
        report,
        coverage,
        shelved(inputs),
        tuple(warnings),
    )


def _reviews(
    inputs: Inputs, digests: Mapping[NamedNode, str], provenance: set[Triple]
) -> dict[str, dict[str, str]]:
    """Adds what is said of the reviews; the states of the claims by source, see `states`."""
    faults = Faults()
    found: dict[str, dict[str, str]] = {}
    for name, reviews in inputs.reviews.items():
        beginning = inputs.iris.claim(name, "x").value[:-1]
        own = {
            iri.value.removeprefix(beginning): digest
            for iri, digest in digests.items()
            if iri.value.startswith(beginning)
        }
        check_reviews(reviews, own, faults)
        found[name] = states(reviews, own)
        if not faults:
            provenance.update(review_triples(name, reviews, inputs.schema, inputs.iris))
    faults.stop()
    return found


def _instances(triples: set[Triple], predicate: NamedNode) -> set[object]:
    return {t.subject for t in triples if t.predicate == predicate}


def _locate(inputs: Inputs, texts: Mapping[str, Path]) -> dict[str, tuple[Source, Located]]:
    faults = Faults()
    found: dict[str, tuple[Source, Located]] = {}
    for source in inputs.sources:
        place = located(source, inputs.records, faults)
        if place is not None:
            found[source.id] = (source, place)
    if not faults:
        at_hand = read_texts(inputs.sources, texts, faults)
        for source in inputs.sources:
            if source.id in at_hand:
                verify(source, at_hand[source.id], inputs.records, faults)
    faults.stop()
    return found


def _count(inputs: Inputs) -> list[str]:
    """Compares how many entities there are with what a source expects; too few is a fault."""
    faults = Faults()
    warnings: list[str] = []
    for source in inputs.sources:
        own = Counter(
            name.partition("/")[0]
            for name, entity in inputs.records.entities.items()
            if entity.group.source == source.id
        )
        for expected in source.expected:
            found = own[expected.kind]
            message = f"{found} of kind {expected.kind}, at least {expected.least} are expected"
            remedy = "Look for lost records, or mend `expected:` in source.yaml."
            if found < expected.least:
                faults.add(expected.place, message, remedy)
            elif expected.most is not None and found > expected.most:
                warnings.append(
                    f"{expected.place}: {found} of kind {expected.kind}, at most"
                    f" {expected.most} are expected"
                )
    faults.stop()
    return warnings


def _validate(
    inputs: Inputs, resolution: Resolution, said: set[Triple], beside: set[Triple]
) -> list[Finding]:
    """SHACL on the accepted view, and on everything that claims say of what is not accepted."""
    shapes = shapes_graph(inputs.files.shapes, inputs.iris)
    data = to_rdflib(resolution.facts | beside)
    findings = validate(data, shapes)
    findings = without_disputes(findings, resolution.disputed)
    rest = said - resolution.facts
    if rest:
        focus = {t.subject.value for t in rest if isinstance(t.subject, NamedNode)}
        others = validate(add_triples(data, rest), shapes, sorted(focus))
        others = without_disputes(others, resolution.disputed)
        findings += [one for one in others if one.severity == "Violation"]
    findings = list(dict.fromkeys(findings))
    violations = [one for one in findings if one.severity == "Violation"]
    if violations:
        known = places(inputs)
        told = [
            str(Fault(known.get(one.focus, Place(one.focus)), one.message, _about(one)))
            for one in violations
        ]
        raise ValidationError("\n".join([*told, f"{len(told)} violations; nothing was published."]))
    return findings


def _about(finding: Finding) -> str:
    parts = [finding.focus, finding.path, finding.value]
    return f"{' · '.join(part for part in parts if part)} ({finding.shape.rpartition('#')[2]})"
