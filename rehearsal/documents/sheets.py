"""Spreadsheet replies: XLSX, XLS, ODS and CSV."""

from __future__ import annotations

import io
from datetime import datetime

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
    """"Q1", "Q2" ..., by the order of the tables."""
    return [f"Q{n}" if len(reply.grids) > 1 else "Data" for n in range(1, len(reply.grids) + 1)]


def xlsx(reply: Reply, hidden: bool = False) -> bytes:
    """A workbook with one sheet a table. ``hidden``: with one more sheet that no reader should be shown."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": datetime(2014, 3, 3), "title": reply.own_ref, "comments": FACE})
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
    book.set_owner("Reconstruction")
    for name, grid in zip(sheet_names(reply), reply.grids, strict=True):
        sheet = book.add_sheet(name)
        for r, row in enumerate(lines(reply, grid)):
            for c, text in enumerate(row):
                sheet.write(r, c, typed(text))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(reply: Reply) -> bytes:
    """An OpenDocument spreadsheet."""
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    for name, grid in zip(sheet_names(reply), reply.grids, strict=True):
        table = Table(name=name)
        for row in lines(reply, grid):
            line = TableRow()
            for text in row or ("",):
                number = text.isdigit()
                cell = TableCell(valuetype="float", value=text) if number else TableCell(valuetype="string")
                cell.addElement(P(text=text))
                line.addElement(cell)
            table.addElement(line)
        book.spreadsheet.addElement(table)
    out = io.BytesIO()
    book.write(out)
    return fixed_zip(out.getvalue())


def csv(reply: Reply, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """One table as text; the face stands in the first line, so that the file alone tells what it is."""
    import csv as writer

    out = io.StringIO(newline="")
    rows = writer.writer(out, delimiter=delimiter)
    for grid in reply.grids:
        rows.writerow([FACE])
        rows.writerow(grid.head)
        rows.writerows(grid.rows)
    return out.getvalue().encode(encoding)
