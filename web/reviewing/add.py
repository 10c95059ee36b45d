"""Proposing what is missing: something that happened to what a record is of, or a record.

As with a correction, a patch and a text are made, and nothing is written on the server.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, render_template, request

from graph.iris import MLXV, SLUG
from web.http.problems import not_found
from web.reviewing.additions import Entry, as_record, new_file, with_part
from web.reviewing.correct import MOST_PARTS, VALUE, patch_file, record_of, rules_of
from web.reviewing.edits import patch
from web.reviewing.rules import EVIDENCE, MOST_CHARACTERS, Rules
from web.reviewing.titles import key_place, key_title, type_title
from web.site import Site, site
from web.words.names import Name, collated
from web.words.wording import N_
from web.words.wording import gettext as _

blueprint = Blueprint("add", __name__)
PLACE: Final = {
    "section": N_("Section"),
    "from": N_("First words"),
    "to": N_("Last words"),
    "note": N_("Number of its footnote"),
}
NEEDED: Final = ("section", "from")
# Keys that name things, of which several may be written with commas between them.
SEVERAL: Final = ("concept", "node")


@dataclass(frozen=True)
class Input:
    """A field of the form: its name, its value, what is wrong with it, and what may be chosen.

    `title` is what a reader calls it; what may be chosen are words of a vocabulary with names.
    """

    name: str
    key: str
    title: str
    value: str
    fault: str
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Form:
    """What somebody filled in, or an empty form. `note` is what is wrong with all of it."""

    type: str
    name: Input
    values: tuple[Input, ...]
    evidence: tuple[Input, ...]
    reason: Input
    note: str = ""

    @property
    def faults(self) -> int:
        """How many things are wrong with it."""
        inputs = (self.name, *self.values, *self.evidence, self.reason)
        return sum(bool(one.fault) for one in inputs) + bool(self.note)

    @property
    def filled(self) -> list[Input]:
        """The values that were given."""
        return [one for one in self.values if one.value]


@blueprint.route("/correct/claim/<source>/<slug>/<key>", methods=["GET", "POST"])
def part(source: str, slug: str, key: str) -> Response:
    """The form for something more below a key of a record; sent, the patch, or what is wrong."""
    here = site()
    record = record_of(here, source, slug)
    type_ = parts_of(here, record.type).get(key)
    if type_ is None:
        raise not_found(_("A %(type)s has no part “%(key)s”.", type=record.type, key=key[:60]))
    link = here.recorded.schema["types"][record.type][key]
    form = _form(here, rules_of(here, source), type_, link)
    text = ""
    if request.method == "POST" and not form.faults:
        try:
            text = patch(record, with_part(record, key, _entry(rules_of(here, source), form)))
        except ValueError:
            message = _(
                "“%(key)s” stands there without a list: correct the record by hand.", key=key
            )
            form = Form(form.type, form.name, form.values, form.evidence, form.reason, message)
    name = Name(f"{record.entity}: {key_title(here, record.type, key)}")
    file = f"{record.claim}-{key}"
    return _answer(here, source, (f"{record.entity}: {key}", name), form, text, file)


@blueprint.get("/correct/new/<source>")
def types(source: str) -> Response:
    """The types of records that can be proposed for a source."""
    here = site()
    _place(here, source)
    named = [(type_title(here, one), one) for one in own_types(here)]
    named.sort(key=lambda one: collated(one[0].text))
    body = render_template("add_types.html", source=source, types=named)
    return Response(body, headers={"Cache-Control": "no-store"})


@blueprint.route("/correct/new/<source>/<type_>", methods=["GET", "POST"])
def record(source: str, type_: str) -> Response:
    """The form for a record of a type; sent, the patch that makes its file, or what is wrong."""
    here = site()
    place = _place(here, source)
    if type_ not in own_types(here):
        raise not_found(_("There is no type of records “%(type)s”.", type=type_[:60]))
    rules = rules_of(here, source)
    form = _form(here, rules, type_)
    entry = _entry(rules, form)
    slug = entry.name.replace("/", "-")
    text = new_file(f"{place}/{slug}.yaml", as_record(entry))
    named = Name(entry.name) if entry.name else type_title(here, type_)
    return _answer(here, source, (entry.name or type_, named), form, text, slug)


def parts_of(here: Site, type_: str) -> dict[str, str]:
    """The keys of a type of records below which other things stand, each with their type."""
    known = here.recorded.schema.get("types", {}).get(type_, {})
    return {key: one["part"] for key, one in known.items() if one.get("part")}


def own_types(here: Site) -> list[str]:
    """The types of records that stand by themselves and are no part of others."""
    every = here.recorded.schema.get("types", {})
    parts = {one for type_ in every for one in parts_of(here, type_).values()}
    return sorted(set(here.recorded.schema.get("kinds", {})) - parts)


def _place(here: Site, source: str) -> str:
    place = here.recorded.place(source) if SLUG.fullmatch(source) else None
    if place is None:
        raise not_found(_("There are no records of a source “%(source)s”.", source=source[:60]))
    return place


def _form(here: Site, rules: Rules, type_: str, link: Mapping[str, Any] | None = None) -> Form:
    """The form for a type, with what was sent; `link` is the key of the record it is added to."""
    sent, own = request.method == "POST", link is None
    request.max_form_parts = MOST_PARTS

    def given(name: str) -> str:
        return " ".join(request.form.get(name, "").split()) if sent else ""

    def long(value: str) -> str:
        most = _("This is too long: %(most)s characters at most.", most=MOST_CHARACTERS)
        return most if len(value) > MOST_CHARACTERS else ""

    keys: Mapping[str, Mapping[str, Any]] = rules.schema["types"][type_]
    values = []

    def place(key: str) -> tuple[bool, bool, tuple[float, float], str]:
        placed = key_place(here, type_, key)
        return placed[0] > 0, not keys[key]["located"], placed, key

    for key in sorted(keys, key=place):
        one = keys[key]
        if one["part"] or (link and one.get("iri") == link.get("iri", "")):
            continue
        value = given(VALUE + key)
        faults = [rules.value(one, each) for each in _split(one, value)]
        fault = long(value) or " ".join(filter(None, faults))
        title = key_title(here, type_, key)
        values.append(Input(VALUE + key, key, title, value, fault, _choices(here, rules, one)))
    evidence = []
    for key in PLACE:
        value = given(f"{EVIDENCE}.{key}")
        fault = rules.evidence(key, value) if value else ""
        if sent and key in NEEDED and not value:
            fault = _("Evidence needs this.")
        sections = rules.schema["sections"].get(rules.source, []) if key == "section" else ()
        choices = tuple((one, one) for one in sections)
        evidence.append(Input(f"{EVIDENCE}.{key}", key, _(PLACE[key]), value, fault, choices))
    reason = given("reason")
    missing = _("Say why: what does the passage say?") if sent and not reason else ""
    note = "" if not sent or any(one.value for one in values) else _("Nothing is said of it yet.")
    name = given("name")
    return Form(
        type_,
        Input(
            "name",
            "id" if own else "key",
            _("Identifier") if own else _("Key"),
            name,
            _name_fault(rules, type_, name, own, sent),
        ),
        tuple(values),
        tuple(evidence),
        Input("reason", "reason", _("Why"), reason, long(reason) or missing),
        note,
    )


def _name_fault(rules: Rules, type_: str, name: str, own: bool, sent: bool) -> str:
    if not sent or (not name and not own):
        return ""
    if not SLUG.fullmatch(name):
        return _("Write small letters, digits and hyphens.")
    if own and rules.exists(f"{rules.schema['kinds'][type_]}/{name}"):
        return _("There is a record of this name already.")
    return ""


def _split(one: Mapping[str, Any], value: str) -> tuple[str, ...]:
    """The value of a key, or the several that have commas between them."""
    if one["single"] or one["kind"] not in SEVERAL:
        return (value,) if value else ()
    return tuple(each for part in value.split(",") if (each := part.strip()))


def _choices(here: Site, rules: Rules, one: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What may be chosen, where one thing of a vocabulary is."""
    if one["kind"] != "concept" or not one["single"]:
        return ()
    known = rules.schema["schemes"].get(one["scheme"], ())
    named = [(each, here.name(MLXV[each].value).text) for each in known]
    return tuple(sorted(named, key=lambda each: collated(each[1])))


