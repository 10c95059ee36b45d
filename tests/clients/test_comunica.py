"""Comunica, the query engine of the Web of data: it asks our endpoint, and it follows our links.

The same question comes out the same when it is asked of the endpoint and when Comunica is given
nothing but the address of one thing and looks up whatever that leads to.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from graph.library import Library
from tests.conftest import Served

FOLDER = Path(__file__).parent / "comunica"
COMUNICA = FOLDER / "node_modules" / "@comunica" / "query-sparql"
NODE = Path(sys.executable).with_name("node")
QUESTIONS = Library().names("questions")
PREFIXES = """
PREFIX mlx: <https://w3id.org/migralex/ontology#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
SENDERS = """
SELECT DISTINCT ?ministry ?kind WHERE {
  ?membership org:organization <%s> ; mlx:memberPost ?post .
  ?post org:postIn ?ministry .
  ?ministry org:classification ?kind
}
"""
LINKS = """
SELECT DISTINCT ?link WHERE {
  { ?link org:organization <%s> }
  UNION { ?any mlx:memberPost ?link }
  UNION { ?any org:postIn ?link }
}
"""


def asked(*requests: Mapping[str, Any]) -> list[Any]:
    """What Comunica answers to each request: its rows, and all the sources that it read."""
    assert COMUNICA.is_dir(), "Comunica is not installed: run `make test`"
    done = subprocess.run(
        [NODE, FOLDER / "ask.mjs"],
        input=json.dumps(requests),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def counted(rows: Iterable[Mapping[str, str]]) -> Counter[frozenset[tuple[str, str]]]:
    return Counter(frozenset(row.items()) for row in rows)


@pytest.fixture(scope="module")
def answered(server: Served) -> Mapping[str, Any]:
    """What Comunica gets for every question of the library from the endpoint, by its name."""
    base = f"BASE <{server.release.base_iri}>\n"
    queries = [base + Library().query(name).text for name in QUESTIONS]
    answers = asked(*({"query": one, "sources": [server.sparql]} for one in queries))
    return dict(zip(QUESTIONS, answers, strict=True))


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_endpoint_answers_it_what_it_answers_others(
    server: Served, answered: Mapping[str, Any], name: str
) -> None:
    query = urlencode({"query": Library().query(name).text, "format": "json"})
    with urlopen(f"{server.sparql}?{query}") as reply:
        known = json.load(reply)["results"]["bindings"]
    assert known
    plain = [{key: term["value"] for key, term in row.items()} for row in known]
    assert counted(answered[name]["rows"]) == counted(plain)


def test_links_lead_it_to_the_same_answer_as_the_endpoint(at_home: Served) -> None:
    council = at_home.release.iris.entity("institution", "anti-trafficking-council").value
    query, links = (PREFIXES + text % council for text in (SENDERS, LINKS))
    known, found = asked(
        {"query": query, "sources": [at_home.sparql]},
        {"query": query, "sources": [council], "links": links, "hops": 3},
    )
    assert len(known["rows"]) >= 3
    assert counted(found["rows"]) == counted(known["rows"])
    assert len(found["sources"]) > 2 * len(known["rows"])


def test_it_joins_a_thing_with_the_ontology_by_their_addresses(at_home: Served) -> None:
    law = at_home.release.iris.entity("law", "asylum-2007").value
    query = f"{PREFIXES} SELECT ?meaning WHERE {{ <{law}> a [ skos:definition ?meaning ] }}"
    (answer,) = asked({"query": query, "sources": [law, f"{at_home.url}ontology"]})
    assert any("legal act" in row["meaning"] for row in answer["rows"])
