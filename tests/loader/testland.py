"""Testland: an invented source with a text of its own, small enough to break in every way."""

import hashlib
import io
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph

from graph.iris import Iris
from graph.release import Release, current
from migralex import main
from tests.conftest import ROOT, environment

IRIS = Iris()
SECONDS = 120

TEXT = """Report on Testland

1. Laws of Testland

The Parliament of Testland adopted the Entry Act on 3 March 2001. The Act came
into force on 1 January 2002, was published in No. 12/01 and re-
placed the Border Act.1 It has 1,250 articles.

The Border Office was set up in mid-1999. In June 2003 it became the Border
Agency, which issues visas under the Act.

1 Published in No. 7/88.

2. Treaties of Testland

Testland and Otherland signed an agreement on visas on 9 May 2004, ratified
in 2005. Elsewhere the day of signature is given as 10 May 2004.
"""

SOURCE = """\
id: {id}
title: Report on Testland
creator: Testland Institute
publisher: Testland Institute
date: 2005
language: en
citation: Testland Institute (2005), Report on Testland.
text: {{name: source.txt, sha256: {sha256}, encoding: utf-8}}
retrieved: 2026-01-02
authority: {authority}
outline:
  - {{section: "1", heading: Laws of Testland}}
  - {{section: "2", heading: Treaties of Testland}}
"""

RECORDS = """\
- id: polity/testland
  type: Polity
  label: Testland
  evidence: {section: "2", from: Testland and Otherland}
- id: polity/otherland
  type: Polity
  label: Otherland
  evidence: {section: "2", from: Testland and Otherland}
- id: law/entry
  type: Law
  label: Entry Act
  documentType: law
  jurisdiction: polity/testland
  topic: [visas]
  repeals: law/border
  evidence: {section: "1", from: The Parliament of Testland, to: the Border Act.1}
  gazette:
    - journal: gazette-rs
      issue: 12/01
      evidence: {section: "1", from: was published in, to: 12/01}
  events:
    - {eventType: adoption, date: 2001-03-03}
    - {eventType: entry-into-force, date: 2002-01-01}
  figures:
    - key: articles
      value: 1,250
      measure: articles
      evidence: {section: "1", from: It has, to: articles}
- id: law/border
  type: Law
  label: Border Act
  documentType: law
  jurisdiction: polity/testland
  evidence: {section: "1", from: replaced the Border Act}
  gazette:
    - {journal: gazette-rs, issue: 7/88, evidence: {section: "1", note: "1", from: No. 7/88}}
- id: institution/border-office
  type: Institution
  label: Border Office
  classification: office
  jurisdiction: polity/testland
  evidence: {section: "1", from: The Border Office was, to: in mid-1999}
  establishedBy:
    - {changeType: establishment, date: mid-1999}
- id: institution/border-agency
  type: Institution
  label: Border Agency
  classification: agency
  jurisdiction: polity/testland
  evidence: {section: "1", from: In June 2003, to: under the Act}
  establishedBy:
    - {changeType: re-establishment, originalOrganization: institution/border-office, date: 2003-06}
  mandates:
    - key: visas
      mandateRole: implements
      conferredBy: law/entry
      task: Issues visas.
      topic: [visas]
- id: agreement/visas
  type: BilateralAgreement
  label: Agreement on visas
  documentType: agreement
  topic: [visas]
  parties: [polity/testland, polity/otherland]
  evidence: {section: "2", from: Testland and Otherland, to: ratified in 2005}
  actions:
    - {actionType: signature, date: 2004-05-09, party: [polity/testland, polity/otherland]}
    - {actionType: ratification, date: 2005, party: polity/testland}
"""


