"""One application on the real release for all tests of the HTTP interface."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph.engines.memory import Memory
from graph.limits import Limits
from graph.release import Release
from graph.store import Row, Store, open_store
from graph.terms import RdfFormat, Term, Triple, parse
from tests.conftest import SOURCE, SOURCE_TEXT
from tests.loader.testland import Testland
from tests.web.annals import Annals, served, written
from web.app import create_app
from web.http.documents import context_text
from web.settings import Settings

RDF_FORMATS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}
QUERY_SECONDS = 2.0
ROWS = 5000


class RememberingStore(Store):
    """A store that remembers which of our own queries were asked."""

    def __init__(self, release: Release) -> None:
        limits = Limits(seconds=QUERY_SECONDS, rows=ROWS, parallel=2, queue=2)
        super().__init__(release, Memory(release), limits)
        self.asked: list[str] = []

    def rows(self, name: str, **terms: Term | Sequence[Term]) -> list[Row]:
        self.asked.append(name)
        return super().rows(name, **terms)

    def ask(self, name: str, **terms: Term) -> bool:
        self.asked.append(name)
        return super().ask(name, **terms)

    def triples(self, name: str, **terms: Term) -> list[Triple]:
        self.asked.append(name)
        return super().triples(name, **terms)


@pytest.fixture(scope="session")
def store(release: Release) -> Iterator[RememberingStore]:
    """The release, open in memory."""
    opened = RememberingStore(release)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def app(store: Store, var: Path) -> Flask:
    """The application as a deployment without any settings of its own runs it."""
    return create_app(Settings(var=var, body_kilobytes=64), store)


@pytest.fixture(scope="session")
def client(app: Flask) -> FlaskClient:
    """A client of the application."""
    return app.test_client()


@pytest.fixture(scope="session")
def client_with_text(store: Store) -> FlaskClient:
    """A client of an application whose operator has the text of the source."""
    if not SOURCE_TEXT.is_file():
        pytest.skip(f"the text of {SOURCE} is not beside this repository")
    return create_app(Settings(texts={SOURCE: SOURCE_TEXT}), store).test_client()


@pytest.fixture(scope="session")
def annals(tmp_path_factory: pytest.TempPathFactory) -> Annals:
    """Testland, published three times; not to be changed."""
    return written(tmp_path_factory.mktemp("annals"))


@pytest.fixture(scope="session")
def reader(annals: Annals) -> Iterator[FlaskClient]:
    """A client of an application on the last of these releases."""
    with served(annals.var) as opened:
        yield opened


def triples(response: TestResponse, suffix: str) -> set[Triple]:
    """The triples of an RDF answer; JSON-LD is read with the context that it refers to."""
    body = response.data
    if suffix == "jsonld":
        document = json.loads(body)
        assert document["@context"].endswith("/ontology/context.jsonld")
        document["@context"] = json.loads(context_text())["@context"]
        body = json.dumps(document).encode()
    return {quad.triple for quad in parse(body, format=RDF_FORMATS[suffix])}


@pytest.fixture(scope="module")
def land(tmp_path_factory: pytest.TempPathFactory) -> Testland:
    """Testland in a folder under version control, built."""
    testland = Testland(tmp_path_factory.mktemp("land"))
    testland.make()
    subprocess.run(["git", "init", "-q"], cwd=testland.folder, check=True)
    return testland


@pytest.fixture(scope="module")
def people(land: Testland) -> Iterator[FlaskClient]:
    """A client of an application on the release of Testland."""
    store = open_store(land.release(), limits=Limits(parallel=1))
    yield create_app(Settings(var=land.folder / "var"), store).test_client()
    store.close()


@pytest.fixture
def checkout(land: Testland) -> Iterator[Testland]:
    """Testland to be changed; its files are as they were when the test is over."""
    files = [*(land.folder / "sources").rglob("*.*")]
    before = {path: path.read_bytes() for path in files}
    yield land
    for path in (land.folder / "sources").rglob("*.*"):
        if path not in before:
            path.unlink()
    for path, content in before.items():
        path.write_bytes(content)
