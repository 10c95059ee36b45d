"""Every kind of page can be read by everybody, with whatever they read it.

Rules: WCAG 2.2, levels A and AA, and the best practices of axe-core; the HTML standard as
html-validate checks it. Both are installed for the tests only, and nothing is fetched then.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.pages import PAGES, html, path_of
from tests.conftest import Served

CHECKERS = Path(__file__).parent / "checkers"
AXE = CHECKERS / "node_modules" / "axe-core" / "axe.min.js"
HTML_VALIDATE = CHECKERS / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
NODE = Path(sys.executable).with_name("node")
NARROWEST = 320
EVERY_KIND = pytest.mark.parametrize("kind", PAGES)


def violations(page: Page) -> list[str]:
    """What axe-core finds in the page as it is shown, each with its place."""
    found: dict[str, Any] = page.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then(({violations}) => ({violations}))"
    )
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


@EVERY_KIND
def test_axe_finds_nothing_by_day_or_by_night_and_the_page_fits_the_narrowest_screen(
    visit: Visit, server: Served, kind: str
) -> None:
    page = visit(path_of(server.url, kind))
    assert AXE.is_file(), "axe-core is not installed: run `make test`"
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert not violations(page)
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    page.emulate_media(color_scheme="dark")
    assert not violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST


def test_the_html_of_every_kind_of_page_is_valid(server: Served, tmp_path: Path) -> None:
    assert HTML_VALIDATE.is_file(), "html-validate is not installed: run `make test`"
    files = []
    for kind in PAGES:
        file = tmp_path / f"{kind}.html"
        file.write_text(html(server.url + path_of(server.url, kind)), encoding="utf-8")
        files.append(file)
    report_file = tmp_path / "report.json"
    # It ends before a pipe has taken all of its report; a file has it whole.
    with report_file.open("wb") as output:
        subprocess.run(
            [NODE, HTML_VALIDATE, "--config", CHECKERS / "htmlvalidate.json", "-f", "json", *files],
            stdout=output,
            check=False,
        )
    found = [
        f"{Path(report['filePath']).stem}:{one['line']} {one['ruleId']}: {one['message']}"
        for report in json.loads(report_file.read_text(encoding="utf-8"))
        for one in report["messages"]
    ]
    assert not found, "\n".join(found)


def test_the_first_key_leads_past_the_head_of_the_page(visit: Visit) -> None:
    page = visit("institutions")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Name contains")).to_be_focused()


def tab_to(page: Page, target: Any, most: int = 60) -> None:
    """Press the tabulator until the element has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            outline = target.evaluate("element => getComputedStyle(element).outlineStyle")
            assert outline != "none", "the focus cannot be seen"
            return
    raise AssertionError("the keyboard does not reach it")


def test_a_law_is_found_and_asked_for_a_day_by_keyboard_alone(visit: Visit) -> None:
    page = visit()
    tab_to(page, page.get_by_role("main").get_by_role("searchbox"))
    page.keyboard.type("Law on Asylum")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    found = page.get_by_role("main").get_by_role("link", name="Law on Asylum", exact=True).first
    tab_to(page, found)
    page.keyboard.press("Enter")
    page.wait_for_url("**/page/law/asylum-2007")
    day = page.get_by_label("Was it in force on")
    tab_to(page, day)
    page.keyboard.type("01012008")
    tab_to(page, page.get_by_role("button", name="Ask"))
    page.keyboard.press("Enter")
    page.wait_for_url("**asOf=2008-01-01**")
    expect(page.locator(".answer-word").first).to_have_text("Yes.")


def test_a_list_is_narrowed_and_followed_by_keyboard_alone(visit: Visit) -> None:
    page = visit("institutions")
    tab_to(page, page.get_by_label("Name contains"))
    page.keyboard.type("diaspora")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=diaspora**")
    ministry = page.get_by_role("link", name="Ministry for Diaspora", exact=True)
    tab_to(page, ministry)
    page.keyboard.press("Enter")
    page.wait_for_url("**/page/institution/ministry-for-diaspora")
