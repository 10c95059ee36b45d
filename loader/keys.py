"""The ids of nodes within a record: `{kind}/{slug of what they stand in}-{key}`.

The key is written (`key:`) or taken from what tells the node from its siblings: its concepts,
then the other values that its label is made of. One part is enough as long as no sibling has
the same; then one part more is taken. Where nothing tells two apart a key must be written.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from graph.iris import SLUG
from loader.faults import Faults
from loader.schema import Property, RecordType
from loader.strict_yaml import Fields, Node, Text, each


def slug(text: str) -> str:
    """The text in small Latin letters, digits and single hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def keys_of(
    siblings: Sequence[tuple[Fields, RecordType]], link: Property, faults: Faults
) -> list[str | None]:
    """The key of each sibling, None for one at fault; `link` is the key that they stand under."""
    written = [_written(node, faults) for node, _ in siblings]
    parts = [
        [] if key else _parts(node, record_type, link)
        for key, (node, record_type) in zip(written, siblings, strict=True)
    ]
    length = [1] * len(siblings)

    def current() -> list[str | None]:
        return [
            key or "-".join(part[:upto]) or None
            for key, part, upto in zip(written, parts, length, strict=True)
        ]

    for _ in range(max(map(len, parts), default=0)):
        counts = Counter(current())
        for position, key in enumerate(current()):
            if counts[key] > 1 and length[position] < len(parts[position]):
                length[position] += 1
    keys = current()
    for (node, _), key in zip(siblings, keys, strict=True):
        if key is None and "key" not in node:
            remedy = "Write `key: a-short-name`, unique among the others beside it."
            faults.add(node.place, "nothing here gives this node a name", remedy)
        elif key is not None and Counter(keys)[key] > 1:
            remedy = "Write another `key:` in each of them."
            faults.add(node.place, f"two nodes here would both be called {key!r}", remedy)
    return [key if key and Counter(keys)[key] == 1 else None for key in keys]


def _written(node: Fields, faults: Faults) -> str | None:
    key = node.get("key")
    if key is None:
        return None
    if isinstance(key, Text) and SLUG.fullmatch(key.value):
        return key.value
    faults.add(key.place, "not a key", "Write small letters, digits and hyphens.")
    return None


def _parts(node: Fields, record_type: RecordType, link: Property) -> list[str]:
    # An id must outlive a change of the editors' mind, so their concepts are no part of one.
    concepts = [
        one.key
        for one in record_type.properties.values()
        if one.kind == "concept" and one.reason is None
    ]
    telling = re.findall(r"[^{}|]+(?=[|}])", record_type.label_template or "")
    ordered = [key for key in telling if key in concepts]
    ordered += [key for key in telling if key not in concepts]
    ordered += [key for key in concepts if key not in telling and key in node]
    usable = (
        key
        for key in ordered
        if (prop := record_type.properties.get(key)) is not None
        and prop.kind not in ("date", "words")
        and prop.iri != link.iri
    )
    return [part for key in usable if (part := _part(node.get(key)))]


def _part(value: Node | None) -> str | None:
    first = next(each(value), None)
    return slug(first.value.rpartition("/")[2]) if isinstance(first, Text) else None
