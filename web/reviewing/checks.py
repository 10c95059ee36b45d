"""Whether values can stand in a record that there is, in place of others or beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from web.reviewing.recorded import Field, Record
from web.reviewing.rules import EVIDENCE, MOST_CHARACTERS, Rules, nearest
from web.words.wording import gettext as _

LANGUAGES: Final = "languages"
FIXED: Final = ("id", "about", "claim", "key", "type")
"""Keys that make the identifiers, which stay as they are."""
NEEDED: Final = ("section", "from")


@dataclass(frozen=True)
class Checker:
    """Checks the values of one record."""

    rules: Rules
    record: Record

    @property
    def schema(self) -> Mapping[str, Any]:
        """What a record may say."""
        return self.rules.schema

    @property
    def known(self) -> Mapping[str, Mapping[str, Any]]:
        """The keys that the record may have."""
        found: Mapping[str, Mapping[str, Any]] = self.schema["types"].get(self.record.type, {})
        return found

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
        return sorted(self.known)

    def value(self, field: Field, value: str) -> str:
        """What is wrong with another value of a field, in a sentence; empty if nothing is."""
        words = " ".join(value.split())
        if len(words) > MOST_CHARACTERS:
            return _("This is too long: %(most)s characters at most.", most=MOST_CHARACTERS)
        if not words:
            return self._struck(field)
        if field.type == EVIDENCE:
            return self.rules.evidence(field.key, words)
        if field.type == LANGUAGES or field.key in self.schema["special"]:
            return ""
        return self.rules.value(self.schema["types"][field.type][field.key], words)

    def added(self, key: str, value: str) -> tuple[str, str]:
        """What is wrong with a further key, and with its value."""
        known = self.known
        if key not in known:
            message = _("A %(type)s has no key “%(key)s”.", type=self.record.type, key=key[:60])
            return f"{message} {nearest(key, known)}", ""
        own = [one for one in self.record.fields if one.path.partition("[")[0] == key]
        nested = any(one.path.startswith((f"{key}.", f"{key}[")) for one in self.record.fields)
        if any(not one.listed for one in own) or (nested and not own):
            return _("The record has this key already: change its value above."), ""
        if not value.strip():
            return "", _("Give the key a value.")
        if len(value) > MOST_CHARACTERS:
            most = _("This is too long: %(most)s characters at most.", most=MOST_CHARACTERS)
            return "", most
        return "", self.rules.value(known[key], " ".join(value.split()))

    def _struck(self, field: Field) -> str:
        if field.type == EVIDENCE and field.key in NEEDED:
            return _("Evidence needs this.")
        listed = field.path.rpartition("[")[0]
        others = [one for one in self.record.fields if one.path.rpartition("[")[0] == listed]
        if field.listed and not field.flow and len(others) == 1:
            return _("The last value of a list cannot be struck here.")
        return ""
