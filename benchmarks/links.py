"""An entity that ten thousand others point to, beside one that ten point to."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.corpus import publish
from benchmarks.load import request, run
from benchmarks.section import Bound, Section, table
from benchmarks.servers import MIGRALEX, serving
from graph.iris import MLX, RDF, RDFS, Iris
from graph.terms import Literal, Quad

SIZES = {"few": 10, "many": 10_000}
WARM_SECONDS = 1.0
RUN_SECONDS = 3.0
REPRESENTATIONS = {
    "page": ("/page/polity/{}", "text/html"),
    "Turtle": ("/data/polity/{}", "text/turtle"),
    "JSON-LD": ("/data/polity/{}", "application/ld+json"),
}


def section(var: Path, settings: dict[str, str]) -> Section:
    """Median latencies over one connection; a release is made in `var`."""
    iris = Iris()
    lines = sorted({f"{quad} ." for quad in _quads(iris)})
    release = publish(lines, var, iris, {})
    rows, ratios = [], []
    with serving(MIGRALEX, release, settings) as server:
        for name, (path, media_type) in REPRESENTATIONS.items():
            medians = []
            for entity in SIZES:
                requests = [request(server.port, path.format(entity), media_type)]
                run(server.port, requests, 1, WARM_SECONDS)
                load = run(server.port, requests, 1, RUN_SECONDS)
                medians.append(load.percentile(50) * 1000)
                if load.failures:
                    raise RuntimeError(f"{path.format(entity)} is not answered")
            few, many = medians
            ratios.append(many / few)
            rows.append((name, f"{few:.2f}", f"{many:.2f}", f"{many / few:.2f}"))
    header = ("representation", "ten links, ms", "ten thousand, ms", "ratio")
    return Section(
        "An entity with many inverse links",
        table(header, rows),
        [Bound("ten thousand inverse links : ten", 2, max(ratios))],
        rows,
    )


def _quads(iris: Iris) -> Iterator[Quad]:
    facts = iris.graph("facts")
    for name, size in SIZES.items():
        polity = iris.entity("polity", name)
        yield Quad(polity, RDF.type, MLX.Polity, facts)
        yield Quad(polity, RDFS.label, Literal(f"Country of {name}", language="en"), facts)
        for number in range(size):
            law = iris.entity("law", f"{name}-{number}")
            yield Quad(law, MLX.jurisdiction, polity, facts)
            yield Quad(law, RDFS.label, Literal(f"Law {number} of {name}", language="en"), facts)
