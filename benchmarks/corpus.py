"""A release of any size about an invented world, in exactly the shape of a built one.

`python -m benchmarks.corpus --quads 1000000 --output DIR` writes it; `migralex serve --var DIR`
serves it. What it holds follows from the size and the seed alone. Each thing is reported by one
claim of the source, with a passage as its evidence, and by one of the editors; facts are the
union of the claims, and what follows from them is inferred by the loader's own rules.
"""

import argparse
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Store

from benchmarks.world import Entity, World
from graph.iris import DCTERMS, EDITORS, MLX, MLXV, OA, PROV, RDF, RDFS, SPDX, XSD, Iris
from graph.release import CURRENT, MANIFEST, RELEASES, Release, read
from graph.terms import Literal, NamedNode, RdfFormat, Term, Triple
from loader.infer import infer
from loader.ontology_files import read_ontology

SOURCE = "invented-world"
TITLE = "Invented World: A Profile of Its Countries"
PASSAGE = 60


class _Corpus:
    """The quads as lines, and the facts once more as triples, for the rules."""

    def __init__(self, iris: Iris) -> None:
        self._iris = iris
        self._provenance = iris.graph("provenance")
        self._source = iris.entity("source", SOURCE)
        self._agents = (iris.entity("agent", SOURCE), iris.entity("agent", EDITORS))
        self._place = 0
        self.lines: list[str] = []
        self.facts: list[Triple] = []
        self.claims = 0

    def add(self, triples: Iterable[Triple], graph: NamedNode) -> None:
        """Triples, in a graph."""
        self.lines.extend(f"{t.subject} {t.predicate} {t.object} {graph} ." for t in triples)

    def source(self) -> None:
        """The one source, its author and the editors."""
        names = (("Institute of Invented Countries", self._agents[0]), ("Editors", self._agents[1]))
        for name, agent in names:
            self._say(agent, (RDF.type, PROV.Agent), (RDFS.label, _english(name)))
        self._say(
            self._source,
            (RDF.type, MLX.Source),
            (RDFS.label, _english(TITLE)),
            (DCTERMS.title, _english(TITLE)),
            (PROV.wasAttributedTo, self._agents[0]),
            (MLX.authority, MLXV.secondary),
            (MLX.retrieved, Literal("2026-01-01", datatype=XSD.date)),
        )

    def entity(self, entity: Entity) -> None:
        """What is said of an entity: its claims, their provenance, and its facts."""
        kind, _, slug = entity.iri.value.rpartition("/id/")[2].partition("/")
        name = next(term.value for p, term in (*entity.said, *entity.edited) if p == RDFS.label)
        passage = self._passage()
        for suffix, statements, agent, more in (
            ("", entity.said, self._agents[0], [(PROV.wasDerivedFrom, passage)]),
            (
                "-editors",
                entity.edited,
                self._agents[1],
                [(MLX.reason, _english("The kinds and names are given by the editors."))],
            ),
        ):
            if not statements:
                continue
            self.claims += 1
            claim = self._iris.claim(SOURCE, f"{kind}-{slug}{suffix}")
            triples = [Triple(entity.iri, p, o) for p, o in statements]
            self.add(triples, claim)
            self.add(triples, self._iris.graph("facts"))
            self.facts += triples
            self._say(
                claim,
                (RDF.type, MLX.Claim),
                (MLX.claimOf, entity.iri),
                (MLX.claimStatus, MLXV.accepted),
                (DCTERMS.source, self._source),
                (PROV.wasAttributedTo, agent),
                (RDFS.label, _english(f"{name}, according to {TITLE}")),
                (MLX.retrieved, Literal("2026-01-01", datatype=XSD.date)),
                *more,
            )

    def _passage(self) -> NamedNode:
        start, end = self._place, self._place + PASSAGE
        self._place += PASSAGE + 1
        passage = self._iris.passage(SOURCE, start, end)
        selector, checksum = (self._iris.part(passage, part) for part in ("selector", "checksum"))
        digest = hashlib.sha256(str(start).encode()).hexdigest()
        section = f"{start // 50_000 + 1}.{start // 5_000 % 10 + 1}"
        label = f"{TITLE}, section {section}, characters {start} to {end}"
        self._say(
            passage,
            (RDF.type, OA.SpecificResource),
            (RDFS.label, _english(label)),
            (OA.hasSource, self._source),
            (OA.hasSelector, selector),
            (MLX.sectionNumber, Literal(section)),
            (MLX.paragraphNumber, Literal(start // 500 + 1)),
            (SPDX.checksum, checksum),
        )
        self._say(
            selector,
            (RDF.type, OA.TextPositionSelector),
            (OA.start, Literal(start)),
            (OA.end, Literal(end)),
        )
        self._say(
            checksum,
            (RDF.type, SPDX.Checksum),
            (SPDX.algorithm, SPDX.checksumAlgorithm_sha256),
            (SPDX.checksumValue, Literal(digest, datatype=XSD.hexBinary)),
        )
        return passage

    def _say(self, subject: NamedNode, *statements: tuple[NamedNode, Term]) -> None:
        self.add((Triple(subject, p, o) for p, o in statements), self._provenance)


def _english(text: str) -> Literal:
    return Literal(text, language="en")


def lines(quads: int, iris: Iris, seed: int) -> tuple[list[str], int]:
    """About so many quads as sorted lines of N-Quads, and how many countries they hold."""
    files = read_ontology(iris)
    corpus = _Corpus(iris)
    corpus.add(files.ontology, iris.graph("ontology"))
    corpus.add(files.shapes, iris.graph("shapes"))
    corpus.source()
    world = World(iris, seed)
    for entity in world.treaties():
        corpus.entity(entity)
    countries = 0
    # What is inferred comes on top: about a tenth.
    while len(corpus.lines) < quads * 0.94:
        countries += 1
        for entity in world.country(countries):
            corpus.entity(entity)
    corpus.add(infer(corpus.facts, files.ontology), iris.graph("inferred"))
    return sorted(dict.fromkeys(corpus.lines)), countries


def write(quads: int, var: Path, seed: int = 1) -> Release:
    """Write the release into a folder and make it the current one there."""
    iris = Iris()
    found, countries = lines(quads, iris, seed)
    return publish(found, var, iris, {"countries": countries})


def publish(found: list[str], var: Path, iris: Iris, more: dict[str, int]) -> Release:
    """Make sorted lines of N-Quads the current release of a folder; `more` is counted in it."""
    content = ("\n".join(found) + "\n").encode()
    digest = hashlib.sha256(content).hexdigest()
    folder = var / RELEASES / digest
    (folder / "dumps").mkdir(parents=True, exist_ok=True)
    (folder / "dumps" / "migralex.nq").write_bytes(content)
    store = Store(str(folder / "store"))
    store.bulk_load(content, RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    del store
    counts = {"quads": len(found), **more}
    manifest = {"digest": digest, "base_iri": iris.base, "format": 1, "counts": counts}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2), encoding="utf-8")
    link = var / CURRENT
    link.unlink(missing_ok=True)
    link.symlink_to(Path(RELEASES) / digest)
    return read(folder)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quads", type=int, default=1_000_000)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    release = write(options.quads, options.output, options.seed)
    print(release.path, json.dumps(release.manifest["counts"]))


if __name__ == "__main__":
    main()
