"""What changed from release to release: feeds, the history of a record, patches, entity tags.

Source: RFC 4287 (Atom), RFC 5005 (archived feeds), RFC 9110 section 13 (conditional requests).
"""

import shutil
from email.utils import parsedate_to_datetime
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pyoxigraph
import pytest
from flask.testing import FlaskClient

from graph.iris import Iris
from graph.release import RELEASES
from tests.conftest import ROOT
from tests.loader.testland import Testland
from tests.web.annals import ADOPTION, AGENCY, BORDER, ENTRY, OFFICE, THIRD, VISAS, Annals, served

ATOM = "{http://www.w3.org/2005/Atom}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
HTML = {"Accept": "text/html"}
IRIS = Iris()


def feed(client: FlaskClient, path: str) -> ElementTree.Element:
    """The feed at a path."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "application/atom+xml"
    return ElementTree.fromstring(answer.data)  # noqa: S314 - our own answer


def texts(parent: ElementTree.Element, name: str) -> list[str]:
    """The texts of the elements with a name, anywhere below."""
    return [one.text or "" for one in parent.iter(ATOM + name)]


def links(parent: ElementTree.Element, relation: str) -> list[str]:
    """The paths of the links of a relation, directly below."""
    found = (one for one in parent.findall(f"{ATOM}link") if one.get("rel") == relation)
    return [local(str(one.get("href"))) for one in found]


def local(url: str) -> str:
    """The path and the query of a URL."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def patched(lines: list[bytes], patch: bytes) -> list[bytes]:
    """Lines of N-Quads after an RDF patch."""
    found = set(lines)
    for row in patch.splitlines(keepends=True):
        if row.startswith(b"A "):
            assert row[2:] not in found
            found.add(row[2:])
        elif row.startswith(b"D "):
            found.remove(row[2:])
    return sorted(found)


def steps(client: FlaskClient, entity: str, query: str = "") -> list[dict[str, Any]]:
    """The history of an entity as JSON."""
    return list(client.get(f"/history/{entity}.json{query}").get_json()["steps"])


def told(changes: list[dict[str, Any]]) -> list[tuple[str, str, str, list[str], list[str]]]:
    """Changes as node, property, how, before, after: local names and words."""

    def short(iri: str) -> str:
        return iri.removeprefix(IRIS.base).removeprefix("id/").replace("#", "/")

    return [
        (
            short(one["node"]),
            short(one["property"]).rsplit("/", 1)[-1],
            one["change"],
            [short(term["value"]) for term in one["before"]],
            [short(term["value"]) for term in one["after"]],
        )
        for one in changes
    ]


def test_the_feed_tells_of_each_release_in_words_the_newest_first(
    reader: FlaskClient, annals: Annals
) -> None:
    entries = feed(reader, "/feed").findall(f"{ATOM}entry")
    times = [one.time.isoformat().replace("+00:00", "Z") for one in reversed(annals.known)]
    assert [texts(one, "updated")[0] for one in entries] == times
    newest, second, first = (texts(one, "summary")[0] for one in entries)
    assert "Institutions: 1 gone." in newest
    assert "Laws: 1 new, 1 changed, 1 gone." in newest
    assert "Events: 1 new, 1 changed." in second
    assert "Laws: 1 changed." in second
    assert first == "The first release that is recorded here."


def test_an_entry_leads_to_the_changes_and_to_the_files(reader: FlaskClient) -> None:
    for entry in feed(reader, "/feed").findall(f"{ATOM}entry"):
        assert links(entry, "alternate")
        assert len(links(entry, "enclosure")) >= 3
        for relation in ("alternate", "related", "enclosure"):
            for path in links(entry, relation):
                answer = reader.get(path, headers={"Accept": "*/*"}, buffered=True)
                assert answer.status_code == 200, path


def test_who_has_the_feed_is_told_so(reader: FlaskClient) -> None:
    answer = reader.get("/feed")
    for name, header in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        again = reader.get("/feed", headers={name: answer.headers[header]})
        assert again.status_code == 304
        assert again.data == b""


@pytest.mark.parametrize("path", ["/", f"/page/{ENTRY}", "/releases", f"/history/{ENTRY}"])
def test_every_page_leads_to_the_feed(reader: FlaskClient, path: str) -> None:
    page = reader.get(path, headers=HTML).text
    assert '<link rel="alternate" type="application/atom+xml" href="/feed"' in page
    assert 'href="/releases"' in page


