"""What may be committed: nothing of one machine, nothing of a source's own sentences."""

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
WORDS_IN_A_ROW = 12
LONGEST_NAME = 70
NAMES = {"label", "altLabel", "title", "heading", "citation", "sectionHeading"}


@cache
def committed() -> tuple[tuple[Path, str], ...]:
    """Every text file in the repository's index as it stands in the work tree."""
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    found = []
    for name in filter(None, listing.split("\0")):
        path = ROOT / name
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            found.append((path.relative_to(ROOT), content.decode("utf-8")))
    return tuple(found)


def lines_with(pattern: str, *suffixes: str) -> list[str]:
    """`path:line: text` for each committed line in which the pattern is found."""
    search = re.compile(pattern).search
    return [
        f"{path}:{number}: {line.strip()[:100]}"
        for path, content in committed()
        if not suffixes or path.name.endswith(suffixes)
        for number, line in enumerate(content.splitlines(), 1)
        if search(line)
    ]


def test_no_file_names_a_path_of_one_machine() -> None:
    assert not lines_with(r"(^|[^\w.~}])/(work|farm|tmp|root|home)/[\w.]")


def test_no_file_names_a_registry_and_locks_hold_names_versions_and_digests_only() -> None:
    assert not lines_with(r"pypi\.org|files\.pythonhosted|npmjs\.(org|com)|deb\.debian\.org")
    assert not lines_with(r"://", "constraints.txt", "package-lock.json", ".lock")


def test_no_file_speaks_of_how_the_work_was_handed_out() -> None:
    assert not lines_with(r"(?i)\bissues? #\d")


def test_nothing_is_left_unfinished() -> None:
    pattern = r"\b[T]ODO\b|[F]IXME|\b[X]XX\b|(?i:\bfor[ ]now\b|not[ ]implemented)"
    assert not lines_with(pattern, ".py", ".ttl", ".rq", ".html", ".js", ".css", ".md", ".yaml")


def test_every_text_file_ends_with_one_newline_and_has_no_trailing_blanks() -> None:
    suffixes = (".py", ".ttl", ".rq", ".html", ".css", ".js", ".yaml", ".toml")
    untidy = [
        str(path)
        for path, content in committed()
        if path.name.endswith(suffixes) and content and not re.search(r"[^\n]\n\Z", content)
    ]
    assert not untidy
    assert not lines_with(r"[ \t]+$", *suffixes)


def words(text: str) -> list[str]:
    """The words of a text; figures and addresses are facts, and a row of them is no sentence."""
    return re.findall(r"[^\W\d_]+", re.sub(r"(?:https?://|www\.)\S+", " ", text.casefold()))


def runs(text: str) -> Iterator[tuple[str, ...]]:
    found = words(text)
    return (
        tuple(found[start : start + WORDS_IN_A_ROW])
        for start in range(len(found) - WORDS_IN_A_ROW + 1)
    )


def names(node: Any, key: str = "") -> Iterator[str]:
    """Every label, title and heading in the records: names stand as they are in the source."""
    if isinstance(node, dict):
        for name, value in node.items():
            yield from names(value, key if key in NAMES else str(name))
    elif isinstance(node, list):
        for value in node:
            yield from names(value, key)
    elif key in NAMES and node is not None:
        yield str(node)


@pytest.fixture(scope="module")
def recorded_names() -> list[str]:
    return [
        name
        for path in (ROOT / "sources").rglob("*.yaml")
        for name in names(yaml.safe_load(path.read_text(encoding="utf-8")))
    ]


def test_a_name_is_a_name_and_not_a_paragraph(recorded_names: list[str]) -> None:
    assert not [name for name in recorded_names if len(words(name)) > LONGEST_NAME]


def test_no_file_copies_a_sentence_of_a_source(
    source_text: Path, recorded_names: list[str]
) -> None:
    theirs = set(runs(source_text.read_text(encoding="utf-8")))
    theirs -= {run for name in recorded_names for run in runs(name)}
    copied = {
        str(path): " ".join(run)
        for path, content in committed()
        for run in runs(content)
        if run in theirs
    }
    assert not copied
