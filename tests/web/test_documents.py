"""Every document that is sent as RDF says the same of itself, whatever it is about.

It is about one thing, which it is not itself; it is part of the dataset, under its licence, and as
it is since a publication. What a release does not change keeps its bytes, its tag and its time.
"""

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from graph.iris import DCTERMS, FOAF, OWL, RDF, RDFS, VOID, Iris
from graph.terms import Literal, NamedNode, Term, Triple
from tests.web.annals import AGENCY, BORDER, ENTRY, OFFICE, Annals, served
from tests.web.conftest import RDF_FORMATS, triples

IRIS = Iris()
MODEL = "https://w3id.org/migralex/"
TURTLE = {"Accept": "text/turtle"}
BY_PATH = {
    f"data/{ENTRY}": f"{IRIS.base}id/{ENTRY}",
    "data/source/testland": f"{IRIS.base}id/source/testland",
    "claim/testland/law-entry": f"{IRIS.base}claim/testland/law-entry",
    "graph/facts": f"{IRIS.base}graph/facts",
    "graph/provenance": f"{IRIS.base}graph/provenance",
    "ontology": f"{MODEL}ontology",
    "vocabulary/visas": f"{MODEL}vocabulary/visas",
    "vocabulary/event-types": f"{MODEL}vocabulary/event-types",
    "shapes": f"{MODEL}shapes",
    "dataset": f"{IRIS.base}.well-known/void#dataset",
    ".well-known/void": f"{IRIS.base}.well-known/void#dataset",
}
TIMELESS = {"ontology/profile/evidence": f"{MODEL}ontology/profile/evidence"}
"""What the program brings with it is as it is whatever is published."""


def text(term: Term | Triple) -> str:
    """The text of a literal."""
    assert isinstance(term, Literal)
    return term.value


def about(said: set[Triple], topic: str) -> tuple[NamedNode, Mapping[NamedNode, Term | Triple]]:
    """The document about a thing that is in the dataset, and what is said of it by property."""
    found = {
        one.subject
        for one in said
        if one.predicate == FOAF.primaryTopic and one.object == NamedNode(topic)
    } & {one.subject for one in said if one.predicate == VOID.inDataset}
    (own,) = (one for one in found if isinstance(one, NamedNode))
    return own, {one.predicate: one.object for one in said if one.subject == own}


def assert_says(said: set[Triple], topic: str) -> Mapping[NamedNode, Term | Triple]:
    """What all documents say; the rest of what this one says of itself."""
    own, found = about(said, topic)
    assert own.value != topic
    assert Triple(own, RDF.type, FOAF.Document) in said
    dataset = NamedNode(f"{IRIS.base}.well-known/void#dataset")
    assert found[VOID.inDataset] == found[DCTERMS.isPartOf] == dataset
    assert DCTERMS.license in found
    return found


def in_all_formats(client: FlaskClient, path: str) -> set[Triple]:
    """The triples of a document, which are the same in every format."""
    answers = {one: client.get(f"/{path}.{one}") for one in RDF_FORMATS}
    assert {one.status_code for one in answers.values()} == {200}
    said = {suffix: triples(answer, suffix) for suffix, answer in answers.items()}
    assert all(one == said["ttl"] for one in said.values())
    return said["ttl"]


@pytest.mark.parametrize("path", BY_PATH)
def test_a_document_says_what_it_is_about_and_since_when_it_is_so(
    reader: FlaskClient, annals: Annals, path: str
) -> None:
    found = assert_says(in_all_formats(reader, path), BY_PATH[path])
    since = {one.digest: one.time for one in annals.known}[text(found[OWL.versionInfo])]
    assert text(found[DCTERMS.modified]) == since.isoformat()
    answer = reader.get(f"/{path}", headers=TURTLE)
    assert parsedate_to_datetime(answer.headers["Last-Modified"]) == since
    own, _ = about(triples(answer, "ttl"), BY_PATH[path])
    assert urlsplit(own.value).path == f"/{path}"
    assert f'<{BY_PATH[path]}>; rel="describes"' in answer.headers["Link"]


@pytest.mark.parametrize("path", TIMELESS)
def test_what_no_release_changes_has_no_time(reader: FlaskClient, path: str) -> None:
    found = assert_says(in_all_formats(reader, path), TIMELESS[path])
    assert not {DCTERMS.modified, OWL.versionInfo} & found.keys()


@pytest.mark.parametrize(
    "path",
    [
        *BY_PATH,
        *TIMELESS,
        f"data/{ENTRY}?_profile=eli",
        f"data/{ENTRY}?_profile=alt",
        "claim/testland/law-entry?_profile=evidence",
        "ontology?_profile=owl",
    ],
)
def test_all_that_a_head_says_is_so(reader: FlaskClient, path: str) -> None:
    answer = reader.get(f"/{path}", headers=TURTLE)
    assert answer.status_code == 200
    head = reader.head(f"/{path}", headers=TURTLE)
    own = {"Server-Timing": "", "Date": ""}
    assert dict(head.headers) | own == dict(answer.headers) | own
    held = {"If-None-Match": answer.headers["ETag"]}
    assert reader.get(f"/{path}", headers={**TURTLE, **held}).status_code == 304
    since = {"If-Modified-Since": answer.headers["Last-Modified"]}
    assert reader.get(f"/{path}", headers={**TURTLE, **since}).status_code == 304
    exact = reader.get("/" + answer.headers["Content-Location"].removeprefix(IRIS.base))
    assert (exact.data, exact.headers["ETag"]) == (answer.data, answer.headers["ETag"])
    linked = re.findall(
        r'<([^>]*)>; rel="(?:alternate|canonical)"(?:; type="([^"]*)")?', answer.headers["Link"]
    )
    assert len(linked) >= len(RDF_FORMATS)
    for address, media_type in linked:
        accept = {"Accept": media_type or "*/*"}
        there = reader.get("/" + address.removeprefix(IRIS.base), headers=accept)
        assert there.status_code == 200, address
        assert there.mimetype == (media_type or there.mimetype), address


