"""`migralex query` asks with the guard, the limits and the formats of the endpoint."""

import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from graph.release import Release
from migralex import main
from tests.conftest import ROOT, environment
from tests.graph.conftest import IRIS, LAWS


@pytest.fixture(scope="module")
def var(testland: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose current release is that of Testland."""
    folder = tmp_path_factory.mktemp("var")
    (folder / "current").symlink_to(testland.path)
    return folder


def query(
    var: Path, *words: str, text: str = "", **settings: str
) -> subprocess.CompletedProcess[str]:
    """How the command ended and what it said, within this process: starting one takes longer."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    err = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr("sys.stdin", io.StringIO(text))
        for name, value in {"MIGRALEX_VAR": str(var), **settings}.items():
            patch.setenv(name, value)
        try:
            status = main(["query", *words])
        except SystemExit as leaving:
            status = int(leaving.code or 0)
    out.seek(0)
    return subprocess.CompletedProcess(words, status, out.read(), err.getvalue())


COUNT = "SELECT (COUNT(DISTINCT ?s) AS ?laws) { ?s a <https://w3id.org/migralex/ontology#Law> }"


def test_a_table_for_people_is_the_format_where_none_is_asked_for(var: Path) -> None:
    answer = query(var, "-", text=COUNT)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout == f"laws\n────\n{len(LAWS)}\n"


def test_a_yes_or_no_is_said(var: Path) -> None:
    assert query(var, "-", text="ASK { ?s ?p ?o }").stdout == "yes\n"
    assert query(var, "-", text="ASK { <x:a> ?p ?o }").stdout == "no\n"


def test_iris_are_shortened_and_control_characters_are_not_sent_to_the_terminal(
    var: Path,
) -> None:
    text = 'SELECT * { VALUES (?a ?b) { (<http://www.w3.org/ns/org#Role> "a\\n\\u001B[31mb") } }'
    assert query(var, "-", text=text).stdout.splitlines()[2] == "org:Role  a  [31mb"


@pytest.mark.parametrize(
    ("name", "beginning"),
    [("json", "{"), ("csv", "laws\r"), ("tsv", "?laws\n"), ("xml", "<?xml")],
)
def test_the_formats_of_the_endpoint_are_those_of_the_command(
    var: Path, name: str, beginning: str
) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "migralex", "query", "-", "--format", name],
        input=COUNT.encode(),
        cwd=ROOT,
        env=environment(MIGRALEX_VAR=str(var)),
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert answer.stdout.decode().startswith(beginning)


def test_a_file_may_have_parameters(var: Path, tmp_path: Path) -> None:
    path = tmp_path / "began.rq"
    path.write_text('SELECT ?x {\n  BIND("a" AS ?x0)  # parameter: A word\n  BIND(?x0 AS ?x)\n}')
    assert query(var, str(path)).stdout.splitlines()[2] == "a"
    assert query(var, str(path), "--param", "x0=b").stdout.splitlines()[2] == "b"
    assert query(var, str(path), "--param", "x1=b").returncode == 1


def test_a_query_of_the_library_is_asked_by_its_name(var: Path) -> None:
    words = ["time/as-of-all", "--param", "ofClass=mlx:Law", "--param", "asOf=2007-12-05"]
    answer = query(var, *words, "--format", "json")
    assert len(json.loads(answer.stdout)["results"]["bindings"]) == len(LAWS)


def test_the_dataset_can_be_chosen_as_at_the_endpoint(var: Path) -> None:
    graphs = [IRIS.graph(name).value for name in ("facts", "provenance")]
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    facts, provenance, both = (
        int(query(var, "-", *words, text=count).stdout.splitlines()[2])
        for words in (
            ["--default-graph", graphs[0]],
            ["--default-graph", graphs[1]],
            ["--default-graph", graphs[0], "--default-graph", graphs[1]],
        )
    )
    assert both == facts + provenance
    named = query(
        var, "-", "--named-graph", graphs[1], text="SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    )
    assert named.stdout.splitlines()[2:] == [f"<{graphs[1]}>"]


def test_the_origin_of_an_answer_is_told_apart_from_the_answer(var: Path) -> None:
    answer = query(var, "-", "--origin", "--format", "csv", text=COUNT)
    release, dataset, figures = answer.stderr.splitlines()
    assert answer.stdout.split() == ["laws", str(len(LAWS))]
    assert (release, dataset) == ("release testland", "dataset default")
    assert figures.startswith("complete; rows=1; seconds=")
    graph = IRIS.graph("facts").value
    chosen = query(var, "-", "--origin", "--default-graph", graph, text=COUNT)
    assert f"dataset default={graph}" in chosen.stderr


def test_the_limits_are_the_settings_of_the_server(var: Path) -> None:
    everything = "SELECT ?s ?p ?o { ?s ?p ?o }"
    few = query(var, "-", text=everything, MIGRALEX_QUERY_ROWS="10")
    assert (few.returncode, "10 rows" in few.stderr) == (1, True)
    small = query(var, "-", text=everything, MIGRALEX_RESULT_MEGABYTES="0")
    assert (small.returncode, "MiB" in small.stderr) == (1, True)
    wrong = query(var, "-", text=everything, MIGRALEX_QUERY_ROWS="many")
    assert wrong.returncode == 2


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("turtle", "<"),
        ("nt", "<"),
        ("nq", "<"),
        ("trig", "<"),
        ("rdfxml", "<?xml"),
        ("jsonld", "["),
        ("table", "<"),
    ],
)
def test_triples_come_in_the_formats_of_the_endpoint(var: Path, name: str, beginning: str) -> None:
    text = "CONSTRUCT { ?s a ?c } { ?s a ?c } ORDER BY ?s LIMIT 3"
    answer = query(var, "-", "--format", name, text=text)
    assert answer.returncode == 0
    assert answer.stdout.startswith(beginning)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT * {\n ?s ?p }", "Line 2, column 8"),
        ("DROP ALL", "update"),
        ("ASK { SERVICE <x:y> {} }", "SERVICE"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?f && ?c != ?i) }", "rows"),
        ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", "time limit"),
    ],
)
def test_what_the_endpoint_refuses_the_command_refuses(var: Path, text: str, said: str) -> None:
    answer = query(var, "-", "--seconds", "2", "--rows", "1000", text=text)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    "words", [["missing.rq"], ["time/as-of", "--param", "asOf=soon"], ["-", "--format", "pdf"]]
)
def test_a_wrong_request_is_answered_with_usage(var: Path, words: list[str]) -> None:
    answer = query(var, *words)
    assert answer.returncode == 2
    assert "usage: migralex query" in answer.stderr


def test_without_a_release_it_is_said_how_to_make_one(tmp_path: Path) -> None:
    answer = query(tmp_path, "-", text="ASK {}")
    assert answer.returncode == 1
    assert "migralex build" in answer.stderr
