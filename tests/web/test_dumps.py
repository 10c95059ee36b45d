"""Dumps: whole, in ranges, packed, with digests; other stores give the same answers from them.

Comunica, a store of another make, is asked the whole library, and so is a server of our engine's
own make. rdflib, which plans queries less well, is asked what it answers in seconds.
"""

import gzip
import hashlib
import json
import re
import subprocess
import sys
import urllib.request
from base64 import b64decode
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from rdflib import Dataset

from graph.library import Library
from graph.release import Release
from graph.store import Store
from tests.clients.test_comunica import COMUNICA, FOLDER, NODE
from tests.conftest import free_port
from tests.graph.conftest import wait_for

NAMES = Library().names("questions")
# Those that rdflib answers in seconds.
QUICK = (
    "acts-of-a-former-state",
    "agreements-that-entered-into-force",
    "amended-or-revised",
    "charges-held-for-a-time",
    "charges-shared-with-a-body",
    "councils-that-a-body-sits-on",
    "what-does-not-exist",
    "who-chairs-what",
)


def digest_of(header: str) -> bytes:
    algorithm, _, value = header.partition("=:")
    assert algorithm == "sha-256"
    return b64decode(value.removesuffix(":"))


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def test_the_listing_has_the_digest_of_every_file(client: FlaskClient, release: Release) -> None:
    sums = client.get("/dumps/SHA256SUMS")
    assert sums.mimetype == "text/plain"
    listed = {line[66:]: line[:64] for line in sums.text.splitlines()}
    assert set(listed) == {one.name for one in release.dumps.iterdir()}
    page = client.get("/dumps/").text
    for name, digest in listed.items():
        assert sha256((release.dumps / name).read_bytes()).hex() == digest
        assert digest in page


def test_a_file_comes_with_its_digest_and_in_ranges(client: FlaskClient, release: Release) -> None:
    whole = release.nquads.read_bytes()
    answer = client.get("/dumps/migralex.nq", buffered=True)
    assert answer.data == whole
    assert answer.mimetype == "application/n-quads"
    assert digest_of(answer.headers["Repr-Digest"]) == sha256(whole)
    middle = client.get("/dumps/migralex.nq", headers={"Range": "bytes=100-199"}, buffered=True)
    assert (middle.status_code, middle.data) == (206, whole[100:200])
    assert middle.headers["Content-Range"] == f"bytes 100-199/{len(whole)}"
    assert digest_of(middle.headers["Repr-Digest"]) == sha256(whole)
    end = client.get("/dumps/migralex.nq", headers={"Range": "bytes=-10"}, buffered=True)
    assert end.data == whole[-10:]
    beyond = client.get("/dumps/migralex.nq", headers={"Range": f"bytes={len(whole)}-"})
    assert beyond.status_code == 416


def test_a_broken_download_goes_on_only_with_the_same_bytes(client: FlaskClient) -> None:
    tag = client.head("/dumps/migralex.nq", buffered=True).headers["ETag"]
    same = {"Range": "bytes=5-9", "If-Range": tag}
    assert client.get("/dumps/migralex.nq", headers=same, buffered=True).status_code == 206
    other = {"Range": "bytes=5-9", "If-Range": '"another"'}
    assert client.get("/dumps/migralex.nq", headers=other, buffered=True).status_code == 200
    held = client.get("/dumps/migralex.nq", headers={"If-None-Match": tag}, buffered=True)
    assert held.status_code == 304


def test_packed_on_the_way_is_another_representation_of_the_same_file(
    client: FlaskClient, release: Release
) -> None:
    plain = client.get("/dumps/migralex.nq", buffered=True)
    packed = client.get("/dumps/migralex.nq", headers={"Accept-Encoding": "gzip"}, buffered=True)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.mimetype == "application/n-quads"
    assert gzip.decompress(packed.data) == plain.data
    assert digest_of(packed.headers["Repr-Digest"]) == sha256(packed.data)
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    part = client.get(
        "/dumps/migralex.nq",
        headers={"Accept-Encoding": "gzip", "Range": "bytes=0-9"},
        buffered=True,
    )
    assert (part.status_code, part.data) == (206, packed.data[:10])
    assert release.nquads.stat().st_size == len(plain.data)


def test_a_packed_file_is_a_file_and_has_no_coding(client: FlaskClient) -> None:
    answer = client.get("/dumps/migralex.nq.gz", headers={"Accept-Encoding": "gzip"}, buffered=True)
    assert "Content-Encoding" not in answer.headers
    assert answer.mimetype == "application/gzip"
    assert digest_of(answer.headers["Repr-Digest"]) == sha256(answer.data)


@pytest.mark.parametrize("name", ["none.nq", "..%2Fmanifest.json", ".", "migralex"])
def test_nothing_else_is_given_away(client: FlaskClient, name: str) -> None:
    assert client.get(f"/dumps/{name}").status_code == 404


