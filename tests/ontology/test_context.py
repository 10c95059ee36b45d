"""The context, the ontology and the shapes name the same things."""

import json
from collections.abc import Iterator

import pytest
from rdflib import RDF, RDFS, SH, SKOS, Graph, Literal, Namespace, URIRef

from tests.ontology.files import ONTOLOGY, shapes

MLX = Namespace("https://w3id.org/migralex/ontology#")
CONTEXT = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))["@context"]
SPECIAL = {"id", "type"}
NAMESPACES = {key: iri for key, iri in CONTEXT.items() if str(iri).startswith("http")}
STRUCTURE = shapes("structure")


def expand(short: str) -> URIRef:
    prefix, _, name = short.partition(":")
    return URIRef(NAMESPACES[prefix] + name)


MADE_BY_THE_LOADER = {
    expand(one) for one in ("mlx:Claim", "mlx:Review", "oa:SpecificResource", "prov:Agent")
}
"""Classes whose names the loader makes from what it knows, not from keys."""


def keys() -> Iterator[tuple[str, URIRef, bool]]:
    """Each key or type with its IRI, and whether it stands for the inverse."""
    for key, meaning in CONTEXT.items():
        if key.startswith("@") or key in SPECIAL or key in NAMESPACES:
            continue
        if isinstance(meaning, str):
            yield key, expand(meaning), False
        else:
            inverse = "@reverse" in meaning
            yield key, expand(meaning["@reverse" if inverse else "@id"]), inverse


TYPES = [(key, iri) for key, iri, _ in keys() if key[0].isupper()]
KEYS = [one for one in keys() if not one[0][0].isupper()]


@pytest.mark.parametrize(("key", "iri", "inverse"), KEYS)
def test_a_key_has_a_property_shape(key: str, iri: URIRef, inverse: bool) -> None:
    inverted = {STRUCTURE.value(path, SH.inversePath) for path in STRUCTURE.objects(None, SH.path)}
    assert iri in (inverted if inverse else set(STRUCTURE.objects(None, SH.path))), key


@pytest.mark.parametrize(("key", "iri"), TYPES)
def test_a_type_has_a_shape_and_a_kind(key: str, iri: URIRef) -> None:
    kinds = {STRUCTURE.value(shape, MLX.kind) for shape in STRUCTURE.subjects(SH.targetClass, iri)}
    assert kinds - {None}, key


@pytest.mark.parametrize("name", ["structure", "plausibility", "completeness", "style"])
def test_every_property_shape_is_named_and_says_what_to_do(name: str) -> None:
    found = shapes(name)
    for shape in {*found.subjects(SH.path), *found.objects(None, SH.property)}:
        assert isinstance(shape, URIRef), shape
        for needed in (SH.name, SH.description, SH.message):
            assert (shape, needed, None) in found, (shape, needed)


def test_every_property_of_a_class_has_its_place_on_the_page() -> None:
    groups = set(STRUCTURE.subjects(RDF.type, SH.PropertyGroup))
    for shape in STRUCTURE.subjects(SH.group):
        assert STRUCTURE.value(shape, SH.group) in groups
        assert (shape, SH.order, None) in STRUCTURE
    assert all((group, RDFS.label, None) in STRUCTURE for group in groups)


def test_what_a_page_shows_of_the_shapes_has_a_name_in_both_languages() -> None:
    named = (SH.name, SH.description)
    shown = [(shape, one) for shape in STRUCTURE.subjects(SH.group) for one in named]
    shown += [(group, RDFS.label) for group in STRUCTURE.subjects(RDF.type, SH.PropertyGroup)]
    for one, naming in shown:
        names = list(STRUCTURE.objects(one, naming))
        languages = {name.language for name in names if isinstance(name, Literal)}
        assert languages == {"en", "sr-Latn"}, one


def test_every_term_that_shapes_use_is_explained(ontology: Graph) -> None:
    used = set(STRUCTURE.objects(None, SH.targetClass)) | set(STRUCTURE.objects(None, SH["class"]))
    used |= {path for path in STRUCTURE.objects(None, SH.path) if isinstance(path, URIRef)}
    used |= set(STRUCTURE.objects(None, SH.inversePath))
    unexplained = {term for term in used if (term, SKOS.definition, None) not in ontology}
    assert {str(term) for term in unexplained} == {"http://www.w3.org/2002/07/owl#sameAs"}


def test_a_scheme_named_by_a_shape_is_the_one_that_it_checks(ontology: Graph) -> None:
    for shape, scheme in STRUCTURE.subject_objects(MLX.scheme):
        check = STRUCTURE.value(STRUCTURE.value(shape, SH.node), SH.property)
        assert STRUCTURE.value(check, SH.hasValue) == scheme
        assert (scheme, RDF.type, SKOS.ConceptScheme) in ontology


def test_the_placeholders_of_a_label_are_keys() -> None:
    names = {key for key, _, _ in KEYS}
    for shape, template in STRUCTURE.subject_objects(MLX.labelTemplate):
        if STRUCTURE.value(shape, SH.targetClass) in MADE_BY_THE_LOADER:
            continue
        for placeholder in str(template).split("{")[1:]:
            assert set(placeholder.partition("}")[0].split("|")) <= names
