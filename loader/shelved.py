"""The records as a release keeps them, so that a page can show one as it stands and a correction
of it can be made into a patch.

Beside each file of records, word for word, stands what was understood of it: for each claim its
node, and for each value in it the key, the code points where it stands and how it is written. And
one file says which keys a record may have and what they take, as the ontology has it.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import yaml

from graph.iris import MLX
from graph.release import RECORDS_ENTITIES, RECORDS_INDEX, RECORDS_SCHEMA
from loader.evidence import KEYS as EVIDENCE_KEYS
from loader.evidence import MOST_WORDS
from loader.faults import Place, shown
from loader.inputs import Inputs
from loader.reading import SPECIAL
from loader.schema import Property, Schema
from loader.sources import FILE, Source
from loader.values import FORMS

EVIDENCE: Final = "evidence"
LANGUAGES: Final = "languages"
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def shelved(inputs: Inputs) -> dict[str, bytes]:
    """The files of records of a release, by their names below its folder of records."""
    found = {
        RECORDS_SCHEMA: _json(_schema(inputs)),
        RECORDS_ENTITIES: _json(
            {
                name: f"{one.group.source}/{one.group.slug}"
                for name, one in inputs.records.entities.items()
            }
        ),
    }
    for source in inputs.sources:
        index: dict[str, str] = {}
        for path in [*source.record_files(), source.folder / FILE]:
            content = path.read_bytes()
            reader = _Reader(inputs, source, shown(path))
            nodes = dict(reader.nodes(content.decode("utf-8")))
            name = path.relative_to(source.folder).as_posix()
            index |= dict.fromkeys(nodes, name)
            found[f"{source.id}/{name}"] = content
            found[f"{source.id}/{name}.json"] = _json(
                {
                    "file": f"{inputs.folder.name}/{source.id}/{name}",
                    "sha256": hashlib.sha256(content).hexdigest(),
                    "nodes": nodes,
                }
            )
        found[f"{source.id}/{RECORDS_INDEX}"] = _json(index)
    return found


def _json(value: Mapping[str, Any]) -> bytes:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def _schema(inputs: Inputs) -> dict[str, Any]:
    """What a record may say: keys and class by type, concepts by scheme, forms, sections."""
    schemes: dict[str, list[str]] = {"": sorted(inputs.schema.concepts)}
    for name, concept in sorted(inputs.schema.concepts.items()):
        for scheme in concept.schemes:
            schemes.setdefault(_local(scheme.value), []).append(name)
    return {
        "types": {
            name: {
                key: _property(one, inputs.schema)
                for key, one in sorted(record_type.properties.items())
            }
            for name, record_type in inputs.schema.types.items()
        },
        "classes": {name: one.iri.value for name, one in inputs.schema.types.items()},
        "kinds": {name: one.kind for name, one in inputs.schema.types.items()},
        "special": list(SPECIAL),
        "schemes": schemes,
        "forms": {
            _local(datatype.value): {"pattern": pattern.pattern, "words": words}
            for datatype, (pattern, words) in FORMS.items()
        },
        "evidence": {"keys": list(EVIDENCE_KEYS), "most_words": MOST_WORDS},
        "sections": {
            source.id: [section.number for section in source.outline] for source in inputs.sources
        },
    }


def _property(one: Property, schema: Schema) -> dict[str, Any]:
    return {
        "iri": one.iri.value,
        "inverse": one.reverse,
        "kind": one.kind,
        "datatype": _local(one.datatype.value),
        "scheme": _local(one.scheme.value) if one.scheme else "",
        "single": one.single,
        "claim": MLX.Claim in one.classes,
        "part": _part(one, schema),
        "located": one.kind == "date" or one.verbatim,
    }


def _part(one: Property, schema: Schema) -> str:
    """The type of what stands below the key and has no name of its own, such as an event."""
    type_ = one.types[0] if len(one.types) == 1 else ""
    return type_ if type_ and schema.types[type_].label_template else ""


def _local(iri: str) -> str:
    return iri.rpartition("/")[2].rpartition("#")[2]


@dataclass(frozen=True)
class _Reader:
    """Reads one file again, now for where things stand in it."""

    inputs: Inputs
    source: Source
    file: str

    def nodes(self, text: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each claim of the file by its slug, with the node that states it."""
        root = yaml.compose(text, Loader=_LOADER)
        groups = {
            one.place: slug
            for (source, slug), one in self.inputs.records.groups.items()
            if source == self.source.id
        }
        entities = {one.place: one for one in self.inputs.records.entities.values()}
        for node in _mappings(root):
            slug = groups.get(self._place(node))
            if slug is not None:
                group = self.inputs.records.groups[self.source.id, slug]
                declared = entities.get(group.place)
                about = self.inputs.records.entities[group.entity]
                type_ = (declared or about).type.name
                fields: list[dict[str, Any]] = []
                inner: list[str] = []
                self._walk(node, "", type_, fields, inner, groups, entities)
                yield (
                    slug,
                    {
                        "entity": group.entity,
                        "type": type_,
                        "flow": bool(node.flow_style),
                        "first": node.start_mark.line + 1,
                        "column": node.start_mark.column,
                        "start": node.start_mark.index,
                        "end": _end(node).end_mark.index,
                        "fields": fields,
                        "inner": inner,
                        "keys": [str(key.value) for key, _ in node.value],
                        "lists": _lists(node),
                    },
                )

    def _place(self, node: yaml.Node) -> Place:
        return Place(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def _walk(
        self,
        node: yaml.MappingNode,
        path: str,
        type_: str,
        fields: list[dict[str, Any]],
        inner: list[str],
        groups: Mapping[Place, str],
        entities: Mapping[Place, Any],
    ) -> None:
        for key, value in node.value:
            name = str(key.value)
            where = f"{path}{name}"
            items = value.value if isinstance(value, yaml.SequenceNode) else [value]
            for position, item in enumerate(items):
                listed = isinstance(value, yaml.SequenceNode)
                at = f"{where}[{position}]" if listed else where
                if isinstance(item, yaml.ScalarNode):
                    fields.append(
                        {
                            "path": at,
                            "key": name,
                            "type": type_,
                            "value": str(item.value).strip(),
                            "style": item.style or "",
                            "flow": bool((value if listed else node).flow_style),
                            "listed": listed,
                            "key_start": key.start_mark.index,
                            "start": item.start_mark.index,
                            "end": item.end_mark.index,
                            "line": item.start_mark.line + 1,
                            "column": key.start_mark.column,
                        }
                    )
                elif isinstance(item, yaml.MappingNode):
                    place = self._place(item)
                    if place in groups:
                        inner.append(groups[place])
                        continue
                    declared = entities.get(place)
                    below = declared.type.name if declared else LANGUAGES
                    below = EVIDENCE if name == EVIDENCE else below
                    self._walk(item, f"{at}.", below, fields, inner, groups, entities)


def _mappings(node: yaml.Node | None) -> Iterator[yaml.MappingNode]:
    """The node and all below it that are mappings."""
    if isinstance(node, yaml.MappingNode):
        yield node
        for _, value in node.value:
            yield from _mappings(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _mappings(value)


def _lists(node: yaml.MappingNode) -> dict[str, dict[str, Any]]:
    """Where something can be added to the list of a key, by key; "at" is a code point.

    In square brackets that is before the last of them, else behind the last item.
    """
    return {
        str(key.value): {
            "at": value.end_mark.index - 1 if value.flow_style else _end(value).end_mark.index,
            "column": value.start_mark.column,
            "flow": bool(value.flow_style),
        }
        for key, value in node.value
        if isinstance(value, yaml.SequenceNode)
    }


def _end(node: yaml.Node) -> yaml.Node:
    """The last thing in a node; a block ends where the next begins, which is too late."""
    while isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(node, yaml.MappingNode) else last
    return node
