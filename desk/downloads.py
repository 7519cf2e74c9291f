"""Every view as a file: the whole of it, with its row count and its hash, or an error; never a part."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

FORMS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@dataclass(frozen=True)
class Twin:
    """What a page shows, as the file that it can be taken as; the page tells its row count and hash.

    ``path``: of the file without its ending; ``query``: what narrows it; ``shown``: the page's own address,
    where it is another; ``name``: of the file; ``what``: in words, where a page has several.
    """

    path: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    query: str = ""
    shown: str = ""
    name: str = ""
    what: str = "This"

    @cached_property
    def seal(self) -> str:
        """SHA-256 of the CSV."""
        return sealed(as_csv(self.columns, self.rows), len(self.rows))["X-Content-SHA256"]

    def address(self, form: str = "") -> str:
        """Where the page stands, or the file in one of its forms."""
        if not form and self.shown:
            return self.shown
        return self.path + (f".{form}" if form else "") + (f"?{self.query}" if self.query else "")

    def file(self, request: Request) -> Response:
        """The rows in the form that the address ends in."""
        return table(request, self.columns, self.rows, self.name or self.path.strip("/").replace("/", "-"))


def form_of(request: Request) -> str:
    """The form that the address ends in: csv, json, or "" for a page."""
    ending = request.url.path.rpartition(".")[2]
    return ending if ending in FORMS else ""


def table(request: Request, columns: Sequence[str], rows: Sequence[Sequence[Any]], name: str) -> Response:
    """The rows in the form that the address ends in."""
    return as_file(columns, rows, form_of(request), name)


def as_file(columns: Sequence[str], rows: Sequence[Sequence[Any]], form: str, name: str) -> Response:
    """The rows as a download called ``name`` with the ending of its form."""
    body = as_csv(columns, rows) if form == "csv" else as_json(columns, rows)
    safe = re.sub(r"[^\w.-]+", "-", name)[:80]
    headers = {**sealed(body, len(rows)), "Content-Disposition": f'attachment; filename="{safe}.{form}"'}
    return Response(body, media_type=FORMS[form], headers=headers)


def sealed(body: bytes, rows: int) -> dict[str, str]:
    """Row count and hash, told beside the bytes."""
    return {"X-Row-Count": str(rows), "X-Content-SHA256": hashlib.sha256(body).hexdigest()}


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """RFC 4180, UTF-8, values as they are: a spreadsheet program may take a text for a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()


def as_json(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A list of objects."""
    told = [dict(zip(columns, row, strict=True)) for row in rows]
    return json.dumps(told, ensure_ascii=False, default=_plain).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    return float(value) if isinstance(value, Decimal) else str(value)
