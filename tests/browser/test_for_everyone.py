"""Every kind of page can be read by everybody, with whatever they read it.

Rules: WCAG 2.2, levels A and AA, and the best practices of axe-core; the HTML standard as the Nu
HTML checker has it. Both are installed for the tests only, and nothing is fetched then.
"""

import json
import re
import shutil
import subprocess
import urllib.request
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.pages import CHANGED, PAGES, html

CHECKERS = Path(__file__).parent / "checkers"
AXE = CHECKERS / "node_modules" / "axe-core" / "axe.min.js"
NU = CHECKERS / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
NARROWEST = 320
MOST_TO_LOAD = 60_000
"""Style and script of a page that is read, compressed, in bytes."""
QUERYING = {"editor", "result", "triples", "mistake", "chart", "result-in-time"}
"""The pages where queries are written load an editor as well."""
HARDLY = 0.01
"""What may move where the editor takes the place of the plain form. Good, by Web Vitals, is 0.1."""
KINDS = (*PAGES, *CHANGED)
EVERY_KIND = pytest.mark.parametrize("kind", KINDS)
Address = Callable[[str], str]


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


def moved(page: Page) -> float:
    """How much of the page has moved since it began to load. Source: Layout Instability API."""
    found: float = page.evaluate(
        """new Promise(resolve => {
            new PerformanceObserver(list => resolve(
                list.getEntries().reduce((sum, one) => sum + one.value, 0)
            )).observe({type: 'layout-shift', buffered: true});
            setTimeout(() => resolve(0), 50);
        })"""
    )
    return found


@EVERY_KIND
def test_nothing_moves_axe_finds_nothing_by_day_or_by_night_and_the_page_fits_the_narrowest_screen(
    visit: Visit, address: Address, kind: str
) -> None:
    page = visit(address(kind))
    assert moved(page) <= (HARDLY if kind in QUERYING else 0)
    assert AXE.is_file(), "axe-core is not installed: run `make test`"
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert not violations(page)
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    page.emulate_media(color_scheme="dark")
    assert not violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST


def test_the_html_of_every_kind_of_page_is_valid(address: Address, tmp_path: Path) -> None:
    java = shutil.which("java")
    assert java, "Java is not installed: run `make test`"
    assert NU.is_file(), "the Nu HTML checker is not installed: run `make test`"
    files = []
    for kind in KINDS:
        file = tmp_path / f"{kind}.html"
        file.write_text(html(address(kind)), encoding="utf-8")
        files.append(file)
    done = subprocess.run(
        [java, "-jar", NU, "--stdout", "--errors-only", "--format", "json", *files],
        stdout=subprocess.PIPE,
        check=False,
    )
    found = [
        f"{Path(one['url']).stem}:{one['lastLine']} {one['message']}"
        for one in json.loads(done.stdout)["messages"]
    ]
    assert not found, "\n".join(found)


@cache
def weight(address: str) -> int:
    """The bytes that a browser loads from an address."""
    asked = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(asked, timeout=20) as answer:
        return len(answer.read())


def test_a_page_that_is_read_is_light(address: Address) -> None:
    heavy = {}
    for kind in set(KINDS) - QUERYING:
        place = address(kind)
        page = html(place)
        files = re.findall(r'(?:<script[^>]* src|<link rel="stylesheet" href)="/([^"]+)"', page)
        assert files, kind
        total = sum(weight(urljoin(place, f"/{one}")) for one in set(files))
        if total > MOST_TO_LOAD:
            heavy[kind] = total
    assert not heavy


def test_the_first_key_leads_past_the_head_of_the_page(visit: Visit) -> None:
    page = visit("institutions")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("main").locator(":focus")).to_have_count(1)


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
    tab_to(page, page.get_by_role("main").get_by_role("combobox"))
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


def test_a_drawing_is_followed_and_made_larger_by_keyboard_alone(visit: Visit) -> None:
    page = visit("neighbourhood/institution/ministry-for-diaspora")
    drawing = page.get_by_role("region", name="Drawing of the neighbourhood")
    width = drawing.locator("svg").get_attribute("width")
    tab_to(page, drawing)
    page.keyboard.press("+")
    assert float(drawing.locator("svg").get_attribute("width") or 0) > float(width or 0)
    page.keyboard.press("0")
    assert drawing.locator("svg").get_attribute("width") == width
    tab_to(page, drawing.get_by_role("link", name="Law on Ministries, Article 22"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/page/provision/ministries-art-22")


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_the_landscape_leads_to_an_institution_by_its_drawing_and_by_its_table(
    visit: Visit, script: bool
) -> None:
    for part in ("svg", "table"):
        page = visit("institutions/landscape?jurisdiction=serbia", script=script)
        page.locator(part).get_by_role(
            "link", name="Ministry of Interior", exact=True
        ).first.click()
        page.wait_for_url("**/page/institution/**")


@pytest.mark.parametrize(
    "path",
    [
        "page/institution/ministry-for-diaspora?asOf=2007-12-01",
        "page/law/asylum-2007?asOf=2007-12-01",
    ],
)
def test_on_paper_stand_what_is_read_its_places_and_its_identifier(visit: Visit, path: str) -> None:
    page = visit(path)
    page.emulate_media(media="print")
    for shown in (".answer", ".mark", ".note", ".identifier code"):
        expect(page.locator(shown).first).to_be_visible()
    for hidden in ("header.site nav", "header.site form", ".standing form", "footer.site nav"):
        expect(page.locator(hidden).first).to_be_hidden()
    assert page.pdf().startswith(b"%PDF")
