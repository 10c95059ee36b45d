"""Atom feeds as tests read them."""

from urllib.parse import urlsplit
from xml.etree import ElementTree

from flask.testing import FlaskClient

ATOM = "{http://www.w3.org/2005/Atom}"


def feed(client: FlaskClient, path: str) -> ElementTree.Element:
    """The feed at a path."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "application/atom+xml"
    return ElementTree.fromstring(answer.data)  # noqa: S314 - our own answer


def texts(parent: ElementTree.Element, name: str) -> list[str]:
    """The texts of the elements with a name, anywhere below."""
    return [one.text or "" for one in parent.iter(ATOM + name)]


def links(parent: ElementTree.Element, relation: str) -> list[str]:
    """The paths of the links of a relation, directly below."""
    found = (one for one in parent.findall(f"{ATOM}link") if one.get("rel") == relation)
    return [local(str(one.get("href"))) for one in found]


def local(url: str) -> str:
    """The path and the query of a URL."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
