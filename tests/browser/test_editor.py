"""The query editor in a real browser, with its script and without, and what becomes of a result.

The script is a library that is bundled at install; nothing is asked of another host, which the
fixture `visit` sees to.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visit
from tests.conftest import ROOT
from tests.loader.testland import RECORDS, TEXT, Testland
from tests.serving import Endpoint, serving

BUNDLED = ROOT / "web" / "assets" / "vendor" / "yasqe.min.js"
SECONDS_TO_NOTICE = 90
FIELD = "Query, with completion: Ctrl+Space"
WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
HOLDERS = """PREFIX mlx: <https://w3id.org/migralex/ontology#>
SELECT ?holder (COUNT(*) AS ?mandates) WHERE { ?mandate mlx:mandateHolder ?holder }
GROUP BY ?holder ORDER BY DESC(?mandates) LIMIT 5"""
DATES = """PREFIX mlx: <https://w3id.org/migralex/ontology#>
SELECT ?law ?date WHERE { ?event mlx:affects ?law ; mlx:date ?date ; mlx:earliest ?day } LIMIT 9"""
ADOPTED = """PREFIX mlx: <https://w3id.org/migralex/ontology#>
SELECT ?date WHERE { ?event mlx:affects <id/law/entry> ; mlx:date ?date }"""


def editor_of(page: Page) -> None:
    """Wait for the editor and go into it; everything in it is selected, to be typed over."""
    assert BUNDLED.is_file(), "the editor is not bundled: run `make install`"
    field = page.get_by_label(FIELD)
    field.focus()
    expect(field).to_be_focused()
    page.keyboard.press("Control+a")


def ask(page: Page, query: str, *, script: bool) -> None:
    """Put a query into the editor or the plain field, and run it."""
    if script:
        editor_of(page)
        page.keyboard.insert_text(query)
        page.keyboard.press("Control+Enter")
    else:
        page.get_by_label("Query", exact=True).fill(query)
        page.get_by_role("button", name="Run").click()


def table(page: Page) -> list[list[str]]:
    """The cells of the table of the result."""
    rows = page.get_by_role("table", name="Result of the query").get_by_role("row").all()
    return [row.get_by_role("cell").all_inner_texts() for row in rows[1:]]


def test_a_query_is_typed_completed_and_run_by_keyboard_alone(visit: Visit) -> None:
    page = visit("sparql")
    page.get_by_role("button", name="Load").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_label(FIELD)).to_be_focused()
    outline = page.locator(".CodeMirror").evaluate("one => getComputedStyle(one).outlineStyle")
    assert outline != "none", "the focus cannot be seen"
    page.keyboard.press("Control+a")
    page.keyboard.type("SELECT ?who WHERE { ?it a Mand")
    page.keyboard.press("Control+Space")
    hints = page.locator(".CodeMirror-hint")
    expect(hints.first).to_contain_text("mlx:Mandate")
    page.keyboard.press("Enter")
    page.keyboard.type(" ; mandateh")
    page.keyboard.press("Control+Space")
    expect(hints.first).to_contain_text("mlx:mandateHolder")
    page.keyboard.press("Enter")
    page.keyboard.type(" ?who } ORDER BY ?who LIMIT 3")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/sparql?query=*")
    expect(page.get_by_label("Query", exact=True)).to_have_value(
        re.compile("PREFIX mlx: <https://w3id.org/migralex/ontology#>")
    )
    assert len(table(page)) == 3


def test_the_tabulator_leaves_the_editor(visit: Visit) -> None:
    page = visit("sparql")
    editor_of(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run")).to_be_focused()


def test_a_prefix_of_the_graph_is_declared_when_it_is_used(visit: Visit) -> None:
    page = visit("sparql")
    editor_of(page)
    page.keyboard.type("SELECT ?x WHERE { ?x skos:")
    expect(page.get_by_label("Query", exact=True)).to_have_value(
        re.compile(r"PREFIX skos: <http://www.w3.org/2004/02/skos/core#>")
    )


@WITH_AND_WITHOUT_SCRIPT
def test_a_result_is_a_table_with_labels_that_lead_to_pages(visit: Visit, script: bool) -> None:
    page = visit("sparql", script=script)
    ask(page, HOLDERS, script=script)
    page.wait_for_url("**query=**")
    rows = table(page)
    assert len(rows) == 5
    first = page.get_by_role("table").get_by_role("link").first
    assert not first.inner_text().startswith("http")
    expect(first).to_have_attribute("href", re.compile("^/page/institution/"))


@WITH_AND_WITHOUT_SCRIPT
def test_a_result_is_drawn_as_a_chart_and_a_timeline(visit: Visit, script: bool) -> None:
    page = visit("sparql", script=script)
    ask(page, HOLDERS, script=script)
    expect(page.get_by_role("button", name="Timeline")).to_have_count(0)
    page.get_by_role("button", name="Chart").click()
    expect(page.locator("svg rect.bar")).to_have_count(5)
    ask(page, DATES, script=script)
    page.get_by_role("button", name="Timeline").click()
    expect(page.locator("svg rect.span")).to_have_count(9)
    page.get_by_role("button", name="Chart").click()
    expect(page.get_by_role("columnheader", name="rows")).to_be_visible()


def test_a_result_can_be_had_in_every_format(visit: Visit) -> None:
    page = visit("sparql")
    ask(page, HOLDERS, script=True)
    for name, media_type in [("CSV", "text/csv"), ("TSV", "text/tab-separated-values"),
                             ("JSON", "application/sparql-results+json"),
                             ("XML", "application/sparql-results+xml")]:  # fmt: skip
        link = page.get_by_role("link", name=name, exact=True)
        answer = page.request.get(str(link.evaluate("link => link.href")))
        assert answer.headers["content-type"].partition(";")[0] == media_type
    ask(page, "CONSTRUCT WHERE { ?s a ?class } LIMIT 3", script=True)
    expect(page.get_by_role("link", name="Turtle", exact=True)).to_be_visible()


@WITH_AND_WITHOUT_SCRIPT
def test_a_mistake_is_shown_at_its_line(visit: Visit, script: bool) -> None:
    page = visit("sparql", script=script)
    ask(page, "SELECT ?x WHERE {\n  ?x a ?y .\n  ?x ??? ?z\n}", script=script)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Line 3")
    expect(alert.locator("pre")).to_contain_text("?x ??? ?z")
    expect(alert.locator("mark")).to_have_count(1)
    if script:
        line = page.locator(".CodeMirror-code > div").nth(2)
        expect(line.locator(".fault-line")).to_have_count(1)


def test_a_long_query_is_sent_in_the_body_of_a_request(visit: Visit) -> None:
    page = visit("sparql")
    ask(page, HOLDERS + "\n" + "# a comment of some length\n" * 400, script=True)
    expect(page.get_by_role("table", name="Result of the query")).to_be_visible()
    assert "query=" not in page.url


@WITH_AND_WITHOUT_SCRIPT
def test_a_permalink_opened_elsewhere_says_that_the_result_is_identical(
    visit: Visit, script: bool
) -> None:
    page = visit("sparql", script=script)
    ask(page, HOLDERS, script=script)
    path = page.locator("a.permalink").get_attribute("href")
    assert path is not None
    other = visit(path.removeprefix("/"), script=script)
    expect(other.get_by_role("heading", name="Identical")).to_be_visible()
    expect(other.locator("pre.code").first).to_contain_text("mlx:mandateHolder")
    assert len(table(other)) == 5
    other.get_by_role("button", name="Open in the editor").click()
    expect(other.get_by_label("Query", exact=True)).to_have_value(re.compile("mandateHolder"))


@WITH_AND_WITHOUT_SCRIPT
def test_a_result_is_cited_with_its_permalink(visit: Visit, script: bool) -> None:
    page = visit("sparql", script=script)
    ask(page, HOLDERS, script=script)
    path = page.locator("a.permalink").get_attribute("href")
    page.get_by_role("link", name="Cite this result").click()
    expect(page.locator("blockquote.citation").first).to_contain_text(f"{path}> accessed")


@dataclass(frozen=True)
class Growing:
    """Testland, served while it gets another release."""

    served: Endpoint
    land: Testland

    def adopt(self, day: str) -> None:
        """Publish that the Entry Act was adopted on a day of March, and wait until it is served."""
        records = RECORDS.replace("2001-03-03", f"2001-03-0{day}")
        self.land.write(records, text=TEXT.replace("3 March", f"{day} March"))
        self.land.graph()
        digest = self.land.release().digest
        until = time.monotonic() + SECONDS_TO_NOTICE
        while digest not in self.served.ask("GET", "/healthz").text:
            assert time.monotonic() < until, self.served.log.read_text()
            time.sleep(0.2)


@pytest.fixture(scope="module")
def growing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Growing]:
    land = Testland(tmp_path_factory.mktemp("growing"))
    land.make()
    with serving(land.folder / "var", land.folder / "log.txt") as served:
        yield Growing(served, land)


@contextmanager
def fresh(browser: Browser, *, script: bool) -> Iterator[Page]:
    """A browser that has seen nothing yet."""
    context = browser.new_context(java_script_enabled=script)
    yield context.new_page()
    context.close()


@WITH_AND_WITHOUT_SCRIPT
def test_after_a_new_release_a_permalink_says_what_changed(
    browser: Browser, growing: Growing, script: bool
) -> None:
    before, after = ("4", "5") if script else ("6", "7")
    growing.adopt(before)
    with fresh(browser, script=script) as page:
        page.goto(f"{growing.served.url}sparql")
        ask(page, ADOPTED, script=script)
        address = page.locator("a.permalink").evaluate("link => link.href")
    growing.adopt(after)
    with fresh(browser, script=script) as page:
        page.goto(str(address))
        expect(page.get_by_role("heading", name="Changed")).to_be_visible()
        expect(page.locator("tr.gone")).to_contain_text(f"{before} March 2001")
        expect(page.locator("tr.new")).to_contain_text(f"{after} March 2001")
