"""An entity in the terms that a client asks for, by header or in the address.

Source: W3C Content Negotiation by Profile.
"""

import json

import pytest
from flask.testing import FlaskClient

from graph.iris import (
    DCTERMS,
    ELI,
    FOAF,
    HYDRA,
    MLX,
    OA,
    ORG,
    PROF,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    VOID,
    XSD,
)
from graph.release import Release
from graph.terms import Literal, NamedNode, Triple
from tests.web.conftest import RDF_FORMATS, triples

LAW = "law/asylum-2007"
COUNCIL = "institution/anti-trafficking-council"
TREATY = "treaty/transnational-organized-crime"
SOURCE = "source/iom-serbia-2008"


def said(client: FlaskClient, path: str, **headers: str) -> set[Triple]:
    answer = client.get(f"/data/{path}", headers=headers)
    assert answer.status_code == 200
    return triples(answer, "ttl")


@pytest.mark.parametrize("by", ["argument", "iri", "header"])
def test_a_profile_is_asked_for_in_three_ways_and_named_in_the_answer(
    client: FlaskClient, by: str
) -> None:
    path, headers = f"/data/{COUNCIL}.ttl", {}
    match by:
        case "argument":
            path += "?_profile=org"
        case "iri":
            path += "?_profile=http%3A%2F%2Fwww.w3.org%2Fns%2Forg%23"
        case _:
            headers = {"Accept-Profile": f"<urn:example:unknown>, <{ORG.iri}>;q=0.8"}
    answer = client.get(path, headers=headers)
    assert answer.headers["Content-Profile"] == f"<{ORG.iri}>"
    assert f'<{ORG.iri}>; rel="profile"' in answer.headers["Link"]
    assert "Accept-Profile" in answer.headers["Vary"]


def test_the_profile_of_the_organization_ontology_has_its_terms_alone(
    client: FlaskClient, release: Release
) -> None:
    found = said(client, f"{COUNCIL}.ttl?_profile=org")
    entity = release.iris.entity("institution", "anti-trafficking-council")
    ours = {one for one in found if one.predicate in MLX or one.object in MLX}
    assert not ours
    assert any(
        (one.subject == entity and one.object == ORG.FormalOrganization)
        or (one.subject == entity and one.object == ORG.Organization)
        for one in found
    )
    assert any(one.predicate in ORG for one in found)
    assert any(one.subject == entity and one.predicate == SKOS.prefLabel for one in found)


def test_the_profile_of_eli_dates_a_law_only_where_the_day_is_known(
    client: FlaskClient, release: Release
) -> None:
    law = release.iris.entity("law", "asylum-2007")
    found = {
        one.predicate: one.object
        for one in said(client, f"{LAW}.ttl?_profile=eli")
        if one.subject == law
    }
    assert found[ELI.date_document] == Literal("2007-11-24", datatype=XSD.date)
    assert found[ELI.title] == Literal("Law on Asylum", language="en")
    assert ELI.date_no_longer_in_force not in found


@pytest.mark.parametrize(
    ("path", "class_"),
    [
        (LAW, "Legislation"),
        (TREATY, "Legislation"),
        (COUNCIL, "Organization"),
        (SOURCE, "Report"),
        ("polity/serbia", "AdministrativeArea"),
    ],
)
def test_schema_org_knows_what_a_thing_is_in_the_data_and_in_its_page(
    client: FlaskClient, release: Release, path: str, class_: str
) -> None:
    kind, _, slug = path.partition("/")
    entity = release.iris.entity(kind, slug)
    found = said(client, f"{path}.ttl?_profile=schema")
    types = {one.object for one in found if one.subject == entity and one.predicate == RDF.type}
    assert types == {SCHEMA[class_]}
    page = client.get(f"/page/{path}")
    block = page.text.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    embedded = json.loads(block)
    assert embedded["@context"] == SCHEMA.iri
    (node,) = [one for one in embedded["@graph"] if one["@id"] == entity.value]
    assert node["@type"] == class_
    assert node["name"]


def test_the_profile_with_labels_leaves_the_evidence_out_and_that_of_evidence_has_it(
    client: FlaskClient,
) -> None:
    labelled = said(client, f"{LAW}.ttl?_profile=labels")
    evidence = said(client, f"{LAW}.ttl?_profile=evidence")
    full = said(client, f"{LAW}.ttl")
    assert not any(one.object in (MLX.Claim, OA.SpecificResource) for one in labelled)
    assert any(one.object == MLX.Claim for one in evidence)
    assert not any(one.predicate == ELI.repeals for one in evidence)
    about = {one for one in labelled | evidence if one.predicate == DCTERMS.conformsTo}
    assert labelled - about <= full
    assert evidence - about <= full


def test_a_profile_says_the_same_in_every_format(client: FlaskClient) -> None:
    found = [triples(client.get(f"/data/{COUNCIL}.{one}?_profile=org"), one) for one in RDF_FORMATS]
    assert all(one == found[0] for one in found)


def test_only_profiles_that_have_something_to_say_are_listed(client: FlaskClient) -> None:
    for path, there, not_there in ((LAW, "eli", "org"), (COUNCIL, "org", "eli")):
        answer = client.get(f"/data/{path}?_profile=alt", headers={"Accept": "text/html"})
        assert f'id="{there}"' in answer.text
        assert f'id="{not_there}"' not in answer.text
        assert client.get(f"/data/{path}.ttl?_profile={there}").status_code == 200
        refused = client.get(f"/data/{path}.ttl?_profile={not_there}")
        assert refused.status_code == 406
        tokens = {one["token"] for one in refused.get_json(force=True)["profiles"]}
        assert there in tokens
        assert not_there not in tokens
    links = client.get(f"/data/{LAW}?_profile=alt", headers={"Accept": "text/turtle"})
    assert f'rel="alternate"; formats="{ELI.iri}"' in links.headers["Link"]
    assert 'rel="canonical"; formats=' in links.headers["Link"]


