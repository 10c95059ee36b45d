"""The search field suggests while one types: by keyboard alone, for a screen reader, without
JavaScript a form like any other.

Source: ARIA Authoring Practices Guide, combobox pattern (list autocomplete, manual selection).
"""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.test_for_everyone import AXE, NARROWEST, violations

PATIENCE = 20_000
"""Milliseconds: a machine may have other things to do."""


def typed(page: Page, text: str) -> Page:
    """The page with the text typed into the field at its head, and its suggestions shown."""
    page.locator("#site-q").focus()
    page.keyboard.type(text)
    suggestions = page.locator("#site-q-list")
    # Not those of its first letters, which are shown where one types slowly.
    expect(suggestions).to_have_attribute("data-text", text, timeout=PATIENCE)
    expect(suggestions).to_be_visible()
    return page


def active(page: Page) -> str:
    """What the field says is chosen among its suggestions."""
    field = page.locator("#site-q")
    option = page.locator(f"#{field.get_attribute('aria-activedescendant')}")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("option", selected=True)).to_have_count(1)
    return str(option.locator("span").first.text_content())


def test_suggestions_are_grouped_by_kind_and_told_to_screen_readers(visit: Visit) -> None:
    page = typed(visit("ontology"), "asylum")
    field = page.get_by_role("combobox", name="Search")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(field).to_have_attribute("aria-controls", "site-q-list")
    laws = page.get_by_role("listbox", name="Suggestions").get_by_role("group", name="Laws")
    expect(laws.get_by_role("option").filter(has_text="Law on Asylum").first).to_be_visible()
    count = page.get_by_role("option").count()
    expect(page.get_by_role("status").filter(has_text=f"{count} suggestions")).to_have_count(1)


def test_keys_move_choose_close_and_clear(visit: Visit) -> None:
    page = typed(visit("ontology"), "ministry for dia")
    field = page.locator("#site-q")
    page.keyboard.press("ArrowDown")
    first = active(page)
    page.keyboard.press("ArrowUp")
    assert active(page) != first or page.get_by_role("option").count() == 1
    page.keyboard.press("ArrowDown")
    assert active(page) == first
    page.keyboard.press("Escape")
    expect(page.locator("#site-q-list")).to_be_hidden()
    expect(field).to_have_value("ministry for dia")
    page.keyboard.press("ArrowDown")
    assert active(page) == first == "Ministry for Diaspora"
    page.keyboard.press("Enter")
    page.wait_for_url("**/page/institution/ministry-for-diaspora")
    page.locator("#site-q").focus()
    page.keyboard.type("x")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("#site-q")).to_have_value("")


def test_enter_without_a_choice_searches_and_tab_leaves(visit: Visit) -> None:
    page = typed(visit("ontology"), "diaspora")
    page.keyboard.press("Tab")
    expect(page.locator("#site-q-list")).to_be_hidden()
    page.locator("#site-q").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=diaspora")


def test_a_suggestion_can_be_clicked(visit: Visit) -> None:
    page = typed(visit("ontology"), "ministry for dia")
    page.get_by_role("option").filter(has_text="Ministry for Diaspora").first.click()
    page.wait_for_url("**/page/institution/ministry-for-diaspora")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_open_list(visit: Visit, scheme: str) -> None:
    page = visit("ontology", width=NARROWEST)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    typed(page, "readmission")
    page.keyboard.press("ArrowDown")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert not violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST


def test_without_javascript_the_field_is_a_form(visit: Visit) -> None:
    page = visit("ontology", script=False)
    field = page.get_by_role("searchbox", name="Search")
    field.fill("diaspora")
    field.press("Enter")
    page.wait_for_url("**/search?q=diaspora")
    expect(page.get_by_role("link", name="Ministry for Diaspora", exact=True)).to_be_visible()


def test_a_number_goes_straight_to_what_it_is_the_number_of(visit: Visit) -> None:
    page = visit("ontology", script=False)
    page.get_by_role("searchbox", name="Search").fill("109/07")
    page.keyboard.press("Enter")
    page.wait_for_url("**/page/law/asylum-2007")
