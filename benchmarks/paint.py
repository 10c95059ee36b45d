"""How soon a page can be seen: the first contentful paint in a headless Chromium."""

import shutil
from statistics import median

from playwright.sync_api import sync_playwright

from benchmarks.pages import institutions
from benchmarks.section import Bound, Section, table
from benchmarks.servers import MIGRALEX, serving
from graph.release import Release

VISITS = 5
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"),
    *("--disable-component-update", "--no-first-run"),
)
# Source: Paint Timing (W3C), section 3.
FIRST_PAINT = """() => new Promise(tell => new PerformanceObserver(list => {
  for (const entry of list.getEntriesByName("first-contentful-paint")) tell(entry.startTime);
}).observe({type: "paint", buffered: true}))"""


def section(release: Release, settings: dict[str, str]) -> Section:
    """Each visit is that of a browser that has never been here."""
    pages = {
        "home": "/",
        "institution": f"/page/institution/{institutions(release)[0]}",
        "list of laws": "/laws",
        "timeline": "/timeline",
        "participation in treaties": "/treaties/participation",
        "query editor": "/sparql",
    }
    rows, medians = [], []
    with serving(MIGRALEX, release, settings) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(QUIET)
        )
        for name, path in pages.items():
            found = []
            for _ in range(VISITS):
                context = browser.new_context()
                page = context.new_page()
                page.goto(f"http://127.0.0.1:{server.port}{path}")
                found.append(float(page.evaluate(FIRST_PAINT)))
                context.close()
            medians.append(median(found))
            rows.append((name, f"{medians[-1]:.0f}", f"{max(found):.0f}"))
        browser.close()
    return Section(
        "First contentful paint in Chromium",
        table(("page", "median, ms", f"slowest of {VISITS}, ms"), rows),
        [Bound("slowest page, first contentful paint: median in ms", 1000, max(medians))],
        rows,
    )
