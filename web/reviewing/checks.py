"""Whether a value can stand in a record: what the build would tell an editor, told at once."""

import difflib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graph.dates import DateFault, read_date
from web.reviewing.recorded import Field, Record
from web.words.wording import gettext as _

EVIDENCE: Final = "evidence"
LANGUAGES: Final = "languages"
FIXED: Final = ("id", "about", "claim", "key", "type")
"""Keys that make the identifiers, which stay as they are."""
NEEDED: Final = ("section", "from")
MOST_CHARACTERS: Final = 5000
_IRI: Final = re.compile(r"[a-z][a-z0-9+.-]*://[^\s<>\"{}|\\^`]+")


@dataclass(frozen=True)
class Checker:
    """Checks the values of one record; `exists` tells whether an entity `kind/slug` does."""

    schema: Mapping[str, Any]
    record: Record
    exists: Callable[[str], bool]

    def fixed(self, field: Field) -> bool:
        """Whether a value makes the identifier of something."""
        known = self.schema["types"].get(field.type, {})
        return field.key in FIXED and field.key not in known and field.type != EVIDENCE

    def located(self, field: Field) -> bool:
        """Whether the passage has to be located again when this value changes."""
        known = self.schema["types"].get(field.type, {})
        return field.type == EVIDENCE or bool(known.get(field.key, {}).get("located"))

    def keys(self) -> list[str]:
        """The keys that a record of this type may have and that take a value."""
        return sorted(self.schema["types"].get(self.record.type, {}))

    def value(self, field: Field, value: str) -> str:
        """What is wrong with another value of a field, in a sentence; empty if nothing is."""
        words = " ".join(value.split())
        if len(words) > MOST_CHARACTERS:
            return _("This is too long: %(most)s characters at most.", most=MOST_CHARACTERS)
        if not words:
            return self._struck(field)
        if field.type == EVIDENCE:
            return self._evidence(field.key, words)
        if field.type == LANGUAGES or field.key in self.schema["special"]:
            return ""
        return self._property(self.schema["types"][field.type][field.key], words)

    def added(self, key: str, value: str) -> tuple[str, str]:
        """What is wrong with a further key, and with its value."""
        known = self.schema["types"].get(self.record.type, {})
        if key not in known:
            message = _("A %(type)s has no key “%(key)s”.", type=self.record.type, key=key[:60])
            return f"{message} {_nearest(key, known)}", ""
        own = [one for one in self.record.fields if one.path.partition("[")[0] == key]
        nested = any(one.path.startswith((f"{key}.", f"{key}[")) for one in self.record.fields)
        if any(not one.listed for one in own) or (nested and not own):
            return _("The record has this key already: change its value above."), ""
        if not value.strip():
            return "", _("Give the key a value.")
        if len(value) > MOST_CHARACTERS:
            most = _("This is too long: %(most)s characters at most.", most=MOST_CHARACTERS)
            return "", most
        return "", self._property(known[key], " ".join(value.split()))

    def _struck(self, field: Field) -> str:
        if field.type == EVIDENCE and field.key in NEEDED:
            return _("Evidence needs this.")
        listed = field.path.rpartition("[")[0]
        others = [one for one in self.record.fields if one.path.rpartition("[")[0] == listed]
        if field.listed and not field.flow and len(others) == 1:
            return _("The last value of a list cannot be struck here.")
        return ""

    def _evidence(self, key: str, words: str) -> str:
        rules = self.schema["evidence"]
        sections = self.schema["sections"].get(self.record.source, [])
        if key == "section" and words not in sections:
            message = _("The source has no section “%(section)s”.", section=words[:40])
            return f"{message} {_nearest(words, sections)}"
        if key in ("from", "to") and len(words.split()) > rules["most_words"]:
            return _(
                "Write %(most)s words at most: they find a passage, they do not copy it.",
                most=rules["most_words"],
            )
        if key == "occurrence" and not re.fullmatch(r"[1-9]\d{0,3}", words):
            return _("Write 1 for the first match, and so on.")
        return ""

    def _property(self, one: Mapping[str, Any], words: str) -> str:
        match one["kind"]:
            case "concept":
                return self._concept(one["scheme"], words)
            case "date":
                return _date(words)
            case "node":
                return self._node(words, claim=one["claim"])
            case "plain":
                form = self.schema["forms"].get(one["datatype"])
                if form is not None and not re.fullmatch(form["pattern"], words):
                    return _("“%(value)s” does not fit here.", value=words[:60])
        return ""

    def _concept(self, scheme: str, words: str) -> str:
        known = self.schema["schemes"].get(scheme, [])
        if words in known:
            return ""
        message = _("“%(value)s” is not in the vocabulary.", value=words[:60])
        return f"{message} {_nearest(words, known)}"

    def _node(self, words: str, *, claim: bool) -> str:
        if self.exists(words) or (not claim and _IRI.fullmatch(words)):
            return ""
        return _(
            "There is nothing called “%(value)s”. Write the identifier of a record, such as "
            "law/asylum-2007.",
            value=words[:60],
        )


def _date(words: str) -> str:
    try:
        read_date(words)
    except DateFault:
        return _(
            "“%(value)s” is no date. Write 2007-11-24, 2007-11, 2007 or a phrase such as mid-2007, "
            "end of 2004 or April/May 2008.",
            value=words[:60],
        )
    return ""


def _nearest(word: str, known: Collection[str]) -> str:
    """The nearest of the known words, or all of them where they are few."""
    near = difflib.get_close_matches(word, sorted(known), n=3, cutoff=0.6)
    if near:
        return _("Did you mean %(words)s?", words=", ".join(near))
    return _("There are %(words)s.", words=", ".join(sorted(known)))