def test_an_unknown_profile_is_406_and_a_media_type_may_stand_in_the_address(
    client: FlaskClient,
) -> None:
    assert client.get(f"/data/{LAW}.ttl?_profile=nonsense").status_code == 406
    header = {"Accept-Profile": "<urn:example:unknown>"}
    assert client.get(f"/data/{LAW}.ttl", headers=header).status_code == 406
    answer = client.get(f"/data/{LAW}?_mediatype=application/ld%2Bjson")
    assert answer.mimetype == "application/ld+json"
    assert client.get(f"/data/{LAW}?_mediatype=image/png").status_code == 406


def test_a_thing_leads_who_asks_for_a_profile_to_the_data(client: FlaskClient) -> None:
    asked = client.get(f"/id/{LAW}?_profile=eli&_mediatype=text/turtle")
    assert asked.headers["Location"] == f"/data/{LAW}?_profile=eli&_mediatype=text/turtle"
    assert client.get(asked.headers["Location"]).headers["Content-Profile"] == f"<{ELI.iri}>"
    header = client.get(f"/id/{LAW}", headers={"Accept-Profile": f"<{ELI.iri}>"})
    assert header.headers["Location"] == f"/data/{LAW}"


def test_the_document_says_what_it_is_about_and_where_it_belongs(
    client: FlaskClient, release: Release
) -> None:
    found = said(client, f"{LAW}.ttl")
    (document,) = [one.subject for one in found if one.predicate == FOAF.primaryTopic]
    about = {one.predicate: one.object for one in found if one.subject == document}
    assert about[FOAF.primaryTopic] == release.iris.entity("law", "asylum-2007")
    for predicate in (VOID.inDataset, DCTERMS.license, DCTERMS.conformsTo):
        assert isinstance(about[predicate], NamedNode)


def test_every_iri_of_ours_and_of_the_vocabularies_has_its_label_with_it(
    client: FlaskClient, release: Release
) -> None:
    for path in (LAW, COUNCIL, TREATY):
        found = said(client, f"{path}.ttl")
        labelled = {one.subject for one in found if one.predicate in (RDFS.label, SKOS.prefLabel)}
        mentioned = {
            term
            for one in found
            for term in one
            if isinstance(term, NamedNode)
            and release.iris.parse(term)
            and "#" not in term.value
            and "/data/" not in term.value
        }
        assert mentioned <= labelled


def test_what_points_to_an_entity_comes_in_pages_with_its_total(
    client: FlaskClient, release: Release
) -> None:
    path, seen, pages = f"/data/{SOURCE}.ttl", set(), 0
    entity = release.iris.entity("source", "iom-serbia-2008")
    total = -1
    while path:
        answer = client.get(path)
        found = triples(answer, "ttl")
        assert len(found) < 3000
        (total,) = [
            int(one.object.value)
            for one in found
            if one.predicate == HYDRA.totalItems and isinstance(one.object, Literal)
        ]
        pages += 1
        seen |= {(one.subject, one.predicate) for one in found if one.object == entity}
        following = [one for one in found if one.predicate == HYDRA.next]
        links = answer.headers["Link"].split(", ")
        next_links = [one for one in links if 'rel="next"' in one]
        assert len(following) == len(next_links) <= 1
        path = f"/data/{SOURCE}.ttl?page={pages + 1}" if following else ""
        assert not path or path.rpartition("/")[2] in next_links[0]
    assert pages > 1
    assert len(seen) >= total > 100
    assert client.get(f"/data/{SOURCE}.ttl?page={pages + 1}").status_code == 404


def test_who_likes_html_best_gets_the_page_unless_the_address_asks_for_data(
    client: FlaskClient,
) -> None:
    browser = {"Accept": "text/html,*/*;q=0.8", "Accept-Profile": f"<{SKOS.iri}>"}
    assert client.get("/vocabulary/asylum", headers=browser).mimetype == "text/html"
    asked = client.get("/vocabulary/asylum?_profile=skos", headers=browser)
    assert asked.mimetype == "text/turtle"
    program = {"Accept-Profile": f"<{SKOS.iri}>"}
    assert client.get("/vocabulary/asylum", headers=program).mimetype == "text/turtle"


def test_what_points_to_a_concept_comes_in_pages(client: FlaskClient) -> None:
    first = client.get("/vocabulary/accepted.ttl")
    links = first.headers["Link"]
    assert 'vocabulary/accepted.ttl?page=2>; rel="next"' in links
    second = client.get("/vocabulary/accepted.ttl?page=2")
    assert 'rel="prev"' in second.headers["Link"]
    assert triples(first, "ttl") != triples(second, "ttl")


def test_a_profile_of_ours_is_described_at_its_iri(client: FlaskClient) -> None:
    for name in ("full", "labels", "evidence"):
        said = [triples(client.get(f"/ontology/profile/{name}.{one}"), one) for one in RDF_FORMATS]
        assert all(one == said[0] for one in said)
        assert any(one.predicate == PROF.hasToken for one in said[0])
        page = client.get(f"/ontology/profile/{name}", headers={"Accept": "text/html"})
        assert page.mimetype == "text/html"
    assert client.get("/ontology/profile/none").status_code == 404
