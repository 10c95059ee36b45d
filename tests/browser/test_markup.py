"""Markup in the data is text wherever it is shown: no script of a label runs on any page."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.loader.testland import RECORDS, Testland
from tests.serving import Endpoint, serving

MARKUP = "<img src=x onerror=ran()></textarea><script>ran()</script>"
SHOWS_THE_LABEL = [
    "page/law/entry",
    "laws",
    "laws?q=onerror",
    "search?q=onerror",
    "claim/testland/law-entry",
    "page/event/entry-adoption",
    "timeline",
    "compare?from=2000-01-01&to=2003-01-01",
    "cite/law/entry",
    "neighbourhood/law/entry",
    "review/testland/claims",
    "correct/claim/testland/law-entry",
    "sparql?format=html&query=" + quote("SELECT ?label { <id/law/entry> ?naming ?label }"),
]


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """A server on Testland, a law of which is called as nobody would call it."""
    land = Testland(tmp_path_factory.mktemp("marked"))
    land.make(RECORDS.replace("label: Entry Act", f'label: "{MARKUP}"'))
    with serving(land.folder / "var", land.folder / "log.txt", workers="1") as endpoint:
        yield endpoint


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that remembers whether a script of the label ran."""
    context = browser.new_context()
    context.set_default_timeout(15_000)
    opened = context.new_page()
    opened.add_init_script("window.ran = () => { window.wasRun = true; };")
    yield opened
    context.close()


@pytest.mark.parametrize("path", SHOWS_THE_LABEL)
def test_a_label_with_markup_is_shown_and_does_not_run(
    page: Page, marked: Endpoint, path: str
) -> None:
    page.goto(marked.url + path)
    page.wait_for_load_state("networkidle")
    assert "onerror=ran()" in page.content()
    assert page.locator("main img[onerror]").count() == 0
    assert page.evaluate("window.wasRun") is None


def test_a_suggestion_with_markup_is_shown_and_does_not_run(page: Page, marked: Endpoint) -> None:
    page.goto(marked.url + "ontology")
    page.locator("#site-q").focus()
    page.keyboard.type("onerror")
    expect(page.get_by_role("option").filter(has_text=MARKUP).first).to_be_visible()
    assert page.evaluate("window.wasRun") is None


def test_a_proposal_with_markup_is_shown_and_does_not_run(page: Page, marked: Endpoint) -> None:
    page.goto(marked.url + "correct/claim/testland/law-entry")
    page.get_by_label("label", exact=True).fill(f"Act {MARKUP}")
    page.get_by_label("What does the passage say").fill(MARKUP)
    page.get_by_role("button", name="Make the patch").click()
    expect(page.get_by_role("heading", name="The patch", exact=True)).to_be_visible()
    expect(page.locator("pre.patch ins")).to_contain_text(MARKUP)
    assert page.evaluate("window.wasRun") is None
