"""A page for each source says how it is covered, what is open in it, and what nobody looked at."""

import json
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from graph.limits import Limits
from graph.release import Release
from graph.store import open_store
from tests.conftest import SOURCE
from tests.loader.testland import RECORDS, Testland
from web.app import create_app
from web.settings import Settings

HTML = {"Accept": "text/html"}
PAGE = f"/review/{SOURCE}"
LISTS = ("claims", "conflicts", "warnings", "gaps", "undated", "sentences")


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A client on Testland, of which a person has looked at two claims; one changed since."""
    land = Testland(tmp_path_factory.mktemp("reviewed"))
    land.make()
    claims = ("--claim", "testland/law-entry", "--claim", "testland/polity-otherland")
    assert land.run("review", *claims, "--by", "A. Tester", "--day", "2026-11-30").status == 0
    land.write(RECORDS.replace("label: Otherland", "label: Other Land"))
    assert land.build().status == 0
    store = open_store(land.release(), limits=Limits(parallel=1))
    settings = Settings(var=land.folder / "var", texts={"testland": land.folder / "testland.txt"})
    yield create_app(settings, store).test_client()
    store.close()


def rows(client: FlaskClient, path: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = client.get(f"{path}format=json").get_json(force=True)
    return found


def test_the_overview_leads_to_the_page_of_each_source(client: FlaskClient) -> None:
    page = client.get("/review", headers=HTML).text
    assert f'href="{PAGE}"' in page
    assert re.search(r"0 of [\d,]+ claims looked at", page)


def test_the_page_of_a_source_counts_what_its_lists_hold(client: FlaskClient) -> None:
    page = client.get(PAGE, headers=HTML).text
    for key in LISTS:
        count = f"{len(rows(client, f'{PAGE}/{key}?')):,}"
        assert re.search(
            rf'href="{PAGE}/{key}"><strong>[^<]+</strong> <span class="count">{count}<', page
        )


def test_the_lists_hold_what_the_build_reported(client: FlaskClient, release: Release) -> None:
    report = json.loads(release.validation.read_text(encoding="utf-8"))
    listed = [len(rows(client, f"{PAGE}/{key}?")) for key in ("warnings", "gaps", "undated")]
    assert sum(listed) == len([one for one in report["results"] if one["source"] == SOURCE])
    figures = json.loads(release.coverage.read_text(encoding="utf-8"))["sources"][SOURCE]
    assert len(rows(client, f"{PAGE}/claims?")) == sum(figures["claims"].values())
    assert len(rows(client, f"{PAGE}/conflicts?")) == sum(figures["conflicts"].values())
    sentences = figures["sentences"]
    assert len(rows(client, f"{PAGE}/sentences?")) == (
        sentences["left_out"] + sentences["unexplained"]
    )
    assert sentences["unexplained"] == 0
    page = client.get(PAGE, headers=HTML).text
    assert f"<dd>{sentences['cited']:,} <meter" in page


def test_undated_facts_are_those_of_which_the_shapes_miss_a_date(
    client: FlaskClient, release: Release
) -> None:
    report = json.loads(release.validation.read_text(encoding="utf-8"))
    missing = [one for one in report["results"] if (one["path"] or "").endswith("#date")]
    assert len(rows(client, f"{PAGE}/undated?")) == len(missing) > 0


@pytest.mark.parametrize(
    ("key", "narrowing"),
    [
        ("claims", "kind=law"),
        ("claims", "status=in-conflict&by=source"),
        ("claims", "section=6.1"),
        ("conflicts", "kind=date-conflict"),
        ("gaps", "kind=institution"),
        ("sentences", "reason=statistics"),
        ("sentences", "q=statistics"),
    ],
)
def test_a_list_is_narrowed_by_its_address_alone(
    client: FlaskClient, key: str, narrowing: str
) -> None:
    everything, some = (rows(client, f"{PAGE}/{key}?{one}") for one in ("", f"{narrowing}&"))
    assert 0 < len(some) < len(everything)
    assert all(one in everything for one in some)
    page = client.get(f"{PAGE}/{key}?{narrowing}", headers=HTML).text
    assert f'<span class="count">{len(some):,}</span>' in page


def test_pages_of_a_list_hold_every_entry_once(client: FlaskClient) -> None:
    total = len(rows(client, f"{PAGE}/conflicts?"))
    seen: list[str] = []
    for number in range(1, total // 50 + 2):
        page = client.get(f"{PAGE}/conflicts?page={number}", headers=HTML).text
        seen += re.findall(r'<tr><td><a href="([^"]+)"', page)
    assert len(seen) == len(set(seen)) == total


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/review/nothing", 404),
        ("/review/Not%20A%20Slug", 404),
        (f"{PAGE}/nothing", 404),
        (f"{PAGE}/claims?status=nothing", 400),
        (f"{PAGE}/claims?page=0", 400),
    ],
)
def test_what_is_not_there_is_said(client: FlaskClient, path: str, status: int) -> None:
    assert client.get(path, headers=HTML).status_code == status


def test_claims_that_a_person_looked_at_are_told_from_the_others(people: FlaskClient) -> None:
    by_state = {
        state: {one["Claim"].partition(",")[0] for one in rows(people, f"{path}looked={state}&")}
        for path in ("/review/testland/claims?",)
        for state in ("yes", "changed")
    }
    assert by_state == {"yes": {"Entry Act"}, "changed": {"Other Land"}}
    first = rows(people, "/review/testland/claims?")[0]
    assert first["Looked at"] == "not looked at"
    page = people.get("/review/testland", headers=HTML).text
    assert re.search(r'looked=yes">looked at</a></dt>\s*<dd>1 ', page)
    assert re.search(r'looked=changed">changed since</a></dt>\s*<dd>1 ', page)


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("law-entry", "A. Tester</a>, 30 November 2026</li>"),
        ("polity-otherland", "the claim has changed since"),
        ("polity-otherland", "As it is now, no person has looked at it."),
        ("law-border", "No person has compared this claim with its passages yet."),
    ],
)
def test_the_page_of_a_claim_says_who_looked_at_it(
    people: FlaskClient, claim: str, words: str
) -> None:
    page = people.get(f"/claim/testland/{claim}", headers=HTML).text
    assert words in page
    assert f'href="/correct/claim/testland/{claim}"' in page


def test_the_data_of_a_claim_say_so_too(people: FlaskClient) -> None:
    data = people.get("/claim/testland/law-entry.ttl").text
    assert re.search(r"mlx:reviewedOn \"2026-11-30\"", data)
    assert "a mlx:Review" in data


def test_a_reviewer_has_a_page(people: FlaskClient) -> None:
    page = people.get("/page/agent/reviewer-a-tester", headers=HTML)
    assert page.status_code == 200
    assert "A. Tester, 30 November 2026" in page.text


def test_where_the_text_is_at_hand_a_sentence_is_shown(people: FlaskClient) -> None:
    page = people.get("/review/testland/sentences?reason=unexplained", headers=HTML).text
    assert "<mark>Elsewhere the day of signature" in page


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("claims", '<option value="event">događaj ('),
        ("sentences", '<option value="date, name">datum, naziv ('),
        ("undated", '<span class="foreign" lang="en">No date is recorded.'),
    ],
)
def test_lists_speak_serbian_and_mark_what_is_not(
    client: FlaskClient, path: str, words: str
) -> None:
    assert words in client.get(f"/sr/review/{SOURCE}/{path}", headers=HTML).text


def test_the_words_of_a_source_are_in_its_language(people: FlaskClient) -> None:
    law = people.get("/sr/page/law/entry", headers=HTML).text
    passage = re.search(r'href="/sr/page/(passage/[^"]+)"', law)
    assert passage is not None
    for page in (law, people.get(f"/sr/page/{passage[1]}", headers=HTML).text):
        assert re.search(r'<blockquote class="passage" lang="en">[^<]*<mark>', page)


def test_every_statement_leads_to_the_correction_of_its_record(client: FlaskClient) -> None:
    page = client.get("/page/law/asylum-2007", headers=HTML).text
    forms = set(re.findall(r'href="(/correct/claim/[^"]+)"', page))
    assert f"/correct/claim/{SOURCE}/law-asylum-2007" in forms
    assert len(forms) > 1
    assert all(client.get(path, headers=HTML).status_code == 200 for path in forms)
