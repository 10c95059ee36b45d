"""Literals as they are shown: dates in words, numbers as such, texts with their language."""

from graph.iris import EDTF, XSD
from graph.terms import Literal
from web.pages.view import Value
from web.words.dates import day, edtf_words, long_day
from web.words.names import Name

NUMBERS = frozenset(XSD[name].value for name in ("integer", "decimal", "double", "int"))


def literal(value: Literal) -> Value:
    """A literal as it is shown: dates in words, numbers as such, texts with their language."""
    datatype = value.datatype.value
    if value.datatype in EDTF:
        return Value(Name(edtf_words(value.value)))
    if datatype == XSD.date.value:
        return Value(Name(long_day(value.value)), day=day(value.value, "", "", ""))
    return Value(Name(value.value, value.language or ""), numeric=datatype in NUMBERS)
