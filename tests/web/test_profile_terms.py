"""Each kind of document in each profile says which it is in, keeps to its terms and is valid."""

from pathlib import Path

import pyshacl
import pytest
from flask.testing import FlaskClient
from rdflib import RDF as RDFLIB_RDF
from rdflib import Graph, URIRef
from rdflib.namespace import SH
from werkzeug.test import TestResponse

from graph.iris import (
    DCTERMS,
    ELI,
    FOAF,
    HYDRA,
    ORG,
    OWL,
    PROF,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    VOID,
)
from graph.terms import Literal, Triple
from tests.web.conftest import triples

LAW = "law/asylum-2007"
COUNCIL = "institution/anti-trafficking-council"
TREATY = "treaty/transnational-organized-crime"
SOURCE = "source/iom-serbia-2008"
CLAIM = "claim/iom-serbia-2008/law-asylum-2007"
# Each kind of document, and the profiles in which there is something to say of it.
OFFERED = {
    f"data/{LAW}": ["full", "labels", "evidence", "eli", "schema"],
    f"data/{COUNCIL}": ["full", "labels", "evidence", "org", "schema"],
    f"data/{TREATY}": ["full", "labels", "evidence", "eli", "schema"],
    f"data/{SOURCE}": ["full", "labels", "evidence", "schema"],
    CLAIM: ["full", "labels", "evidence"],
    "graph/facts": ["full", "labels", "void"],
    "vocabulary/asylum": ["full", "labels", "schema", "skos"],
    "vocabulary/topics": ["full", "labels", "schema", "skos"],
    "ontology": ["full", "labels", "owl"],
}
EVERY = [(path, name) for path, names in OFFERED.items() for name in names]
# The namespaces of the terms that a profile of a vocabulary may use, beside the document's own.
TERMS = {
    "org": (ORG, SKOS, FOAF, DCTERMS),
    "eli": (ELI, SKOS, RDFS),
    "schema": (SCHEMA,),
    "skos": (SKOS,),
    "owl": (OWL, RDFS),
    "void": (VOID, DCTERMS),
}
SHAPES = Path(__file__).parent / "profile-shapes.ttl"


def in_profile(client: FlaskClient, path: str, name: str) -> tuple[set[Triple], TestResponse]:
    answer = client.get(f"/{path}?_profile={name}&_mediatype=text/turtle")
    assert answer.status_code == 200
    return triples(answer, "ttl"), answer


@pytest.mark.parametrize("path", OFFERED)
def test_every_kind_of_document_lists_its_profiles(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/{path}?_profile=alt", headers={"Accept": "text/turtle"})
    listed = triples(answer, "ttl")
    tokens = {
        one.object.value
        for one in listed
        if one.predicate == PROF.hasToken and isinstance(one.object, Literal)
    }
    assert tokens == set(OFFERED[path])
    page = client.get(f"/{path}?_profile=alt", headers={"Accept": "text/html"})
    assert all(f'id="{name}"' in page.text for name in tokens)
    links = client.get(f"/{path}", headers={"Accept": "text/turtle"}).headers["Link"]
    assert f'{path}?_profile=alt>; rel="alternate"; type="text/html"' in links
    refused = client.get(
        f"/{path}?_profile=org" if "org" not in tokens else f"/{path}?_profile=owl"
    )
    assert refused.status_code == 406


@pytest.mark.parametrize(("path", "name"), EVERY)
def test_a_document_in_a_profile_says_so_and_keeps_to_its_terms(
    client: FlaskClient, path: str, name: str
) -> None:
    found, answer = in_profile(client, path, name)
    profile = answer.headers["Content-Profile"].strip("<>")
    assert f'<{profile}>; rel="profile"' in answer.headers["Link"]
    assert {"Accept", "Accept-Profile"} <= set(answer.headers["Vary"].split(", "))
    by_header = client.get(
        f"/{path}", headers={"Accept": "text/turtle", "Accept-Profile": f"<{profile}>"}
    )
    assert by_header.data == answer.data
    about = {one.subject for one in found if one.predicate in (FOAF.primaryTopic, HYDRA.totalItems)}
    for one in found:
        if name not in TERMS or one.subject in about or one.predicate in HYDRA:
            continue
        term = one.object if one.predicate == RDF.type else one.predicate
        fits = any(term in space for space in TERMS[name]) or one.predicate in (RDF.first, RDF.rest)
        assert fits or one.subject.value.partition("#")[0].partition("?")[0] in {  # type: ignore[union-attr]
            each.value  # type: ignore[union-attr]
            for each in about
        }, one


@pytest.mark.parametrize(("path", "name"), EVERY)
def test_the_data_in_a_profile_is_valid(client: FlaskClient, path: str, name: str) -> None:
    _, answer = in_profile(client, path, name)
    data = Graph().parse(data=answer.data, format="turtle")
    shapes = Graph().parse(SHAPES)
    for shape in set(shapes.subjects(RDFLIB_RDF.type, SH.NodeShape)):
        if URIRef(f"urn:test:{name}") not in set(shapes.objects(shape, SH.group)):
            shapes.remove((shape, SH.targetClass, None))
    looked_at = {
        node
        for class_ in shapes.objects(None, SH.targetClass)
        for node in data.subjects(RDFLIB_RDF.type, class_)
    }
    valid, _, report = pyshacl.validate(data, shacl_graph=shapes)
    assert valid, report
    assert looked_at
