"""An invented world in the shape of our model: its countries, their institutions, laws and acts.

Everything has a plainly synthetic name (“Ministry 3 of Country 17”) in two languages, and follows
from the seed alone. An `Entity` is what one source says of one thing, and what the editors add.
"""

import calendar
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from graph.iris import EDTF, ELI, MLX, MLXV, ORG, RDF, RDFS, XSD, Iris
from graph.terms import Literal, NamedNode, Term

Statement = tuple[NamedNode, Term]
Names = dict[str, str]

INSTITUTIONS = 12
LAWS = 14
MANDATES = 40
AGREEMENTS = 6
TREATIES = 40
FIRST_YEAR, LAST_YEAR = 1951, 2025
TOPICS = (
    *(
        "asylum",
        "refugees",
        "readmission",
        "trafficking",
        "smuggling",
        "border-management",
        "visas",
    ),
    *("visas", "labour-migration", "social-security", "diaspora", "human-rights", "integration"),
    *("citizenship", "travel-documents", "statelessness", "return-and-reintegration"),
    *("residence-of-aliens", "irregular-migration", "migration-policy", "employment"),
)
ROLES = (
    *("lead", "coordinates", "implements", "advises"),
    *("supervises", "monitors", "drafts", "cooperates"),
)
CONSENTS = ("ratification", "acceptance", "approval", "accession")
OFFICES = {
    "ministry": ("Ministry", "Министарство"),
    "agency": ("Agency", "Агенција"),
    "directorate": ("Directorate", "Дирекција"),
    "council": ("Council", "Савет"),
}
WORDS = {
    "en": "residents registers permits borders families returns records visas seasons schools",
    "sr": "становници регистри дозволе границе породице повраци записи визе сезоне школе",
}


@dataclass
class Entity:
    """One thing: what the source says of it, and what the editors say (topics, kinds, labels)."""

    iri: NamedNode
    said: list[Statement] = field(default_factory=list)
    edited: list[Statement] = field(default_factory=list)


