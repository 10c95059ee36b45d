"""Each notebook of the documentation runs as it stands against the served endpoint.

Its code cells are run in order in one Python, as a kernel would, with the address of the server
under test in place of the quick start's.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Served, environment

LOCALHOST = "http://localhost:8000/"
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
EVERY = pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
# What a kernel does: the value of a cell's last line is shown, and so is a chart.
RUNNER = """
import ast, json, sys
import matplotlib
matplotlib.use("agg")
import matplotlib.pyplot as plt

shown, names = [], {}
plt.show = lambda: shown.append(["chart", len(plt.gcf().axes[0].patches)])
for source in json.load(sys.stdin):
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)
    if last is not None:
        value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
        if value is not None:
            shown.append([type(value).__name__, len(value)])
json.dump(shown, sys.stdout)
"""


def cells(path: Path, kind: str) -> list[dict[str, Any]]:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


def run(path: Path, server: Served, folder: Path) -> "subprocess.CompletedProcess[str]":
    sources = ["".join(cell["source"]) for cell in cells(path, "code")]
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", RUNNER],
        input=json.dumps([source.replace(LOCALHOST, server.url) for source in sources]),
        env=environment(MPLCONFIGDIR=str(folder), HOME=os.environ.get("HOME", str(folder))),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def test_there_is_a_notebook() -> None:
    assert NOTEBOOKS


@EVERY
def test_a_notebook_goes_from_a_query_to_a_table_and_a_chart(
    path: Path, server: Served, tmp_path: Path
) -> None:
    ran = run(path, server, tmp_path)
    assert ran.returncode == 0, ran.stderr
    sizes = [(kind, size) for kind, size in json.loads(ran.stdout) if size]
    assert {"dict", "DataFrame", "chart"} <= {kind for kind, _ in sizes}


@EVERY
def test_a_notebook_is_committed_without_outputs(path: Path) -> None:
    assert all(
        cell["outputs"] == [] and cell["execution_count"] is None for cell in cells(path, "code")
    )
    assert path.read_text(encoding="utf-8").endswith("}\n")


@EVERY
def test_a_notebook_explains_what_it_does(path: Path) -> None:
    assert len(cells(path, "markdown")) >= len(cells(path, "code")) / 2
