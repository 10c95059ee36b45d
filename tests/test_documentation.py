"""The documentation is true: its tables are complete and its commands and queries work."""

import argparse
import dataclasses
import re
import shlex
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from SPARQLWrapper import JSON, SPARQLWrapper

from tests.conftest import ROOT, Served, environment
from tests.loader.testland import Testland
from web.settings import Settings, variable

README = ROOT / "README.md"
PAGES = [README, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LOCALHOST = "http://localhost:8000/"
NOT_RUN = {"git", "podman", "cd", "sudo", "systemctl"}
READ_TEXTS = {"locate", "verify"}
COMMAND_SECONDS = 60


def fences(kind: str) -> Iterator[Any]:
    """Each fenced block of a kind in the documentation, named by its page and line."""
    for page in PAGES:
        content = page.read_text(encoding="utf-8")
        for found in re.finditer(
            rf"^( *)```{kind}\n(.*?)^ *```$", content, re.DOTALL | re.MULTILINE
        ):
            line = content.count("\n", 0, found.start()) + 1
            indented = re.sub(rf"^{found[1]}", "", found[2], flags=re.MULTILINE)
            yield pytest.param(indented, id=f"{page.relative_to(ROOT)}:{line}")


def commands() -> Iterator[Any]:
    """Each command in the documentation's `sh` blocks, comments left out."""
    for block in fences("sh"):
        (text,) = block.values
        for number, line in enumerate(text.replace("\\\n", " ").splitlines()):
            if words := shlex.split(line, comments=True):
                yield pytest.param(words, id=f"{block.id}+{number}")


def table(heading: str) -> list[list[str]]:
    """The cells of the first table below a heading of the README, header left out."""
    section = README.read_text(encoding="utf-8").split(f"\n## {heading}\n", 1)[1]
    rows = re.findall(r"^\|(.*)\|$", section.split("\n## ", 1)[0], re.MULTILINE)
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)] for row in rows[2:]]


def written(default: object) -> str:
    match default:
        case None | "" | ():
            return "–"
        case ():
            return "–"
        case tuple():
            return f"`{','.join(default)}`"
        case _ if hasattr(default, "items"):
            return "–"
        case float() if default.is_integer():
            return f"`{int(default)}`"
        case _:
            return f"`{default}`"


def test_the_readme_lists_every_setting_with_its_default_and_meaning() -> None:
    assert table("Settings") == [
        [f"`{variable(one)}`", written(getattr(Settings(), one.name)), one.metadata["help"]]
        for one in dataclasses.fields(Settings)
    ]


def test_every_variable_in_the_documentation_is_a_setting() -> None:
    known = {variable(one) for one in dataclasses.fields(Settings)}
    named = {name for page in PAGES for name in re.findall(r"MIGRALEX_[A-Z_]+", page.read_text())}
    assert named <= known


def test_the_readme_lists_every_command() -> None:
    usage = subprocess.run(
        [sys.executable, "-m", "migralex", "--help"],
        cwd=ROOT,
        env=environment(COLUMNS="200"),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout
    offered = re.findall(r"^    ([a-z]+) ", usage, re.MULTILINE)
    listed = [re.sub(r"`migralex ([a-z]+).*", r"\1", command) for command, _ in table("Commands")]
    assert sorted(listed) == sorted(offered)


def test_every_link_between_documents_leads_somewhere() -> None:
    lost = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\(([^)#:]+)[^):]*\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert not lost


def test_words_that_the_readme_advises_against_are_not_used() -> None:
    instead = {
        bad.strip(): good
        for good, _, bads in table("Words")
        for bad in bads.split(",")
        if bad.strip()
    }
    pattern = re.compile(rf"(?i)\b({'|'.join(map(re.escape, instead))})s?\b")
    folders = ("graph", "loader", "ontology", "web", "sources", "docs")
    texts = [
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".ttl", ".rq", ".html", ".md"}
        and "node_modules" not in path.parts
    ]
    used = [
        f"{path.relative_to(ROOT)}: {found[0]} (say {instead[found[1].lower()]})"
        for path in texts
        for found in pattern.finditer(path.read_text(encoding="utf-8"))
    ]
    assert not used


@pytest.mark.parametrize("query", list(fences("sparql")))
def test_a_query_in_the_documentation_has_an_answer(query: str, server: Served) -> None:
    wrapper = SPARQLWrapper(server.sparql, returnFormat=JSON)
    wrapper.setQuery(query)
    answer: Any = wrapper.queryAndConvert()
    assert answer["results"]["bindings"]


@pytest.mark.parametrize("program", list(fences("python")))
def test_a_program_in_the_documentation_works(program: str, server: Served) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", program.replace(LOCALHOST, server.url)],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout


def fetch(words: list[str], server: Served) -> bytes:
    """What curl would fetch with these arguments, from the running server."""
    parser = argparse.ArgumentParser(exit_on_error=False)
    parser.add_argument("address")
    parser.add_argument("-H", "--header", action="append", default=[])
    parser.add_argument("--data-urlencode", action="append", default=[])
    for flag in ("-L", "-s", "-G", "--location", "--silent", "--get"):
        parser.add_argument(flag, action="store_true")
    asked = parser.parse_args(words)
    address = asked.address.replace(LOCALHOST, server.url)
    fields = []
    for field in asked.data_urlencode:
        name, _, value = field.partition("=")
        if not value and "@" in name:
            name, _, path = field.partition("@")
            value = (ROOT / path).read_text(encoding="utf-8")
        fields.append((name, value))
    if fields:
        address += "?" + urllib.parse.urlencode(fields)
    headers = dict(header.split(": ", 1) for header in asked.header)
    with urllib.request.urlopen(
        urllib.request.Request(address, headers=headers), timeout=60
    ) as answer:
        content: bytes = answer.read()
    return content


@pytest.fixture(scope="module")
def land(tmp_path_factory: pytest.TempPathFactory) -> Testland:
    """Testland, built: what the commands that read sources read here."""
    testland = Testland(tmp_path_factory.mktemp("land"))
    testland.make()
    return testland


@pytest.mark.parametrize("words", list(commands()))
def test_a_command_in_the_documentation_works(
    words: list[str], server: Served, var: Path, land: Testland
) -> None:
    match words:
        case ["make", *targets]:
            known = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
            assert {target for target in targets if "=" not in target} <= set(known)
        case ["curl", *rest]:
            assert fetch(rest, server)
        case ["migralex", "query", *_]:
            subprocess.run(
                [sys.executable, "-m", *words],
                cwd=ROOT,
                env=environment(MIGRALEX_VAR=str(var)),
                stdin=subprocess.DEVNULL,
                timeout=COMMAND_SECONDS,
                check=True,
            )
        case ["migralex", command, *_] if command != "serve":
            ran = land.run(*words[1:], *(land.texts() if command in READ_TEXTS else ()))
            assert ran.status == 0, ran.err
        case _:
            assert words[0] in NOT_RUN or "serve" in words
