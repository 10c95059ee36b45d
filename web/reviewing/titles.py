"""What a reader calls the types and the keys of records: the names that the ontology has for them.

A record says `GazetteReference` and `gazette`; a reader knows these by the names on pages.
"""

from graph.shapes import LAST, Property
from web.site import Site
from web.words.names import Name


def type_title(here: Site, type_: str) -> Name:
    """The name of a type of records; itself where a release does not say which class it is."""
    class_ = _class(here, type_)
    named = here.name(class_) if class_ else Name(type_)
    return Name(named.text[:1].upper() + named.text[1:], named.lang)


def key_title(here: Site, type_: str, key: str) -> str:
    """The name of a key of a type, as pages of such things show it; else itself."""
    shown = _shown(here, type_, key)
    return shown.name if shown else key


def key_place(here: Site, type_: str, key: str) -> tuple[float, float]:
    """What sorts the keys of a type as pages of such things do, which have the label above all."""
    shown = _shown(here, type_, key)
    if shown is None:
        return (LAST, LAST)
    return (0 if here.slots.get(shown.iri) == "label" else shown.group.order, shown.order)


def _shown(here: Site, type_: str, key: str) -> Property | None:
    known = here.recorded.schema["types"].get(type_, {}).get(key, {})
    path = (known.get("iri"), known.get("inverse"))
    own = here.shapes.properties.get(_class(here, type_), ())
    others = (one for each in here.shapes.properties.values() for one in each)
    return next((one for one in (*own, *others) if (one.iri, one.inverse) == path), None)


def _class(here: Site, type_: str) -> str:
    found: str = here.recorded.schema.get("classes", {}).get(type_, "")
    return found
