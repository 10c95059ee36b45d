"""`migralex validate`: the report on sources, or on RDF files, against the shapes."""

from tests.conftest import ROOT
from tests.loader.testland import Testland


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
