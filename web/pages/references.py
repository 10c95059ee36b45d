"""A citation for reference managers: CSL-JSON, BibTeX, RIS; and as text, from small templates.

Text is not made by a CSL processor, which drops the official journal's number, the release and
the pinpoints: see docs/decisions/0011. Who has a processor of their own gives it the CSL-JSON.
Source: CSL 1.0.2, appendices III and IV; BibTeX (btxdoc); RIS format specifications.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import render_template

from web.http.negotiate import Format
from web.pages.citation import Citation, Place, Work

CSL: Final = Format("json", "CSL-JSON", ("application/vnd.citationstyles.csl+json",))
BIBTEX: Final = Format("bib", "BibTeX", ("application/x-bibtex",), charset=True)
RIS: Final = Format("ris", "RIS", ("application/x-research-info-systems",), charset=True)
# What is text for people has no media type of its own: it is had under its name only.
OSCOLA: Final = Format("oscola.txt", "OSCOLA", ("text/plain",))
BLUEBOOK: Final = Format("bluebook.txt", "Bluebook", ("text/plain",))
FORMATS: Final = (OSCOLA, BLUEBOOK, BIBTEX, RIS, CSL)

BIBTEX_TYPES: Final = {"report": "techreport"}
RIS_TYPES: Final = {"report": "RPRT", "legislation": "STAT", "treaty": "LEGAL", "dataset": "DATA"}
# What a state made, not we: we do not publish it.
LAW: Final = ("legislation", "treaty")
_SPECIAL: Final = {
    **{one: f"\\{one}" for one in "&%$#_"},
    # A brace counts as one for BibTeX even behind a backslash.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


@dataclass(frozen=True)
class Told:
    """The parts of a citation that all formats share, in the words of CSL."""

    title: str
    author: str
    container: str
    number: str
    publisher: str
    issued: str
    section: str
    note: str


def told(it: Citation) -> Told:
    """The parts of a citation, each empty where there is nothing to say."""
    work, printed = it.work, it.printed[0] if it.printed else None
    container = "" if work else printed.gazette if printed else it.site
    return Told(
        title=work.title if work else it.title,
        author=work.creator if work else "",
        container=container,
        number=printed.issue if printed else "",
        publisher=work.publisher if work else "" if it.sort in LAW else it.site,
        issued=work.issued if work else it.signed or (printed.issued if printed else ""),
        section=_sections(work) if work else "",
        note=notes(it),
    )


def notes(it: Citation) -> str:
    """What no field of its own holds: pinpoints, further journals, works cited, release, digest."""
    return " ".join(render_template("cite/note.txt", it=it, places=places).split())


def places(work: Work) -> str:
    """The places in a work in words."""
    return "; ".join(_place(one) for one in work.places)


def _place(one: Place) -> str:
    section = "" if one.named else "section"
    parts = ((section, one.section), ("paragraph", one.paragraph), ("note", one.note))
    return ", ".join(f"{name} {number}".strip() for name, number in parts if number)


def _sections(work: Work) -> str:
    return ", ".join(dict.fromkeys(one.section for one in work.places if one.section))


def csl(it: Citation) -> str:
    """The citation as a CSL-JSON array of one item."""
    parts = told(it)
    item: dict[str, Any] = {
        "id": it.key,
        "type": it.sort,
        "title": parts.title,
        "author": [{"literal": parts.author}] if parts.author else [],
        "container-title": parts.container,
        "number": parts.number,
        "page": it.printed[0].page if it.printed else "",
        "publisher": parts.publisher,
        "issued": _date_parts(parts.issued),
        "section": parts.section,
        "version": it.release,
        "URL": it.url,
        "accessed": _date_parts(it.accessed.isoformat()),
        "note": parts.note,
    }
    kept = {key: value for key, value in item.items() if value}
    return json.dumps([kept], ensure_ascii=False, indent=2) + "\n"


def _date_parts(edtf: str) -> dict[str, Any]:
    """A day, month or year as CSL writes it; any other date stands as it is."""
    if re.fullmatch(r"\d{4}(-\d\d){0,2}", edtf):
        return {"date-parts": [[int(one) for one in edtf.split("-")]]}
    return {"literal": edtf} if edtf else {}


def bibtex(it: Citation) -> str:
    """The citation as a BibTeX entry, with what BibTeX would read as commands escaped."""
    parts = told(it)
    printed = f"{parts.container} {parts.number}" if it.printed and not it.work else ""
    fields = {
        "title": f"{{{escaped(parts.title)}}}",
        "author": f"{{{escaped(parts.author)}}}" if parts.author else "",
        "institution" if it.sort in BIBTEX_TYPES else "publisher": escaped(parts.publisher),
        "howpublished": escaped(printed),
        "year": parts.issued[:4],
        "url": it.url,
        "urldate": it.accessed.isoformat(),
        "version": it.release,
        "note": escaped(parts.note),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    kind = BIBTEX_TYPES.get(it.sort, "misc")
    return f"@{kind}{{{it.key},\n" + ",\n".join(lines) + "\n}\n"


def escaped(text: str) -> str:
    """Text for BibTeX, in which some characters would be commands."""
    return "".join(_SPECIAL.get(one, one) for one in text)


def ris(it: Citation) -> str:
    """The citation as a RIS record; lines end as the format has it."""
    parts = told(it)
    tags = (
        ("TY", RIS_TYPES.get(it.sort, "ELEC")),
        ("ID", it.key),
        ("TI", parts.title),
        ("AU", parts.author),
        ("T2", parts.container),
        ("M1", parts.number),
        ("SP", it.printed[0].page if it.printed else ""),
        ("PB", parts.publisher),
        ("PY", parts.issued[:4]),
        ("SE", parts.section),
        ("ET", it.release),
        ("UR", it.url),
        ("Y2", it.accessed.strftime("%Y/%m/%d")),
        ("N1", parts.note),
    )
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in tags if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def oscola(it: Citation) -> str:
    """The citation as a footnote in the manner of OSCOLA."""
    return _text("cite/oscola.txt", it)


def bluebook(it: Citation) -> str:
    """The citation as a footnote in the manner of the Bluebook."""
    return _text("cite/bluebook.txt", it)


def _text(template: str, it: Citation) -> str:
    words = render_template(template, it=it, day=_day, short_day=short_day)
    return " ".join(words.split()) + "\n"


def _day(one: date) -> str:
    return f"{one.day} {one:%B %Y}"


def short_day(one: date) -> str:
    """A day as the Bluebook writes it: "Nov. 24, 2026"; May, June and July stay whole."""
    month = f"{one:%B}"
    if len(month) > len("July"):
        month = "Sept." if one.month == 9 else f"{month[:3]}."
    return f"{month} {one.day}, {one.year}"


WRITERS: Final[Mapping[Format, Callable[[Citation], str]]] = {
    OSCOLA: oscola,
    BLUEBOOK: bluebook,
    BIBTEX: bibtex,
    RIS: ris,
    CSL: csl,
}
