"""A release is whole or not there, the same from the same sources, and never changed."""

import fcntl
import gzip
import json
import signal
import time
from pathlib import Path

import pyoxigraph

from tests.loader.testland import RECORDS, Testland

KEPT = ("migralex.nq", "migralex.trig", "facts.ttl")
OTHER = RECORDS.replace("label: Border Act", "label: Old Border Act")


def contents(release: Path) -> dict[str, bytes]:
    """Every file of a release but those of the store, which the engine arranges as it likes."""
    return {
        str(path.relative_to(release)): path.read_bytes()
        for path in sorted(release.rglob("*"))
        if path.is_file() and "store" not in path.relative_to(release).parts
    }


def test_the_same_sources_give_the_same_bytes_whatever_the_order_of_hashes(
    testland: Testland,
) -> None:
    testland.write()
    testland.locate()
    found = []
    for seed in ("0", "4711"):
        ran = testland.process("build", "--output", f"var{seed}", PYTHONHASHSEED=seed)
        assert ran.status == 0, ran.err
        found.append(contents((testland.folder / f"var{seed}" / "current").resolve()))
    assert found[0] == found[1]
    assert {f"dumps/{name}" for name in KEPT} <= found[0].keys()


def test_dumps_are_sorted_and_compressed_copies_are_the_same(published: Testland) -> None:
    release = published.release()
    lines = release.nquads.read_bytes().splitlines(keepends=True)
    assert lines == sorted(set(lines))
    for name in KEPT:
        plain = release.dumps / name
        assert gzip.decompress((release.dumps / f"{name}.gz").read_bytes()) == plain.read_bytes()


def test_no_blank_node_is_in_a_release(published: Testland) -> None:
    assert b"_:" not in published.release().nquads.read_bytes()


def test_the_manifest_says_what_was_built_from_what(published: Testland) -> None:
    release = published.release()
    manifest = json.loads((release.path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["digest"] == release.path.name
    assert manifest["base_iri"] == "http://localhost:8000/"
    assert manifest["counts"]["entities"]["law"] == 2
    assert manifest["counts"]["quads"] == len(release.nquads.read_bytes().splitlines())
    files = manifest["sources"]["testland"]["files"]
    assert sorted(files) == ["evidence.lock", "records/all.yaml", "sentences.lock", "source.yaml"]
    report = json.loads(release.validation.read_text(encoding="utf-8"))
    assert report["counts"] == manifest["counts"]["findings"]
    assert len(report["results"]) == sum(report["counts"].values())


def test_another_base_iri_gives_another_release_under_that_base(testland: Testland) -> None:
    testland.make()
    first = testland.release().digest
    assert testland.run("build", "--base-iri", "https://law.example/x/").status == 0
    release = testland.release()
    assert release.digest != first
    assert b"<http://localhost" not in release.nquads.read_bytes()
    assert b"<https://law.example/x/id/law/entry>" in release.nquads.read_bytes()


def test_a_release_is_listed_and_an_earlier_one_can_be_served_again(testland: Testland) -> None:
    testland.make()
    first = testland.release().digest
    testland.make(OTHER)
    second = testland.release().digest
    listed = testland.run("releases").out.splitlines()
    assert [line[:6] for line in listed] == [f"* {second[:4]}", f"  {first[:4]}"]
    assert testland.run("rollback").status == 0
    assert testland.release().digest == first
    assert testland.run("rollback", second[:10]).status == 0
    assert testland.release().digest == second
    assert testland.run("rollback", "zz").status == 1


def test_building_the_same_again_serves_it_and_writes_nothing(published: Testland) -> None:
    release = published.release()
    before = {path: path.stat().st_mtime_ns for path in release.path.rglob("*")}
    assert published.run("build", "--report", "times.json").status == 0
    stages = json.loads((published.folder / "times.json").read_text(encoding="utf-8"))["stages"]
    assert [stage["name"] for stage in stages][-2:] == ["validate", "publish"]
    assert all(stage["seconds"] >= 0 and stage["peak_mib"] > 0 for stage in stages)
    assert {path: path.stat().st_mtime_ns for path in release.path.rglob("*")} == before


def test_two_builds_do_not_work_in_one_folder_at_a_time(published: Testland) -> None:
    with (published.folder / "var" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ran = published.build()
    assert ran.status == 1
    assert "another build is at work" in ran.err


def test_a_build_that_is_killed_leaves_a_whole_release_served(testland: Testland) -> None:
    testland.make()
    served = testland.release().digest
    releases = testland.folder / "var" / "releases"
    steps = ("dumps/migralex.nq", "dumps/facts.ttl", "store/CURRENT", "reports", "manifest.json")
    for number, step in enumerate(steps):
        testland.write(RECORDS.replace("label: Border Act", f"label: Border Act {number}"))
        testland.locate()
        process = testland.start("build")
        while process.poll() is None and not list(releases.glob(f".unfinished-*/{step}")):
            time.sleep(0.0005)
        process.send_signal(signal.SIGKILL)
        process.wait()
        release = testland.release()
        assert release.digest == served or process.returncode == 0
        assert len(release.nquads.read_bytes().splitlines()) == release.manifest["counts"]["quads"]
        assert list(pyoxigraph.Store.read_only(str(release.store)).named_graphs())
        served = release.digest
    assert testland.build().status == 0
    assert testland.release().digest != served
    assert not list(releases.glob(".unfinished-*"))
