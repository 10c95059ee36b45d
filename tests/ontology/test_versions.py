"""Every version of the ontology and of each vocabulary is kept, and says what it is."""

import hashlib
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from rdflib import OWL, RDF, SKOS, Graph, URIRef
from rdflib.compare import isomorphic

from migralex import main
from tests.ontology.files import ONTOLOGY, SCHEMES, read

KEPT = ONTOLOGY / "versions"
FILES = {"ontology": ONTOLOGY / "migralex.ttl"} | {path.stem: path for path in SCHEMES}
EVERY_FILE = pytest.mark.parametrize("name", FILES)
EVERY_VERSION = pytest.mark.parametrize(
    "path", sorted(KEPT.glob("*/*.ttl")), ids=lambda path: f"{path.parent.name} {path.stem}"
)


def whole(found: Graph) -> URIRef:
    """The ontology or scheme of a file."""
    (one,) = {
        *found.subjects(RDF.type, OWL.Ontology),
        *found.subjects(RDF.type, SKOS.ConceptScheme),
    }
    return URIRef(str(one))


@EVERY_FILE
def test_what_a_file_says_is_what_was_kept_under_its_version(name: str) -> None:
    found = read(FILES[name])
    number = found.value(whole(found), OWL.versionInfo)
    kept = KEPT / name / f"{number}.ttl"
    assert kept.is_file(), "run `migralex versions --keep`"
    assert isomorphic(found, read(kept)), (
        f"{FILES[name].name} changed since {number} was kept: run `migralex versions --keep`"
    )


@EVERY_VERSION
def test_a_version_names_itself_the_one_before_it_and_what_changed(path: Path) -> None:
    found = read(path)
    one, number = whole(found), path.stem
    assert set(found.objects(one, OWL.versionIRI)) == {URIRef(f"{one}/{number}")}
    assert [str(info) for info in found.objects(one, OWL.versionInfo)] == [number]
    notes = [str(note) for note in found.objects(one, SKOS.changeNote)]
    assert all(re.match(r"[0-9.]+, [0-9]{4}-[0-9]{2}-[0-9]{2}: .", note) for note in notes)
    told = {note.partition(",")[0] for note in notes}
    there = {other.stem for other in path.parent.glob("*.ttl")}
    assert number in told <= there
    prior = found.value(one, OWL.priorVersion)
    if prior is None:
        assert told == {number}
    else:
        assert (path.parent / f"{str(prior).rpartition('/')[2]}.ttl").is_file()


def test_no_kept_version_was_changed() -> None:
    lines = (KEPT / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    listed = {line[66:]: line[:64] for line in lines}
    there = {str(path.relative_to(KEPT)): path for path in KEPT.glob("*/*.ttl")}
    assert len(lines) == len(listed)
    assert listed.keys() == there.keys()
    for name, path in there.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == listed[name], name


@dataclass(frozen=True)
class Ran:
    """What a command answered."""

    status: int
    out: str
    err: str


class Copy:
    """A copy of the ontology, and `migralex versions` on it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        shutil.copytree(ONTOLOGY, folder, ignore=shutil.ignore_patterns("__pycache__"))
        self.run("--keep")

    def run(self, *words: str) -> Ran:
        """Run the command."""
        self._capsys.readouterr()
        status = main(["versions", "--ontology", str(self.folder), *words])
        told = self._capsys.readouterr()
        return Ran(status, told.out, told.err)

    def edit(self, name: str, pattern: str, text: str) -> Path:
        """Write something else in a file, and answer with the file."""
        path = self.folder / name
        before = path.read_text(encoding="utf-8")
        after = re.sub(pattern, text, before)
        assert after != before
        path.write_text(after, encoding="utf-8")
        return path


@pytest.fixture
def copy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Copy:
    """A copy of the ontology in which everything is kept."""
    return Copy(tmp_path / "ontology", capsys)


def test_a_changed_vocabulary_gets_a_version_that_says_what_changed(copy: Copy) -> None:
    assert copy.run().status == 0
    path = copy.edit("vocabulary/boundaries.ttl", "the first without", "the first one without")
    told = copy.run()
    assert told.status == 1
    assert "Changes first day out." in told.out
    was = read(path)
    before = str(was.value(whole(was), OWL.versionInfo))
    assert copy.run("--keep").status == 0
    found = read(path)
    one = whole(found)
    after = str(found.value(one, OWL.versionInfo))
    assert after != before
    assert str(found.value(one, OWL.priorVersion)).endswith(f"/{before}")
    notes = {str(note) for note in found.objects(one, SKOS.changeNote)}
    assert any(
        note.startswith(f"{after}, ") and note.endswith(": Changes first day out.")
        for note in notes
    )
    kept = copy.folder / "versions" / "boundaries"
    assert isomorphic(read(kept / f"{after}.ttl"), found)
    assert isomorphic(read(kept / f"{before}.ttl"), read(KEPT / "boundaries" / f"{before}.ttl"))
    assert copy.run("--keep").out.count(" kept") == len(FILES)
    assert path.read_bytes() == (kept / f"{after}.ttl").read_bytes()


def test_the_note_may_be_in_words_of_its_own(copy: Copy) -> None:
    path = copy.edit("vocabulary/boundaries.ttl", "the first without", "the first one without")
    copy.run("--keep", "--note", "Says it better.")
    found = read(path)
    notes = [str(note) for note in found.objects(whole(found), SKOS.changeNote)]
    assert any(note.endswith(": Says it better.") for note in notes)


def test_a_comment_makes_no_version(copy: Copy) -> None:
    copy.edit("migralex.ttl", r"\Z", "\n# A comment.\n")
    assert copy.run().status == 0


def test_a_new_vocabulary_must_say_its_version(copy: Copy) -> None:
    copy.edit("vocabulary/boundaries.ttl", r"    owl:versionInfo .*\n", "")
    told = copy.run()
    assert told.status == 1
    assert "does not say its version" in told.err
