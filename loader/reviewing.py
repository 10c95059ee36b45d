"""`migralex review`: a person has looked at claims; each is written down with its digest."""

import datetime
from collections import defaultdict
from collections.abc import Iterable

from loader.claims import make_claims
from loader.faults import Faults, Place, did_you_mean
from loader.inputs import Inputs
from loader.locate import Located, located
from loader.reviews import content_digests, is_reviewer, write_reviews
from loader.sources import Source


def record(
    inputs: Inputs, names: Iterable[str], by: str, day: datetime.date
) -> dict[str, list[str]]:
    """Adds an entry to `reviewed.yaml` for each claim, `source/slug`; the slugs by source.

    Raises SourceError where there is no such claim, where `by` names nobody, or where the claim
    was looked at already by that person on that day; nothing is written then.
    """
    faults = Faults()
    if not is_reviewer(by):
        remedy = "Write an ORCID iD as 0000-0002-1825-0097, or a name."
        faults.add(Place("--by"), f"{by!r} is neither an ORCID iD nor a name", remedy)
    places: dict[str, tuple[Source, Located]] = {}
    for source in inputs.sources:
        found = located(source, inputs.records, faults)
        if found is not None:
            places[source.id] = (source, found)
    faults.stop()
    claims = make_claims(inputs.records, inputs.schema, inputs.iris)
    digests = {
        iri.value.removeprefix(f"{inputs.iris.base}claim/"): digest
        for iri, digest in content_digests(claims, places, inputs.iris).items()
    }
    known = {
        (f"{source}/{one.claim}", one.by, one.day)
        for source, reviews in inputs.reviews.items()
        for one in reviews
    }
    written: defaultdict[str, list[str]] = defaultdict(list)
    for name in dict.fromkeys(names):
        source_id, _, slug = name.partition("/")
        if name not in digests:
            remedy = did_you_mean(name, digests, "Write SOURCE/CLAIM, as its page is called.")
            faults.add(Place("--claim"), f"there is no claim {name!r}", remedy)
        elif (name, by, day) in known:
            remedy = "It stands in reviewed.yaml; nothing is to be done."
            faults.add(Place("--claim"), f"{by} has looked at {name} on {day}", remedy)
        else:
            written[source_id].append(slug)
    faults.stop()
    for source_id, slugs in written.items():
        entries = [(slug, by, day, digests[f"{source_id}/{slug}"]) for slug in slugs]
        write_reviews(places[source_id][0].reviewed, entries)
    return dict(written)
