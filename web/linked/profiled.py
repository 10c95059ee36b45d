"""Which profile a client asks for, by `Accept-Profile` or in the address; and the list of them.

Source: W3C Content Negotiation by Profile, sections 7.1 (HTTP headers) and 7.3 (query strings).
"""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlencode

from flask import request

from graph.iris import ALTR, DCTERMS, PROF, RDF, RDFS
from graph.profiles import Profile
from graph.terms import Literal, NamedNode, Triple
from web.http.negotiate import ENTITY_FORMATS, Choice, choose
from web.http.problems import Problem, ProblemError
from web.site import Site

PROFILE: Final = "_profile"
MEDIA_TYPE: Final = "_mediatype"
ALL: Final = "alt"
HEADER: Final = "Accept-Profile"
ANSWER_HEADER: Final = "Content-Profile"
_ELEMENT: Final = re.compile(r"(?:<([^<>\s]*)>|([^,;\s<>]+))\s*(?:;\s*q\s*=\s*([0-9.]{1,5}))?")


def asked() -> bool:
    """Whether the client asks for a profile at all, or for a media type in the address."""
    return by_argument() or bool(request.headers.get(HEADER))


def by_argument() -> bool:
    """Whether the client asks for a profile or a media type in the address."""
    return any(request.args.get(one) for one in (PROFILE, MEDIA_TYPE))


def lists_all() -> bool:
    """Whether the client asks for the list of profiles and formats."""
    return request.args.get(PROFILE) == ALL


def wanted(here: Site) -> list[Profile]:
    """The profiles that the client accepts, the one it likes best first; the default if it names
    none. The address goes before the header. Raises ProblemError (406) if it knows none of ours.
    """
    text = request.args.get(PROFILE) or request.headers.get(HEADER) or ""
    ranked: list[tuple[float, Profile]] = []
    named = False
    for element in text.split(","):
        match = _ELEMENT.fullmatch(element.strip())
        if match is None:
            continue
        named = True
        name = match[1] or match[2] or ""
        quality = _quality(match[3])
        ranked += [(quality, one) for one in here.profiles if name in (one.iri, one.name)]
    if not named:
        return [here.profiles[0]]
    ranked = sorted((one for one in ranked if one[0] > 0), key=lambda one: -one[0])
    if not ranked:
        raise unavailable(here.profiles)
    return [one for _, one in ranked]


def _quality(text: str | None) -> float:
    try:
        return min(1.0, float(text)) if text else 1.0
    except ValueError:
        return 0.0


def media_type() -> Choice | None:
    """The format that the address asks for, None if it asks for none. Raises ProblemError (406)."""
    text = request.args.get(MEDIA_TYPE)
    if not text:
        return None
    # A plus in a query string is a space; no media type has one.
    choice = choose(text.replace(" ", "+"), ENTITY_FORMATS)
    if choice is None:
        available = [{"mediaType": one.media_type} for one in ENTITY_FORMATS]
        detail = "Available: " + ", ".join(one.media_type for one in ENTITY_FORMATS) + "."
        raise ProblemError(Problem(406, detail, members={"available": available}))
    return choice


def unavailable(offered: Iterable[Profile]) -> ProblemError:
    """406: none of the profiles that the client names is there for this entity."""
    known = [{"profile": one.iri, "token": one.name, "title": one.title} for one in offered]
    detail = "Profiles here: " + ", ".join(one["token"] for one in known) + "."
    return ProblemError(Problem(406, detail, members={"profiles": known}))


def query_of(profile: Profile, default: Profile, page: int = 1) -> str:
    """The query string of a page in a profile, with its question mark; empty for the default."""
    pairs = [] if profile == default else [(PROFILE, profile.name)]
    pairs += [("page", str(page))] if page > 1 else []
    return f"?{urlencode(pairs)}" if pairs else ""


def listed(here: Site, entity: NamedNode, path: str, offered: Iterable[Profile]) -> list[Triple]:
    """The representations of an entity, as triples: each profile with its formats."""
    found = []
    default = here.profiles[0]
    for one in offered:
        profile = NamedNode(one.iri)
        node = NamedNode(here.absolute(f"{path}{query_of(one, default)}#representation"))
        relation = ALTR.hasDefaultRepresentation if one == default else ALTR.hasRepresentation
        found += [
            Triple(entity, relation, node),
            Triple(node, RDF.type, ALTR.Representation),
            Triple(node, DCTERMS.conformsTo, profile),
            *(Triple(node, DCTERMS.format, Literal(f.media_type)) for f in ENTITY_FORMATS),
            *told(one),
        ]
    return found


def told(one: Profile) -> list[Triple]:
    """What a profile is, as triples."""
    profile = NamedNode(one.iri)
    return [
        Triple(profile, RDF.type, PROF.Profile),
        Triple(profile, PROF.hasToken, Literal(one.name)),
        Triple(profile, RDFS.label, Literal(one.title, language="en")),
        Triple(profile, DCTERMS.description, Literal(one.description, language="en")),
    ]
