"""The twelve shapes of queries that are measured, each with many values of its parameters.

Every query names its graphs, so that all servers answer from the same statements whatever their
default datasets are. The values follow from the seed and the number of countries.
"""

import random
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from benchmarks.world import (
    CONSENTS,
    INSTITUTIONS,
    LAWS,
    MANDATES,
    OFFICES,
    ROLES,
    TOPICS,
    TREATIES,
)
from graph.guard import Form
from graph.iris import MLXV, XSD, Iris
from graph.library import Library
from graph.release import Release
from graph.terms import Literal, NamedNode, Term

QUERIES = Path(__file__).parent / "queries" / "endpoint"
VARIANTS = 400
EXPORT = "export"
JSON = "application/sparql-results+json"
CSV = "text/csv"


@dataclass(frozen=True)
class Shape:
    """A query with other values in each of its texts, and the media type it is asked in."""

    name: str
    texts: tuple[str, ...]
    accept: str

    def paths(self, endpoint: str) -> list[str]:
        """The paths by which a server with this endpoint is asked."""
        return [f"{endpoint}?query={quote(text)}" for text in self.texts]


def shapes(release: Release, seed: int = 7) -> list[Shape]:
    """All shapes for a generated release, in the order of their names."""
    library = Library(QUERIES)
    values = _Values(release.iris, int(release.manifest["counts"]["countries"]), seed)
    found = []
    for name in library.names():
        query = library.query(name)
        texts = dict.fromkeys(
            query.bind(**{parameter: values.take(parameter) for parameter in query.parameters})
            for _ in range(VARIANTS)
        )
        absolute = (
            text.replace("<graph/", f"<{release.base_iri}graph/") for text in _without_header(texts)
        )
        accept = CSV if name == EXPORT else JSON
        found.append(Shape(name, tuple(absolute), accept if query.form is not Form.ASK else JSON))
    return found


def _without_header(texts: dict[str, None]) -> list[str]:
    """What a program would send: the query, without the file's comments."""
    return ["\n".join(line for line in text.splitlines() if line[:1] != "#") for text in texts]


class _Values:
    """Values of parameters, by the parameter's name."""

    def __init__(self, iris: Iris, countries: int, seed: int) -> None:
        self._iris = iris
        self._countries = countries
        self._chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret

    def take(self, parameter: str) -> Term:
        """Another value for a parameter."""
        match parameter:
            case "state" | "one" | "other":
                return self._iris.entity("polity", f"country-{self._country()}")
            case "entity":
                return self._entity()
            case "institution":
                place = self._chance.randint(1, INSTITUTIONS)
                return self._body(place)
            case "treaty":
                number = self._chance.randint(1, TREATIES)
                return self._iris.entity("treaty", f"convention-{number}")
            case "words":
                office = self._chance.choice(list(OFFICES.values()))[0]
                return Literal(f"{office} {self._chance.randint(1, INSTITUTIONS)} of Country")
            case "day":
                year, month = self._chance.randint(1960, 2020), self._chance.randint(1, 12)
                return Literal(f"{year}-{month:02}-15", datatype=XSD.date)
            case "topic":
                return MLXV[self._chance.choice(TOPICS)]
            case "role":
                return MLXV[self._chance.choice(ROLES)]
            case "kind":
                return MLXV[self._chance.choice((*CONSENTS, "signature"))]
            case _:
                raise ValueError(f"there are no values for {parameter}")

    def _country(self) -> int:
        return self._chance.randint(1, self._countries)

    def _body(self, place: int) -> NamedNode:
        kind = list(OFFICES)[place % len(OFFICES)]
        return self._iris.entity("institution", f"{kind}-{place}-of-country-{self._country()}")

    def _entity(self) -> NamedNode:
        match self._chance.choice(("law", "mandate", "institution")):
            case "law":
                slug = f"law-{self._chance.randint(1, LAWS)}-of-country-{self._country()}"
                return self._iris.entity("law", slug)
            case "mandate":
                slug = f"mandate-{self._chance.randint(1, MANDATES)}-of-country-{self._country()}"
                return self._iris.entity("mandate", slug)
            case _:
                return self._body(self._chance.randint(1, INSTITUTIONS))