@dataclass(frozen=True)
class Ran:
    """A command that has ended."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Testland:
    """A folder with the source `testland` (and others), and the releases built from it."""

    folder: Path

    __test__ = False

    def write(
        self,
        records: str = RECORDS,
        *,
        name: str = "testland",
        more: str = "",
        text: str = TEXT,
        authority: str = "secondary",
    ) -> Path:
        """Writes a source; `more` is added to its source.yaml. Returns the file of records."""
        home = self.folder / "sources" / name
        (home / "records").mkdir(parents=True, exist_ok=True)
        (self.folder / f"{name}.txt").write_text(text, encoding="utf-8")
        sha256 = hashlib.sha256(text.encode("utf-8")).hexdigest()
        source = SOURCE.format(id=name, sha256=sha256, authority=authority)
        (home / "source.yaml").write_text(source + more, encoding="utf-8")
        path = home / "records" / "all.yaml"
        path.write_text(records, encoding="utf-8")
        return path

    def run(self, *words: str) -> Ran:
        """Runs the command in the folder, within this process."""
        out, err = io.StringIO(), io.StringIO()
        with chdir(self.folder), redirect_stdout(out), redirect_stderr(err):
            try:
                status = main(words)
            except SystemExit as leaving:
                status = int(leaving.code or 0)
        return Ran(status, out.getvalue(), err.getvalue())

    def start(self, *words: str, **settings: str) -> "subprocess.Popen[bytes]":
        """Starts the command in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "migralex", *words],
            cwd=self.folder,
            env=environment(PYTHONPATH=str(ROOT), **settings),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def process(self, *words: str, **settings: str) -> Ran:
        """Runs the command as a person does."""
        ran = subprocess.run(
            [sys.executable, "-m", "migralex", *words],
            cwd=self.folder,
            env=environment(PYTHONPATH=str(ROOT), **settings),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        return Ran(ran.returncode, ran.stdout, ran.stderr)

    def texts(self) -> list[str]:
        """The options that name the texts of all sources here."""
        paths = sorted((self.folder / "sources").iterdir())
        return [word for path in paths for word in ("--text", f"{path.name}={path.name}.txt")]

    def locate(self) -> Ran:
        """Locates the evidence of every source."""
        return self.run("locate", *self.texts())

    def build(self) -> Ran:
        """Builds without any text, as a deployment does."""
        return self.run("build")

    def attempt(self, records: str = RECORDS, **more: str) -> Ran:
        """Writes, locates and builds; how the build ended."""
        self.write(records, **more)
        self.locate()
        return self.build()

    def make(self, records: str = RECORDS) -> "Graph":
        """Writes, locates and builds; the graph of the release."""
        self.write(records)
        return self.graph()

    def graph(self) -> "Graph":
        """Locates and builds what is written; the graph of the release."""
        for ran in (self.locate(), self.build()):
            assert ran.status == 0, ran.err
        return Graph(self.release())

    def release(self) -> Release:
        """The release that is served."""
        return current(self.folder / "var")


class Graph:
    """A release asked by SPARQL; answers are compact: local names and words."""

    def __init__(self, release: Release) -> None:
        self.store = pyoxigraph.Store()
        self.store.load(path=str(release.nquads), format=pyoxigraph.RdfFormat.N_QUADS)

    def rows(self, pattern: str) -> list[tuple[str, ...]]:
        """The distinct solutions of a pattern, all its variables in the order of their names."""
        prefixes = (ROOT / "tests" / "loader" / "prefixes.rq").read_text(encoding="utf-8")
        found = self.store.query(
            f"{prefixes} SELECT DISTINCT * WHERE {{ {pattern} }}", base_iri=IRIS.base
        )
        assert isinstance(found, pyoxigraph.QuerySolutions)
        names = sorted(variable.value for variable in found.variables)
        return sorted(tuple(_short(row[name]) for name in names) for row in found)


def _short(term: object) -> str:
    match term:
        case pyoxigraph.NamedNode(value=value):
            if value.startswith(IRIS.base):
                return value.removeprefix(IRIS.base).removeprefix("id/")
            return value.replace("#", "/").rsplit("/", 1)[-1]
        case pyoxigraph.Literal(value=value):
            return value
    return ""
