"""Every record as each release had it, found by the time of the record.

Source: RFC 7089 (Memento): TimeGate, TimeMap, Mementos; RFC 6690 (link format).
"""

import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from werkzeug.http import http_date

from graph.release import RELEASES
from graph.terms import Literal, parse
from tests.serving import Endpoint, Reply, path_of, serving
from tests.web.annals import AGENCY, BORDER, BORDERS, ENTRY, OFFICE, Annals, served
from tests.web.conftest import RDF_FORMATS

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
OLD, NEW = "Border Act", "Act on Borders"


@pytest.fixture(scope="module")
def endpoint(annals: Annals, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """A real server on the last of the three releases."""
    with serving(annals.var, tmp_path_factory.mktemp("memento") / "log.txt") as running:
        yield running


def at(endpoint: Endpoint, entity: str, time: datetime | str, accept: str = "text/html") -> Reply:
    """What the identifier of an entity answers for a time."""
    written = time if isinstance(time, str) else http_date(time)
    return endpoint.ask(
        "GET", f"/id/{entity}", headers={"Accept-Datetime": written, "Accept": accept}
    )


def get(endpoint: Endpoint, path: str, accept: str = "text/html") -> Reply:
    """The answer at a path."""
    return endpoint.ask("GET", path, headers={"Accept": accept})


def links(text: str) -> dict[str, list[tuple[str, str]]]:
    """The links of a header or a TimeMap by relation, each with its path and its time."""
    found: dict[str, list[tuple[str, str]]] = {}
    for url, attributes in re.findall(r'<([^>]*)>((?:; [a-z]+="[^"]*")*)', text):
        named = dict(re.findall(r'; ([a-z]+)="([^"]*)"', attributes))
        for relation in named["rel"].split():
            found.setdefault(relation, []).append((path_of(url), named.get("datetime", "")))
    return found


def memento(annals: Annals, number: int, entity: str) -> str:
    """The path of an entity in a release."""
    return f"/release/{annals.known[number].digest}/id/{entity}"


@pytest.mark.parametrize(
    ("publication", "shift", "expected"),
    [
        (0, -DAY, 0),
        (0, 0 * DAY, 0),
        (1, -SECOND, 0),
        (1, 0 * DAY, 1),
        (2, -SECOND, 1),
        (2, 0 * DAY, 2),
        (2, DAY, 2),
    ],
)
def test_the_identifier_leads_to_what_was_in_force_at_a_time(
    endpoint: Endpoint, annals: Annals, publication: int, shift: timedelta, expected: int
) -> None:
    answer = at(endpoint, ENTRY, annals.known[publication].time + shift)
    assert answer.status == 302
    assert answer.headers["location"] == memento(annals, expected, ENTRY)
    assert "Accept-Datetime" in answer.headers["vary"]
    assert "memento-datetime" not in answer.headers
    found = links(answer.headers["link"])
    assert found["original"] == found["timegate"] == [(f"/id/{ENTRY}", "")]
    assert found["timemap"] == [(f"/timemap/{ENTRY}", "")]
    times = [http_date(one.time) for one in annals.known]
    assert found["first"] == [(memento(annals, 0, ENTRY), times[0])]
    assert found["last"] == [(memento(annals, 2, ENTRY), times[2])]


def test_what_is_no_time_is_400(endpoint: Endpoint) -> None:
    for text in ("yesterday", "2026-11-30", ""):
        answer = at(endpoint, ENTRY, text, "application/json")
        assert answer.status == 400
        assert answer.media_type == "application/problem+json"
        assert "Write it as in" in answer.text
        assert "Accept-Datetime" in answer.headers["vary"]


def test_without_a_time_the_identifier_leads_to_what_is_said_now(endpoint: Endpoint) -> None:
    answer = get(endpoint, f"/id/{ENTRY}")
    assert answer.status == 303
    assert answer.headers["location"] == f"/page/{ENTRY}"
    assert "Accept-Datetime" in answer.headers["vary"]
    for path in (f"/id/{ENTRY}", f"/page/{ENTRY}", f"/data/{ENTRY}.ttl"):
        answer = get(endpoint, path)
        found = links(answer.headers["link"])
        assert found["timegate"] == [(f"/id/{ENTRY}", "")]
        assert found["timemap"] == [(f"/timemap/{ENTRY}", "")]
        assert "memento-datetime" not in answer.headers


def test_a_copy_says_what_the_release_said_and_of_which_time_it_is(
    endpoint: Endpoint, annals: Annals
) -> None:
    for number, label in ((0, OLD), (1, NEW)):
        answer = get(endpoint, memento(annals, number, BORDER))
        time = http_date(annals.known[number].time)
        assert answer.status == 303
        page = get(endpoint, answer.headers["location"])
        assert f"<h1><span>{label}</span></h1>" in page.text
        assert "As recorded in the release of" in page.text
        assert f'href="/id/{BORDER}"' in page.text
        for one in (answer, page):
            assert one.headers["memento-datetime"] == time
            assert one.headers["x-robots-tag"] == "noindex"
            assert one.headers["migralex-release"] == annals.known[number].digest
            assert links(one.headers["link"])["original"] == [(f"/id/{BORDER}", "")]
        assert links(page.headers["link"])["canonical"] == [(f"/page/{BORDER}", "")]
        assert '<meta name="robots" content="noindex">' in page.text
        assert '<script type="application/ld+json">' not in page.text


def test_a_copy_leads_to_copies_of_the_same_release(endpoint: Endpoint, annals: Annals) -> None:
    start = f"/release/{annals.known[0].digest}/"
    page = (
        get(endpoint, f"{start}page/{BORDER}").text.partition("<article")[2].partition("<aside")[0]
    )
    paths = [
        one for one in re.findall(r'href="(/[^"]+)"', page) if "/id/" in one or "/page/" in one
    ]
    assert paths
    for path in paths:
        assert path.startswith(start)
        assert get(endpoint, path).status == 200


@pytest.mark.parametrize("suffix", RDF_FORMATS)
def test_the_data_are_kept_in_every_format(endpoint: Endpoint, annals: Annals, suffix: str) -> None:
    then = get(endpoint, f"/release/{annals.known[0].digest}/data/{BORDER}.{suffix}")
    assert then.status == 200
    assert then.headers["memento-datetime"] == http_date(annals.known[0].time)
    assert OLD in then.text
    assert NEW not in then.text
    again = endpoint.ask(
        "GET",
        f"/release/{annals.known[0].digest}/data/{BORDER}.{suffix}",
        headers={"If-None-Match": then.headers["etag"]},
    )
    assert again.status == 304


def test_the_data_of_a_copy_are_those_of_the_release(endpoint: Endpoint, annals: Annals) -> None:
    answer = at(endpoint, BORDER, annals.known[0].time, "application/n-triples")
    led = get(endpoint, answer.headers["location"], "application/n-triples")
    found = get(endpoint, led.headers["location"], "application/n-triples")
    triples = {one.triple for one in parse(found.body, RDF_FORMATS["nt"])}
    labels = {
        one.object.value
        for one in triples
        if str(one.subject).endswith(f"/{BORDER}>") and isinstance(one.object, Literal)
    }
    assert OLD in labels
    assert NEW not in labels


def test_the_time_of_the_law_can_be_asked_of_the_record_of_a_time(
    endpoint: Endpoint, annals: Annals
) -> None:
    for day, word in (("1990-01-01", "possibly"), ("2010-01-01", "no")):
        path = f"/release/{annals.known[0].digest}/page/{BORDER}?asOf={day}"
        page = get(endpoint, path)
        assert page.status == 200
        assert word in page.text.lower()
        assert OLD in page.text


def test_the_list_of_copies_has_one_for_each_release(endpoint: Endpoint, annals: Annals) -> None:
    answer = get(endpoint, f"/timemap/{ENTRY}", "*/*")
    assert answer.media_type == "application/link-format"
    found = links(answer.text)
    times = [http_date(one.time) for one in annals.known]
    assert found["memento"] == [(memento(annals, n, ENTRY), times[n]) for n in range(3)]
    assert found["first"] == found["memento"][:1]
    assert found["last"] == found["memento"][-1:]
    assert found["original"] == found["timegate"] == [(f"/id/{ENTRY}", "")]
    assert found["self"] == [(f"/timemap/{ENTRY}", "")]
    for path, time in found["memento"]:
        assert get(endpoint, path).headers["memento-datetime"] == time
    as_json = get(endpoint, f"/timemap/{ENTRY}.json", "*/*")
    assert as_json.media_type == "application/json"
    for path, _ in found["memento"]:
        assert path in as_json.text


def test_what_a_release_did_not_have_is_404_in_words(endpoint: Endpoint, annals: Annals) -> None:
    digest = annals.known[0].digest
    for place, suffix in (("id", ""), ("page", ""), ("data", ".ttl")):
        answer = get(endpoint, f"/release/{digest}/{place}/{BORDERS}{suffix}")
        assert answer.status == 404
        assert f"has no “{BORDERS}”" in answer.text
        assert f"/history/{BORDERS}" in answer.text
    assert get(endpoint, f"/release/{digest}/page/law/nonsense").status == 404
    assert get(endpoint, f"/release/0123/page/{ENTRY}").status == 404
    assert get(endpoint, "/timemap/law/nonsense").status == 404


def test_an_identifier_that_is_no_longer_in_use_leads_to_what_it_named(
    endpoint: Endpoint, annals: Annals
) -> None:
    for entity, now in ((OFFICE, 410), (BORDER, 308)):
        answer = get(endpoint, f"/id/{entity}")
        assert answer.status == now
        assert links(answer.headers["link"])["timemap"] == [(f"/timemap/{entity}", "")]
        copies = [one for one, _ in links(get(endpoint, f"/timemap/{entity}").text)["memento"]]
        assert copies == [memento(annals, number, entity) for number in (0, 1)]
        then = at(endpoint, entity, annals.known[0].time)
        assert (then.status, then.headers["location"]) == (302, copies[0])
        late = at(endpoint, entity, annals.known[2].time + DAY)
        assert (late.status, late.headers["location"]) == (302, copies[1])
        gone = get(endpoint, memento(annals, 2, entity))
        assert gone.status == 404
        assert "was no longer in use" in gone.text
    moved = links(get(endpoint, f"/timemap/{BORDER}").text)
    assert [one for one, _ in moved["successor-version"]] == [f"/id/{BORDERS}"]
    withdrawn = get(endpoint, f"/timemap/{OFFICE}.json").text
    assert "It was the agency all along." in withdrawn


def test_a_claim_is_kept_as_well(endpoint: Endpoint, annals: Annals) -> None:
    path = "/claim/testland/institution-border-office"
    assert get(endpoint, path).status == 404
    then = get(endpoint, f"/release/{annals.known[0].digest}{path}")
    assert then.status == 200
    assert "Border Office" in then.text
    assert then.headers["memento-datetime"] == http_date(annals.known[0].time)


def test_the_files_of_a_release_are_reached_by_its_digest(
    endpoint: Endpoint, annals: Annals
) -> None:
    for number, one in enumerate(annals.known):
        answer = get(endpoint, f"/release/{one.digest}/dumps/migralex.nq", "*/*")
        assert answer.body == b"".join(annals.dump(number))
        assert answer.headers["migralex-release"] == one.digest
        sums = get(endpoint, f"/release/{one.digest}/dumps/SHA256SUMS", "*/*").text
        assert "migralex.nq.gz" in sums
        page = get(endpoint, f"/release/{one.digest}").text
        assert f"/release/{one.digest}/dumps/migralex.nq.gz" in page
    assert get(endpoint, "/release/0123/dumps/migralex.nq").status == 404
    first = annals.known[0].digest
    assert get(endpoint, f"/release/{first}/dumps/..%2F..%2Fmanifest.json").status == 404


def test_a_script_of_another_site_may_ask_for_a_time(endpoint: Endpoint) -> None:
    answer = endpoint.ask(
        "OPTIONS",
        f"/id/{ENTRY}",
        headers={
            "Origin": "https://example.org",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "accept-datetime",
        },
    )
    assert "Accept-Datetime" in answer.headers["access-control-allow-headers"]
    shown = get(endpoint, f"/page/{ENTRY}").headers["access-control-expose-headers"]
    assert "Memento-Datetime" in shown


def test_a_release_that_is_removed_is_gone_and_said_to_be(annals: Annals, tmp_path: Path) -> None:
    shutil.copytree(annals.var, tmp_path / "var", symlinks=True)
    first, second, _ = (one.digest for one in annals.known)
    with served(tmp_path / "var") as client:
        assert client.get(f"/release/{first}/page/{AGENCY}").status_code == 200
        shutil.rmtree(tmp_path / "var" / RELEASES / first)
        for place in (f"page/{AGENCY}", f"id/{AGENCY}", f"data/{AGENCY}.ttl"):
            gone = client.get(f"/release/{first}/{place}")
            assert gone.status_code == 410
            assert "was removed from this server" in gone.text
        kept = links(client.get(f"/timemap/{AGENCY}").text)["memento"]
        assert [one for one, _ in kept] == [memento(annals, n, AGENCY) for n in (1, 2)]
        answer = client.get(
            f"/id/{AGENCY}", headers={"Accept-Datetime": http_date(annals.known[0].time)}
        )
        assert answer.headers["Location"] == f"/release/{second}/id/{AGENCY}"
