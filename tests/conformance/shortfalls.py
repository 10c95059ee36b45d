"""The cases of the suite that the engine does not answer as the suite asks, and why.

They are read from the table of `docs/conformance.md`, so that the page cannot say otherwise.
"""

import re
from functools import cache
from typing import Final

from tests.conftest import ROOT

PAGE: Final = ROOT / "docs" / "conformance.md"
_LINE: Final = re.compile(r"^\| `([a-z-]+/[A-Za-z0-9_-]+)` \|(.+)\|$", re.MULTILINE)


@cache
def shortfalls() -> dict[str, str]:
    """The reason for each case that is listed, by the case's name."""
    found = _LINE.findall(PAGE.read_text(encoding="utf-8"))
    assert len(dict(found)) == len(found), "a case is listed twice"
    return {name: reason.strip() for name, reason in found}
