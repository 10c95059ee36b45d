"""Each version of the ontology and of the vocabularies answers at its own IRI."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from graph.iris import FOAF, OWL
from graph.terms import NamedNode
from graph.versions import ONTOLOGY, Version, compare, versions, whole
from tests.web.conftest import RDF_FORMATS, triples

HTML = {"Accept": "text/html"}
PUBLIC = "https://w3id.org/migralex/"
EVERY = pytest.mark.parametrize(
    "version",
    [one for found in versions().values() for one in found],
    ids=lambda one: f"{one.name} {one.number}",
)


def path_of(version: Version) -> str:
    """The path at which the IRI of a version answers."""
    return "/" + version.iri.value.removeprefix(PUBLIC)


def stated() -> Iterator[NamedNode]:
    """Every IRI of a version that any version names."""
    for found in versions().values():
        for one in found:
            for triple in one.triples:
                if triple.predicate in (OWL.versionIRI, OWL.priorVersion):
                    assert isinstance(triple.object, NamedNode)
                    yield triple.object


@EVERY
def test_a_version_is_sent_as_it_was_kept(client: FlaskClient, version: Version) -> None:
    answer = client.get(path_of(version), headers={"Accept": "text/turtle"})
    assert answer.status_code == 200
    assert triples(answer, "ttl") == set(version.triples)
    assert answer.headers["Content-Location"].endswith(f"{path_of(version)}.ttl")
    assert f'<{version.iri.value}>; rel="describes"' in answer.headers["Link"]


def test_every_version_that_is_named_answers(client: FlaskClient) -> None:
    for iri in set(stated()):
        path = iri.value.removeprefix(PUBLIC)
        assert client.get(f"/{path}", headers=HTML).status_code == 200


def test_a_version_says_the_same_in_every_format(client: FlaskClient) -> None:
    path = path_of(versions()[ONTOLOGY][0])
    said = [triples(client.get(f"{path}.{suffix}"), suffix) for suffix in RDF_FORMATS]
    assert all(one == said[0] for one in said)


@EVERY
def test_the_page_of_a_version_tells_what_changed(client: FlaskClient, version: Version) -> None:
    page = client.get(path_of(version), headers=HTML).text
    kept = versions()[version.name]
    for one in kept:
        assert f'href="{path_of(one)}"' in page
    prior = next((one for one in kept if one.order < version.order), None)
    changes = compare(prior.triples, version.triples, whole(version.name)) if prior else []
    counts = [int(one) for one in re.findall(r'<h3>[^<]+<span class="count">(\d+)<', page)]
    assert sum(counts) == len(changes)
    assert all(one.label in page for one in changes)


@EVERY
def test_a_version_leads_to_the_one_before_and_to_the_latest(
    client: FlaskClient, version: Version
) -> None:
    links = client.get(f"{path_of(version)}.ttl").headers["Link"]
    kept = versions()[version.name]
    position = kept.index(version)
    assert f'{path_of(kept[0])}>; rel="latest-version"' in links
    assert ('rel="predecessor-version"' in links) == (position + 1 < len(kept))
    assert ('rel="successor-version"' in links) == (position > 0)


def test_the_ontology_and_each_scheme_list_their_versions(client: FlaskClient) -> None:
    for name, found in versions().items():
        path = "/ontology" if name == ONTOLOGY else f"/vocabulary/{name}"
        page = client.get(path, headers=HTML).text
        listed = page.partition('id="versions"')[2]
        for one in found:
            assert f'href="{path_of(one)}"' in listed
            assert one.note.partition(": ")[2].partition(".")[0][1:] in listed


def test_the_version_in_force_is_what_the_ontology_says(client: FlaskClient) -> None:
    said = triples(client.get("/ontology.ttl"), "ttl")
    newest = versions()[ONTOLOGY][0]
    assert newest.iri in {one.object for one in said if one.predicate == OWL.versionIRI}
    documents = {one.subject for one in said if one.predicate == FOAF.primaryTopic}
    stated = [one for one in said if one.subject not in documents]
    assert not compare(newest.triples, stated, whole(ONTOLOGY))


def test_a_version_that_never_was_is_404_with_those_that_are(client: FlaskClient) -> None:
    for path in ("/ontology/0.0.9", "/vocabulary/topics/0.0.9"):
        answer = client.get(path, headers={"Accept": "application/json"})
        assert answer.status_code == 404
        assert answer.get_json(force=True)["suggestions"]
    assert client.get("/vocabulary/asylum/0.1.0").status_code == 404
    assert client.get("/vocabulary/none/0.1.0").status_code == 404
