"""What is cited is found again: the place in the source, the journal, the release, the day.

The golden files in `cited/` hold the reference of one thing of each sort in every format, with
`RELEASE` in place of the release's digest.
"""

import hashlib
import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from graph.release import Release

GOLDEN = Path(__file__).parent / "cited"
DAY = "2026-11-24"
FORMATS = ["oscola.txt", "bluebook.txt", "bib", "ris", "json"]
CITED = {
    "law": "law/asylum-2007",
    "law-printed-on-a-day": "law/decision-02-6783-2004",
    "treaty": "treaty/ilo-c97",
    "agreement": "agreement/social-security-croatia",
    "institution": "institution/ministry-for-diaspora",
    "mandate": "mandate/ministry-for-diaspora-conditions-and-voting",
    "article": "provision/ministries-art-22",
    "event": "event/asylum-2007-entry-into-force",
    "act-on-a-treaty": "event/social-security-croatia-signature",
    "source": "source/iom-serbia-2008",
    "conflict": "conflict/773-foreigners-year",
    "refused": "figure/agency-for-protection-of-victims-foreign-victims-2007-in-text",
    "in-an-annex": "law/unsc-resolution-1244",
    "claim": "claim/iom-serbia-2008/law-asylum-2007",
    "claim-of-the-editors": "claim/iom-serbia-2008/law-asylum-2007-editors",
    "statement": "claim/iom-serbia-2008/law-asylum-2007",
    "statement-of-the-editors": "claim/iom-serbia-2008/law-asylum-2007-editors",
    "result": "result",
    "table": "result",
}
QUERY = "ASK { ?law a ?class }"
TABLE = """PREFIX mlx: <https://w3id.org/migralex/ontology#>
SELECT ?event ?date WHERE { ?event mlx:affects <id/law/asylum-2007> ; mlx:date ?date }
"""
QUERIES = {"table": TABLE}
# What is said of a statement of a claim where it can be chosen to be cited.
STATEMENTS = {
    "statement": "Entry into force: Law on Asylum, 2008-01-01, date: 1 January 2008",
    "statement-of-the-editors": "Law on Asylum, topic: asylum",
}
MEDIA_TYPES = {
    "application/vnd.citationstyles.csl+json": "json",
    "application/x-bibtex": "bib",
    "application/x-research-info-systems": "ris",
}


def cited(
    client: FlaskClient, path: str, suffix: str, query: str = QUERY, statement: str = ""
) -> str:
    asked = {"accessed": DAY, "query": query} | ({"statement": statement} if statement else {})
    answer = client.get(f"/cite/{path}.{suffix}", query_string=asked)
    assert answer.status_code == 200
    return answer.get_data(as_text=True).replace("\r\n", "\n")


