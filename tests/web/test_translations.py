"""The catalogs are complete, and no string of the interface goes past them.

The second is tried with a catalog that puts every string in marks: what a page shows outside them
has to be data.
"""

import json
import re
from collections.abc import Iterator
from gettext import NullTranslations
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po
from flask import Flask

from graph.library import Library
from graph.release import Release
from graph.store import Store
from graph.terms import Literal, parse
from tests.browser.pages import PAGES
from tests.conftest import ROOT
from web.app import create_app
from web.http.documents import context_text
from web.settings import Settings
from web.words import wording

REMEDY = "run `make translations`, and translate what is empty in web/translations/sr_Latn.po"
KEYWORDS = re.search(r'--keywords "([^"]+)"', (ROOT / "Makefile").read_text(encoding="utf-8"))
VALUE = re.compile(r"%\(\w+\)[sd]|%%|</?[a-z]+|href=\"%\(\w+\)s\"")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    with (ROOT / "web" / "translations" / "sr_Latn.po").open("rb") as file:
        return read_po(file, locale="sr_Latn")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the program itself has to be translated, found as `make translations` finds it."""
    assert KEYWORDS is not None
    target = tmp_path_factory.mktemp("messages") / "messages.pot"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        arguments = ["--mapping", "pyproject.toml", "--keywords", KEYWORDS[1]]
        command: Any = CommandLineInterface()
        command.run(["pybabel", "--quiet", "extract", *arguments, "--output", str(target), "."])
    with target.open("rb") as file:
        return read_po(file)


def keys(catalog: Catalog) -> set[tuple[object, str | None]]:
    return {(one.id, one.context) for one in catalog if one.id}


def test_the_catalog_has_every_string_and_no_other(catalog: Catalog, extracted: Catalog) -> None:
    new, gone = keys(extracted) - keys(catalog), keys(catalog) - keys(extracted)
    assert not new, f"{new}: {REMEDY}"
    assert not gone, f"{gone}: {REMEDY}"


def test_every_string_is_translated_in_all_its_forms(catalog: Catalog) -> None:
    for one in catalog:
        strings = one.string if isinstance(one.string, tuple | list) else (one.string,)
        assert all(strings), f"{one.id!r}: {REMEDY}"
        assert len(strings) == (3 if one.pluralizable else 1), one.id
        assert not one.fuzzy, f"{one.id!r} is fuzzy"


def test_a_translation_keeps_values_and_markup(catalog: Catalog) -> None:
    for one in catalog:
        if not one.id:
            continue
        ids = one.id if isinstance(one.id, tuple | list) else (one.id,)
        strings = one.string if isinstance(one.string, tuple | list) else (one.string,)
        wanted = sorted(VALUE.findall(str(ids[-1])))
        for each in map(str, strings):
            assert sorted(VALUE.findall(each)) == wanted, each


class Marked(NullTranslations):
    """A language in which every string stands between marks."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"

    def pgettext(self, _context: str, message: str) -> str:
        return self.gettext(message)

    def npgettext(self, _context: str, msgid1: str, msgid2: str, n: int) -> str:
        return self.ngettext(msgid1, msgid2, n)


# Elements that people read nothing in, or what programs read.
QUIET = {"script", "style", "code", "pre", "textarea"}
EMPTY = {"meta", "link", "input", "br", "hr", "img", "path", "rect", "wbr"}
SPOKEN = ("title", "aria-label", "placeholder", "alt")
# Names that are the same in all languages.
NAMES = {
    *("MigraLex", "CSV", "JSON", "XML", "TSV", "HTML", "Turtle", "JSON-LD", "RDF/XML", "TriG"),
    *("N-Triples", "N-Quads", "SHA-256", "OSCOLA", "Bluebook", "BibTeX", "RIS", "CSL-JSON", "UTC"),
    *("KiB", "MiB", "GiB", "Bytes", "OpenAPI", "VoID", "DCAT", "HTTP", "GET", "HEAD", "POST"),
    *("English", "Srpski", "Atom", "facts", "inferred", "ontology", "provenance", "shapes"),
}
IDENTIFIER = re.compile(
    r"https?:\S+|\S*[\w)][./_:]\w\S*|\w+\[\d+\]\S*|[a-z]+(?:-[a-z0-9]+){2,}|[\w ]+\.\d+ \d+|“[^”]*”"
)
PLACE = re.compile(r"§ [^·]*")


