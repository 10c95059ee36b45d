"""What search engines read in pages is schema.org's: terms that it has, on what they may stand.

The vocabulary of schema.org lies beside this repository; where it does not, this is skipped.
"""

import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient

from graph.iris import SCHEMA
from graph.terms import NamedNode, RdfFormat, parse
from tests.conftest import ROOT

VOCABULARIES = ROOT.parent / "shared" / "suites" / "extras" / "vocabularies.zip"
OLD = "http://schema.org/"
PAGES = {
    "law": "page/law/asylum-2007",
    "treaty": "page/treaty/ccpr",
    "agreement": "page/agreement/readmission-canada",
    "institution": "page/institution/anti-trafficking-council",
    "polity": "page/polity/serbia",
    "source": "page/source/iom-serbia-2008",
    "event": "page/event/asylum-2007-adoption",
    "concept": "vocabulary/asylum",
    "scheme": "vocabulary/topics",
}
BLOCK = re.compile(r'<script type="application/ld\+json">(.+?)</script>', re.DOTALL)
# A role stands between two things and repeats the property that links them (schema.org, Role).
REPEATED = {"member", "memberOf"}
Relations = Mapping[str, set[str]]


@pytest.fixture(scope="module")
def vocabulary() -> Mapping[str, Relations]:
    """What schema.org says: of each term its classes above, and where a property may stand."""
    if not VOCABULARIES.is_file():
        pytest.skip("the vocabulary of schema.org is not beside this repository")
    found: dict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    with zipfile.ZipFile(VOCABULARIES) as archive:
        quads = parse(archive.read("zazuko-nq/schema.nq"), format=RdfFormat.N_QUADS)
        for quad in quads:
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                name = re.split(r"[/#]", quad.predicate.value)[-1]
                found[name][quad.subject.value.removeprefix(OLD)].add(
                    quad.object.value.removeprefix(OLD)
                )
    return found


def above(class_: str, vocabulary: Mapping[str, Relations]) -> set[str]:
    """A class and all that it lies within."""
    found, new = {class_}, {class_}
    while new:
        new = {each for one in new for each in vocabulary["subClassOf"].get(one, set())} - found
        found |= new
    return found


def nodes(client: FlaskClient, path: str) -> Iterator[dict[str, Any]]:
    """What the page says to search engines."""
    blocks = BLOCK.findall(client.get(f"/{path}", headers={"Accept": "text/html"}).text)
    assert len(blocks) == 1
    document = json.loads(blocks[0])
    assert document["@context"] == SCHEMA.iri
    yield from document["@graph"]


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_every_term_is_one_of_schema_org_and_stands_where_it_may(
    client: FlaskClient, vocabulary: Mapping[str, Relations], path: str
) -> None:
    for node in nodes(client, path):
        types = node.get("@type", [])
        types = [types] if isinstance(types, str) else types
        allowed = {each for one in types for each in above(one, vocabulary)}
        for type_ in types:
            assert "Class" in {re.split(r"[/#]", one)[-1] for one in vocabulary["type"][type_]}
        for key in node.keys() - {"@id", "@type"}:
            assert vocabulary["domainIncludes"].get(key), f"{key} is no property of schema.org"
            repeats = key in REPEATED and "Role" in allowed
            fits = not types or repeats or vocabulary["domainIncludes"][key] & allowed
            assert fits, f"{key} may not stand on {types}"


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_the_thing_of_the_page_has_a_type_and_a_name(client: FlaskClient, path: str) -> None:
    named = [one for one in nodes(client, path) if one["@id"].endswith(path.partition("/")[2])]
    assert len(named) == 1
    assert named[0]["@type"]
    assert named[0]["name"]
    dates = [value for key, value in named[0].items() if "date" in key.lower()]
    for value in dates:
        for one in value if isinstance(value, list) else [value]:
            assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(one))
