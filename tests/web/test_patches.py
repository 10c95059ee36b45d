"""A patch for any record of the sources of this repository changes one value and nothing else."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask.testing import FlaskClient

from tests.conftest import ROOT, SOURCE

HTML = {"Accept": "text/html"}
NEW = "Another one: “it's” [so] #1, {or not}"
EVERY = 60


def scalars(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Each value of a document with its path, all of them texts."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from scalars(value, f"{path}.{key}")
    elif isinstance(node, list):
        for position, value in enumerate(node):
            yield from scalars(value, f"{path}[{position}]")
    else:
        yield path, " ".join(str(node).split())


def read(path: Path) -> dict[str, str]:
    return dict(scalars(yaml.safe_load(path.read_text(encoding="utf-8"))))


@pytest.fixture(scope="module")
def claims(client: FlaskClient) -> list[str]:
    """Some claims of the source, of every kind."""
    rows = client.get(f"/review/{SOURCE}/claims?by=source", headers=HTML).text
    pages = int(re.findall(r"Page 1 of (\d+)", rows)[0])
    found = [
        re.findall(rf'href="/claim/{SOURCE}/([^"]+)"', client.get(
            f"/review/{SOURCE}/claims?by=source&page={page}", headers=HTML).text)
        for page in range(1, pages + 1, 3)
    ]  # fmt: skip
    return sorted({one for page in found for one in page})[:: EVERY // 3]


def test_a_patch_changes_one_value_and_nothing_else(
    client: FlaskClient, claims: list[str], tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "sources", tmp_path / "sources")
    words = r'(?:value="([^"]*)"|rows="3">\n([^<]*)<)'
    field = re.compile(rf'name="(value\.(?:label|content|task|description|measure))" {words}')
    tried = 0
    for claim in claims:
        form = f"/correct/claim/{SOURCE}/{claim}"
        page = client.get(form, headers=HTML)
        assert page.status_code == 200, claim
        found = field.search(page.text)
        if found is None:
            continue
        old = " ".join(unescape(found[2] or found[3]).split())
        values = {found[1]: NEW, "reason": "It says so.", "as": "patch"}
        answer = client.post(form, data=values)
        assert answer.status_code == 200, claim
        file = tmp_path / re.findall(r"^\+\+\+ b/(.*)$", answer.text, re.MULTILINE)[0]
        before = read(file)
        for way in ((), ("-R",)):
            subprocess.run(["git", "apply", *way, "-"], cwd=tmp_path, input=answer.data, check=True)
            if not way:
                after = read(file)
        changed = {path for path in before if before[path] != after.get(path)}
        assert before.keys() == after.keys()
        assert [(before[path], after[path]) for path in changed] == [(old, NEW)], claim
        tried += 1
    assert tried > len(claims) / 2
