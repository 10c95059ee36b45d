"""A correction is proposed by keyboard alone and without JavaScript, and taken away as a file."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.test_for_everyone import AXE, tab_to, violations

FORM = "correct/claim/iom-serbia-2008/law-asylum-2007"


def test_a_statement_leads_to_the_form_and_the_form_to_a_patch(visit: Visit) -> None:
    page = visit("page/law/asylum-2007", script=False)
    page.locator(".note").first.get_by_role("link", name="Propose a correction").click()
    page.wait_for_url("**/correct/claim/**")
    label = page.get_by_label("label", exact=True)
    label.fill("Asylum Law")
    page.get_by_label("What does the passage say").fill("It has the words in another order.")
    page.get_by_role("button", name="Make the patch").click()
    expect(page.locator("pre.patch ins")).to_have_text("+  label: Asylum Law")
    text = page.get_by_role("textbox", name="The text to send it with").input_value()
    assert text.startswith("Correct law/asylum-2007: label\n")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename == "law-asylum-2007.patch"
    assert "+  label: Asylum Law" in download.value.path().read_text(encoding="utf-8")


def test_what_is_wrong_is_said_where_it_is_to_a_screen_reader_too(visit: Visit) -> None:
    page = visit(FORM)
    date = page.get_by_label("events[0].date", exact=True)
    tab_to(page, date)
    page.keyboard.press("Control+a")
    page.keyboard.type("2007-02-30")
    page.get_by_label("What does the passage say").fill("Another day.")
    page.get_by_role("button", name="Make the patch").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("One thing is to be mended.")
    wrong = page.get_by_label("events[0].date", exact=True)
    expect(wrong).to_have_value("2007-02-30")
    expect(wrong).to_have_accessible_description("“2007-02-30” is no date. Write 2007-11-24, "
        "2007-11, 2007 or a phrase such as mid-2007, end of 2004 or April/May 2008.")  # fmt: skip
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert not violations(page)


def test_axe_finds_nothing_in_the_patch(visit: Visit) -> None:
    page = visit(FORM)
    page.get_by_label("label", exact=True).fill("Asylum Law")
    page.get_by_label("What does the passage say").fill("It has the words in another order.")
    page.get_by_role("button", name="Make the patch").click()
    expect(page.get_by_role("heading", name="The patch", exact=True)).to_be_visible()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert not violations(page)
    page.emulate_media(color_scheme="dark")
    assert not violations(page)
