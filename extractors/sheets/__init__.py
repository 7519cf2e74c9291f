"""Spreadsheets: XLSX, XLSM, XLSB, XLS, ODS and delimited text."""

from __future__ import annotations

from extractors.sheets.xlsx import Xlsx

xlsx = Xlsx()
