"""Page numbers of long lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

from web.http.problems import bad_request
from web.words.wording import gettext as _

T = TypeVar("T")
LARGEST = 1_000_000


@dataclass(frozen=True)
class Slice(Generic[T]):
    """One page of a sequence; `page` and `pages` count from 1."""

    items: Sequence[T]
    page: int
    pages: int
    total: int


def page_number() -> int:
    """The `page` of the query string, 1 by default. Raises ProblemError (400) if it is none."""
    text = request.args.get("page", "1")
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:8]) <= LARGEST:
        raise bad_request(
            _("“%(text)s” is not the number of a page.", text=text[:40]), parameter="page"
        )
    return int(text[:8])


def slice_of(items: Sequence[T], size: int) -> Slice[T]:
    """The asked-for page of the items; a page after the last one is empty."""
    number = page_number()
    pages = max(1, -(-len(items) // size))
    return Slice(items[(number - 1) * size : number * size], number, pages, len(items))
