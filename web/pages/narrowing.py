"""What a list may be narrowed by, and what somebody asked that it cannot be narrowed by."""

from collections.abc import Collection, Mapping

from flask import request

from web.http.problems import bad_request
from web.http.tables import wanted
from web.words.wording import gettext as _

COMMON = frozenset({"q", "page", "sort", "format", "asOf", "standing"})
"""Arguments of every list that are no values to narrow it by."""
SHOWN = 40


def unknown(facets: Mapping[str, Collection[str]]) -> list[str]:
    """The arguments of the query string that mean nothing to a list with these facets and values.

    Raises ProblemError (400) for a facet with a value that nothing in the list has; and for an
    argument without meaning where a program asks for a table, since nobody would see it said.
    """
    for key, values in facets.items():
        chosen = request.args.get(key, "")
        if chosen and chosen not in values:
            message = _("Nothing here has the %(key)s “%(value)s”.", key=key, value=chosen[:SHOWN])
            raise bad_request(message, parameter=key)
    strange = [name[:SHOWN] for name in request.args if name not in facets and name not in COMMON]
    if strange and wanted() is not None:
        known = ", ".join(sorted({*facets, *COMMON}))
        message = _(
            "The list cannot be narrowed by “%(name)s”; there are %(known)s.",
            name=strange[0],
            known=known,
        )
        raise bad_request(message, parameter=strange[0])
    return strange