def test_older_releases_are_in_archives_that_stay_as_they_are(
    annals: Annals, tmp_path: Path
) -> None:
    shutil.copytree(annals.testland.folder, tmp_path, dirs_exist_ok=True, symlinks=True)
    testland = Testland(tmp_path)
    digests = [one.digest for one in annals.known]
    for number in range(42):
        assert testland.run("rollback", digests[number % 3]).status == 0
    found: list[str] = []
    with served(tmp_path / "var") as client:
        document = feed(client, "/feed")
        assert document.find(f"{HISTORY}archive") is None
        while True:
            found += [one for one in texts(document, "id")[1:] if one not in found]
            before = links(document, "prev-archive")
            if not before:
                break
            document = feed(client, before[0])
            assert document.find(f"{HISTORY}archive") is not None
            assert links(document, "current") == ["/feed"]
        assert client.get("/feed/3").status_code == 404
        old = client.get("/feed/1").headers["ETag"]
    assert len(found) == 45
    assert found == sorted(found, key=lambda one: one.partition("#")[2], reverse=True)
    assert testland.run("rollback", digests[0]).status == 0
    with served(tmp_path / "var") as client:
        assert client.get("/feed/1").headers["ETag"] == old


def test_a_patch_leads_from_one_release_to_the_other(reader: FlaskClient, annals: Annals) -> None:
    digests = [one.digest for one in annals.known]
    for before, after in ((0, 1), (1, 2), (0, 2)):
        path = f"/changes/{digests[before]}/{digests[after]}.rdfp"
        answer = reader.get(path)
        assert answer.mimetype == "application/rdf-patch"
        rows = answer.data.splitlines()
        assert rows[0] == f"H id <{IRIS.base}release/{digests[after]}> .".encode()
        assert rows[-1] == b"TC ."
        assert patched(annals.dump(before), answer.data) == annals.dump(after)
        again = reader.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304


def test_an_update_leads_a_store_from_one_release_to_the_other(
    reader: FlaskClient, annals: Annals
) -> None:
    digests = [one.digest for one in annals.known]
    for before, after in ((0, 1), (1, 2), (0, 2)):
        path = f"/changes/{digests[before]}/{digests[after]}"
        update = reader.get(path, headers={"Accept": "application/sparql-update"})
        assert update.mimetype == "application/sparql-update"
        assert "Accept" in update.headers["Vary"]
        assert update.headers["ETag"] != reader.get(f"{path}.rdfp").headers["ETag"]
        store = pyoxigraph.Store()
        store.load(b"".join(annals.dump(before)), pyoxigraph.RdfFormat.N_QUADS)
        store.update(update.text)
        there = store.dump(format=pyoxigraph.RdfFormat.N_QUADS) or b""
        assert sorted(there.splitlines(keepends=True)) == annals.dump(after)


@pytest.mark.parametrize("entity", [ENTRY, AGENCY, BORDER, OFFICE, VISAS])
def test_an_update_for_a_record_does_what_its_patch_does(
    reader: FlaskClient, annals: Annals, entity: str
) -> None:
    first, _, third = (one.digest for one in annals.known)
    query = f"?from={first}&to={third}"
    patch = reader.get(f"/history/{entity}.rdfp{query}").data
    store = pyoxigraph.Store()
    store.load(b"".join(annals.dump(0)), pyoxigraph.RdfFormat.N_QUADS)
    store.update(reader.get(f"/history/{entity}.ru{query}").text)
    there = store.dump(format=pyoxigraph.RdfFormat.N_QUADS) or b""
    assert sorted(there.splitlines(keepends=True)) == patched(annals.dump(0), patch)


def test_the_page_of_changes_leads_to_them_in_every_format_and_they_lead_back(
    reader: FlaskClient, annals: Annals
) -> None:
    first, _, third = (one.digest for one in annals.known)
    query = f"?from={first}&to={third}"
    for path, asked in ((f"/changes/{first}/{third}", ""), (f"/history/{ENTRY}", query)):
        answer = reader.get(path + asked, headers=HTML)
        head = unescape(answer.text.partition("</head>")[0])
        for suffix in ("rdfp", "ru", "json"):
            there = f"{IRIS.base.rstrip('/')}{path}.{suffix}{asked}"
            assert f'<{there}>; rel="alternate"' in answer.headers["Link"]
            assert f'<link rel="alternate" href="{there}"' in head
            back = reader.get(f"{path}.{suffix}{asked}")
            assert back.status_code == 200
            page = f"{IRIS.base.rstrip('/')}{path}{asked}"
            assert f'<{page}>; rel="alternate"; type="text/html"' in back.headers["Link"]
        refused = reader.get(path + asked, headers={"Accept": "image/png"})
        assert refused.status_code == 406
        places = [one["href"] for one in refused.get_json(force=True)["available"]]
        assert f"{path}.ru{asked}" in places
        assert {reader.get(one).status_code for one in places} == {200}


