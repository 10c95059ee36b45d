"""`reviewed.yaml`: which claims of a source a person has looked at, who and when.

    - claim: law-asylum-2007
      by: 0000-0002-1825-0097
      day: 2026-11-30
      digest: 7d49…

`by` is an ORCID iD, or a name where a person has none. `digest` is that of the claim as it was
looked at (`content_digest`): a claim that says something else by now is not looked at any more,
and the entry stays as history. The command `migralex review` writes the entries.
Source: PROV-O, section 3.1 (Activity, used, wasAssociatedWith); ISO 7064 (mod 11-2) for ORCID.
"""

import datetime
import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.iris import MLX, ORCID, PROV, RDF, RDFS, SKOS, XSD, Iris
from graph.terms import Literal, NamedNode, Triple
from loader.claims import LABELS, Claim, Claims
from loader.faults import Faults, Place, did_you_mean, shown
from loader.keys import slug
from loader.labels import fill
from loader.locate import Located
from loader.passages import Passage
from loader.schema import Schema
from loader.sources import Source
from loader.strict_yaml import Fields, Items, Node, each, read_yaml

KEYS: Final = ("claim", "by", "day", "digest")
AGENT: Final = "reviewer-"
"""What the slug of a reviewer begins with, so that it is never that of a source."""
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_ORCID: Final = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
_NAME: Final = re.compile(r"[^\W\d_][^\n:#\"'{}\[\]]*[^\W_]\.?")


@dataclass(frozen=True)
class Review:
    """An entry; `claim` is the claim's slug in its source, `place` where the entry stands."""

    claim: str
    by: str
    day: datetime.date
    digest: str
    place: Place

    @property
    def agent(self) -> str:
        """The slug of the reviewer."""
        return AGENT + slug(self.by)


def content_digest(claim: Claim, passages: Iterable[Passage], iris: Iris) -> str:
    """The SHA-256 of what a claim states, on which passages and for which reasons.

    It is that of UTF-8 lines, sorted: the statements as N-Triples with the base IRI left out, the
    passages as `# start-end SHA-256`, the reasons as `# reason: …`.
    """
    lines = {str(triple).replace(f"<{iris.base}", "<") for triple in claim.triples}
    lines |= {f"# reason: {reason}" for reason in claim.reasons}
    if not claim.editorial:
        lines |= {f"# {one.start}-{one.end} {one.sha256}" for one in passages}
    return hashlib.sha256("\n".join(sorted(lines)).encode("utf-8")).hexdigest()


def content_digests(
    claims: Claims, located: Mapping[str, tuple[Source, Located]], iris: Iris
) -> dict[NamedNode, str]:
    """The content digest of every claim; `located` holds each source by its id."""
    return {
        claim.iri: content_digest(
            claim, located[claim.group.source][1].passages[claim.group.slug], iris
        )
        for claim in claims.claims.values()
    }


def is_reviewer(by: str) -> bool:
    """Whether a text can stand as who looked: an ORCID iD whose check digit is right, or a name."""
    if _ORCID.fullmatch(by):
        total = 0
        for digit in by.replace("-", "")[:-1]:
            total = (total + int(digit)) * 2
        return by[-1] == "0123456789X"[(12 - total % 11) % 11]
    return bool(_NAME.fullmatch(by)) and bool(slug(by))


def read_reviews(source: Source, faults: Faults) -> tuple[Review, ...]:
    """The entries of a source, in the order of the file; none where there is no file."""
    if not source.reviewed.is_file():
        return ()
    document = read_yaml(source.reviewed, faults)
    if document is not None and not isinstance(document, Items):
        place = Place(shown(source.reviewed))
        faults.add(place, "not a list of reviews", "Run `migralex review` to write it.")
        return ()
    found = (_entry(node, faults) for node in each(document))
    return tuple(one for one in found if one is not None)


