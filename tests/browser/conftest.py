"""A real Chromium, watched: a page may neither complain nor speak to anybody but our server."""

import re
import shutil
from collections.abc import Callable, Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from tests.browser.pages import CHANGED, path_of
from tests.conftest import Served
from tests.serving import Endpoint, serving
from tests.web.annals import written

CHROMIUM = shutil.which("chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]
Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without the connections that it would make of its own accord."""
    assert CHROMIUM, "chromium is not installed: run `make test`"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def changing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """A server that has published several releases, on the last of them."""
    annals = written(tmp_path_factory.mktemp("annals"))
    with serving(annals.var, annals.testland.folder / "log.txt", workers="1") as running:
        yield running


@pytest.fixture
def address(server: Served, request: pytest.FixtureRequest) -> Callable[[str], str]:
    """From a kind of page to the address of one."""

    def of(kind: str) -> str:
        home = request.getfixturevalue("changing").url if kind in CHANGED else server.url
        return f"{home}{path_of(home, kind)}"

    return of


@pytest.fixture
def visit(browser: Browser, server: Served) -> Iterator[Visit]:
    """Opens a page of the server, or one at an address; at the end nothing was complained of or
    fetched from any other server."""
    complaints: list[str] = []
    contexts = []
    ours = set()

    def heard(message: ConsoleMessage) -> None:
        # The answer to a mistake that a test makes, and not one of ours.
        refused = re.search("status of (400|404|410|422)", message.text)
        if message.type in ("error", "warning") and not refused:
            complaints.append(f"console: {message.text}")

    def asked(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme != "data" and address.netloc not in ours:
            complaints.append(f"request to {address.netloc}")

    def opened(path: str = "", *, script: bool = True, width: int = 1280) -> Page:
        context = browser.new_context(
            java_script_enabled=script, viewport={"width": width, "height": 800}
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        page.on("request", asked)
        place = urljoin(server.url, path)
        ours.add(urlsplit(place).netloc)
        page.goto(place)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints
