"""What a build starts from: ontology and sources, read without a fault, and their texts."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.iris import Iris
from loader.faults import Faults, Place, shown
from loader.leftout import LeftOut, read_left_out
from loader.normalise import RULE
from loader.ontology_files import OntologyFiles, read_ontology
from loader.passages import read_text
from loader.reading import Reader
from loader.records import Records
from loader.references import check_references
from loader.retired import FILE as RETIRED_FILE
from loader.retired import Retired, read_retired
from loader.reviews import Review, read_reviews
from loader.schema import Schema, read_schema
from loader.sources import Source, read_sources


@dataclass(frozen=True)
class Inputs:
    """The sources as read, without a fault in them, and what they are checked against."""

    iris: Iris
    files: OntologyFiles
    schema: Schema
    sources: tuple[Source, ...]
    records: Records
    left_out: Mapping[str, tuple[LeftOut, ...]]
    reviews: Mapping[str, tuple[Review, ...]]
    retired: tuple[Retired, ...]
    folder: Path


def read_inputs(folder: Path, iris: Iris) -> Inputs:
    """Reads ontology and sources. Raises SourceError with every fault, OntologyError."""
    faults = Faults()
    files = read_ontology(iris)
    schema = read_schema(files)
    sources = read_sources(folder, faults)
    reader = Reader(schema, faults)
    for source in sources:
        reader.read_source(source)
    records = reader.finish()
    check_references(records, schema, faults)
    left_out = {source.id: read_left_out(source, faults) for source in sources}
    reviews = {source.id: read_reviews(source, faults) for source in sources}
    retired = read_retired(folder, records.entities, iris, faults)
    faults.stop()
    return Inputs(iris, files, schema, tuple(sources), records, left_out, reviews, retired, folder)


def read_texts(
    sources: tuple[Source, ...], texts: Mapping[str, Path], faults: Faults
) -> dict[str, str]:
    """The texts that are at hand, by source; a fault for each that is not the source's."""
    found: dict[str, str] = {}
    for source in sources:
        path = texts.get(source.id)
        if path is None:
            continue
        try:
            content = path.read_bytes()
        except OSError as error:
            remedy = f"Name the file of the text: --text {source.id}=FILE."
            faults.add(Place(shown(path)), f"cannot be read: {error.strerror}", remedy)
            continue
        text = read_text(source, content, faults, Place(shown(path)))
        if text is not None:
            found[source.id] = text
    return found


def places(inputs: Inputs) -> dict[str, Place]:
    """Where each entity and claim comes from, by IRI."""
    found = {
        inputs.iris.reference(name).value: place for name, place in inputs.records.places().items()
    }
    for group in inputs.records.groups.values():
        found[inputs.iris.claim(group.source, group.slug).value] = group.place
    for source in inputs.sources:
        found[inputs.iris.entity("source", source.id).value] = source.place
    return found


def sources_of(inputs: Inputs) -> dict[str, str]:
    """The source whose records declare each entity, by the entity's IRI."""
    return {
        inputs.iris.reference(name).value: entity.group.source
        for name, entity in inputs.records.entities.items()
    }


def file_digests(inputs: Inputs) -> dict[str, Any]:
    """What the release was made from: each file with its SHA-256."""
    retired = inputs.folder / RETIRED_FILE
    beside = {"identifiers": _sha256(retired)} if retired.is_file() else {}
    return {
        **beside,
        "versions": {"normalisation_rule": RULE},
        "ontology": inputs.files.digests,
        "sources": {
            source.id: {
                "title": source.title,
                "text_sha256": source.sha256,
                "files": {
                    str(path.relative_to(source.folder)): hashlib.sha256(
                        path.read_bytes()
                    ).hexdigest()
                    for path in [
                        *sorted(source.folder.glob("source.yaml")),
                        *source.record_files(),
                        source.lock,
                        source.left_out,
                        source.sentences,
                        source.reviewed,
                    ]
                    if path.is_file()
                },
            }
            for source in inputs.sources
        },
    }


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
