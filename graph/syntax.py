"""Says where a query stops being SPARQL: the line, the column and the token.

The engine's own message names the furthest point that its parser looked at, which may lie a
keyword's length behind the fault. So the parser is asked about the beginnings of the text: a
beginning can be continued to a query exactly if the parser reads on to a character put after
it that no query may hold. The first token that ends this is the fault. Because of
that character nothing asked here is ever a whole query, so nothing is evaluated.
"""

import re
from typing import Final

from pyoxigraph import Store

from graph.errors import QuerySyntaxError
from graph.tokens import Kind, Token, tokens

# Longer than the longest keyword: the parser looks that far ahead of where it stands.
_REACH: Final = 64
_STOP: Final = "\n" + " " * _REACH + "\x01" * _REACH
_PLACE: Final = re.compile(r"error at (\d+):(\d+)")
_PROSE: Final = re.compile(r"(?:expected one of |expected |, )([A-Z][A-Za-z]+ [A-Za-z][^,\[\]]+)")


def fault(text: str, base_iri: str) -> QuerySyntaxError | None:
    """The error for a query that goes wrong somewhere; None if it could be continued to a query."""
    if not _encodable(text):
        return QuerySyntaxError("The query holds characters that no text may hold.")
    if (token := _fault(text, base_iri)) is None:
        return None
    return _error(text, token, _message(text, base_iri))


def explain(text: str, message: str, base_iri: str) -> QuerySyntaxError:
    """The error for a query that the engine has rejected with `message`."""
    if not _encodable(text):
        return QuerySyntaxError("The query holds characters that no text may hold.")
    return _error(text, _fault(text, base_iri), message)


def _error(text: str, fault: Token | None, message: str) -> QuerySyntaxError:
    if fault is None:
        start, found = len(text.rstrip()), "the end of the query"
    else:
        start, found = fault.start, f"“{_shortened(fault.text)}”"
    line = text.count("\n", 0, start) + 1
    column = start - (text.rfind("\n", 0, start) + 1) + 1
    reason = _reason(message, fault)
    token = _shortened(fault.text) if fault is not None else None
    message = f"Line {line}, column {column}, at {found}: {reason}."
    return QuerySyntaxError(message, line, column, token)


def _fault(text: str, base_iri: str) -> Token | None:
    """The first token with which the text cannot be continued to a query, None if it can be."""
    found = list(tokens(text))
    low, high = 0, len(found)
    while low < high:
        middle = (low + high) // 2
        if _may_go_on(text[: found[middle].end], base_iri):
            low = middle + 1
        else:
            high = middle
    return found[low] if low < len(found) else None


def _may_go_on(beginning: str, base_iri: str) -> bool:
    place = _PLACE.search(_message(beginning, base_iri))
    lines = beginning.count("\n") + 2
    return place is not None and int(place[1]) == lines and int(place[2]) > _REACH


def _message(beginning: str, base_iri: str) -> str:
    try:
        Store().query(beginning + _STOP, base_iri=base_iri)
    except SyntaxError as error:
        return str(error)
    raise AssertionError("a control character was read as SPARQL")


def _reason(message: str, fault: Token | None) -> str:
    prose = _PROSE.search(message.replace("\n", " "))
    said = prose[1].strip() if prose else ""
    if said.startswith("Prefix not found") and fault is not None and fault.kind is Kind.NAME:
        return f"the prefix “{fault.text.partition(':')[0]}:” is not declared"
    if said:
        return said if said[1].isupper() else said[0].lower() + said[1:]
    if fault is None:
        return "the query is not complete"
    return "this is not expected here"


def _shortened(text: str, length: int = 40) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