class Reader(HTMLParser):
    """What a person reads of a page outside the marks, except what is in another language."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.drawn: list[str] = []
        """What stands in drawings, where names are broken into lines."""
        self._open: list[tuple[str, bool]] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        quiet = bool(self._open) and self._open[-1][1]
        quiet = quiet or tag in QUIET or ("lang" in given and tag != "html")
        if not quiet:
            for name in SPOKEN:
                depth, self._depth = self._depth, 0
                self._read(given.get(name) or "")
                self._depth = depth
        if tag not in EMPTY:
            self._open.append((tag, quiet))

    def handle_endtag(self, tag: str) -> None:
        if tag in EMPTY:
            return
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not (self._open and self._open[-1][1]):
            self._read(data)

    def _read(self, text: str) -> None:
        for piece in re.split("([⟦⟧])", text):
            if piece in ("⟦", "⟧"):
                self._depth += 1 if piece == "⟦" else -1
            elif self._depth == 0 and piece.strip():
                drawn = any(tag == "svg" for tag, _ in self._open)
                (self.drawn if drawn else self.pieces).append(piece)


@pytest.fixture(scope="module")
def known(release: Release) -> set[str]:
    """Everything that the data says in words, in small letters, and the names of columns."""
    quads = parse(path=release.path / "dumps" / "migralex.nq")
    said = {plain(one.object.value) for one in quads if isinstance(one.object, Literal)}
    report = json.loads(release.coverage.read_text(encoding="utf-8"))
    sections = (each for one in report["sources"].values() for each in one["sections"])
    said |= {plain(one["section"]) for one in sections}
    questions = (Library().query(name) for name in Library().names("questions"))
    said |= {plain(column) for one in questions for column in one.columns}
    # What queries answer with is data, too.
    said |= {plain(key) for key in json.loads(context_text())["@context"]}
    return said | {"yes", "possibly", "no"}


def plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W\d_]+", text.casefold()))


def strange(piece: str, known: set[str]) -> Iterator[str]:
    """The parts of a text that are neither data nor a name."""
    for whole in PLACE.sub(" ", piece).split(" · "):
        if plain(whole) not in known:
            for part in re.split(r", | → |; |[()]", whole):
                rest = IDENTIFIER.sub(" ", part)
                words = [one for one in re.findall(r"[^\W\d_][\w/-]*", rest) if one not in NAMES]
                if words and not {plain(rest), plain(" ".join(words))} & known:
                    yield part.strip()


@pytest.fixture(scope="module")
def marking(store: Store, var: Path) -> Flask:
    app = create_app(Settings(var=var), store)
    app.extensions[wording.EXTENSION] = {"sr-Latn": Marked()}
    return app


@pytest.mark.parametrize("kind", [kind for kind in PAGES if "in-serbian" not in kind])
def test_no_string_of_a_page_goes_past_the_catalogs(
    marking: Flask, known: set[str], kind: str
) -> None:
    client, found = marking.test_client(), PAGES[kind]
    html = {"Accept": "text/html"}
    if isinstance(found, tuple):
        text = client.get(f"/{found[0]}", headers=html).text
        found = re.findall(f'href="/({re.escape(found[1])}[^"#]+)"', text)[0].replace("&amp;", "&")
    page = client.get(f"/sr/{found}", headers=html, follow_redirects=True)
    reader = Reader()
    reader.feed(page.text)
    assert "⟦" in page.text
    unmarked = {one for piece in reader.pieces for one in strange(piece, known)}
    lines = (one for piece in reader.drawn for one in strange(piece, known))
    unmarked |= {line for line in lines if not any(plain(line) in one for one in known)}
    assert not unmarked, "mark it with _(), or say with lang in which language it is"
