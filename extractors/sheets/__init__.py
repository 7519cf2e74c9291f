"""Spreadsheets: XLSX, XLSM, XLS, ODS and delimited text."""

from __future__ import annotations

from extractors.sheets.delimited import Csv
from extractors.sheets.ods import Ods
from extractors.sheets.xls import Xls
from extractors.sheets.xlsx import Xlsx

xlsx = Xlsx()
xls = Xls()
ods = Ods()
csv = Csv()