class World:
    """Makes entities, one country after the other; the treaties come first."""

    def __init__(self, iris: Iris, seed: int) -> None:
        self._iris = iris
        self._chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
        self._treaties: list[tuple[NamedNode, int, Names]] = []

    def treaties(self) -> Iterator[Entity]:
        """The multilateral treaties, which belong to no country."""
        for number in range(1, TREATIES + 1):
            names = {"en": f"Convention {number}", "sr": f"Конвенција {number}"}
            iri = self._iris.entity("treaty", f"convention-{number}")
            self._treaties.append((iri, self._chance.randint(FIRST_YEAR, 1995), names))
            entity = self._entity(iri, MLX.MultilateralTreaty, names)
            entity.edited.append((ELI.type_document, MLXV.convention))
            entity.edited.append((MLX.topic, self._topic()))
            yield entity

    def country(self, number: int) -> Iterator[Entity]:
        """A country with everything of its own; it deals with countries that came before it."""
        polity = _polity(self._iris, number)
        names = {"en": f"Country {number}", "sr": f"Земља {number}"}
        yield self._entity(polity, MLX.Polity, names)
        bodies: list[tuple[NamedNode, Names]] = []
        for entity in self._institutions(number, polity, bodies):
            yield entity
        laws: list[NamedNode] = []
        for entity in self._laws(number, polity, bodies[0][0], laws):
            yield entity
        for place in range(1, MANDATES + 1):
            yield self._mandate(number, place, bodies, laws)
        for iri, year, titles in self._treaties:
            yield from self._acts(number, polity, names, iri, year, titles)
        others = min(AGREEMENTS, number - 1)
        for other in sorted(self._chance.sample(range(1, number), others)):
            yield from self._agreement(number, other, polity)

    def _institutions(
        self, number: int, polity: NamedNode, bodies: list[tuple[NamedNode, Names]]
    ) -> Iterator[Entity]:
        for place in range(1, INSTITUTIONS + 1):
            kind = list(OFFICES)[place % len(OFFICES)]
            english, serbian = OFFICES[kind]
            names = {
                "en": f"{english} {place} of Country {number}",
                "sr": f"{serbian} {place}, Земља {number}",
            }
            iri = self._iris.entity("institution", f"{kind}-{place}-of-country-{number}")
            bodies.append((iri, names))
            entity = self._entity(iri, ORG.FormalOrganization, names)
            entity.said.append((MLX.jurisdiction, polity))
            entity.edited.append((ORG.classification, MLXV[kind]))
            entity.edited.append((MLX.topic, self._topic()))
            yield entity
        # Every third institution took the place of the one before it: chains of three.
        for place in range(1, INSTITUTIONS):
            if place % 4 == 0:
                continue
            (earlier, _), (later, names) = bodies[place - 1], bodies[place]
            slug = f"change-{place}-in-country-{number}"
            year = 1960 + place * 5 + number % 5
            change = self._event(slug, ORG.ChangeEvent, _prefixed("Change to", "Промена:", names))
            change.said += [
                (ORG.originalOrganization, earlier),
                (ORG.resultingOrganization, later),
                (MLX.changeType, MLXV.renaming),
                *self._date(year),
            ]
            yield change

    def _laws(
        self, number: int, polity: NamedNode, parliament: NamedNode, laws: list[NamedNode]
    ) -> Iterator[Entity]:
        for place in range(1, LAWS + 1):
            names = {
                "en": f"Law {place} of Country {number}",
                "sr": f"Закон {place}, Земља {number}",
            }
            iri = self._iris.entity("law", f"law-{place}-of-country-{number}")
            law = self._entity(iri, ELI.LegalResource, names)
            law.said.append((MLX.jurisdiction, polity))
            law.edited.append((ELI.type_document, MLXV.law))
            law.edited.append((MLX.topic, MLXV[TOPICS[(number + place // 2) % len(TOPICS)]]))
            if place % 2 == 0:
                law.said.append((ELI.repeals, laws[-1]))
            laws.append(iri)
            slug = f"law-{place}-of-country-{number}"
            published = self._iris.entity("publication", f"{slug}-gazette")
            law.said.append((MLX.publishedInGazette, published))
            yield law
            year = 1965 + place * 4 + self._chance.randrange(4)
            issue = f"{self._chance.randint(1, 140)}/{year % 100:02}"
            labels = {"en": f"Gazette, {issue}", "sr": f"Гласник, {issue}"}
            gazette = Entity(published, [(RDF.type, MLX.GazetteReference)], _labels(labels))
            gazette.said += [(MLX.issueNumber, Literal(issue)), *self._date(year)]
            yield gazette
            for kind, english, serbian in (
                ("adoption", "Adoption:", "Доношење:"),
                ("entry-into-force", "Entry into force:", "Ступање на снагу:"),
            ):
                event = self._event(
                    f"{slug}-{kind}", MLX.LegalEvent, _prefixed(english, serbian, names)
                )
                event.said += [(MLX.affects, iri), (MLX.eventType, MLXV[kind])]
                event.said += self._date(year)
                if kind == "adoption":
                    event.said.append((MLX.agent, parliament))
                yield event

    def _mandate(
        self, number: int, place: int, bodies: list[tuple[NamedNode, Names]], laws: list[NamedNode]
    ) -> Entity:
        holder, names = self._chance.choice(bodies)
        task = {
            language: " ".join(self._chance.sample(words.split(), 4))
            for language, words in WORDS.items()
        }
        iri = self._iris.entity("mandate", f"mandate-{place}-of-country-{number}")
        labels = {language: f"{names[language]}: {task[language]}" for language in task}
        mandate = Entity(iri, [(RDF.type, MLX.Mandate)], _labels(labels))
        mandate.said += [
            (MLX.mandateHolder, holder),
            (MLX.mandateRole, MLXV[self._chance.choice(ROLES)]),
            *((MLX.task, Literal(task[language], language=language)) for language in task),
        ]
        if self._chance.random() < 0.7:
            mandate.said.append((MLX.conferredBy, self._chance.choice(laws)))
        mandate.edited.append((MLX.topic, self._topic()))
        return mandate

    def _acts(
        self,
        number: int,
        polity: NamedNode,
        names: Names,
        treaty: NamedNode,
        year: int,
        titles: Names,
    ) -> Iterator[Entity]:
        """What a country did about a treaty: seven in ten sign, of those eight in ten consent."""
        if self._chance.random() > 0.7:
            return
        slug = treaty.value.rpartition("/")[2]
        acts = ["signature"]
        if self._chance.random() < 0.8:
            acts += [self._chance.choice(CONSENTS), "treaty-entry-into-force"]
        for kind in acts:
            year = min(LAST_YEAR, year + self._chance.randrange(5))
            label = {
                language: f"{kind.replace('-', ' ').capitalize()}: {titles[language]}, "
                f"{names[language]}"
                for language in titles
            }
            act = self._event(f"{slug}-{kind}-by-country-{number}", MLX.TreatyAction, label)
            act.said += [
                (MLX.treaty, treaty),
                (MLX.party, polity),
                (MLX.actionType, MLXV[kind]),
                *self._date(year),
            ]
            yield act

    def _agreement(self, number: int, other: int, polity: NamedNode) -> Iterator[Entity]:
        slug = f"country-{other}-and-country-{number}"
        names = {
            "en": f"Agreement between Country {other} and Country {number}",
            "sr": f"Споразум: Земља {other} и Земља {number}",
        }
        iri = self._iris.entity("agreement", slug)
        parties = (_polity(self._iris, other), polity)
        agreement = self._entity(iri, MLX.BilateralAgreement, names)
        agreement.said += [(MLX.contractingParty, party) for party in parties]
        agreement.edited.append((ELI.type_document, MLXV.agreement))
        agreement.edited.append((MLX.topic, self._topic()))
        yield agreement
        year = self._chance.randint(1970, 2015)
        acts = ["signature", "treaty-entry-into-force", "termination"]
        for kind in acts[: self._chance.choice((1, 2, 2, 2, 3))]:
            heading = kind.replace("-", " ").capitalize() + ":"
            act = self._event(
                f"{slug}-{kind}", MLX.TreatyAction, _prefixed(heading, heading, names)
            )
            act.said += [(MLX.treaty, iri), *((MLX.party, party) for party in parties)]
            act.said += [(MLX.actionType, MLXV[kind]), *self._date(year)]
            year += self._chance.randrange(1, 6)
            yield act

    def _topic(self) -> NamedNode:
        return MLXV[self._chance.choice(TOPICS)]

    def _entity(self, iri: NamedNode, kind: NamedNode, names: Names) -> Entity:
        return Entity(iri, [(RDF.type, kind), *_labels(names)])

    def _event(self, slug: str, kind: NamedNode, names: Names) -> Entity:
        """An event; its label is made by a pattern, so it is the editors'."""
        return Entity(self._iris.entity("event", slug), [(RDF.type, kind)], _labels(names))

    def _date(self, year: int) -> list[Statement]:
        """A date to the day, the month or the year, or a phrase, with the bounds that it has."""
        month, day = self._chance.randint(1, 12), self._chance.randint(1, 28)
        kind = self._chance.choices(("day", "month", "year", "phrase"), (50, 20, 20, 10))[0]
        end = f"{year}-{month:02}-{calendar.monthrange(year, month)[1]}"
        edtf, first, last = {
            "day": (f"{year}-{month:02}-{day:02}",) * 3,
            "month": (f"{year}-{month:02}", f"{year}-{month:02}-01", end),
            "year": (f"{year}", f"{year}-01-01", f"{year}-12-31"),
            "phrase": (f"[{year}-05..{year}-08]", f"{year}-05-01", f"{year}-08-31"),
        }[kind]
        stated: list[Statement] = [
            (MLX.date, Literal(edtf, datatype=EDTF.EDTF)),
            (MLX.earliest, Literal(first, datatype=XSD.date)),
            (MLX.latest, Literal(last, datatype=XSD.date)),
        ]
        if kind == "phrase":
            stated.append((MLX.dateAsStated, Literal(f"mid-{year}")))
        return stated


def _polity(iris: Iris, number: int) -> NamedNode:
    return iris.entity("polity", f"country-{number}")


def _prefixed(english: str, serbian: str, names: Names) -> Names:
    return {"en": f"{english} {names['en']}", "sr": f"{serbian} {names['sr']}"}


def _labels(names: Names) -> list[Statement]:
    return [(RDFS.label, Literal(name, language=language)) for language, name in names.items()]
