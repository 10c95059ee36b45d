"""What a value in a record has to be: what the build would tell an editor, told at once."""

import difflib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graph.dates import DateFault, read_date
from web.words.wording import gettext as _

EVIDENCE: Final = "evidence"
MOST_CHARACTERS: Final = 5000
_IRI: Final = re.compile(r"[a-z][a-z0-9+.-]*://[^\s<>\"{}|\\^`]+")


@dataclass(frozen=True)
class Rules:
    """What records of a source may say; `exists` tells whether an entity `kind/slug` does."""

    schema: Mapping[str, Any]
    source: str
    exists: Callable[[str], bool]

    def evidence(self, key: str, words: str) -> str:
        """What is wrong with a part of the evidence, in a sentence; empty if nothing is."""
        rules = self.schema["evidence"]
        sections = self.schema["sections"].get(self.source, [])
        if key == "section" and words not in sections:
            message = _("The source has no section “%(section)s”.", section=words[:40])
            return f"{message} {nearest(words, sections)}"
        if key in ("from", "to") and len(words.split()) > rules["most_words"]:
            return _(
                "Write %(most)s words at most: they find a passage, they do not copy it.",
                most=rules["most_words"],
            )
        if key == "occurrence" and not re.fullmatch(r"[1-9]\d{0,3}", words):
            return _("Write 1 for the first match, and so on.")
        return ""

    def value(self, one: Mapping[str, Any], words: str) -> str:
        """What is wrong with a value of a key, of which `one` tells what it takes; or nothing."""
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
        return f"{message} {nearest(words, known)}"

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


def nearest(word: str, known: Collection[str]) -> str:
    """The nearest of the known words, or all of them where they are few."""
    near = difflib.get_close_matches(word, sorted(known), n=3, cutoff=0.6)
    if near:
        return _("Did you mean %(words)s?", words=", ".join(near))
    return _("There are %(words)s.", words=", ".join(sorted(known)))
