"""Pages show what is known, where it is written, and how sure it is; they look up little.

Values were read off the records of the first source.
"""

import re
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import RememberingStore
from web.site import EXTENSION

PASSAGE = re.compile(r"/page/passage/iom-serbia-2008\.\d+-\d+")
KINDS = [
    "institution", "law", "treaty", "agreement", "mandate", "strategy", "event", "publication",
    "membership", "provision", "negotiation", "absence", "figure", "polity", "post", "source",
    "conflict",
]  # fmt: skip
LISTS = [
    "institutions", "laws", "treaties", "agreements", "policies", "negotiations", "polities",
    "topics", "sources", "conflicts",
]  # fmt: skip
MOST_QUERIES = 3
VOID = {"meta", "link", "input", "br", "img", "hr"}


class Outline(HTMLParser):
    """The tags of a page, checked for being closed in order, and its links and identifiers."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.identifiers: list[str] = []
        self.attributes: list[str] = []
        self.headings: list[str] = []
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)
        for name, value in attrs:
            self.attributes.append(name)
            if name == "href":
                self.links.append(value or "")
            if name == "id":
                self.identifiers.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def one_of(client: FlaskClient, kind: str) -> str:
    """The path of the page of some entity of a kind."""
    site = client.application.extensions[EXTENSION]
    return next(
        f"/page/{found}/{slug}" for found, slug in site.index.entities(site.iris) if found == kind
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_entity_has_a_page_of_at_most_three_queries(
    client: FlaskClient, store: RememberingStore, kind: str
) -> None:
    path = one_of(client, kind)
    for address in (path, f"{path}?asOf=2007-12-01"):
        store.asked.clear()
        answer = client.get(address)
        assert answer.status_code == 200
        assert len(store.asked) <= MOST_QUERIES
        outline = Outline(answer.text)
        assert outline.headings.count("h1") == 1
        assert len(set(outline.identifiers)) == len(outline.identifiers)
        assert "style" not in outline.attributes
        assert not [name for name in outline.attributes if name.startswith("on")]


@pytest.mark.parametrize(
    "path",
    ["/", *(f"/{one}" for one in LISTS), "/laws?asOf=2007-12-01", "/search?q=asylum", "/questions",
     "/questions/asylum-law-on-a-day", "/ontology", "/vocabulary/event-types", "/vocabulary/asylum",
     "/dumps/", "/claim/iom-serbia-2008/law-asylum-2007", "/graph/facts"],
)  # fmt: skip
def test_every_other_page_is_well_formed_and_asks_at_most_three_queries(
    client: FlaskClient, store: RememberingStore, path: str
) -> None:
    # In another language first: what is read once for a release is not asked for each page.
    client.get(f"/sr{path}", headers={"Accept": "text/html"})
    store.asked.clear()
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert len(store.asked) <= MOST_QUERIES
    assert Outline(answer.text).headings.count("h1") == 1


@pytest.mark.parametrize("path", ["/page/institution/ministry-for-diaspora", "/institutions", "/"])
def test_every_link_of_a_page_to_this_site_leads_somewhere(client: FlaskClient, path: str) -> None:
    outline = Outline(client.get(path).text)
    for link in dict.fromkeys(outline.links):
        if link.startswith("/"):
            assert client.get(link, buffered=True).status_code in (200, 303, 308), link
        elif link.startswith("#"):
            assert link[1:] in outline.identifiers, link


def test_an_institution_shows_its_mandates_with_role_law_and_place(client: FlaskClient) -> None:
    page = client.get("/page/institution/ministry-for-diaspora").text
    assert "Monitors the situation of Serbian citizens living abroad." in page
    assert "monitors" in page
    assert "Law on Ministries, Article 22" in page
    assert "§ 6.1 ¶ 11" in page
    assert PASSAGE.search(page)


def test_a_law_shows_its_events_in_order_of_time(client: FlaskClient) -> None:
    page = client.get("/page/law/asylum-2007").text
    days = ["24 November 2007", "1 January 2008", "1 April 2008"]
    places = [page.index(f">{day}<") for day in days]
    assert places == sorted(places)
    assert '<time datetime="2007-11-24">' in page
    assert "foreseen" in page


def test_a_date_in_words_is_shown_with_its_bounds(client: FlaskClient) -> None:
    page = client.get("/page/institution/department-for-population-policy").text
    assert "mid-2007" in page
    assert "(1 May – 31 August 2007)" in page


def test_what_the_editors_add_is_marked_and_has_their_reason(client: FlaskClient) -> None:
    page = client.get("/page/law/asylum-2007").text
    assert re.search(r'class="mark editors"[^>]*>ed\.<', page)
    assert "<strong>The editors</strong>" in page


def test_what_is_inferred_is_marked(client: FlaskClient) -> None:
    assert "inferred</a>" in client.get("/page/law/asylum-2007").text


def test_a_conflict_is_flagged_where_it_matters_and_shows_both_sides(client: FlaskClient) -> None:
    page = client.get("/page/institution/anti-trafficking-council").text
    assert "Sources disagree" in page
    assert "/page/conflict/anti-trafficking-council-ministers" in page
    conflict = client.get("/page/conflict/anti-trafficking-council-ministers").text
    assert "preferred" in conflict
    assert "not accepted" in conflict


def test_a_conflict_tells_all_who_speak_of_what_is_in_conflict(client: FlaskClient) -> None:
    page = client.get("/page/conflict/773-foreigners-year").text
    claims = set(re.findall(r'href="(/claim/[^"]+)"', page.partition('class="notes"')[2]))
    figure = "/claim/iom-serbia-2008/figure-census-2002-final-results-irregular-immigrants-2002"
    assert {figure, f"{figure}-editors"} <= claims


def test_a_page_is_made_once_for_all_who_ask_for_it_and_for_each_language(
    client: FlaskClient, store: RememberingStore
) -> None:
    path = "/page/law/asylum-2007"
    first = client.get(path)
    store.asked.clear()
    again = client.get(path)
    assert store.asked == []
    assert (again.text, again.headers["ETag"]) == (first.text, first.headers["ETag"])
    assert again.headers["Link"] == first.headers["Link"]
    assert '<html lang="sr-Latn">' in client.get(f"/sr{path}").text
    assert '<html lang="sr-Latn">' in client.get(path, headers={"Accept-Language": "sr"}).text
    assert client.get(path).text == first.text
    assert client.get(f"{path}?asOf=2007-12-01").text != first.text


def test_a_passage_shows_its_place_and_without_the_text_no_words(client: FlaskClient) -> None:
    law = client.get("/page/law/asylum-2007").text
    found = PASSAGE.search(law)
    assert found is not None
    page = client.get(found[0]).text
    assert "<blockquote" not in page
    assert "paragraph</dt>" in page
    assert "The text of this source is not on this server" in page


def test_with_the_text_the_words_are_highlighted_in_their_paragraph(
    client_with_text: FlaskClient,
) -> None:
    law = client_with_text.get("/page/law/asylum-2007").text
    assert "<mark>" in law
    found = PASSAGE.search(law)
    assert found is not None
    shown = re.search(
        r"<blockquote[^>]*>(.*?)<mark>(.*?)</mark>", client_with_text.get(found[0]).text
    )
    assert shown is not None
    assert "24 November 2007" in shown[2]


def test_inverse_links_are_counted_and_all_of_them_can_be_reached(client: FlaskClient) -> None:
    first = client.get("/page/source/iom-serbia-2008").text
    found = re.search(r"10 of (\d+)\.\s+<a rel=\"next\" href=\"\?links=(\S+?)&amp;page=1#", first)
    assert found is not None
    total, seen, page = int(found[1]), set(), 1
    while True:
        text = client.get(f"/page/source/iom-serbia-2008?links={found[2]}&page={page}").text
        part = text.split(f'id="links-{found[2].replace("%3A", "-")}"')[1].split("</ul>")[0]
        links = set(re.findall(r'href="([^"]+)"', part))
        if not links:
            break
        seen |= links
        page += 1
    assert len(seen) == total


def test_the_first_page_counts_what_the_lists_hold(client: FlaskClient) -> None:
    page = client.get("/").text
    counts = dict(
        re.findall(r'href="/([a-z]+)"><strong>[^<]+</strong> <span class="count">(\d+)', page)
    )
    assert set(counts) == set(LISTS)
    for path, count in counts.items():
        rows = client.get(f"/{path}?format=json").get_json(force=True)
        assert len(rows) == int(count)


def test_pages_may_load_nothing_from_elsewhere_and_run_nothing_inline(client: FlaskClient) -> None:
    answer = client.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r'(?:src|rel="stylesheet" href)="http', answer.text)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    sheet = re.search(r'href="(/assets/site\.css\?v=\w+)"', answer.text)
    assert sheet is not None
    assert client.get(sheet[1], buffered=True).mimetype == "text/css"
