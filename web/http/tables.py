"""Tables as CSV and JSON, for those who want to go on with the data elsewhere."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import Response, request

from web.http.negotiate import CSV, PLAIN_JSON, Choice, Format, by_name
from web.http.origin import state_rows
from web.http.responses import represent


@dataclass(frozen=True)
class Table:
    """Columns, and rows with one text for each column."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def export(table: Table, as_: Format) -> Response:
    """The table in a format. CSV as RFC 4180 has it, with a header line and CRLF."""
    body = as_csv(table) if as_ == CSV else as_json(table)
    return state_rows(represent(body, Choice(as_, as_.media_type)), len(table.rows))


def wanted() -> Format | None:
    """The table format that the query string asks for by `format=`, None for a page."""
    return by_name(request.args.get("format", ""), (CSV, PLAIN_JSON))


def as_csv(table: Table) -> str:
    """The table as CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows(table.rows)
    return out.getvalue()


def as_json(table: Table) -> str:
    """The table as a JSON list with one object for each row."""
    objects: Iterable[dict[str, str]] = (
        dict(zip(table.columns, row, strict=True)) for row in table.rows
    )
    return json.dumps(list(objects), ensure_ascii=False, indent=1) + "\n"
