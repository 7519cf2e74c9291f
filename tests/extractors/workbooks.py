"""Small workbooks and documents for the tests, built with other programs' libraries and read as bytes."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

from extractors.identify import identify
from extractors.registry import Extractor
from schema.reading import Reading, Source

CANARY = "Canary Jane 8821"
ROWS: list[list[Any]] = [["Area", "Officers", "Staff"], ["North", 3, 1], ["South", 5, 2], ["East", 0, 4]]


def read(extractor: Extractor, data: bytes, name: str = "file") -> Reading:
    """The reading of ``data`` by one extractor, as the registry would ask for it."""
    return extractor.read(data, Source(name, hashlib.sha256(data).hexdigest(), identify(data, name)))


def xlsx(change: Callable[[Any, Any], None] = lambda book, sheet: None, rows: list[list[Any]] | None = None) -> bytes:
    """An XLSX by openpyxl with ``rows`` on its sheet "Data"; ``change`` gets book and sheet."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Data"
    for row in ROWS if rows is None else rows:
        sheet.append(row)
    change(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xls(change: Callable[[Any, Any], None] = lambda book, sheet: None) -> bytes:
    """An XLS by xlwt with ROWS on its sheet "Data"."""
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("Data", cell_overwrite_ok=True)
    for r, row in enumerate(ROWS):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    change(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2"'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    ' xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" xmlns:xlink="http://www.w3.org/1999/xlink">'
)


def ods_row(values: list[Any], row: str = "", cell: str = "") -> str:
    """One table-row; ``row`` and ``cell`` are further attributes."""
    cells = "".join(
        f'<table:table-cell {cell} office:value-type="float" office:value="{v}"><text:p>{v}</text:p></table:table-cell>'
        if isinstance(v, (int, float))
        else f'<table:table-cell {cell} office:value-type="string"><text:p>{v}</text:p></table:table-cell>'
        for v in values
    )
    return f"<table:table-row {row}>{cells}</table:table-row>"


def ods(body: str | None = None, styles: str = "", more: dict[str, str] | None = None) -> bytes:
    """An ODS from raw parts: ``body`` is what stands in the spreadsheet, ROWS in a table "Data" by default."""
    rows = "".join(ods_row(row) for row in ROWS)
    sheets = body if body is not None else f'<table:table table:name="Data">{rows}</table:table>'
    content = (
        f"{ODS_HEAD}<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    parts = {"mimetype": ODS_TYPE, "content.xml": content, "META-INF/manifest.xml": manifest, **(more or {})}
    return zipped(parts)


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A ZIP of named parts, deflated."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def patched(data: bytes, part: str, change: Callable[[str], str], more: dict[str, str | bytes] | None = None) -> bytes:
    """The package with one part's text changed and further parts added."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    if part:
        text = parts[part]
        assert isinstance(text, bytes)
        parts[part] = change(text.decode("utf-8"))
    return zipped({**parts, **(more or {})})


def docx(change: Callable[[Any], None] = lambda document: None) -> bytes:
    """A DOCX by python-docx: a salutation, one numbered answer and the table ROWS."""
    from docx import Document

    document = Document()
    document.add_paragraph("Dear Sir or Madam")
    document.add_paragraph("1. 8 officers were investigated.")
    table = document.add_table(len(ROWS), len(ROWS[0]))
    for r, row in enumerate(ROWS):
        for c, value in enumerate(row):
            table.cell(r, c).text = str(value)
    change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def everything(reading: Reading) -> str:
    """All that a reading would let out, to look for what should be in none of it."""
    return re.sub(r"\s+", " ", repr(reading))
