"""Feeds of what changed, of all releases and of one record.

Source: RFC 4287 (Atom), RFC 5005 (archived feeds).
"""

import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.loader.testland import Testland
from tests.web.annals import (
    ENTRY,
    Annals,
    served,
)
from tests.web.atom import ATOM, feed, links, texts

HISTORY = "{http://purl.org/syndication/history/1.0}"

HTML = {"Accept": "text/html"}


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


def test_an_entity_has_a_feed_of_its_own(reader: FlaskClient) -> None:
    document = feed(reader, f"/history/{ENTRY}.atom")
    assert texts(document, "content")[-1].splitlines()[0] == (
        "Adoption: Entry Act, 2001-03-03: date more precise: March 2001 → 3 March 2001."
    )
    for entry in document.findall(f"{ATOM}entry"):
        for path in (*links(entry, "alternate"), *links(entry, "related")):
            assert reader.get(path).status_code == 200
