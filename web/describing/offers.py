"""The words in which web/describing/interface.py says what a view takes and gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from web.describing.schemas import TEXT, Schema
from web.http.negotiate import HTML, Format


@dataclass(frozen=True)
class Parameter:
    """An argument of the query string, or with `place` "header" a header."""

    name: str
    description: str
    schema: Schema = field(default_factory=lambda: TEXT)
    required: bool = False
    place: str = "query"


@dataclass(frozen=True)
class Offer:
    """What a view takes and gives.

    `shape` names the schema of its JSON, see web/describing/schemas.py. `body` has the media
    types of a POST with the schema of each. `statuses` are those beside the ones that any view
    may answer with.
    """

    formats: Sequence[Format] = (HTML,)
    parameters: Sequence[Parameter] = ()
    shape: str = ""
    body: Mapping[str, Schema] = field(default_factory=dict)
    statuses: Sequence[int] = ()
