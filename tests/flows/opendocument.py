"""An answer form saved as ODS, made here: no office suite is at hand in the tests, and this is no file of one.

It has what such a suite writes: repeated cells and rows out to the end of the sheet, validations and styles by name,
numbers typed into text cells as text, one paragraph a line.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any
from xml.sax.saxutils import escape, quoteattr

TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{rest}"'
    for name, rest in {
        "office": "office:1.0",
        "table": "table:1.0",
        "text": "text:1.0",
        "style": "style:1.0",
        "fo": "xsl-fo-compatible:1.0",
    }.items()
)
_HEAD = (
    f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES} office:version="1.3">'
    "<office:automatic-styles>"
    '<style:style style:name="co1" style:family="table-column"><style:table-column-properties'
    ' fo:break-before="auto" style:column-width="2.258cm"/></style:style>'
    '<style:style style:name="ro1" style:family="table-row"><style:table-row-properties'
    ' style:row-height="0.452cm" style:use-optimal-row-height="true"/></style:style>'
    '<style:style style:name="ce1" style:family="table-cell"><style:table-cell-properties fo:wrap-option="wrap"/>'
    "</style:style></office:automatic-styles><office:body><office:spreadsheet><table:content-validations>"
    '<table:content-validation table:name="val1" table:condition="of:cell-content-is-in-list(&quot;Yes&quot;)"/>'
    "</table:content-validations>"
)
_TAIL = "</office:spreadsheet></office:body></office:document-content>"
_REST = (
    '<table:table-row table:style-name="ro1" table:number-rows-repeated="1048000">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def saved_as_ods(book: Any) -> bytes:
    """The workbook (openpyxl) as ODS."""
    content = _HEAD + "".join(_sheet(page) for page in book.worksheets) + _TAIL
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(zipfile.ZipInfo("mimetype"), TYPE)
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", _manifest())
    return made.getvalue()


def _manifest() -> str:
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    entries = (("/", TYPE), ("content.xml", "text/xml"))
    files = "".join(f'<m:file-entry m:full-path="{path}" m:media-type="{kind}"/>' for path, kind in entries)
    return f'<?xml version="1.0" encoding="UTF-8"?><m:manifest xmlns:m="{space}" m:version="1.3">{files}</m:manifest>'


def _sheet(page: Any) -> str:
    columns = '<table:table-column table:style-name="co1" table:number-columns-repeated="16384"/>'
    rows = "".join(_row([cell.value for cell in row]) for row in page.iter_rows())
    name = quoteattr(page.title)
    return f'<table:table table:name={name} table:protected="true">{columns}{rows}{_REST}</table:table>'


def _row(values: list[Any]) -> str:
    while values and values[-1] is None:
        values = values[:-1]
    cells = "".join(_cell(value) for value in values)
    rest = f'<table:table-cell table:number-columns-repeated="{16384 - len(values)}"/>'
    return f'<table:table-row table:style-name="ro1">{cells}{rest}</table:table-row>'


def _cell(value: Any) -> str:
    if value is None:
        return '<table:table-cell table:style-name="ce1" table:content-validation-name="val1"/>'
    if isinstance(value, (int, float)):
        return (
            f'<table:table-cell table:style-name="ce1" office:value-type="float" office:value="{value}">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f'<table:table-cell table:style-name="ce1" office:value-type="string">{lines}</table:table-cell>'
