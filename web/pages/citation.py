"""What is cited: a reference with its pinpoints, read from the graph and never made up.

Source: CSL 1.0.2 (types and variables); OSCOLA 4th edition and the Bluebook for what a reader
needs: the official journal, the place in the source, where it is online and on which day.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from graph.iris import MLXV
from graph.store import Row
from graph.terms import Literal, NamedNode, Term
from web.site import Site
from web.words.dates import edtf_words
from web.words.languages import ENGLISH
from web.words.names import best

# At the end of a part of a label that was made by a pattern.
_DATE = re.compile(r"(?<=, )\d{4}-\d\d(?:-\d\d)?(?=, |$)")
ENTRY = "entry"
REPORT = "report"


@dataclass(frozen=True)
class Place:
    """A place in a source; each part is empty where there is none."""

    section: str
    paragraph: str
    note: str

    @property
    def named(self) -> bool:
        """Whether its section has a name, as an annex has, and no number."""
        return not self.section[:1].isdigit()


@dataclass(frozen=True)
class Spot:
    """Paragraphs of a section that are cited together, or one with its note."""

    section: str
    paragraphs: tuple[str, ...]
    note: str
    named: bool


@dataclass(frozen=True)
class Work:
    """A published source. `issued` is EDTF; texts are empty where nothing is known."""

    title: str
    creator: str = ""
    publisher: str = ""
    issued: str = ""
    places: tuple[Place, ...] = ()

    @property
    def year(self) -> str:
        """The year of publication."""
        return self.issued[:4]

    @property
    def spots(self) -> tuple[Spot, ...]:
        """The places, paragraphs that follow each other in one section together."""
        found: list[Spot] = []
        for one in self.places:
            paragraphs = (one.paragraph,) if one.paragraph else ()
            last = found[-1] if found else None
            together = last and last.section == one.section and not (last.note or one.note)
            if last and together and last.paragraphs and paragraphs:
                found[-1] = replace(last, paragraphs=(*last.paragraphs, *paragraphs))
            else:
                found.append(Spot(one.section, paragraphs, one.note, one.named))
        return tuple(found)


@dataclass(frozen=True)
class Printed:
    """An entry in an official journal. `day` is in words, empty where only the year is known."""

    gazette: str
    issue: str
    page: str
    issued: str

    @property
    def day(self) -> str:
        """When it was printed, in words, where more than the year is known."""
        return edtf_words(self.issued, ENGLISH) if len(self.issued) > len("2007") else ""


@dataclass(frozen=True)
class Act:
    """A law, a treaty or an article that a fact is about or rests on, and where it was printed.

    `title` is empty where the title of the fact has it.
    """

    title: str
    printed: tuple[Printed, ...] = ()


@dataclass(frozen=True)
class Citation:
    """A reference: what, where it is online, in which release, seen on which day.

    `sort` is the CSL type. `rests_on` are the works that it cites in turn, `acts` those that it is
    about. `rows` and `digest` (SHA-256 of the lines in `media_type`, see graph/canonical.py) are
    those of the result of a query, `query_digest` the SHA-256 of the query's text.
    """

    key: str
    sort: str
    title: str
    url: str
    site: str
    release: str
    accessed: date
    work: Work | None = None
    printed: tuple[Printed, ...] = ()
    signed: str = ""
    rests_on: tuple[Work, ...] = ()
    acts: tuple[Act, ...] = ()
    rows: int = 0
    digest: str = ""
    media_type: str = ""
    query_digest: str = ""

    @property
    def signed_words(self) -> str:
        """The day of signature in words."""
        return edtf_words(self.signed, ENGLISH)


def citation_of(here: Site, iri: NamedNode, accessed: date) -> Citation | None:
    """How an entity or a claim is cited, None if nothing is said about it."""
    rows = here.store.rows("page/cited", entity=iri)
    if not rows:
        return None
    parsed = here.iris.parse(iri)
    kind, slug = parsed or ("", iri.value)
    places = works_from(_accepted(here.store.rows("page/cited-places", entity=iri)))
    work: Work | None = None
    sort = _text(rows[0], "sort") or ENTRY
    if kind == "passage" and places:
        work, places, sort = places[0], (), REPORT
    elif sort == REPORT:
        work = _work(_title(rows), rows[0])
    signed = {_text(row, "signed") for row in rows} - {""}
    return Citation(
        key=f"{kind}-{slug}".replace("/", "-").replace(".", "-"),
        sort=sort,
        title=_title(rows),
        url=iri.value,
        site=here.settings.name,
        release=here.release.digest,
        accessed=accessed,
        work=work,
        printed=_printed(rows),
        signed=signed.pop() if len(signed) == 1 else "",
        rests_on=places,
        acts=() if work else _acts(here.store.rows("page/cited-acts", entity=iri), _title(rows)),
    )


def _acts(rows: Iterable[Mapping[str, Term]], title: str) -> tuple[Act, ...]:
    """The acts; the title of what is cited need not be said again."""
    grouped: dict[str, list[Mapping[str, Term]]] = {}
    for row in rows:
        grouped.setdefault(row["act"].value, []).append(row)
    named = ((_title(found), found) for found in grouped.values())
    acts = (Act("" if name in title else name, _printed(found)) for name, found in named)
    return tuple(one for one in acts if one.title or one.printed)


def _printed(rows: Iterable[Mapping[str, Term]]) -> tuple[Printed, ...]:
    """Where it was printed, each journal once."""
    columns = ("gazette", "issue", "page", "printed")
    return tuple(
        dict.fromkeys(
            Printed(*(_text(row, one) for one in columns)) for row in rows if "issue" in row
        )
    )


def _accepted(rows: list[Row]) -> list[Row]:
    """The rows of claims that are accepted, or where none is, all."""
    refused = {str(row["status"]) for row in rows if "status" in row} - {str(MLXV.accepted)}
    kept = [row for row in rows if "status" not in row or str(row["status"]) not in refused]
    return kept or rows


def works_from(rows: Iterable[Mapping[str, Term]]) -> tuple[Work, ...]:
    """The sources with the places in each, from the rows of the query `page/cited-places`."""
    grouped: dict[str, list[Mapping[str, Term]]] = {}
    for row in rows:
        grouped.setdefault(row["source"].value, []).append(row)
    return tuple(
        _work(_title(found, "title"), found[0], dict.fromkeys(_place(row) for row in found))
        for found in grouped.values()
    )


def _work(title: str, row: Mapping[str, Term], places: Iterable[Place] = ()) -> Work:
    creator, publisher, issued = (_text(row, one) for one in ("creator", "publisher", "issued"))
    return Work(title, creator, publisher, issued, tuple(places))


def _place(row: Mapping[str, Term]) -> Place:
    return Place(*(_text(row, one) for one in ("section", "paragraph", "note")))


def _title(rows: Iterable[Mapping[str, Term]], column: str = "label") -> str:
    names = (term for row in rows if isinstance(term := row.get(column), Literal))
    name = best(names, ENGLISH)
    return dated(name.text) if name else ""


def dated(title: str) -> str:
    """A title in which a month or a day stands as in the data, with it in words."""
    return _DATE.sub(lambda found: edtf_words(found[0], ENGLISH), title)


def _text(row: Mapping[str, Term], column: str) -> str:
    term = row.get(column)
    return term.value if isinstance(term, (Literal, NamedNode)) else ""
