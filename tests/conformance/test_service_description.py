"""The endpoint describes itself as SPARQL 1.1 Service Description says; the W3C's three tests.

The suite names its tests and leaves the means to the tester: a GET of the endpoint without a query
gives RDF, in it an `sd:endpoint` triple with the endpoint's address, and everything in it keeps to
the schema of the vocabulary (section 3 of the specification), read here as domains and ranges.
"""

from urllib.parse import quote

import pytest
from pyoxigraph import Store

from graph.terms import NamedNode, RdfFormat, parse
from tests.conformance.suite import SUITE, rows
from tests.conformance.test_query_suite import GRAPHS
from tests.serving import Endpoint
from web.http.negotiate import GRAPH_FORMATS, SELECT_FORMATS

SD = "http://www.w3.org/ns/sparql-service-description#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
ALL_FORMATS = {**GRAPHS, "application/rdf+xml": RdfFormat.RDF_XML}
# Of each property the class of its subject and, where it is one of the vocabulary, of its object.
SCHEMA = {
    "endpoint": ("Service", None),
    "feature": ("Service", "Feature"),
    "defaultEntailmentRegime": ("Service", "EntailmentRegime"),
    "supportedEntailmentProfile": ("Service", "EntailmentProfile"),
    "extensionFunction": ("Service", "Function"),
    "extensionAggregate": ("Service", "Aggregate"),
    "languageExtension": ("Service", "Feature"),
    "supportedLanguage": ("Service", "Language"),
    "propertyFeature": ("Service", "Feature"),
    "inputFormat": ("Service", None),
    "resultFormat": ("Service", None),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("GraphCollection", "NamedGraph"),
    "name": ("NamedGraph", None),
    "graph": ("NamedGraph", "Graph"),
    "entailmentRegime": ("NamedGraph", "EntailmentRegime"),
    "supportedEntailmentProfileOfGraph": ("NamedGraph", "EntailmentProfile"),
}
# What the vocabulary itself says: individuals and subclasses.
KNOWN = {
    "Language": {f"{SD}SPARQL10Query", f"{SD}SPARQL11Query", f"{SD}SPARQL11Update"},
    "Feature": {
        f"{SD}{name}"
        for name in (
            "DereferencesURIs",
            "UnionDefaultGraph",
            "RequiresDataset",
            "EmptyGraphs",
            "BasicFederatedQuery",
        )
    },
}
SUBCLASSES = {"Dataset": "GraphCollection"}
ENTAILMENT = "http://www.w3.org/ns/entailment/"
FORMATS = "http://www.w3.org/ns/formats/"
VOID = "http://rdfs.org/ns/void#"


def described(endpoint: Endpoint, accept: str = "text/turtle") -> Store:
    reply = endpoint.ask("GET", "/sparql", None, {"Accept": accept})
    assert reply.status == 200
    assert reply.media_type == accept
    store = Store()
    store.extend(parse(reply.body, format=ALL_FORMATS[accept], base_iri=endpoint.url))
    return store


def test_these_are_the_tests_of_the_suite() -> None:
    if not SUITE.is_dir():
        pytest.skip("the suite is not beside this repository")
    found = rows("service-description", "SELECT ?case { ?case a mf:ServiceDescriptionTest }")
    assert {row["case"].rpartition("#")[2] for row in found} == {
        "returns-rdf",
        "has-endpoint-triple",
        "conforms-to-schema",
    }


@pytest.mark.parametrize("accept", ALL_FORMATS)
def test_a_get_of_the_endpoint_returns_rdf(endpoint: Endpoint, accept: str) -> None:
    assert len(described(endpoint, accept)) > 10


def test_a_get_without_headers_returns_rdf(endpoint: Endpoint) -> None:
    assert endpoint.ask("GET", "/sparql").media_type == "text/turtle"


def test_the_endpoint_named_is_the_public_address(endpoint: Endpoint) -> None:
    found = described(endpoint).quads_for_pattern(None, NamedNode(f"{SD}endpoint"), None, None)
    assert [str(quad.object) for quad in found] == [f"<{endpoint.url}sparql>"]