def key_of(client: FlaskClient, claim: str, words: str) -> str:
    """What a statement of a claim goes by where it is chosen to be cited."""
    page = client.get(f"/cite/{claim}", headers={"Accept": "text/html"}).text
    found = re.search(rf"\?statement=([0-9a-f]+)[^>]*>{re.escape(words)}<", page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("name", CITED)
def test_a_reference_reads_as_it_is_kept(
    client: FlaskClient, release: Release, name: str, suffix: str
) -> None:
    statement = key_of(client, CITED[name], STATEMENTS[name]) if name in STATEMENTS else ""
    text = cited(client, CITED[name], suffix, QUERIES.get(name, QUERY), statement)
    text = text.replace(release.digest, "RELEASE").replace(release.digest[:12], "RELEASE")
    golden = GOLDEN / f"{name}.{suffix}"
    assert text == golden.read_text(encoding="utf-8")


def test_braces_of_a_query_do_not_end_a_field_of_bibtex(client: FlaskClient) -> None:
    """BibTeX counts a brace even behind a backslash, and a title is cut."""
    for query in (f"SELECT ?x WHERE {{ ?x a ?c }} # {'a' * 90} }}", "ASK { ?s ?p '}{{' }"):
        depth = 0
        for letter in cited(client, "result", "bib", query):
            depth += (letter == "{") - (letter == "}")
            assert depth >= 0
        assert depth == 0


def noted_passage(client: FlaskClient) -> tuple[str, str]:
    """The path of a passage that stands in a note, and the number of that note."""
    law = client.get("/page/law/asylum-2007").text
    found = re.search(r'/page/(passage/[^"]+)">[^<]*, note (\d+)', law)
    assert found is not None
    return found[1], found[2]


def test_a_passage_is_cited_by_section_paragraph_and_note(client: FlaskClient) -> None:
    passage, number = noted_passage(client)
    assert re.search(rf" s [\d.]+( para \d+)? n {number} ", cited(client, passage, "oscola.txt"))
    assert re.search(rf" § [\d.]+( ¶ \d+)? n\.{number} ", cited(client, passage, "bluebook.txt"))
    assert f"note {number}" in cited(client, passage, "ris")


def told(client: FlaskClient, query: str) -> dict[str, str]:
    """The CSL item of a result, and its digest under "digest"."""
    answer = client.get("/cite/result.json", query_string={"query": query})
    (item,) = answer.get_json(force=True)
    digest = re.search(r", SHA-256 ([0-9a-f]{64})\. Query", item["note"])
    assert digest is not None
    return {**item, "digest": digest[1]}


def sent(client: FlaskClient, query: str, name: str) -> bytes:
    return bytes(client.get("/sparql", query_string={"query": query, "format": name}).data)


def test_anybody_can_take_the_digest_of_a_table_from_what_the_endpoint_sends(
    client: FlaskClient,
) -> None:
    query = "SELECT ?law ?class WHERE { ?law a ?class } LIMIT 700"
    head, *lines = sent(client, query, "tsv").splitlines(keepends=True)
    item = told(client, query)
    assert item["digest"] == hashlib.sha256(head + b"".join(sorted(lines))).hexdigest()
    assert item["note"].startswith("700 rows")
    assert client.get(item["URL"]).status_code == 200


def test_the_digest_of_a_table_that_its_query_orders_is_that_of_what_is_sent(
    client: FlaskClient,
) -> None:
    query = "SELECT ?law WHERE { ?law a ?class } ORDER BY DESC(?law) LIMIT 7"
    assert told(client, query)["digest"] == hashlib.sha256(sent(client, query, "tsv")).hexdigest()


def test_the_digest_of_a_graph_is_that_of_its_sorted_triples(client: FlaskClient) -> None:
    query = "CONSTRUCT WHERE { ?law a ?class } LIMIT 50"
    lines = sent(client, query, "nt").splitlines(keepends=True)
    assert told(client, query)["digest"] == hashlib.sha256(b"".join(sorted(lines))).hexdigest()


def test_the_order_of_rows_counts_only_where_the_query_gives_one(client: FlaskClient) -> None:
    def digest(values: str, end: str = "") -> str:
        return told(client, f"SELECT ?x WHERE {{ VALUES ?x {{ {values} }} }} {end}")["digest"]

    assert digest("1 2 2") == digest("2 1 2") != digest("1 2")
    assert digest("1 2", "ORDER BY ?x") != digest("1 2", "ORDER BY DESC(?x)")
    inner = "SELECT ?x WHERE {{ SELECT ?x WHERE {{ VALUES ?x {{ {} }} }} ORDER BY {} }}"
    one, other = inner.format("1 2", "?x"), inner.format("1 2", "DESC(?x)")
    assert told(client, one)["digest"] == told(client, other)["digest"]


def test_blank_nodes_have_no_names_in_a_digest(client: FlaskClient) -> None:
    for query in ("SELECT (BNODE() AS ?x) WHERE {}", "CONSTRUCT { [] a 1 } WHERE {}"):
        assert told(client, query)["digest"] == told(client, query)["digest"]


def test_how_the_lines_of_a_form_end_makes_no_other_query(client: FlaskClient) -> None:
    query = "ASK\n{ ?law a ?class }"
    assert told(client, query) == told(client, query.replace("\n", "\r\n"))


def test_the_answer_to_a_question_is_cited_with_what_was_asked(client: FlaskClient) -> None:
    page = client.get("/questions/asylum-law-on-a-day?asOf=2007-12-01").text
    link = re.search(r'href="(/cite/questions/[^"]+)"', page)
    assert link is not None
    found = client.get(link[1], headers={"Accept": "application/vnd.citationstyles.csl+json"})
    (item,) = found.get_json(force=True)
    assert item["URL"].endswith("/questions/asylum-law-on-a-day?asOf=2007-12-01")
    assert item["type"] == "dataset"


@pytest.mark.parametrize(
    "path",
    ["page/law/asylum-2007", "claim/iom-serbia-2008/law-asylum-2007", f"sparql?query={QUERY}"],
)
def test_a_page_leads_to_how_to_cite_it(client: FlaskClient, path: str) -> None:
    page = client.get(f"/{quote(path, safe='/?=')}", headers={"Accept": "text/html"}).text
    link = re.search(r'href="(/cite/[^"]+)">Cite', page)
    assert link is not None
    shown = client.get(link[1], headers={"Accept": "text/html"})
    assert shown.status_code == 200
    for title in ("OSCOLA", "Bluebook", "BibTeX", "RIS", "CSL-JSON"):
        assert f">{title}</h2>" in shown.text


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_a_reference_manager_gets_its_own_format(client: FlaskClient, media_type: str) -> None:
    answer = client.get("/cite/law/asylum-2007", headers={"Accept": media_type})
    assert answer.mimetype == media_type
    assert "Accept" in answer.headers["Vary"]
    fixed = client.get(f"/cite/law/asylum-2007.{MEDIA_TYPES[media_type]}")
    assert fixed.data == answer.data


def test_commands_of_bibtex_in_a_query_are_only_text(client: FlaskClient) -> None:
    query = 'ASK { ?x ?y "50% & \\\\input{a}" }'
    text = client.get("/cite/result.bib", query_string={"query": query}).text
    assert (
        r"50\% \& \textbackslash{}\textbackslash{}input\textbraceleft{}a\textbraceright{}" in text
    )


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("law/no-such-law", 404),
        ("claim/iom-serbia-2008/no-such-claim", 404),
        ("questions/no-such-question", 404),
        ("result.doc?query=ASK{}", 404),
        ("result", 400),
        ("result?query=nonsense", 400),
        ("law/asylum-2007?accessed=2007", 400),
        ("law/asylum-2007?accessed=2007-02-30", 400),
        ("law/asylum-2007?accessed=20070230", 400),
    ],
)
def test_what_cannot_be_cited_is_said(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(f"/cite/{path}", headers={"Accept": "application/json, text/html;q=0.5"})
    assert answer.status_code == status
    assert json.loads(answer.data)["status"] == status


def test_every_statement_of_a_page_leads_by_its_mark_to_a_citation_of_it_alone(
    client: FlaskClient,
) -> None:
    law = client.get("/page/law/asylum-2007").text
    marked = re.search(r'1 January 2008.*?class="mark" href="#(note-\d+)"', law, re.DOTALL)
    assert marked is not None
    note = re.search(rf'<li id="{marked[1]}".*?</li>', law, re.DOTALL)
    assert note is not None
    assert 'href="/cite/claim/iom-serbia-2008/law-asylum-2007"' in note[0]
    claim = client.get("/claim/iom-serbia-2008/law-asylum-2007", headers={"Accept": "text/html"})
    rows = re.findall(r'<tr id="(statement-[0-9a-f]{12})">.*?</tr>', claim.text, re.DOTALL)
    links = re.findall(r'href="(/cite/claim/[^"]+\?statement=[^"]+)"', claim.text)
    assert len(rows) == len(links) > 20
    accept = {"Accept": "application/vnd.citationstyles.csl+json"}
    for row, link in zip(rows, links, strict=True):
        (item,) = client.get(link, headers=accept).get_json(force=True)
        assert item["URL"].endswith(f"/claim/iom-serbia-2008/law-asylum-2007#{row}")
        assert "section 6.1, paragraph 3" in item["note"]


def test_a_claim_has_no_statement_that_it_does_not_make(client: FlaskClient) -> None:
    answer = client.get("/cite/claim/iom-serbia-2008/law-asylum-2007?statement=0123456789ab")
    assert answer.status_code == 404
    assert "no statement" in answer.text
