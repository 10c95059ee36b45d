"""The newcomer's path in a real browser: home, search or list, institution, passage, query, result.

All of it works with scripts switched off, and on a phone.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.conftest import Served

MINISTRY = "Ministry for Diaspora"
PHONE = 375
WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])


def expect_heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


@WITH_AND_WITHOUT_SCRIPT
def test_a_search_on_the_home_page_finds_the_ministry(visit: Visit, script: bool) -> None:
    page = visit(script=script)
    page.get_by_label("Find an institution").fill("diaspora")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    page.get_by_role("main").get_by_role("link", name=MINISTRY, exact=True).first.click()
    expect_heading(page, MINISTRY)


@WITH_AND_WITHOUT_SCRIPT
def test_the_list_of_institutions_leads_to_the_ministry_and_its_passages(
    visit: Visit, server: Served, script: bool
) -> None:
    page = visit(script=script)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Institutions").click()
    page.get_by_label("Name contains").fill("diaspora")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("rowheader", name=MINISTRY).get_by_role("link").click()
    expect_heading(page, MINISTRY)
    expect(page.get_by_text("Article 22").first).to_be_visible()

    page.get_by_role("link", name=re.compile("^Section 6.1, paragraph")).first.click()
    page.wait_for_url("**/page/passage/iom-serbia-2008.*")
    shown = page.locator("blockquote mark")
    if server.shows_text:
        expect(shown.first).not_to_be_empty()
    else:
        expect(shown).to_have_count(0)


@WITH_AND_WITHOUT_SCRIPT
def test_a_question_of_the_library_runs_in_the_editor(visit: Visit, script: bool) -> None:
    page = visit(script=script)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Query").click()
    page.get_by_label("Begin with a question").select_option(
        label="Which asylum law applied on a day?"
    )
    page.get_by_role("button", name="Load").click()
    expect(page.get_by_label("Query", exact=True)).to_have_value(re.compile("SELECT"))
    page.get_by_role("button", name="Run").click()
    rows = page.get_by_role("table").get_by_role("row")
    expect(rows.nth(2)).to_be_visible()
    page.get_by_role("table").get_by_role("link", name="Law on Asylum", exact=True).first.click()
    expect_heading(page, "Law on Asylum")


@WITH_AND_WITHOUT_SCRIPT
def test_a_page_answers_for_a_day_and_says_why(visit: Visit, script: bool) -> None:
    for day, answer in [("2008-01-01", "yes"), ("2007-12-01", "no")]:
        page = visit(f"page/law/asylum-2007?asOf={day}", script=script)
        standing = page.locator(".answer-word").first
        expect(standing).to_have_text(re.compile(answer, re.IGNORECASE))


@pytest.mark.parametrize(
    "path",
    ["", "institutions", "sparql", "questions", "page/institution/ministry-for-diaspora",
     "page/law/asylum-2007", "page/agreement/readmission-canada", "conflicts"],
)  # fmt: skip
def test_a_page_fits_a_phone(visit: Visit, path: str) -> None:
    page = visit(path, width=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


def test_a_mistake_in_a_query_is_shown_beside_the_query(visit: Visit) -> None:
    page = visit("sparql", script=False)
    page.get_by_label("Query", exact=True).fill("SELECT ?x WHERE { ?x")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("alert")).to_contain_text(re.compile("line 1", re.IGNORECASE))
    expect(page.get_by_label("Query", exact=True)).to_have_value("SELECT ?x WHERE { ?x")
