"""The words in the headers of our queries and rules, for the catalogs of translations.

They are written where the query is, in English; pages look them up like any other string.
Source: Babel, "Writing Extraction Methods".
"""

from collections.abc import Collection, Iterator
from typing import IO, Any

from graph.library import from_text
from graph.rulebook import Rule

Message = tuple[int, str, str, list[str]]


def from_query(
    file: IO[bytes],
    _keywords: Collection[str],
    _comment_tags: Collection[str],
    **_options: Any,
) -> Iterator[Message]:
    """Title and description of a query, and what each of its parameters is."""
    query = from_text("", file.read().decode("utf-8"))
    parameters = (one.description for one in query.parameters.values())
    yield from _messages(query.title, query.description, *parameters)


def from_rule(
    file: IO[bytes],
    _keywords: Collection[str],
    _comment_tags: Collection[str],
    **_options: Any,
) -> Iterator[Message]:
    """Title and description of a rule."""
    header = Rule("", file.read().decode("utf-8")).header
    yield from _messages(header["title"], header["description"])


def _messages(*texts: str) -> Iterator[Message]:
    return ((1, "_", text, []) for text in texts if text)
