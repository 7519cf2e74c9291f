"""Spreadsheet replies: XLSX, XLS, ODS and CSV."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from html import escape

from rehearsal.content import FACE, Reply
from rehearsal.documents.fixed import fixed_zip
from rehearsal.grids import Grid

Row = tuple[str, ...]


def lines(reply: Reply, grid: Grid) -> list[Row]:
    """A sheet row by row: the face, the force, the title, an empty row, the table, its notes."""
    above: list[Row] = [(FACE,), (f"{reply.name}, our reference {reply.own_ref}",), (grid.title,), ()]
    return [*above, grid.head, *grid.rows, *([()] if grid.notes else []), *((note,) for note in grid.notes)]


def typed(text: str) -> str | int:
    """Whole numbers are stored as numbers, the rest as text."""
    return int(text) if text.isdigit() else text


def sheet_names(reply: Reply) -> list[str]:
    """ "Q1", "Q2-3", ...: the questions that each table's title names, or "Data"."""
    return [_sheet_name(grid.title.partition(".")[0]) for grid in reply.grids]


def _sheet_name(questions: str) -> str:
    named = questions.startswith("Question")
    return f"Q{'-'.join(re.findall('[0-9]', questions))}" if named else "Data"


def xlsx(reply: Reply, hidden: bool = False) -> bytes:
    """A workbook with one sheet a table. ``hidden``: with one more sheet that no reader should be shown."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": datetime(2014, 3, 3, tzinfo=UTC), "title": reply.own_ref, "comments": FACE})
    bold = book.add_format({"bold": True})
    for name, grid in zip(sheet_names(reply), reply.grids, strict=True):
        sheet = book.add_worksheet(name)
        sheet.set_column(0, 0, 24)
        sheet.set_footer(f"&C{FACE}")
        for r, row in enumerate(lines(reply, grid)):
            for c, text in enumerate(row):
                sheet.write(r, c, typed(text), *([bold] if row == grid.head else []))
    if hidden:
        _working_sheet(book.add_worksheet("Working"))
    book.close()
    return fixed_zip(out.getvalue())


def _working_sheet(sheet: object) -> None:
    """A hidden sheet such as forces leave in: made-up rows, no names, no person behind them."""
    rows = [(FACE, "", ""), ("Log no.", "Stage", "Weeks open")]
    rows += [(f"X{n:04}", "closed" if n % 3 else "open", str(n * 7 % 31)) for n in range(1, 41)]
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            sheet.write(r, c, typed(text))  # type: ignore[attr-defined]
    sheet.hide()  # type: ignore[attr-defined]


def xls(reply: Reply) -> bytes:
    """The old binary workbook."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    for name, grid in zip(sheet_names(reply), reply.grids, strict=True):
        sheet = book.add_sheet(name)
        for r, row in enumerate(lines(reply, grid)):
            for c, text in enumerate(row):
                sheet.write(r, c, typed(text))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(reply: Reply) -> bytes:
    """An OpenDocument spreadsheet, written part by part: three small files in a zip."""
    tables = "".join(
        f'<table:table table:name="{name}">{"".join(map(_ods_row, lines(reply, grid)))}</table:table>'
        for name, grid in zip(sheet_names(reply), reply.grids, strict=True)
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", ODS_TYPE)
        archive.writestr("content.xml", ODS_CONTENT.format(tables=tables))
        archive.writestr("META-INF/manifest.xml", ODS_MANIFEST)
    return fixed_zip(out.getvalue())


def _ods_row(row: Row) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, row or ('',)))}</table:table-row>"


def _ods_cell(text: str) -> str:
    kind = f'office:value-type="float" office:value="{text}"' if text.isdigit() else 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{escape(text)}</text:p></table:table-cell>"


ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_URN = "urn:oasis:names:tc:opendocument:xmlns"
ODS_CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<office:document-content xmlns:office="{_URN}:office:1.0" xmlns:table="{_URN}:table:1.0" '
    f'xmlns:text="{_URN}:text:1.0" office:version="1.2">'
    "<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
)
ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<manifest:manifest xmlns:manifest="{_URN}:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def csv(reply: Reply, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """One table as text; the face stands in the first line, so that the file alone tells what it is."""
    import csv as writer

    out = io.StringIO(newline="")
    rows = writer.writer(out, delimiter=delimiter)
    for grid in reply.grids:
        rows.writerows([[FACE], [grid.title], grid.head])
        rows.writerows(grid.rows)
    return out.getvalue().encode(encoding)
