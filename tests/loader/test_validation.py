"""`migralex validate`: the report on sources, or on RDF files, against the shapes."""

import rdflib

from graph.iris import MLX, MLXV
from graph.terms import RdfFormat, Triple, parse
from loader.ontology_files import read_ontology
from loader.validate import shapes_graph, to_rdflib, validate
from tests.conftest import ROOT
from tests.loader.testland import IRIS, Testland


def test_sources_are_reported_with_the_places_of_their_records(testland: Testland) -> None:
    testland.write()
    testland.locate()
    ran = testland.run("validate")
    assert ran.status == 0
    assert "Info: sources/testland/records/all.yaml:" in ran.out
    assert ran.out.splitlines()[-1].startswith("Violation 0, ")
    assert not (testland.folder / "var").exists()


def test_files_are_reported_and_a_violation_is_a_failure(testland: Testland) -> None:
    prefixes = (ROOT / "tests" / "loader" / "prefixes.rq").read_text(encoding="utf-8")
    bad = testland.folder / "bad.ttl"
    bad.write_text(f"{prefixes}\n<id/law/x> a eli:LegalResource .\n", encoding="utf-8")
    ran = testland.run("validate", "bad.ttl")
    assert ran.status == 1
    assert "Violation: http://localhost:8000/id/law/x: " in ran.out


def test_a_file_that_is_no_rdf_is_told(testland: Testland) -> None:
    (testland.folder / "bad.ttl").write_text("<a> <b>", encoding="utf-8")
    assert testland.run("validate", "bad.ttl").status == 1
    assert "bad.ttl" in testland.run("validate", "bad.ttl").err
    assert "not a name of an RDF file" in testland.run("validate", "x.doc").err


def faulty(published: Testland) -> set[Triple]:
    """What was published without what the plainest facts rest on, so that there are violations."""
    left_out = (IRIS.graph("shapes"), IRIS.graph("ontology"))
    quads = parse(path=published.release().nquads, format=RdfFormat.N_QUADS)
    data = {
        Triple(quad.subject, quad.predicate, quad.object)
        for quad in quads
        if quad.graph_name not in left_out and quad.predicate not in (MLX.claimOf, MLX.date)
    }
    return data | set(read_ontology(IRIS).ontology)


def test_the_quicker_form_of_the_shapes_has_the_same_results(published: Testland) -> None:
    files = read_ontology(IRIS)
    data = faulty(published)
    plain = rdflib.Graph()
    for path in sorted((ROOT / "ontology" / "shapes").glob("*.ttl")):
        if path.stem != "style":
            plain.parse(path)
    quicker = validate(to_rdflib(data), shapes_graph(files.shapes, IRIS))
    assert quicker == validate(to_rdflib(data), plain)
    assert {"Violation", "Info"} <= {finding.severity for finding in quicker}


def test_some_nodes_have_the_results_that_they_have_among_all(published: Testland) -> None:
    shapes = shapes_graph(read_ontology(IRIS).shapes, IRIS)
    data = faulty(published)
    # A value of the right class that breaks the shape within a shape: it is of another scheme.
    data |= {
        Triple(one.subject, MLX.topic, MLXV.adoption) for one in data if one.predicate == MLX.topic
    }
    every = validate(to_rdflib(data), shapes)
    some = sorted({one.focus for one in every})[::2]
    found = [one for one in validate(to_rdflib(data), shapes, some) if one.focus in some]
    assert found == [one for one in every if one.focus in some]
    assert "NodeConstraintComponent" in {one.component for one in found}
