"""Testland broken in one place, and how the commands tell of it."""

import re
from dataclasses import dataclass

from tests.loader.testland import RECORDS, Ran

FILE = "sources/testland/records/all.yaml"


@dataclass(frozen=True)
class Case:
    """`old` becomes `new`, and the fault is at the first `at` in it; `remedy` is a part of it."""

    old: str
    new: str
    at: str
    message: str
    remedy: str


def broken(case: Case) -> tuple[str, int, int]:
    """Testland with the fault, and the line and column where it is."""
    assert RECORDS.count(case.old) >= 1
    position = RECORDS.index(case.old)
    records = RECORDS[:position] + case.new + RECORDS[position + len(case.old) :]
    after = records.find(case.at, max(0, position - 20))
    at = after if after >= 0 else records.rindex(case.at, 0, position)
    before = records[:at]
    return records, before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1


def told(ran: Ran, line: int, column: int, case: Case) -> None:
    assert ran.status == 1
    fault = re.search(
        rf"^{re.escape(FILE)}:{line}:{column}: (.*)\n    (.*)$", ran.err, re.MULTILINE
    )
    assert fault, ran.err
    assert case.message in fault[1]
    assert case.remedy in fault[2]
    assert "nothing was published" in ran.err