def _entry(node: Node, faults: Faults) -> Review | None:
    remedy = "Write {claim: …, by: …, day: …, digest: …}, as `migralex review` does."
    if not isinstance(node, Fields):
        faults.add(node.place, "not a review", remedy)
        return None
    before = len(faults.found)
    for key, _ in node.entries:
        if key.value not in KEYS:
            known = f"Its keys are {', '.join(KEYS)}."
            message = f"unknown key {key.value!r}"
            faults.add(key.place, message, did_you_mean(key.value, KEYS, known))
    texts = {key: node.text(key) or "" for key in KEYS}
    for name, text in texts.items():
        if not text:
            faults.add(node.place, f"a review without {name}", remedy)
    day = None
    with suppress(ValueError):
        day = datetime.date.fromisoformat(texts["day"])
    if texts["day"] and (day is None or day.isoformat() != texts["day"]):
        faults.add(node.place, f"{texts['day']!r} is no day", "Write it as 2026-11-30.")
    if texts["by"] and not is_reviewer(texts["by"]):
        who = "Write an ORCID iD as 0000-0002-1825-0097, or a name."
        faults.add(node.place, f"{texts['by']!r} is neither an ORCID iD nor a name", who)
    if texts["digest"] and not _DIGEST.fullmatch(texts["digest"]):
        faults.add(node.place, "not a digest", "Run `migralex review` to write it.")
    if day is None or len(faults.found) > before:
        return None
    return Review(texts["claim"], texts["by"], day, texts["digest"], node.place)


def check_reviews(reviews: Iterable[Review], claims: Collection[str], faults: Faults) -> None:
    """A fault for each entry about a claim that the source does not make, or written twice."""
    seen: dict[tuple[str, str, datetime.date], Review] = {}
    for one in reviews:
        if one.claim not in claims:
            remedy = did_you_mean(one.claim, claims, "Strike the entry.")
            faults.add(one.place, f"the source makes no claim {one.claim!r}", remedy)
        first = seen.setdefault((one.claim, one.agent, one.day), one)
        if first is not one:
            message = "the same claim, reviewer and day twice"
            faults.add(one.place, message, f"Keep one of them; the first is at {first.place}.")


def review_triples(
    source: str, reviews: Iterable[Review], schema: Schema, iris: Iris
) -> Iterator[Triple]:
    """What the provenance graph says of the reviews of a source, and of who made them."""
    for one in reviews:
        claim = iris.claim(source, one.claim)
        node = iris.part(claim, f"review-{one.day.isoformat()}-{slug(one.by)}")
        agent = iris.entity("agent", one.agent)
        named = {"by": one.by, "day": f"{one.day.day} {one.day:%B %Y}"}
        label = fill(schema.templates.get(MLX.Review, ""), named.get) or one.by
        yield Triple(node, RDF.type, MLX.Review)
        yield Triple(node, RDFS.label, Literal(label, language=LABELS))
        yield Triple(node, PROV.used, claim)
        yield Triple(node, PROV.wasAssociatedWith, agent)
        yield Triple(node, MLX.reviewedOn, Literal(one.day.isoformat(), datatype=XSD.date))
        yield Triple(node, MLX.contentDigest, Literal(one.digest, datatype=XSD.hexBinary))
        yield Triple(agent, RDF.type, PROV.Agent)
        yield Triple(agent, RDFS.label, Literal(one.by))
        if _ORCID.fullmatch(one.by):
            yield Triple(agent, SKOS.exactMatch, ORCID[one.by])


def states(reviews: Iterable[Review], digests: Mapping[str, str]) -> dict[str, str]:
    """Of each claim with a review, by slug, whether one `holds` or the claim `changed` since."""
    found: dict[str, str] = {}
    for one in reviews:
        if digests.get(one.claim) == one.digest:
            found[one.claim] = "holds"
        else:
            found.setdefault(one.claim, "changed")
    return found


def write_reviews(path: Path, reviews: Iterable[tuple[str, str, datetime.date, str]]) -> None:
    """Adds entries (claim, by, day, digest) at the end of the file."""
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    if before and not before.endswith("\n"):
        before += "\n"
    entries = (
        f"- claim: {claim}\n  by: {by}\n  day: {day.isoformat()}\n  digest: {digest}\n"
        for claim, by, day, digest in reviews
    )
    new = path.with_name(f".{path.name}.new")
    new.write_text(before + "".join(entries), encoding="utf-8")
    new.replace(path)