DEFAULT = ("facts", "inferred", "ontology")
JSON = "application/sparql-results+json"
Rows = Counter[tuple[str | None, ...]]


def row(values: Iterable[str | None]) -> tuple[str | None, ...]:
    """Values as they are compared: an aggregate joins its parts in an order that is free."""
    return tuple(
        None if one is None else " ".join(sorted(re.split(r"[\s;,]+", one))) for one in values
    )


def ours(store: Store, name: str) -> Rows:
    columns = store.library.query(name).columns
    return Counter(
        row(one[column].value if column in one else None for column in columns)
        for one in store.rows(name)
    )


@pytest.fixture(scope="module")
def dump(client: FlaskClient) -> bytes:
    """The dump of all graphs."""
    return gzip.decompress(client.get("/dumps/migralex.nq.gz", buffered=True).data)


@pytest.fixture(scope="module")
def default_graph(dump: bytes, release: Release) -> bytes:
    """What a query sees by default, as N-Triples made of the lines of the dump."""
    ends = [f" <{release.base_iri}graph/{name}> .\n".encode() for name in DEFAULT]
    lines = dump.splitlines(keepends=True)
    return b"".join(
        line.removesuffix(end) + b" .\n" for end in ends for line in lines if line.endswith(end)
    )


def ask(request: urllib.request.Request) -> bytes:
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert answer.status < 300
        return bytes(answer.read())


@pytest.fixture(scope="module")
def elsewhere(
    dump: bytes, default_graph: bytes, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of an Oxigraph server into which the dump was loaded."""
    program, address = Path(sys.executable).parent / "oxigraph", f"127.0.0.1:{free_port()}"
    location = tmp_path_factory.mktemp("oxigraph")
    server = subprocess.Popen(
        [program, "serve", "--location", location, "--bind", address],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = f"http://{address}/"
        wait_for(url)
        for path, media_type, data in (
            ("store", "application/n-quads", dump),
            ("store?default", "application/n-triples", default_graph),
        ):
            headers = {"Content-Type": media_type}
            ask(urllib.request.Request(url + path, data, headers, method="POST"))
        yield url
    finally:
        server.terminate()
        server.wait(20)


@pytest.mark.parametrize("name", NAMES)
def test_another_server_gives_the_same_answers_from_the_dump(
    elsewhere: str, store: Store, release: Release, name: str
) -> None:
    query = store.library.query(name)
    text = f"BASE <{release.base_iri}>\n{query.text}"
    headers = {"Content-Type": "application/sparql-query", "Accept": JSON}
    answer = ask(urllib.request.Request(f"{elsewhere}query", text.encode(), headers))
    found = Counter(
        row(one[column]["value"] if column in one else None for column in query.columns)
        for one in json.loads(answer)["results"]["bindings"]
    )
    assert found == ours(store, name)


@pytest.fixture(scope="module")
def in_comunica(
    dump: bytes, default_graph: bytes, release: Release, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Any]:
    """What Comunica answers from the dump to every question of the library, by its name."""
    assert COMUNICA.is_dir(), "Comunica is not installed: run `make test`"
    folder = tmp_path_factory.mktemp("comunica")
    files = (folder / "graphs.nq", folder / "default.nt")
    for file, data in zip(files, (dump, default_graph), strict=True):
        file.write_bytes(data)
    base = f"BASE <{release.base_iri}>\n"
    queries = {name: base + Library().query(name).text for name in NAMES}
    done = subprocess.run(
        [NODE, FOLDER / "load.mjs", *files],
        input=json.dumps(queries),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers: Mapping[str, Any] = json.loads(done.stdout)
    return answers


@pytest.mark.parametrize("name", NAMES)
def test_a_store_of_another_make_gives_the_same_answers_from_the_dump(
    in_comunica: Mapping[str, Any], store: Store, name: str
) -> None:
    columns = store.library.query(name).columns
    found = Counter(row(one.get(column) for column in columns) for one in in_comunica[name])
    assert found == ours(store, name)


@pytest.fixture(scope="module")
def in_rdflib(dump: bytes, default_graph: bytes) -> Dataset:
    """The dump in rdflib."""
    dataset = Dataset()
    dataset.parse(data=dump, format="nquads")
    dataset.default_graph.parse(data=default_graph, format="nt")
    return dataset


# rdflib's own parser and queries still use it.
@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")
@pytest.mark.parametrize("name", QUICK)
def test_rdflib_gives_the_same_answers_from_the_dump(
    in_rdflib: Dataset, store: Store, release: Release, name: str
) -> None:
    query = store.library.query(f"questions/{name}")
    result = in_rdflib.query(query.text, base=release.base_iri)
    found = Counter(
        row(None if one is None else str(one) for one in each)  # type: ignore[union-attr]
        for each in result
    )
    assert found == ours(store, query.name)
