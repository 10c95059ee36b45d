"""What is counted in all of the graph, once for a release: it does not change, and grows large."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, cast

from flask import current_app

from graph.terms import NamedNode, Triple
from web.site import Site, site

KEY: Final = "migralex-counted"


@dataclass(frozen=True, eq=False)
class Counted:
    """The counts of a site."""

    site: Site

    @cached_property
    def sizes(self) -> Mapping[str, int]:
        """How many triples each graph with a fixed name holds, by its IRI."""
        rows = self.site.store.rows("page/graphs")
        return {row["graph"].value: int(row["triples"].value) for row in rows}

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many entities there are on each list page, and of topics, claims and so on."""
        rows = self.site.store.rows("page/counts")
        return {row["path"].value: int(row["count"].value) for row in rows}

    @cached_property
    def service(self) -> Sequence[Triple]:
        """The query endpoint described, with the sizes of its graphs."""
        here = self.site
        return here.store.triples(
            "page/service",
            endpoint=NamedNode(here.absolute("sparql")),
            service=NamedNode(here.absolute("sparql#service")),
            dataset=here.dataset,
            default=NamedNode(here.absolute("sparql#default-graph")),
        )


def counted() -> Counted:
    """The counts of the running application's site."""
    return cast(Counted, current_app.extensions.setdefault(KEY, Counted(site())))
