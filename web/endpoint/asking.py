"""What a page offers to be done with a query: to have its result in each format that suits it."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from graph.guard import Form
from web.endpoint.protocol import Asked
from web.http.negotiate import ASK_FORMATS, CSV, GRAPH_FORMATS, JSON, TSV, XML, Format
from web.site import Site, local

LONGEST_ADDRESS: Final = 4000
"""Characters of a query that is asked in an address; a longer one is sent in a request's body."""


@dataclass(frozen=True)
class Download:
    """A result in a format; `url` is empty where the query is too long for an address."""

    name: str
    title: str
    media_type: str
    url: str


def formats_of(form: Form | None) -> tuple[Format, ...]:
    """The formats of a result, those first that most people want."""
    if form is Form.ASK:
        return ASK_FORMATS
    return (CSV, TSV, JSON, XML) if form in (Form.SELECT, None) else GRAPH_FORMATS


def downloads(here: Site, question: Asked, text: str) -> list[Download]:
    """The result in every format, from the dataset that was asked."""
    return [
        Download(one.name, one.title, one.media_type, _url(question, one, text))
        for one in formats_of(here.store.form(text))
    ]


def _url(question: Asked, one: Format, text: str) -> str:
    if len(text) > LONGEST_ADDRESS:
        return ""
    return f"{local('sparql')}?{urlencode([*question.arguments, ('format', one.name)])}"
