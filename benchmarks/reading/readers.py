"""The readers that are compared: each takes the path of a PDF and yields its tables as (page, rows).

They run in the process of the measure, one reader a process, so that none warms another's caches.
"""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2
from camelot.io import read_pdf  # all of them here: the measure does not count the import of this module

Table = tuple[int, list[list[str]]] | dict[str, Any]

OUTPUT = "ROUNDROBIN_BENCHMARK_OUTPUT"  # where the output of `roundrobin read --json` over the whole set lies


@cache
def _ours() -> dict[str, list[Table]]:
    with Path(os.environ[OUTPUT]).open(encoding="utf-8") as file:
        return {one["file"]: one["tables"] for one in json.load(file)}


def roundrobin(path: str) -> list[Table]:
    """What the whole command said of this file, with ``accept`` and with tables joined over pages."""
    return _ours()[path]


def camelot_hybrid(path: str) -> Iterator[Table]:
    """camelot, drawn lines and alignment together, without rendering the page."""
    return _camelot(path, flavor="hybrid", engine="vector")


def camelot_stream(path: str) -> Iterator[Table]:
    """camelot, alignment of words alone."""
    return _camelot(path, flavor="stream")


def camelot_lattice(path: str) -> Iterator[Table]:
    """camelot, drawn lines alone, without rendering the page."""
    return _camelot(path, flavor="lattice", engine="vector")


def _camelot(path: str, **how: str) -> Iterator[Table]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of every page without tables
        for table in read_pdf(path, pages="all", **how):
            yield int(table.page), table.df.to_numpy().tolist()


def pdfplumber_lines(path: str) -> Iterator[Table]:
    """pdfplumber with its defaults, which follow drawn lines."""
    with pdfplumber.open(path) as document:
        for page in document.pages:
            for rows in page.extract_tables():
                yield page.page_number, [[cell or "" for cell in row] for row in rows]


def pdfium_text(path: str) -> list[Table]:
    """The bare text of every page and no table: what reading costs at the least."""
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            page.get_textpage().get_text_range()
    return []


READERS = {
    "camelot hybrid": camelot_hybrid,
    "camelot stream": camelot_stream,
    "camelot lattice": camelot_lattice,
    "pdfplumber lines": pdfplumber_lines,
    "pdfium, text alone": pdfium_text,
}