def test_the_order_of_records_changes_nothing(annals: Annals, tmp_path: Path) -> None:
    shutil.copytree(annals.testland.folder, tmp_path, dirs_exist_ok=True, symlinks=True)
    testland = Testland(tmp_path)
    records = THIRD.split("- id: ")
    testland.write("- id: ".join(["", *reversed(records[1:])]))
    ran = testland.build()
    assert ran.status == 0, ran.err
    with served(tmp_path / "var") as client:
        newest = feed(client, "/feed").find(f"{ATOM}entry")
        assert newest is not None
        assert texts(newest, "summary") == ["Nothing in the data changed."]
        page = client.get(links(newest, "alternate")[0], headers=HTML).text
        assert "Nothing in the data changed." in page
        patch = client.get(links(newest, "related")[0]).data.splitlines()
        assert [one for one in patch if one[:2] in (b"A ", b"D ")] == []
        assert len(steps(client, ENTRY)) == 2


def test_a_history_tells_a_refined_date_and_nothing_that_only_follows_from_it(
    reader: FlaskClient,
) -> None:
    second = steps(reader, ENTRY)[-1]
    dates = [one for one in told(second["stated"]) if one[0] == ADOPTION]
    assert dates == [(ADOPTION, "date", "refined", ["2001-03"], ["2001-03-03"])]
    assert second["claimed"] == []
    page = reader.get(f"/history/{ENTRY}", headers=HTML).text
    assert "<del><span>March 2001</span></del> → <ins><span>3 March 2001</span></ins>" in page
    assert "more precise" in page


def test_a_history_tells_what_is_new_what_is_gone_and_what_took_its_place(
    reader: FlaskClient,
) -> None:
    second = steps(reader, ENTRY)[-1]
    new = {one["node"] for one in second["stated"] if one.get("whole") == "came"}
    assert new == {IRIS.entity("event", "entry-promulgation").value}
    renamed = steps(reader, BORDER)[-1]
    assert told(renamed["stated"]) == [
        (BORDER, "label", "replaced", ["Border Act"], ["Act on Borders"])
    ]
    (gone,) = steps(reader, OFFICE)
    assert {one["whole"] for one in gone["stated"] if one["node"].endswith(OFFICE)} == {"went"}
    page = reader.get(f"/history/{OFFICE}", headers=HTML)
    assert page.status_code == 200
    assert "<h1><span>Border Office</span></h1>" in page.text


def test_claims_and_evidence_are_told_apart_from_statements(reader: FlaskClient) -> None:
    (step,) = steps(reader, VISAS)
    assert step["stated"] == step["inferred"] == []
    (passages,) = [one for one in told(step["claimed"]) if one[1] == "wasDerivedFrom"]
    assert passages[0] == "claim/testland/agreement-visas"
    assert passages[2] == "replaced"
    page = reader.get(f"/history/{VISAS}", headers=HTML).text
    assert "What is accepted did not change." in page
    assert "Claims and evidence" in page


def test_what_did_not_change_has_no_history(reader: FlaskClient) -> None:
    assert steps(reader, "polity/otherland") == []
    page = reader.get("/history/polity/otherland", headers=HTML)
    assert "Nothing about this record changed" in page.text
    assert reader.get("/history/law/no-such").status_code == 404


def test_any_two_releases_can_be_compared(reader: FlaskClient, annals: Annals) -> None:
    first, second, third = (one.digest for one in annals.known)
    query = f"?from={first}&to={third}"
    (step,) = steps(reader, AGENCY, query)
    assert step["from"]["release"] == f"{IRIS.base}release/{first}"
    patch = reader.get(f"/history/{AGENCY}.rdfp{query}").data
    applied = patched(annals.dump(0), patch)
    about = f"<{IRIS.base}id/{AGENCY}> ".encode()
    assert [one for one in applied if one.startswith(about)] == [
        one for one in annals.dump(2) if one.startswith(about)
    ]
    assert reader.get(f"/history/{AGENCY}?from={second}").status_code == 400
    assert reader.get(f"/history/{AGENCY}?from={third}&to={first}").status_code == 404
    assert reader.get(f"/history/{AGENCY}?from=none&to={first}").status_code == 404


