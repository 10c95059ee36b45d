"""The commands that make and keep releases: `migralex build`, `locate`, `verify` and so on.

Each answers with an exit status: 0 done, 1 a source or the graph is wrong. What is wrong is told
on the standard error, what was made on the standard output.
"""

import argparse
import json
import os
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from graph.errors import MigralexError, SourceError
from graph.iris import DEFAULT_BASE, Iris
from graph.release import all_releases, current
from graph.terms import RdfFormat, Triple, parse
from loader.build import build
from loader.coverage import listed, look, told
from loader.faults import Faults, Place
from loader.inputs import Inputs, read_inputs, read_texts
from loader.locate import locate, verify
from loader.lock import write_lock
from loader.ontology_files import read_ontology
from loader.publish import publish, roll_back
from loader.reviewing import record
from loader.sources import Source
from loader.stages import Stages
from loader.survey import survey, verify_survey, write_survey
from loader.validate import as_report, shapes_graph, to_rdflib, validate

TEXTS: Final = "MIGRALEX_TEXTS"
VAR: Final = "MIGRALEX_VAR"


def add_commands(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the commands of the loader; each sets `run`, a function of the parsed arguments."""
    sources = argparse.ArgumentParser(add_help=False)
    sources.add_argument("--sources", type=Path, default=Path("sources"), metavar="DIR")
    sources.add_argument("--base-iri", type=_iris, default=Iris(DEFAULT_BASE), metavar="IRI")
    texts = argparse.ArgumentParser(add_help=False)
    texts.add_argument("--text", type=_text, action="append", default=[], metavar="ID=FILE")
    var = argparse.ArgumentParser(add_help=False)
    default = Path(os.environ.get(VAR, "var"))
    var.add_argument("--output", type=Path, default=default, metavar="DIR")

    def add(name: str, text: str, *parents: argparse.ArgumentParser) -> argparse.ArgumentParser:
        return parsers.add_parser(name, help=text, description=text, parents=parents)

    command = add("build", "make a release of the sources and publish it", sources, texts, var)
    command.add_argument("--report", type=Path, metavar="FILE", help="write times of stages")
    command.set_defaults(run=run_build)
    command = add("validate", "check the sources, or RDF files, against the shapes", sources)
    command.add_argument("files", type=Path, nargs="*", metavar="FILE")
    command.set_defaults(run=run_validate)
    command = add("locate", "find the passages that records mean in the text", sources, texts)
    command.set_defaults(run=run_locate)
    command = add("verify", "check every passage, date and figure against the text", sources, texts)
    command.set_defaults(run=run_verify)
    command = add("review", "write down that a person has looked at claims", sources)
    command.add_argument("--claim", action="append", required=True, metavar="SOURCE/CLAIM")
    command.add_argument("--by", required=True, metavar="WHO", help="ORCID iD, or a name")
    command.add_argument("--day", type=_day, default=_today(), metavar="YYYY-MM-DD")
    command.set_defaults(run=run_review)
    command = add("coverage", "tell figures, and what no record rests on", sources, texts, var)
    command.set_defaults(run=run_coverage)
    command = add("releases", "list what was published, the latest first", var)
    command.set_defaults(run=run_releases)
    command = add("rollback", "serve an earlier release", var)
    command.add_argument("digest", nargs="?", help="first letters of its digest")
    command.set_defaults(run=run_rollback)


def _iris(text: str) -> Iris:
    try:
        return Iris(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _text(text: str) -> tuple[str, Path]:
    name, _, path = text.partition("=")
    if not name or not path:
        raise argparse.ArgumentTypeError(f"{text!r}: write ID=FILE, the id of a source and a file")
    return name, Path(path)


def _today() -> date:
    return datetime.now(tz=UTC).date()


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day: write it as 2026-11-30") from error
    if day > _today():
        raise argparse.ArgumentTypeError(f"{text} is still to come")
    return day


def _texts(arguments: argparse.Namespace) -> dict[str, Path]:
    """The texts named on the command line, over those named in the environment."""
    pairs = [pair for pair in os.environ.get(TEXTS, "").split(",") if pair.strip()]
    try:
        named = [_text(pair.strip()) for pair in pairs]
    except argparse.ArgumentTypeError as error:
        raise MigralexError(f"{TEXTS}: {error}") from error
    return dict([*named, *arguments.text])


def run_build(arguments: argparse.Namespace) -> int:
    """Builds and publishes; nothing is published where anything is wrong."""
    stages = Stages()
    built = build(arguments.sources, arguments.base_iri, stages, _texts(arguments))
    for warning in built.warnings:
        sys.stderr.write(f"{warning}\n")
    with stages.stage("publish"):
        release = publish(built, arguments.output)
    if arguments.report is not None:
        stages.write(arguments.report)
    sys.stdout.write(f"Published {release.digest} in {release.path}\n")
    return 0


def run_validate(arguments: argparse.Namespace) -> int:
    """Prints the SHACL report of the sources, or of RDF files together."""
    report: Mapping[str, Any]
    if arguments.files:
        report = _validate_files(arguments.files, arguments.base_iri)
    else:
        report = build(arguments.sources, arguments.base_iri, Stages()).report
    for one in report["results"]:
        place = one["record"] or one["focus"]
        sys.stdout.write(f"{one['severity']}: {place}: {one['message']}\n")
    counts = ", ".join(f"{name} {count}" for name, count in report["counts"].items())
    sys.stdout.write(f"{counts}\n")
    return 1 if report["counts"]["Violation"] else 0


def _validate_files(paths: list[Path], iris: Iris) -> Mapping[str, Any]:
    files = read_ontology(iris)
    triples: set[Triple] = set(files.ontology)
    for path in paths:
        form = RdfFormat.from_extension(path.suffix.removeprefix("."))
        if form is None:
            raise SourceError(f"{path}: not a name of an RDF file, such as .ttl or .nq")
        try:
            quads = parse(path=path, format=form, base_iri=iris.base)
            triples |= {Triple(quad.subject, quad.predicate, quad.object) for quad in quads}
        except (OSError, SyntaxError) as error:
            raise SourceError(f"{path}: {error}") from error
    findings = validate(to_rdflib(triples), shapes_graph(files.shapes, iris))
    return as_report(findings, {}, {})


def _with_texts(arguments: argparse.Namespace) -> tuple[Inputs, dict[str, str]]:
    inputs = read_inputs(arguments.sources, arguments.base_iri)
    named = _texts(arguments)
    faults = Faults()
    ids = [source.id for source in inputs.sources]
    for name, _ in arguments.text:
        if name not in ids:
            faults.add(Place(f"--text {name}"), "no such source", f"Sources: {', '.join(ids)}.")
    if not named:
        faults.add(Place("--text"), "no text is named", "Name it: --text ID=FILE.")
    texts = read_texts(inputs.sources, named, faults)
    faults.stop()
    return inputs, texts


def run_locate(arguments: argparse.Namespace) -> int:
    """Finds all passages of the sources whose texts are named and writes their locks."""
    inputs, texts = _with_texts(arguments)
    faults = Faults()
    found = [
        (source, locate(source, texts[source.id], inputs.records, faults))
        for source in inputs.sources
        if source.id in texts
    ]
    faults.stop()
    for source, lock in found:
        write_lock(source.lock, lock)
        sys.stdout.write(f"{source.id}: {len(lock.passages)} passages in {source.lock}\n")
        sentences = survey(source, texts[source.id], inputs)
        write_survey(source.sentences, source, sentences)
        sys.stdout.write(f"{source.id}: {sentences.total} sentences, {sentences.cited} cited\n")
    return 0


def run_verify(arguments: argparse.Namespace) -> int:
    """Recomputes all passages of the sources whose texts are named."""
    inputs, texts = _with_texts(arguments)
    faults = Faults()
    at_hand = [source for source in inputs.sources if source.id in texts]
    for source in at_hand:
        verify(source, texts[source.id], inputs.records, faults)
    faults.stop()
    for source in at_hand:
        verify_survey(source, texts[source.id], inputs, faults)
    faults.stop()
    for source in inputs.sources:
        sys.stdout.write(f"{source.id}: {_verified(source, texts, inputs)}\n")
    return 0


def _verified(source: Source, texts: Mapping[str, str], inputs: Inputs) -> str:
    if source.id not in texts:
        return "no text at hand"
    groups = [one for one in inputs.records.groups.values() if one.source == source.id]
    return f"{sum(len(one.evidence) for one in groups)} locators hold in {len(groups)} claims"


def run_review(arguments: argparse.Namespace) -> int:
    """Writes down that a person has looked at claims, as they are now."""
    inputs = read_inputs(arguments.sources, arguments.base_iri)
    claims = [one.removeprefix(f"{inputs.iris.base}claim/") for one in arguments.claim]
    written = record(inputs, claims, arguments.by, arguments.day)
    for source, slugs in written.items():
        sys.stdout.write(f"{source}: {', '.join(slugs)} looked at by {arguments.by}\n")
    return 0


def run_coverage(arguments: argparse.Namespace) -> int:
    """Prints the figures of the current release and, with texts, what no record rests on."""
    report = json.loads(current(arguments.output).coverage.read_text(encoding="utf-8"))
    for name, figures in report["sources"].items():
        sys.stdout.writelines(f"{line}\n" for line in told(name, figures))
    if not _texts(arguments):
        sys.stdout.write(
            "No text is named (--text ID=FILE): uncited sentences are not looked for.\n"
        )
        return 0
    inputs, texts = _with_texts(arguments)
    found = [
        look(source, texts[source.id], inputs) for source in inputs.sources if source.id in texts
    ]
    for looked in found:
        sys.stdout.writelines(f"{line}\n" for line in listed(looked))
    return 1 if any(looked.unexplained for looked in found) else 0


def run_releases(arguments: argparse.Namespace) -> int:
    """Lists the releases; the one that is served has a star."""
    releases = all_releases(arguments.output)
    served = current(arguments.output).digest if releases else None
    for release in releases:
        mark = "*" if release.digest == served else " "
        counts = release.manifest["counts"]
        told = f"{counts['facts']} facts, {counts['claims']} claims"
        sys.stdout.write(f"{mark} {release.digest} {told}\n")
    return 0


def run_rollback(arguments: argparse.Namespace) -> int:
    """Makes an earlier release the one that is served."""
    release = roll_back(arguments.output, arguments.digest)
    sys.stdout.write(f"Serving {release.digest}\n")
    return 0
