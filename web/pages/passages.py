"""The words of a passage, shown where the operator has the source's text, and only if it fits.

A text fits if its SHA-256 is the one that the release records; offsets are Unicode code points
in the text as it stands. Source: Web Annotation Data Model, section 4.2.4 (text position).
"""

import hashlib
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LOG = logging.getLogger(__name__)
AROUND = 140
PARAGRAPH = 2000
_HYPHENATED = re.compile(r"(?<=[^\W\d_])-[ \t]*\r?\n[ \t]*(?=[^\W\d_])")


@dataclass(frozen=True)
class PassageText:
    """A passage within its paragraph: what comes before it, the passage, what comes after.

    `lang` is the tag of its language, empty where that is not known.
    """

    before: str
    passage: str
    after: str
    lang: str = ""


class Texts:
    """The texts of sources that this server may show passages from, read when first needed."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        self._files = dict(files)
        self._read: dict[str, tuple[str, str] | None] = {}

    def passage(
        self, source: str, digest: str, start: int, end: int, around: int = AROUND
    ) -> PassageText | None:
        """The passage with what stands around it in its paragraph, up to `around` characters.

        None without a text whose SHA-256 is `digest`.
        """
        found = self._text(source)
        if found is None or not digest or found[1] != digest.lower():
            return None
        text = found[0]
        if not 0 <= start < end <= len(text):
            return None
        first = max(text.rfind("\n\n", 0, start), 0)
        blank = text.find("\n\n", end)
        last = blank if blank >= 0 else len(text)
        before, after = _flow(text[first:start]).lstrip(), _flow(text[end:last]).rstrip()
        return PassageText(_tail(before, around), _flow(text[start:end]), _head(after, around))

    def _text(self, source: str) -> tuple[str, str] | None:
        if source not in self._read:
            self._read[source] = self._open(source)
        return self._read[source]

    def _open(self, source: str) -> tuple[str, str] | None:
        path = self._files.get(source)
        if path is None:
            return None
        try:
            content = path.read_bytes()
            return content.decode("utf-8"), hashlib.sha256(content).hexdigest()
        except (OSError, UnicodeDecodeError) as error:
            LOG.warning("the text of %s cannot be shown: %s", source, error)
            return None


def _flow(text: str) -> str:
    """The text as running words: lines joined, a word parted at a line's end made whole."""
    return re.sub(r"\s+", " ", _HYPHENATED.sub("", text))


def _tail(text: str, most: int) -> str:
    """The end of the text, cut before a word."""
    return text if len(text) <= most else "… " + text[-most:].partition(" ")[2]


def _head(text: str, most: int) -> str:
    """The beginning of the text, cut after a word."""
    return text if len(text) <= most else text[:most].rpartition(" ")[0] + " …"
