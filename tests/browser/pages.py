"""One page of every kind."""

import re
import urllib.error
import urllib.request
from html import unescape
from urllib.parse import quote

ASYLUM_LAWS = (
    "SELECT ?law ?name WHERE { ?law mlx:topic mlxv:asylum ; rdfs:label ?name } ORDER BY ?name"
)
EVENTS = "SELECT ?law ?date WHERE { ?event mlx:affects ?law ; mlx:date ?date } LIMIT 20"
PREFIXES = (
    "PREFIX mlx: <https://w3id.org/migralex/ontology#> "
    "PREFIX mlxv: <https://w3id.org/migralex/vocabulary/> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
)
EDITOR = "sparql?format=html&query="
# The path of a page, or the path of one that leads to it and what its own path begins with.
PAGES: dict[str, str | tuple[str, str]] = {
    "home": "",
    "list": "institutions",
    "list-on-a-day": "laws?asOf=2007-12-01",
    "topics": "topics",
    "institution": "page/institution/ministry-for-diaspora",
    "law": "page/law/asylum-2007?asOf=2007-12-01",
    "treaty": "page/treaty/ccpr",
    "agreement": "page/agreement/readmission-canada",
    "strategy": ("policies", "page/strategy/"),
    "mandate": ("page/institution/ministry-for-diaspora", "page/mandate/"),
    "event": "page/event/asylum-2007-adoption",
    "polity": "page/polity/serbia",
    "topic": "vocabulary/asylum",
    "source": "page/source/iom-serbia-2008",
    "timeline": "timeline",
    "comparison": "compare?from=2007-01-01&to=2008-01-01",
    "participation": "treaties/participation?asOf=2008-01-01",
    "landscape": "institutions/landscape?asOf=2007-12-01",
    "neighbourhood": "neighbourhood/institution/ministry-for-diaspora?asOf=2007-12-01",
    "why": ("page/law/asylum-2007", "why?"),
    "claim": "claim/iom-serbia-2008/law-asylum-2007",
    "conflict": ("conflicts", "page/conflict/"),
    "passage": ("page/law/asylum-2007", "page/passage/"),
    "graph": "graph/provenance",
    "questions": "questions",
    "question": "questions/asylum-law-on-a-day",
    "editor": "sparql",
    "result": EDITOR + quote(PREFIXES + ASYLUM_LAWS),
    "triples": EDITOR + quote("CONSTRUCT WHERE { ?law a ?class } LIMIT 3"),
    "mistake": EDITOR + quote("SELECT ?x WHERE { ?x"),
    "chart": EDITOR + quote(PREFIXES + ASYLUM_LAWS) + "&view=chart",
    "result-in-time": EDITOR + quote(PREFIXES + EVENTS) + "&view=timeline",
    "permalink": (EDITOR + quote(PREFIXES + ASYLUM_LAWS), "r/"),
    "citation": "cite/law/asylum-2007",
    "citation-of-a-result": "cite/result?query=" + quote(PREFIXES + ASYLUM_LAWS),
    "search": "search?q=asylum",
    "review": "review",
    "review-of-a-source": "review/iom-serbia-2008",
    "worklist": "review/iom-serbia-2008/claims?kind=law",
    "sentences": "review/iom-serbia-2008/sentences?reason=background",
    "correction": "correct/claim/iom-serbia-2008/law-asylum-2007",
    "addition": "correct/claim/iom-serbia-2008/law-asylum-2007/events",
    "types-of-records": "correct/new/iom-serbia-2008",
    "new-record": "correct/new/iom-serbia-2008/Law",
    "ontology": "ontology",
    "version": "ontology/0.2.0",
    "shapes": "shapes",
    "profiles": "data/law/asylum-2007?_profile=alt",
    "downloads": "dumps/",
    "interface": "openapi",
    "releases": "releases",
    "release": ("releases", "release/"),
    "history": "history/law/asylum-2007",
    "copy": ("history/law/asylum-2007", "release/"),
    "problem": "page/law/no-such-law",
    "home-in-serbian": "sr/",
    "list-in-serbian": "sr/laws?asOf=2007-12-01",
    "institution-in-serbian": "sr/page/institution/ministry-for-diaspora",
    "timeline-in-serbian": "sr/timeline",
    "problem-in-serbian": "sr/page/law/no-such-law",
}
# The same on a server that has published several releases.
CHANGED: dict[str, str | tuple[str, str]] = {
    "changes": ("releases", "changes/"),
    "changes-in-serbian": ("sr/releases", "sr/changes/"),
    "release-that-changed": ("releases", "release/"),
    "history-of-what-changed": "history/law/entry",
    "history-of-what-is-gone": "history/institution/border-office",
    "gone": "page/institution/border-office",
    "gone-in-serbian": "sr/page/institution/border-office",
    "copy-of-what-is-gone": ("history/institution/border-office", "release/"),
}


def path_of(server: str, kind: str) -> str:
    """The path of the page of a kind on the server."""
    found = (PAGES | CHANGED)[kind]
    if isinstance(found, str):
        return found
    page, beginning = found
    links = re.findall(f'href="/({re.escape(beginning)}[^"#]+)"', html(server + page))
    return unescape(str(links[0]))


def html(address: str) -> str:
    """The page at an address, also one that says what is wrong."""
    asked = urllib.request.Request(address, headers={"Accept": "text/html"})
    try:
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        with error:
            return error.read().decode()
