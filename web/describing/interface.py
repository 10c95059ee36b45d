"""What the routes themselves cannot say of the HTTP interface: parameters, formats and shapes.

One entry for each view that has more to it than a page; web/describing/openapi.py
puts the two together.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from graph.iris import KINDS
from web.changes.changed import OF_TWO
from web.changes.feed import ATOM
from web.changes.history import CLAIM, TERM
from web.changes.timegate import LINK_FORMAT
from web.describing.dumps import GZIP, OTHER, TYPES
from web.describing.forms import ADDITION, BATCH, CORRECTION
from web.describing.offers import Offer, Parameter
from web.describing.schemas import DAY, IRI, TEXT, WHOLE, Schema, choice
from web.endpoint.protocol import DIRECT, FORM, FORMAT_PARAMETERS
from web.http.jsonp import JSONP
from web.http.negotiate import (
    CSV,
    ENTITY_FORMATS,
    GRAPH_FORMATS,
    HTML,
    JSONLD,
    PLAIN_JSON,
    SELECT_FORMATS,
    Format,
)
from web.http.paging import LARGEST
from web.linked import profiled
from web.pages import cite, lists
from web.pages.references import FORMATS as CITATIONS
from web.reviewing.worklists import CHOICES
from web.views import participation, timeline
from web.views.compare import CHANGES

ANSWER: Final[Schema] = {"type": "string", "enum": list(lists.ANSWERS)}
TABLE: Final = (HTML, CSV, PLAIN_JSON)
PAGE_OR_RDF: Final = (HTML, *ENTITY_FORMATS)
MAP: Final = Format("xml", "XML", ("application/xml",))
PATCH: Final = Format("patch", "Patch", ("text/x-diff",), charset=True)
PLAIN: Final = Format("txt", "Text", ("text/plain",))


_PAGE = Parameter(
    "page", "The page of a long list", {"type": "integer", "minimum": 1, "maximum": LARGEST}
)
_AS_OF = Parameter("asOf", "The day that is asked about", DAY)
_TABLE = Parameter("format", "All of it as a table", choice(CSV.name, PLAIN_JSON.name))
_TIME = Parameter("Accept-Datetime", "The time of the record, as HTTP writes it", place="header")
_LINKS = Parameter("links", "The property whose inverse links are wanted, by its IRI", IRI)
_CALLBACK = Parameter(
    "callback",
    "The function to hand the answer to, for clients that know no CORS",
    {"type": "string", "pattern": r"^[A-Za-z_$][A-Za-z0-9_$]*$", "maxLength": 100},
)
_ACCESSED = Parameter(cite.DAY, "The day of access, today if it is not given", DAY)
_QUERY = Parameter("query", "The query")
_GRAPHS = (
    Parameter("default-graph-uri", "Graphs to ask, in place of the default dataset", IRI),
    Parameter("named-graph-uri", "Graphs for GRAPH", IRI),
)
_RESULTS = tuple({one.name: one for one in (*SELECT_FORMATS, *GRAPH_FORMATS)})
_PROFILES = (
    Parameter(profiled.PROFILE, "The profile, by token or IRI; `alt` lists them"),
    Parameter(
        profiled.MEDIA_TYPE, "The format", choice(*(one.media_type for one in ENTITY_FORMATS))
    ),
    Parameter(profiled.HEADER, "The profiles that are accepted, with q-values", place="header"),
)
_FREE = Parameter(
    "arguments",
    "The parameters of the question, by name, as its page shows them",
    {"type": "object", "additionalProperties": TEXT},
)
_PREFIX = (
    Parameter("prefix", "What was typed so far"),
    Parameter("cursor", "How many suggestions the client has already", WHOLE),
    _CALLBACK,
)
_ASKED = {
    "type": "object",
    "required": ["query"],
    "properties": {"query": _QUERY.schema, **{one.name: one.schema for one in _GRAPHS}},
}
_TRIPLE = tuple(
    Parameter(name, f"{what}, as in N-Triples", required=True)
    for name, what in (("s", "The subject"), ("p", "The predicate"), ("o", "The object"))
)
_SUGGESTIONS = Offer((PLAIN_JSON, JSONP), _PREFIX, "Suggestions")
_STATEMENT = Parameter(cite.STATEMENT, "The key of one statement of the claim")
_FILE = Offer(
    tuple(Format("", "", (one,)) for one in (*TYPES.values(), GZIP, OTHER)), statuses=(206, 416)
)
_DOCUMENT = Offer(PAGE_OR_RDF, (), "JsonLd", statuses=(406,))
_DESCRIPTION = replace(_DOCUMENT, parameters=(*_PROFILES, _LINKS, _PAGE))


def _narrowed(*facets: str) -> tuple[Parameter, ...]:
    """The parameters of a table that is narrowed by facets and asked for a day."""
    return (*(Parameter(one, f"Only with this {one}") for one in facets), _AS_OF, _PAGE, _TABLE)


OFFERS: Final[Mapping[str, Offer]] = MappingProxyType(
    {
        "home.search": Offer(
            TABLE, (Parameter("q", "What to look for"), *_narrowed()), "Table", statuses=(303,)
        ),
        "home.robots": Offer((PLAIN,)),
        "home.sitemap": Offer((MAP,)),
        "home.sitemap_part": Offer((MAP,)),
        "health.healthz": Offer((PLAIN_JSON,), shape="Health"),
        "health.readyz": Offer((PLAIN_JSON,), shape="Health", statuses=(503,)),
        "openapi.document": Offer((PLAIN_JSON,), shape="Object"),
        "sparql.sparql": Offer(
            (*SELECT_FORMATS, *GRAPH_FORMATS, HTML),
            (
                _QUERY,
                *_GRAPHS,
                *(
                    Parameter(name, "The format of the result", choice(*_RESULTS))
                    for name in FORMAT_PARAMETERS
                ),
            ),
            "Results",
            {FORM: _ASKED, DIRECT: _QUERY.schema},
            (403, 406, 413, 415, 504, 507),
        ),
        "entities.thing": Offer((), (*_PROFILES, _TIME), statuses=(302, 303, 406, 410)),
        "entities.page": Offer((HTML,), (_AS_OF, _LINKS, _PAGE), statuses=(410,)),
        "entities.topic": Offer((), statuses=(308,)),
        "entities.source": Offer((), statuses=(308,)),
        "data.data": Offer(PAGE_OR_RDF, (*_PROFILES, _PAGE), "JsonLd", statuses=(406, 410)),
        **dict.fromkeys(("claims.claim", "claims.graph"), _DESCRIPTION),
        **dict.fromkeys(("vocabularies.ontology", "vocabularies.concept"), _DESCRIPTION),
        **dict.fromkeys(("dataset.void", "dataset.dataset", "releases.release"), _DOCUMENT),
        **dict.fromkeys(
            ("rules.shapes", "versions.of_ontology", "versions.of_scheme", "vocabularies.profile"),
            _DOCUMENT,
        ),
        **dict.fromkeys(("suggest.entity", "suggest.type_", "suggest.property_"), _SUGGESTIONS),
        "vocabularies.context_document": Offer((JSONLD,), shape="Object"),
        "vocabularies.topics": Offer(TABLE, (_AS_OF, _TABLE), "Table"),
        "dumps.sums": Offer((PLAIN,)),
        "dumps.dump": _FILE,
        "releases.releases": Offer((HTML,), (_PAGE,)),
        "releases.sums": Offer((PLAIN,), statuses=(410,)),
        "releases.dump": replace(_FILE, statuses=(206, 410, 416)),
        **dict.fromkeys(("feed.feed", "feed.older"), Offer((ATOM,))),
        "changed.history": Offer(
            (HTML, PLAIN_JSON, ATOM, *OF_TWO),
            (
                Parameter("from", "The earlier release, by its digest; then `to` as well"),
                Parameter("to", "The later release, by its digest"),
                _PAGE,
            ),
            "Object",
            statuses=(406,),
        ),
        "changed.changes": Offer(
            (HTML, PLAIN_JSON, *OF_TWO),
            (Parameter("kind", "Only this kind of thing", choice(*KINDS, CLAIM, TERM)), _PAGE),
            "Object",
            statuses=(406,),
        ),
        "memento.timemap": Offer((LINK_FORMAT, PLAIN_JSON), shape="Object"),
        "memento.thing": Offer((), _PROFILES, statuses=(303, 406, 410)),
        "memento.page": Offer((HTML,), (_AS_OF, _LINKS, _PAGE), statuses=(410,)),
        "memento.data": Offer(PAGE_OR_RDF, (*_PROFILES, _PAGE), "JsonLd", statuses=(406, 410)),
        "memento.claim": replace(_DESCRIPTION, statuses=(406, 410)),
        "questions.question": Offer(TABLE, (_TABLE, _FREE), "Table"),
        "lists.listing": Offer(
            TABLE,
            (
                Parameter("q", "A part of the name"),
                _AS_OF,
                Parameter("standing", "The answer for that day", ANSWER),
                *(Parameter(one, f"Only with this {one}") for one in sorted(lists.FACETS)),
                Parameter("sort", "A column to sort by; with a minus, the other way round"),
                _PAGE,
                _TABLE,
            ),
            "Table",
        ),
        "participation.participation": Offer(
            TABLE,
            (
                Parameter("bound", "Only who was bound on that day", ANSWER),
                *_narrowed(*participation.FACETS),
            ),
            "Table",
        ),
        "landscape.landscape": Offer(TABLE, _narrowed("relation", "jurisdiction"), "Table"),
        "neighbourhood.neighbourhood": Offer(TABLE, _narrowed("relation"), "Table"),
        "timeline.timeline": Offer(
            TABLE,
            (
                Parameter("from", "The first year", {"type": "string", "pattern": "^[0-9]{4}$"}),
                Parameter("to", "The last year", {"type": "string", "pattern": "^[0-9]{4}$"}),
                *_narrowed(*timeline.FACETS),
            ),
            "Table",
        ),
        "compare.compare": Offer(
            TABLE,
            (
                Parameter("from", "The earlier day", DAY),
                Parameter("to", "The later day", DAY),
                Parameter("kind", "Only this kind of thing"),
                Parameter("change", "Only this kind of change", choice(*CHANGES)),
                _PAGE,
                _TABLE,
            ),
            "Table",
        ),
        "review.listing": Offer(
            TABLE,
            (
                Parameter("q", "What a cell contains"),
                *(Parameter(one, f"Only with this {one}") for one in CHOICES),
                _PAGE,
                _TABLE,
            ),
            "Table",
        ),
        "correct.of_entity": Offer((), statuses=(303,)),
        "correct.of_claim": Offer((HTML, PATCH), body={FORM: CORRECTION}, statuses=(413, 422)),
        **dict.fromkeys(
            ("add.part", "add.record"),
            Offer((HTML, PATCH), body={FORM: ADDITION}, statuses=(413, 422)),
        ),
        "why.why": Offer(
            (HTML, PLAIN_JSON),
            (*_TRIPLE, Parameter("format", "The format", choice(PLAIN_JSON.name))),
            "Object",
            statuses=(406,),
        ),
        "rerun.rerun": Offer((HTML, PLAIN_JSON), shape="Object", statuses=(403, 406, 504, 507)),
        "cite.entity": Offer((HTML, *CITATIONS), (_ACCESSED,), "Citation", statuses=(406, 410)),
        "cite.claim": Offer(
            (HTML, *CITATIONS), (_ACCESSED, _STATEMENT), "Citation", statuses=(406,)
        ),
        "cite.question": Offer(
            (HTML, *CITATIONS), (_ACCESSED, _FREE), "Citation", statuses=(406, 504, 507)
        ),
        "cite.result": Offer(
            (HTML, *CITATIONS),
            (replace(_QUERY, required=True), *_GRAPHS, _ACCESSED),
            "Citation",
            statuses=(403, 406, 504, 507),
        ),
        "reconcile.service": Offer(
            (PLAIN_JSON, JSONP, HTML),
            (
                Parameter("queries", "JSON: queries by their names"),
                Parameter("extend", "JSON: ids and properties"),
                _CALLBACK,
            ),
            "Object",
            {FORM: BATCH},
            (413,),
        ),
        "reconcile.properties": Offer(
            (PLAIN_JSON, JSONP),
            (
                Parameter("type", "The type of the entities, by its identifier"),
                Parameter("limit", "Most properties", WHOLE),
                _CALLBACK,
            ),
            "Object",
        ),
        "reconcile.preview": Offer(
            (HTML,), (Parameter("id", "The identifier of an entity", required=True),)
        ),
        "reconcile.flyout": Offer(
            (PLAIN_JSON, JSONP),
            (Parameter("id", "The identifier of a suggestion", required=True), _CALLBACK),
            "Object",
        ),
        "suggest.search": Offer(
            (PLAIN_JSON, JSONP), (Parameter("q", "What was typed so far"), _CALLBACK), "Suggestions"
        ),
    }
)
