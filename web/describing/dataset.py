"""The dataset described: in VoID for programs that query it, in DCAT for portals and people.

Source: VoID (W3C Interest Group Note), section 6.2 (well-known URI); DCAT 3; DCAT-AP 3.0.1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, cast

from flask import Blueprint, Response, current_app, render_template

from graph.iris import DCAT as DCAT_TERMS
from graph.iris import XSD
from graph.publications import Publication
from graph.terms import Literal, NamedNode, Triple
from web.describing.counted import counted
from web.describing.dumps import File, files_of
from web.http.documents import Document, format_of, respond
from web.http.negotiate import ENTITY_FORMATS, HTML
from web.site import Site, site

blueprint = Blueprint("dataset", __name__)
KEY: Final = "migralex-dataset"
VOID: Final = ".well-known/void"
DCAT: Final = "dataset"


@dataclass(frozen=True, eq=False)
class Descriptions:
    """The descriptions of the dataset; counted once, since a release does not change."""

    site: Site

    @cached_property
    def void(self) -> Sequence[Triple]:
        """VoID: the counts and partitions, with the licence and the dumps."""
        here = self.site
        counted = here.store.triples(
            "dataset/void",
            document=NamedNode(here.absolute(VOID)),
            dataset=here.dataset,
            parts=Literal(here.absolute(f"{VOID}#")),
            home=NamedNode(here.public_url),
            endpoint=NamedNode(here.absolute("sparql")),
            space=Literal(here.iris.base),
        )
        return [*counted, *self.dcat]

    @cached_property
    def dcat(self) -> Sequence[Triple]:
        """DCAT: the catalogue, the dataset, its files and services."""
        here = self.site
        found = here.store.triples(
            "dataset/dcat",
            document=NamedNode(here.absolute(DCAT)),
            dataset=here.dataset,
            datasetId=Literal(here.dataset.value),
            catalog=self.part("catalog"),
            publisher=self.part("publisher"),
            title=Literal(here.settings.name),
            version=Literal(here.release.digest[:12]),
            home=NamedNode(here.public_url),
            landing=NamedNode(here.absolute(DCAT)),
            sparql=self.part("sparql"),
            endpoint=NamedNode(here.absolute("sparql")),
            reconciliation=self.part("reconciliation"),
            reconcile=NamedNode(here.absolute("reconcile")),
        )
        for one in files_of(here.release):
            found += distribution(here, here.dataset, one, DCAT, "dumps/", "dumps/")
        if here.licence:
            parts = [self.part(one) for one in ("catalog", "sparql", "reconciliation")]
            parts += [self.part(one.name) for one in files_of(here.release)]
            for thing in (here.dataset, *parts):
                licence = NamedNode(here.licence)
                found += here.store.triples("dataset/licence", thing=thing, licence=licence)
        if here.settings.contact:
            found += here.store.triples(
                "dataset/contact",
                dataset=here.dataset,
                contact=self.part("contact"),
                called=Literal(here.settings.name),
                address=Literal(here.settings.contact),
            )
        if here.published:
            time = Literal(here.published.isoformat(), datatype=XSD.dateTime)
            found += here.store.triples("dataset/published", dataset=here.dataset, time=time)
        return list(dict.fromkeys(found))

    def part(self, name: str) -> NamedNode:
        """The IRI of a thing that is described at /dataset."""
        return NamedNode(self.site.absolute(f"{DCAT}#{name}"))


def distribution(
    here: Site, dataset: NamedNode, one: File, document: str, page: str, folder: str
) -> list[Triple]:
    """A file of a dataset. `document` describes it, `page` lists it with the others, `folder` holds
    it; all are paths."""
    node = NamedNode(here.absolute(f"{document}#{one.name}"))
    # An engine may read this datatype as that of all whole numbers, but portals insist on it.
    size = Literal(str(one.size), datatype=XSD.nonNegativeInteger)
    described = here.store.triples(
        "dataset/distribution",
        dataset=dataset,
        distribution=node,
        checksum=NamedNode(f"{node.value}-sha256"),
        page=NamedNode(here.absolute(page)),
        url=NamedNode(here.absolute(f"{folder}{one.name}")),
        title=Literal(one.name),
        type=Literal(one.media_type),
        gzip=Literal(str(one.packed).lower(), datatype=XSD.boolean),
        sha256=Literal(one.sha256.hex()),
    )
    return [*described, Triple(node, DCAT_TERMS.byteSize, size)]


def descriptions() -> Descriptions:
    """The descriptions of the running application's dataset."""
    made = current_app.extensions.setdefault(KEY, Descriptions(site()))
    return cast(Descriptions, made)


def changed(here: Site) -> Publication | None:
    """The last publication: the dataset is described with the time since which it is in force."""
    return here.changes.known[-1] if here.changes else None


@blueprint.get("/.well-known/void", defaults={"suffix": ""})
@blueprint.get("/.well-known/void.<suffix>")
def void(suffix: str) -> Response:
    """The dataset described in VoID, with true counts."""
    here = site()
    document = Document(VOID, here.dataset.value, ENTITY_FORMATS, DCAT)
    return respond(
        here,
        document,
        format_of(suffix),
        lambda: descriptions().void,
        changed=changed(here),
    )


@blueprint.get("/dataset", defaults={"suffix": ""})
@blueprint.get("/dataset.<suffix>")
def dataset(suffix: str) -> Response:
    """The dataset for people and for portals."""
    here = site()
    document = Document(DCAT, here.dataset.value, (HTML, *ENTITY_FORMATS))
    return respond(
        here,
        document,
        format_of(suffix),
        lambda: descriptions().dcat,
        lambda: _page(here),
        changed=changed(here),
    )


def _page(here: Site) -> str:
    sources: Any = here.release.manifest.get("sources", {})
    return render_template(
        "dataset.html", graphs=counted().sizes, files=files_of(here.release), sources=sources
    )