def _entry(rules: Rules, form: Form) -> Entry:
    keys = rules.schema["types"][form.type]
    values = {one.key: _split(keys[one.key], one.value) for one in form.filled}
    own = form.name.key == "id"
    name = f"{rules.schema['kinds'][form.type]}/{form.name.value}" if own else form.name.value
    evidence = {one.key: one.value for one in form.evidence if one.value}
    return Entry(name if form.name.value else "", form.type, values, evidence)


def _answer(
    here: Site, source: str, titles: tuple[str, Name], form: Form, text: str, file: str
) -> Response:
    """The form, or the patch. The titles are that of the proposal, and what a reader calls it."""
    name = f"{file}.patch"
    title, named = titles
    if request.method == "GET" or form.faults:
        body = render_template("add.html", title=named, form=form, source=source)
        status = 422 if form.faults else 200
        return Response(body, status, {"Cache-Control": "no-store"})
    if request.form.get("as") == "patch":
        return patch_file(text, name)
    inputs = (form.name, *form.values, *form.evidence, form.reason)
    message = render_template(
        "correct/add.txt",
        title=title, form=form, source=source, release=here.release.digest, name=name,
    )  # fmt: skip
    body = render_template(
        "corrected.html",
        entity=title,
        difference=text.splitlines(),
        name=name,
        message=message,
        kept=[(one.name, one.value) for one in inputs if one.value],
    )
    return Response(body, headers={"Cache-Control": "no-store"})
