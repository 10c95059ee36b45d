"""A triple in a URL: how the page that explains it is linked to, and how it reads the link."""

from urllib.parse import urlencode

from flask import request

from graph.terms import Literal, NamedNode, RdfFormat, Term, Triple, parse
from web.http.problems import bad_request
from web.site import local
from web.words.wording import gettext as _

LONGEST = 4000


def why(subject: Term | Triple, predicate: NamedNode, value: Term | Triple) -> str:
    """The path of the page that explains a triple. A literal is written as in N-Triples."""
    terms = {"s": subject, "p": predicate, "o": value}
    texts = {
        name: term.value if isinstance(term, NamedNode) else str(term)
        for name, term in terms.items()
    }
    return local(f"why?{urlencode(texts)}")


def asked() -> Triple:
    """The triple that the query string asks about. Raises ProblemError (400)."""
    texts = [request.args.get(name, "").strip() for name in "spo"]
    for name, text in zip("spo", texts, strict=True):
        if not text or len(text) > LONGEST:
            raise bad_request(
                _("Give the triple as s, p and o: IRIs, or for o a literal as in N-Triples."),
                parameter=name,
            )
    try:
        subject, predicate = NamedNode(texts[0]), NamedNode(texts[1])
        value = _literal(texts[2]) if texts[2].startswith('"') else NamedNode(texts[2])
    except (ValueError, SyntaxError) as error:
        raise bad_request(
            _("That is no triple: s and p are IRIs, o an IRI or a literal as in N-Triples.")
        ) from error
    return Triple(subject, predicate, value)


def _literal(text: str) -> Literal:
    quads = list(parse(f"<urn:s> <urn:p> {text} .", RdfFormat.N_TRIPLES))
    if len(quads) != 1 or not isinstance(quads[0].object, Literal):
        raise ValueError(text)
    return quads[0].object