def test_an_entity_has_a_feed_of_its_own(reader: FlaskClient) -> None:
    document = feed(reader, f"/history/{ENTRY}.atom")
    assert texts(document, "content")[-1].splitlines()[0] == (
        "Adoption: Entry Act, 2001-03-03: date more precise: March 2001 → 3 March 2001."
    )
    for entry in document.findall(f"{ATOM}entry"):
        for path in (*links(entry, "alternate"), *links(entry, "related")):
            assert reader.get(path).status_code == 200


def test_the_page_of_a_record_leads_to_its_history(reader: FlaskClient) -> None:
    page = reader.get(f"/page/{ENTRY}", headers=HTML).text
    assert f'<a href="/history/{ENTRY}">History of this record</a>' in page


def test_the_changes_of_a_release_are_grouped_by_kind(reader: FlaskClient, annals: Annals) -> None:
    _, second, third = (one.digest for one in annals.known)
    path = f"/changes/{second}/{third}"
    page = reader.get(path, headers=HTML).text
    headings = [one.partition("</h2>")[0].partition(">")[2] for one in page.split("<h2 ")[1:]]
    assert {"Institutions", "Laws", "Claims"} <= set(headings)
    assert headings.index("Institutions") < headings.index("Laws") < headings.index("Claims")
    only = reader.get(f"{path}?kind=institution", headers=HTML).text
    assert "Border Office" in only
    assert "Act on Borders" not in only
    assert reader.get(f"{path}?kind=nonsense").status_code == 400
    listed = reader.get(f"{path}.json").get_json()["entities"]
    assert {"id": f"{IRIS.base}id/{OFFICE}", "change": "went"} in listed["institution"]


@pytest.mark.parametrize("path", [f"/page/{VISAS}", f"/data/{VISAS}.ttl", f"/data/{VISAS}.jsonld"])
def test_a_representation_keeps_its_tag_and_its_time_while_what_it_describes_is_the_same(
    annals: Annals, path: str
) -> None:
    first, second, third = (one[path] for one in annals.said)
    assert first.status == 200
    assert first == second
    assert third.tag != second.tag
    assert third.since > second.since


@pytest.mark.parametrize("place", ["page/{}", "data/{}.ttl", "data/{}.jsonld"])
def test_a_tag_changes_with_the_release_that_changes_what_is_described(
    annals: Annals, place: str
) -> None:
    path = "/" + place.format(ENTRY)
    first, second, _ = (one[path] for one in annals.said)
    assert first.tag != second.tag
    assert first.since != second.since
    other = "/" + place.format("polity/otherland")
    assert len({one[other] for one in annals.said}) == 1


def test_what_a_release_changed_is_told_when_the_release_itself_is_gone(
    annals: Annals, tmp_path: Path
) -> None:
    shutil.copytree(annals.var, tmp_path / "var", symlinks=True)
    first, second, _ = (one.digest for one in annals.known)
    shutil.rmtree(tmp_path / "var" / RELEASES / first)
    shutil.rmtree(tmp_path / "var" / RELEASES / second)
    with served(tmp_path / "var") as client:
        assert len(steps(client, ENTRY)) == len(steps(client, BORDER)) == 2
        page = client.get(f"/release/{first}", headers=HTML)
        assert page.status_code == 200
        assert "was removed from this server" in page.text
        entries = feed(client, "/feed").findall(f"{ATOM}entry")
        assert [len(links(one, "enclosure")) > 0 for one in entries] == [True, False, False]
        assert client.get(f"/release/{first}/dumps/migralex.nq").status_code == 410


def test_a_deployment_that_recorded_no_publication_says_so(annals: Annals, tmp_path: Path) -> None:
    shutil.copytree(annals.var, tmp_path / "var", symlinks=True)
    (tmp_path / "var" / "publications.tsv").unlink()
    with served(tmp_path / "var") as client:
        assert client.get("/feed").status_code == 404
        assert client.get(f"/history/{ENTRY}").status_code == 404
        page = client.get(f"/page/{ENTRY}", headers=HTML)
        assert page.status_code == 200
        assert "/history/" not in page.text
        published = int((tmp_path / "var" / "current").lstat().st_mtime)
        for path in (f"page/{ENTRY}", f"data/{ENTRY}.ttl", "dataset.ttl", "shapes.ttl"):
            since = parsedate_to_datetime(client.get(f"/{path}").headers["Last-Modified"])
            assert since.timestamp() == published


def test_the_documentation_names_what_is_there() -> None:
    page = (ROOT / "docs" / "changes.md").read_text(encoding="utf-8")
    for path in ("/feed", "/releases", "/history/", "/changes/", "/timemap/", "Accept-Datetime"):
        assert path in page
