"""Writers of reply documents: the same reply gives the same bytes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from rehearsal.content import Reply
from rehearsal.documents import pdf, sheets, word

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

WRITERS: dict[str, tuple[str, Callable[[Reply], bytes]]] = {
    "ruled_pdf": ("pdf", pdf.letter),
    "light_pdf": ("pdf", lambda reply: pdf.letter(reply, "light")),
    "open_pdf": ("pdf", lambda reply: pdf.letter(reply, "open")),
    "twocol_pdf": ("pdf", pdf.two_columns),
    "scan_pdf": ("pdf", pdf.scan),
    "joint_pdf": ("pdf", pdf.letter),
    "pdf_letter": ("pdf", pdf.letter),
    "docx": ("docx", word.docx),
    "docx_letter": ("docx", word.docx),
    "xlsx": ("xlsx", sheets.xlsx),
    "xlsx_hidden": ("xlsx", lambda reply: sheets.xlsx(reply, hidden=True)),
    "xls": ("xls", sheets.xls),
    "ods": ("ods", sheets.ods),
    "csv": ("csv", sheets.csv),
    "csv_semicolon": ("csv", lambda reply: sheets.csv(reply, ";", "cp1252")),
}
"""Forms that come as a file; the others (text, html) are the mail itself."""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file enclosed with a reply."""

    name: str
    media_type: str
    content: bytes


def enclosed(reply: Reply, form: str) -> Enclosed | None:
    """The file of a reply in this form; None where the answer stands in the mail."""
    if form not in WRITERS:
        return None
    suffix, write = WRITERS[form]
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", reply.own_ref)
    return Enclosed(f"Response {stem}.{suffix}", MEDIA_TYPES[suffix], write(reply))
