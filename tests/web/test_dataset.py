"""The dataset says what it is: VoID, DCAT and the Service Description are true and agree."""

import io
import re
import zipfile
from urllib.parse import quote

import pyshacl
import pytest
from flask.testing import FlaskClient
from rdflib import DCAT, RDF, Graph, URIRef
from rdflib.namespace import SH

from graph.iris import DCTERMS, MLX, RDFS, VOID
from graph.release import Release
from graph.store import Store
from graph.terms import Literal, NamedNode, Triple
from tests.conftest import ROOT
from tests.web.conftest import triples
from web.app import create_app
from web.settings import Settings

SHAPES = ROOT.parent / "shared" / "suites" / "extras" / "shapes.zip"
# Lists that the profile keeps elsewhere, and which the shapes cannot look up here.
AUTHORITY = "http://publications.europa.eu/resource/authority/"
CONTACT = "data@localhost.example"


@pytest.fixture(scope="module")
def with_contact(store: Store) -> FlaskClient:
    """A client of a site whose operator states a contact."""
    return create_app(Settings(contact=CONTACT), store).test_client()


def count(client: FlaskClient, text: str) -> int:
    answer = client.get(f"/sparql?query={quote(text)}").get_json(force=True)
    (row,) = answer["results"]["bindings"]
    return int(row["n"]["value"])


def number(found: set[Triple], subject: NamedNode, predicate: NamedNode) -> int:
    (value,) = (one.object for one in found if (one.subject, one.predicate) == (subject, predicate))
    assert isinstance(value, Literal)
    return int(value.value)


def objects(found: set[Triple], subject: object, predicate: NamedNode) -> set[str]:
    return {
        one.object.value
        for one in found
        if one.subject == subject
        and one.predicate == predicate
        and isinstance(one.object, NamedNode)
    }


@pytest.fixture
def void(client: FlaskClient) -> set[Triple]:
    """The VoID description."""
    return triples(client.get("/.well-known/void.ttl"), "ttl")


@pytest.fixture
def dataset(release: Release) -> NamedNode:
    """The dataset."""
    return NamedNode(f"{release.base_iri}.well-known/void#dataset")


def test_the_totals_are_those_that_a_query_counts(
    client: FlaskClient, void: set[Triple], dataset: NamedNode
) -> None:
    for predicate, query in (
        (VOID.triples, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
        (VOID.distinctSubjects, "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"),
        (VOID.distinctObjects, "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }"),
        (VOID.properties, "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }"),
        (VOID.classes, "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }"),
    ):
        assert number(void, dataset, predicate) == count(client, query)


def test_partitions_by_class_and_by_property_are_true(
    client: FlaskClient, void: set[Triple], dataset: NamedNode
) -> None:
    for part in sorted(objects(void, dataset, VOID.classPartition))[:8]:
        (class_,) = objects(void, NamedNode(part), VOID["class"])
        query = f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a <{class_}> }}"
        assert number(void, NamedNode(part), VOID.entities) == count(client, query)
    uses = 0
    for part in objects(void, dataset, VOID.propertyPartition):
        uses += number(void, NamedNode(part), VOID.triples)
    assert uses == number(void, dataset, VOID.triples)


def test_links_to_other_datasets_are_counted_by_kind_and_target(
    client: FlaskClient, void: set[Triple]
) -> None:
    linksets = {one.subject for one in void if one.object == VOID.Linkset}
    assert linksets
    for linkset in linksets:
        assert isinstance(linkset, NamedNode)
        (link,) = objects(void, linkset, VOID.linkPredicate)
        (target,) = objects(void, linkset, VOID.objectsTarget)
        (space,) = (
            one.object.value
            for one in void
            if (one.subject, one.predicate) == (NamedNode(target), VOID.uriSpace)
            and isinstance(one.object, Literal)
        )
        query = (
            f"SELECT (COUNT(*) AS ?n) {{ ?s <{link}> ?o"
            f' FILTER(ISIRI(?o) && STRSTARTS(STR(?o), "{space}")) }}'
        )
        assert number(void, linkset, VOID.triples) == count(client, query)


def test_examples_dumps_and_the_endpoint_are_there(
    client: FlaskClient, void: set[Triple], dataset: NamedNode, release: Release
) -> None:
    examples = objects(void, dataset, VOID.exampleResource)
    assert len(examples) > 5
    for example in examples:
        assert client.get(example).status_code == 303
    dumps = objects(void, dataset, VOID.dataDump)
    assert dumps == {f"{release.base_iri}dumps/{one.name}" for one in release.dumps.iterdir()}
    for url in dumps:
        assert client.head(url, buffered=True).status_code == 200
    (endpoint,) = objects(void, dataset, VOID.sparqlEndpoint)
    assert client.get(f"{endpoint}?query=ASK{{}}").status_code == 200


