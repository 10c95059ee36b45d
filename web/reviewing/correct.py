"""Proposing a correction of a record: a form, then a patch and a text to send it with.

Nothing is written on the server: whoever proposes takes the patch to where the records are kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, render_template, request

from graph.iris import KINDS, SLUG
from web.http.problems import not_found
from web.http.responses import see_other
from web.reviewing.checks import Checker
from web.reviewing.edits import Change, changed, changes, corrected, patch
from web.reviewing.recorded import Field, Record
from web.reviewing.rules import EVIDENCE, MOST_CHARACTERS, Rules
from web.reviewing.titles import key_title
from web.site import Site, local, site
from web.words.wording import gettext as _

blueprint = Blueprint("correct", __name__)
VALUE: Final = "value."
MOST_ADDED: Final = 2
MOST_PARTS: Final = 2000
# A value longer than this gets several lines to write in.
LONG: Final = 70


@dataclass(frozen=True)
class Anchors:
    """Where a passage stands: its section and note, and the words it begins and ends with."""

    section: str
    note: str
    first: str
    last: str


@dataclass(frozen=True)
class Input:
    """A value of the form: what stands in it, and what is wrong with it if anything is."""

    field: Field
    value: str
    fault: str
    fixed: bool

    @property
    def long(self) -> bool:
        """Whether it takes several lines."""
        return len(self.value) > LONG or bool(self.field.style and self.field.style in ">|")


@dataclass(frozen=True)
class Added:
    """A further key of the form with its value, and what is wrong with either."""

    key: str = ""
    value: str = ""
    key_fault: str = ""
    fault: str = ""


@dataclass(frozen=True)
class Proposal:
    """What somebody filled in; `nothing` says that it changes nothing."""

    inputs: tuple[Input, ...]
    added: tuple[Added, ...]
    reason: str
    reason_fault: str
    nothing: bool

    @property
    def faults(self) -> int:
        """How many things are wrong with it."""
        found = [one.fault for one in self.inputs]
        found += [fault for one in self.added for fault in (one.key_fault, one.fault)]
        found.append(self.reason_fault)
        return sum(map(bool, found)) + self.nothing

    @property
    def values(self) -> dict[str, str]:
        """The values by path, those that stay as they are left out or not."""
        return {one.field.path: one.value for one in self.inputs if not one.fixed}

    @property
    def further(self) -> dict[str, str]:
        """The further keys with their values."""
        return {one.key: one.value for one in self.added if one.key}


@blueprint.get("/correct/<kind>/<slug>")
def of_entity(kind: str, slug: str) -> Response:
    """303 to the form for the record that declares an entity."""
    here = site()
    declaring = here.recorded.declares(f"{kind}/{slug}") if kind in KINDS else None
    if declaring is None:
        raise not_found(
            _("No record declares a %(kind)s “%(slug)s”.", kind=kind[:40], slug=slug[:60])
        )
    return see_other(local(f"correct/claim/{declaring}"))


@blueprint.route("/correct/claim/<source>/<slug>", methods=["GET", "POST"])
def of_claim(source: str, slug: str) -> Response:
    """The form for the record that states a claim; sent, the patch, or what is wrong."""
    here = site()
    record = record_of(here, source, slug)
    checker = Checker(rules_of(here, source), record)
    if request.method == "GET":
        return _form_page(record, _unchanged(checker), checker)
    request.max_form_parts = MOST_PARTS
    proposal = _proposed(checker, request.form)
    if proposal.faults:
        response = _form_page(record, proposal, checker)
        response.status_code = 422
        return response
    text = corrected(record, proposal.values, proposal.further)
    difference = patch(record, text)
    name = f"{record.claim}.patch"
    if request.form.get("as") == "patch":
        return patch_file(difference, name)
    done = list(changes(record, proposal.values, proposal.further))
    return _page(
        "corrected.html",
        record,
        entity=record.entity,
        difference=difference.splitlines(),
        name=name,
        message=_message(here, record, checker, proposal, done, name),
        kept=[
            (VALUE + one.path, proposal.values[one.path])
            for one in changed(record, proposal.values)
        ]
        + [
            pair
            for position, one in enumerate(proposal.added)
            if one.key
            for pair in ((f"key.{position}", one.key), (f"new.{position}", one.value))
        ]
        + [("reason", proposal.reason)],
    )


def patch_file(text: str, name: str) -> Response:
    """A patch as a file to be kept."""
    kept = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(text, content_type="text/x-diff; charset=utf-8", headers=kept)


def path_to(here: Site, iri: str) -> str | None:
    """The path of the form for what an IRI names, None where no record states it."""
    parsed = here.iris.parse(iri)
    if parsed is None:
        return None
    kind, slug = parsed
    if kind == "claim":
        source, _slash, name = slug.partition("/")
        return local(f"correct/claim/{slug}") if here.recorded.states(source, name) else None
    declaring = here.recorded.declares(f"{kind}/{slug}")
    return local(f"correct/claim/{declaring}") if declaring else None


def record_of(here: Site, source: str, slug: str) -> Record:
    """The record that states a claim. Raises ProblemError (404) where there is none."""
    fits = SLUG.fullmatch(source) and SLUG.fullmatch(slug)
    record = here.recorded.record(source, slug) if fits else None
    if record is None:
        raise not_found(
            _(
                "No record states the claim “%(source)s/%(slug)s”.",
                source=source[:60],
                slug=slug[:80],
            )
        )
    return record


def rules_of(here: Site, source: str) -> Rules:
    """What the records of a source may say."""

    def exists(name: str) -> bool:
        if here.recorded.declares(name) is not None:
            return True
        return bool(SLUG.fullmatch(name)) and here.recorded.record(source, name) is not None

    return Rules(here.recorded.schema, source, exists)


def _unchanged(checker: Checker) -> Proposal:
    inputs = tuple(Input(one, one.value, "", checker.fixed(one)) for one in checker.record.fields)
    return Proposal(inputs, (Added(),) * MOST_ADDED, "", "", nothing=False)


def _proposed(checker: Checker, form: Mapping[str, str]) -> Proposal:
    inputs = []
    for one in checker.record.fields:
        fixed = checker.fixed(one)
        value = one.value if fixed else form.get(VALUE + one.path, one.value)
        same = value.split() == one.value.split()
        inputs.append(Input(one, value, "" if same else checker.value(one, value), fixed))
    added: list[Added] = []
    for position in range(MOST_ADDED):
        key, value = (form.get(f"{name}.{position}", "").strip() for name in ("key", "new"))
        faults = checker.added(key, value) if key else ("", "")
        if value and not key:
            faults = (_("Say which key has this value."), "")
        if key and key in [each.key for each in added]:
            faults = (_("This key is added twice."), "")
        added.append(Added(key, value, *faults))
    reason = " ".join(form.get("reason", "").split())
    reason_fault = "" if reason else _("Say why: what does the passage say?")
    if len(reason) > MOST_CHARACTERS:
        reason_fault = _("This is too long: %(most)s characters at most.", most=MOST_CHARACTERS)
    values = {one.field.path: one.value for one in inputs}
    nothing = not changed(checker.record, values) and not any(one.key for one in added)
    return Proposal(tuple(inputs), tuple(added), reason, reason_fault, nothing)


def _message(
    here: Site,
    record: Record,
    checker: Checker,
    proposal: Proposal,
    done: list[Change],
    name: str,
) -> str:
    """The text for a pull request, in the language of the records."""
    again = any(checker.located(one) for one in changed(record, proposal.values)) or any(
        checker.schema["types"][record.type][key]["located"] for key in proposal.further
    )
    return render_template(
        "correct/request.txt",
        record=record,
        places=places(record),
        changes=done,
        reason=proposal.reason,
        release=here.release.digest,
        again=again,
        name=name,
    )


def places(record: Record) -> list[Anchors]:
    """The evidence of the record, in its order."""
    found: dict[str, dict[str, str]] = {}
    for one in record.fields:
        if one.type == EVIDENCE:
            found.setdefault(one.path.rpartition(".")[0], {})[one.key] = one.value
    names = ("section", "note", "from", "to")
    return [Anchors(*(one.get(name, "") for name in names)) for one in found.values()]


def _form_page(record: Record, proposal: Proposal, checker: Checker) -> Response:
    here, known = site(), sorted(checker.known.items())
    parts = [(key, key_title(here, record.type, key)) for key, one in known if one.get("part")]
    return _page("correct.html", record, proposal=proposal, checker=checker, parts=parts)


def _page(template: str, record: Record, **more: object) -> Response:
    body = render_template(template, record=record, places=places(record), **more)
    return Response(body, headers={"Cache-Control": "no-store"})