def test_the_description_keeps_to_the_schema(endpoint: Endpoint) -> None:
    store = described(endpoint)
    classes: dict[str, set[str]] = {}
    for quad in store.quads_for_pattern(None, NamedNode(RDF_TYPE), None, None):
        name = str(quad.object)[1:-1].removeprefix(SD)
        classes.setdefault(str(quad.subject), set()).update({name, SUBCLASSES.get(name, name)})
    used = set()
    for quad in store:
        if not quad.predicate.value.startswith(SD):
            continue
        name = quad.predicate.value.removeprefix(SD)
        assert name in SCHEMA, f"sd:{name} is no property of the vocabulary"
        used.add(name)
        subject, object_ = SCHEMA[name]
        named = str(quad.object)[1:-1]
        assert subject in classes[str(quad.subject)], quad
        if object_ == "EntailmentRegime":
            assert named.startswith(ENTAILMENT)
        elif object_ in KNOWN:
            assert named in KNOWN[object_] or object_ in classes[str(quad.object)]
        elif object_ is not None:
            assert object_ in classes[str(quad.object)], quad
        elif name == "resultFormat":
            assert named.startswith(FORMATS)
    assert {"endpoint", "supportedLanguage", "resultFormat", "defaultDataset"} <= used


def test_what_it_says_of_formats_is_what_is_offered(endpoint: Endpoint) -> None:
    offered = {one.title for one in (*SELECT_FORMATS, *GRAPH_FORMATS)}
    names = {f"SPARQL_Results_{one}": one for one in ("JSON", "XML", "CSV", "TSV")}
    names |= {"RDF_XML": "RDF/XML"}
    stated = {
        quad.object.value.removeprefix(FORMATS)
        for quad in described(endpoint).quads_for_pattern(
            None, NamedNode(f"{SD}resultFormat"), None, None
        )
        if isinstance(quad.object, NamedNode)
    }
    assert {names.get(one, one) for one in stated} == offered


def test_it_claims_no_feature_that_it_does_not_have(endpoint: Endpoint) -> None:
    """No graph is fetched, none is empty, and the default graph is not the union of all others."""
    store = described(endpoint)
    assert not list(store.quads_for_pattern(None, NamedNode(f"{SD}feature"), None, None))
    languages = store.quads_for_pattern(None, NamedNode(f"{SD}supportedLanguage"), None, None)
    assert {str(quad.object) for quad in languages} == {f"<{SD}SPARQL11Query>"}
    (regime,) = store.quads_for_pattern(None, NamedNode(f"{SD}defaultEntailmentRegime"), None, None)
    assert str(regime.object) == f"<{ENTAILMENT}Simple>"


def test_its_dataset_is_the_one_that_void_describes(endpoint: Endpoint) -> None:
    service = described(endpoint)
    void = Store()
    body = endpoint.ask("GET", "/.well-known/void", None, {"Accept": "text/turtle"}).body
    void.extend(parse(body, format=RdfFormat.TURTLE, base_iri=endpoint.url))
    (dataset,) = service.quads_for_pattern(None, NamedNode(f"{SD}defaultDataset"), None, None)
    (address,) = service.quads_for_pattern(None, NamedNode(f"{SD}endpoint"), None, None)
    assert isinstance(dataset.object, NamedNode)
    found = void.quads_for_pattern(dataset.object, NamedNode(f"{VOID}sparqlEndpoint"), None, None)
    assert [one.object for one in found] == [address.object]


def test_the_sizes_that_it_states_are_those_that_queries_count(endpoint: Endpoint) -> None:
    store = described(endpoint)
    (default,) = store.quads_for_pattern(None, NamedNode(f"{SD}defaultGraph"), None, None)
    assert isinstance(default.object, NamedNode)
    (size,) = store.quads_for_pattern(default.object, NamedNode(f"{VOID}triples"), None, None)
    counted = endpoint.ask(
        "GET", f"/sparql?query={quote('SELECT (COUNT(*) AS ?n) { ?s ?p ?o }')}&format=csv"
    )
    assert counted.text.split() == ["n", str(size.object.value)]  # type: ignore[union-attr]
