"""A permalink, opened: the query asked again, and whether its result is still what was kept.

Where the release that was asked then is still on disk, it is asked again as well, and what came
and what went is shown row by row; otherwise the digest tells only whether something did.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast

from flask import Blueprint, Response, current_app, render_template, request

from graph.canonical import Whole, difference, media_type, whole
from graph.errors import Busy, MigralexError
from graph.guard import Form, form
from graph.inquiry import Inquiry
from graph.oneoff import OneOff
from graph.release import beginning_with
from web.endpoint.asking import LONGEST_ADDRESS, downloads
from web.endpoint.permalink import ROOT, Kept, keep, read
from web.endpoint.results import MOST_ROWS, TRIPLE, Result, ask, run, values
from web.http.negotiate import HTML, PLAIN_JSON, Choice, by_name, choose
from web.http.problems import Problem, not_acceptable, not_found, problem_of
from web.http.responses import represent, vary
from web.pages.view import Value
from web.server.account import note_query
from web.site import Site, site
from web.words.dates import long_day
from web.words.wording import gettext as _

blueprint = Blueprint("rerun", __name__)
LOG: Final = logging.getLogger(__name__)
KEY: Final = "migralex-oneoff"
OFFERED: Final = (HTML, PLAIN_JSON)


@dataclass(frozen=True)
class Change:
    """A row that is gone (`new` is false) or new."""

    new: bool
    row: tuple[Value, ...]


@dataclass(frozen=True)
class Comparison:
    """The result now beside the one that was kept.

    `verdict` is `identical`, `changed`, `reordered` (the same rows in another order) or `unlike`
    (the same release answers otherwise: the query asks for chance or the time). `known`: the rows
    of then are known, so that `gone` and `new` are what changed; they count all of it, `changes`
    are the first ones.
    """

    verdict: str
    known: bool = False
    gone: int = 0
    new: int = 0
    columns: tuple[str, ...] = ()
    changes: Sequence[Change] = ()


@blueprint.get(f"/{ROOT}/<release>/<day>/<result>/<packed>")
def rerun(release: str, day: str, result: str, packed: str) -> Response:
    """The result that a permalink names, and what has become of it."""
    here = site()
    try:
        kept = read(release, day, result, packed)
    except ValueError:
        raise not_found(_("This is no permalink; perhaps its end was cut off.")) from None
    note_query(kept.text)
    named = by_name(request.args.get("format", ""), OFFERED)
    choice = Choice(named, named.media_type) if named else None
    choice = choice or choose(request.headers.get("Accept"), OFFERED)
    if choice is None:
        raise not_acceptable(OFFERED, {})
    page = choice.format == HTML
    response = _page(here, kept) if page else _document(here, kept)
    vary(response, "Accept")
    return response


def _page(here: Site, kept: Kept) -> Response:
    try:
        result = run(here, kept.asked, kept.text)
        now = result.whole
        if now is None:
            now = whole(kept.text, ask(here, kept.asked, kept.text))
        return _rendered(here, kept, result, compare(here, kept, now), now=now)
    except MigralexError as error:
        problem = problem_of(error)
        response = _rendered(here, kept, problem=problem)
        response.status_code = problem.status
        response.headers.update(problem.headers)
        response.headers["Cache-Control"] = "no-store" if problem.status >= 500 else "no-cache"
        return response


def _rendered(
    here: Site,
    kept: Kept,
    result: Result | None = None,
    found: Comparison | None = None,
    problem: Problem | None = None,
    now: Whole | None = None,
) -> Response:
    body = render_template(
        "rerun.html",
        kept=kept,
        day=long_day(kept.day.isoformat()),
        current=here.release.digest.startswith(kept.release),
        now=now,
        result=result,
        found=found,
        problem=problem,
        downloads=downloads(here, kept.asked, kept.text),
        arguments=kept.asked.arguments,
        long=len(kept.text) > LONGEST_ADDRESS,
        most=MOST_ROWS,
    )
    response = represent(body, Choice(HTML, HTML.media_type))
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _document(here: Site, kept: Kept) -> Response:
    now = whole(kept.text, ask(here, kept.asked, kept.text))
    found = compare(here, kept, now)
    today = keep(kept.asked, kept.text, here.release.digest, kept.day, now)
    document = {
        "verdict": found.verdict,
        "query": kept.text,
        "then": {"release": kept.release, "day": kept.day.isoformat(), "rows": kept.rows,
                 "digest": kept.digest},
        "now": {"release": today.release, "rows": today.rows, "digest": now.digest},
        **({"gone": found.gone, "new": found.new} if found.known else {}),
    }  # fmt: skip
    body = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    return represent(body, Choice(PLAIN_JSON, PLAIN_JSON.media_type))


def compare(here: Site, kept: Kept, now: Whole) -> Comparison:
    """What has become of the result that was kept. Raises a MigralexError."""
    if kept.is_result(now):
        return Comparison("identical")
    if here.release.digest.startswith(kept.release):
        return Comparison("unlike")
    then = _then(here, kept)
    if then is None or then.form is not now.form:
        return Comparison("changed")
    gone, new = difference(then, now)
    if not gone and not new:
        return Comparison("reordered", known=True)
    columns = now.columns if now.form is Form.SELECT else TRIPLE
    changes = () if now.form is Form.ASK else _changes(here, now, gone, new)
    return Comparison("changed", True, len(gone), len(new), columns, changes)


def _then(here: Site, kept: Kept) -> Whole | None:
    """The result of then, from the release of then; None if that cannot be had any more."""
    release = beginning_with(here.settings.var, kept.release)
    if release is None:
        return None
    oneoff = cast(OneOff, current_app.extensions.setdefault(KEY, OneOff(here.store.limits)))
    wanted = media_type(form(kept.text))
    inquiry = Inquiry(kept.text, wanted, kept.default_graphs, kept.named_graphs)
    try:
        then = whole(kept.text, oneoff.answer(release, inquiry))
    except Busy:
        raise
    except MigralexError as error:
        LOG.warning("release %s does not answer: %s", kept.release, error)
        return None
    return then if kept.is_result(then) or then.ordered else None


def _changes(
    here: Site, now: Whole, gone: Sequence[bytes], new: Sequence[bytes]
) -> tuple[Change, ...]:
    """The rows that are gone or new, those that begin alike beside each other."""
    lines = sorted([(line, False) for line in gone] + [(line, True) for line in new])
    first = lines[:MOST_ROWS]
    rows = values(here, now.rows(line for line, _ in first))
    return tuple(Change(is_new, row) for (_, is_new), row in zip(first, rows, strict=True))
