"""What changed from release to release: patches, updates, entity tags.

Source: RFC 9110 section 13 (conditional requests).
"""

import shutil
from email.utils import parsedate_to_datetime
from html import unescape
from pathlib import Path

import pyoxigraph
import pytest
from flask.testing import FlaskClient

from graph.iris import Iris
from graph.release import RELEASES
from tests.conftest import ROOT
from tests.loader.testland import Testland
from tests.web.annals import (
    AGENCY,
    BORDER,
    ENTRY,
    OFFICE,
    THIRD,
    VISAS,
    Annals,
    patched,
    served,
    steps,
)
from tests.web.atom import ATOM, feed, links, texts

HTML = {"Accept": "text/html"}

IRIS = Iris()


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
