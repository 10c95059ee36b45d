"""Prefixes and example queries as data, where query editors look for them: in the default graph.

Any editor that knows the convention then completes prefixes and offers the questions of the library
for this endpoint, without being set up.
Source: SHACL, sections 5.2.1 (prefix declarations) and 5.3 (SPARQL executables).
"""

from collections.abc import Iterator
from typing import Final

from graph.guard import Form
from graph.iris import PREFIXES, RDF, RDFS, SH, XSD, Iris
from graph.library import Library
from graph.terms import Literal, Triple

QUESTIONS: Final = "questions"


def examples(iris: Iris) -> Iterator[Triple]:
    """A description of each prefix that our queries use, and of each question of the library."""
    home = iris.graph("ontology")
    for name, namespace in PREFIXES.items():
        prefix = iris.part(home, f"prefix-{name}")
        yield Triple(home, SH.declare, prefix)
        yield Triple(prefix, RDF.type, SH.PrefixDeclaration)
        yield Triple(prefix, SH.prefix, Literal(name))
        yield Triple(prefix, SH.namespace, Literal(namespace, datatype=XSD.anyURI))
    library = Library()
    for name in library.names(QUESTIONS):
        query = library.query(name)
        example = iris.part(home, f"example-{name.removeprefix(QUESTIONS + '/')}")
        yield Triple(example, RDF.type, SH.SPARQLExecutable)
        yield Triple(example, RDFS.comment, Literal(query.title, language="en"))
        if query.form is Form.SELECT:
            yield Triple(example, RDF.type, SH.SPARQLSelectExecutable)
            yield Triple(example, SH.select, Literal(query.text))
        elif query.form is Form.ASK:
            yield Triple(example, RDF.type, SH.SPARQLAskExecutable)
            yield Triple(example, SH.ask, Literal(query.text))