def test_the_service_description_agrees(
    client: FlaskClient, void: set[Triple], dataset: NamedNode, release: Release
) -> None:
    said = triples(client.get("/sparql", headers={"Accept": "text/turtle"}), "ttl")
    assert dataset.value in {one.object.value for one in said if isinstance(one.object, NamedNode)}
    default = NamedNode(f"{release.base_iri}sparql#default-graph")
    assert number(said, default, VOID.triples) == number(void, dataset, VOID.triples)
    for name in ("facts", "inferred", "ontology", "provenance", "shapes"):
        graph = NamedNode(f"{release.base_iri}graph/{name}")
        assert number(said, graph, VOID.triples) == number(void, graph, VOID.triples)


def test_the_description_for_portals_keeps_to_dcat_ap(with_contact: FlaskClient) -> None:
    if not SHAPES.is_file():
        pytest.skip("the shapes of DCAT-AP are not beside this repository")
    data = Graph().parse(data=with_contact.get("/dataset.ttl").data, format="turtle")
    assert (None, RDF.type, DCAT.Dataset) in data
    with zipfile.ZipFile(SHAPES) as archive:
        for name in ("shapes.ttl", "range.ttl"):
            shapes = Graph().parse(
                io.BytesIO(archive.read(f"dcat-ap-3.0.1/{name}")), format="turtle"
            )
            _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
            assert isinstance(report, Graph)
            broken = [
                (report.value(one, SH.focusNode), report.value(one, SH.resultPath), value)
                for one in report.subjects(SH.resultSeverity, SH.Violation)
                if not str(value := report.value(one, SH.value)).startswith(AUTHORITY)
            ]
            assert not broken


def test_the_description_names_licence_contact_release_and_sources(
    with_contact: FlaskClient, release: Release, dataset: NamedNode
) -> None:
    answer = with_contact.get("/dataset.ttl")
    said = triples(answer, "ttl")
    assert objects(said, dataset, DCTERMS.license)
    assert f"mailto:{CONTACT}" in answer.text
    assert release.digest[:12] in answer.text
    for source in release.manifest["sources"]:
        assert f"{release.base_iri}id/source/{source}" in answer.text
    page = with_contact.get("/dataset", headers={"Accept": "text/html"})
    assert page.mimetype == "text/html"
    for said_of in (release.digest, CONTACT, "Updates", "SHA256SUMS"):
        assert said_of in page.text


def test_no_contact_is_invented(client: FlaskClient, dataset: NamedNode) -> None:
    said = Graph().parse(data=client.get("/dataset.ttl").data, format="turtle")
    assert (URIRef(dataset.value), DCAT.contactPoint, None) not in said


@pytest.mark.parametrize("path", ["/dataset", "/.well-known/void"])
@pytest.mark.parametrize("suffix", ["ttl", "jsonld", "rdf", "nt"])
def test_the_descriptions_are_the_same_in_every_format(
    client: FlaskClient, path: str, suffix: str
) -> None:
    assert triples(client.get(f"{path}.{suffix}"), suffix) == triples(
        client.get(path, headers={"Accept": "application/n-triples"}), "nt"
    )
    assert client.get(f"{path}.colour").status_code == 404


def test_every_class_of_the_graph_has_a_partition(
    void: set[Triple], client: FlaskClient, dataset: NamedNode
) -> None:
    parts = objects(void, dataset, VOID.classPartition)
    classes = {one for part in parts for one in objects(void, NamedNode(part), VOID["class"])}
    assert MLX.Polity.value in classes
    assert len(classes) == number(void, dataset, VOID.classes)
    assert not re.search(r"_:", client.get("/.well-known/void.nt").text)


def test_the_description_has_the_labels_by_which_an_editor_completes(
    void: set[Triple], dataset: NamedNode
) -> None:
    labelled = {
        one.subject.value
        for one in void
        if one.predicate == RDFS.label and isinstance(one.subject, NamedNode)
    }
    for kind, part in (("class", "classPartition"), ("property", "propertyPartition")):
        terms = {
            one
            for partition in objects(void, dataset, VOID[part])
            for one in objects(void, NamedNode(partition), VOID[kind])
            if one.startswith("https://w3id.org/migralex/")
        }
        assert terms
        assert terms <= labelled