def test_the_document_of_a_passage_says_it_as_well(reader: FlaskClient) -> None:
    text = reader.get("/claim/testland/law-entry.nt").text
    passages = set(re.findall(r"id/(passage/[^>#]+)>", text))
    assert passages
    for one in passages:
        assert_says(in_all_formats(reader, f"data/{one}"), f"{IRIS.base}id/{one}")


def test_a_release_answers_at_its_own_iri_with_its_files_and_the_one_before(
    reader: FlaskClient, annals: Annals
) -> None:
    for number, one in enumerate(annals.known):
        iri = IRIS.release(one.digest)
        path = f"release/{one.digest}"
        said = in_all_formats(reader, path)
        found = assert_says(said, iri.value)
        assert found[OWL.versionInfo] == Literal(one.digest)
        told = {each.predicate.value.rpartition("#")[2]: each.object for each in said
                if each.subject == iri}  # fmt: skip
        assert told["version"] == Literal(one.digest)
        before = IRIS.release(annals.known[number - 1].digest) if number else None
        assert told.get("previousVersion") == told.get("wasRevisionOf") == before
        files = [each.object for each in said if each.predicate.value.endswith("#downloadURL")]
        assert len(files) >= 3
        for file in files:
            assert isinstance(file, NamedNode)
            address = file.value.removeprefix(IRIS.base)
            assert reader.head(f"/{address}", buffered=True).status_code == 200
        page = reader.get(f"/{path}", headers={"Accept": "text/html"})
        assert page.mimetype == "text/html"
        assert f'href="{IRIS.base}{path}.ttl" type="text/turtle"' in page.text
    assert reader.get("/release/none.ttl").status_code == 404


def test_a_copy_says_of_itself_of_which_release_it_is(reader: FlaskClient, annals: Annals) -> None:
    first = annals.known[0]
    for path, topic in (
        (f"data/{BORDER}", f"{IRIS.base}id/{BORDER}"),
        ("claim/testland/law-border", f"{IRIS.base}claim/testland/law-border"),
    ):
        found = assert_says(in_all_formats(reader, f"release/{first.digest}/{path}"), topic)
        assert found[OWL.versionInfo] == Literal(first.digest)
        assert text(found[DCTERMS.modified]) == first.time.isoformat()


@pytest.mark.parametrize("place", ["id", "page", "data"])
def test_a_tombstone_says_it_of_itself_and_not_of_what_it_names(
    reader: FlaskClient, annals: Annals, place: str
) -> None:
    topic = f"{IRIS.base}id/{OFFICE}"
    for suffix, accept in (("ttl", "text/turtle"), ("jsonld", "application/ld+json")):
        answer = reader.get(f"/{place}/{OFFICE}", headers={"Accept": accept})
        assert answer.status_code == 410
        said = triples(answer, suffix)
        found = assert_says(said, topic)
        assert found[OWL.versionInfo] == Literal(annals.known[2].digest)
        own, _ = about(said, topic)
        assert own.value == f"{IRIS.base}data/{OFFICE}"
        called = {text(one.object): one.subject for one in said if one.predicate == RDFS.label}
        assert called["Gone"] == own


def test_what_a_release_does_not_change_keeps_its_tag_and_its_time(annals: Annals) -> None:
    agency, visas = f"claim/testland/{AGENCY.replace('/', '-')}", "claim/testland/agreement-visas"
    expected = {
        "claim/testland/polity-otherland.ttl": [0, 0, 0],
        "claim/testland/polity-otherland.jsonld": [0, 0, 0],
        f"{agency}.ttl": [0, 0, 2],
        f"{visas}.ttl": [0, 0, 2],
        "graph/facts.ttl": [0, 1, 2],
        "graph/ontology.ttl": [0, 0, 0],
        "ontology.ttl": [0, 0, 0],
        "ontology.rdf": [0, 0, 0],
        "shapes.ttl": [0, 0, 0],
        "vocabulary/asylum.ttl": [0, 0, 0],
    }
    tags: dict[str, list[str]] = {path: [] for path in expected}
    since: dict[str, list[int]] = {path: [] for path in expected}
    times = [one.time for one in annals.known]
    for one in annals.known:
        with served(annals.var, one.digest) as client:
            for path in expected:
                headers = client.get(f"/{path}").headers
                tags[path].append(headers["ETag"])
                since[path].append(times.index(parsedate_to_datetime(headers["Last-Modified"])))
    assert since == expected
    for path, numbers in expected.items():
        assert [tags[path].index(one) for one in tags[path]] == numbers, path
