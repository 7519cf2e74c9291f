"""What crosses the pipe from an isolated process: one reading as lines of JSON, and how the process ended.

A reading may hold some hundred thousand cells, so each is an array of its values in the order of the class, and rows
and cells come some thousand to a line: neither side ever holds all of them twice. Made and read by the same
version of the program, never stored. Imports no reader.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter
from typing import Any

from schema.reading import Box, Cell, Hidden, Outcome, ProseFigure, Reading, Table

END = struct.Struct("!iQ")  # how a child ended (exit code, or minus its signal) and the most memory it held, in KiB
MOST_PLACES = 20_000_000  # in the tables of one reading, empty ones as well: eight bytes each
MOST_CELLS = 600_000  # of one reading that are listed one by one: some 300 bytes each
_PART = 16_384  # cells in one line, at the most a row more


def _values(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    return attrgetter(*(one.name for one in fields(kind)))


_box, _cell, _table, _figure, _hidden, _reading = map(_values, (Box, Cell, Table, ProseFigure, Hidden, Reading))

# ``fields`` of the classes by position, so that a field that is added is carried without a word here.
_AT = {kind: {one.name: n for n, one in enumerate(fields(kind))} for kind in (Cell, Table, Reading)}
_CELL_TEXT, _CELL_BOX, _CELL_FLAGS = (_AT[Cell][name] for name in ("text", "box", "flags"))
_CELL_ROW, _CELL_COL = _AT[Cell]["row"], _AT[Cell]["col"]


def packed(reading: Reading) -> Iterator[bytes]:
    """The reading as it crosses the pipe, line by line: itself, then its tables, then its parts.

    UTF-8; half a surrogate pair passes, since strangers write them.
    """
    values = list(_reading(replace(reading, tables=(), parts=())))
    at = _AT[Reading]
    values[at["figures"]] = [_figure(figure) for figure in reading.figures]
    values[at["hidden"]] = [_hidden(hidden) for hidden in reading.hidden]
    values[at["tables"]], values[at["parts"]] = len(reading.tables), len(reading.parts)
    yield _line(values)
    for table in reading.tables:
        yield from _packed_table(table)
    for part in reading.parts:
        yield from packed(part)


def is_too_big(reading: Reading) -> bool:
    """Whether the reading, with its parts, is more than the process that asked for it should hold."""
    tables = list(_tables(reading))
    places = sum(len(table.rows) * len(table.rows[0]) for table in tables if table.rows)
    return places > MOST_PLACES or sum(len(table.cells) for table in tables) > MOST_CELLS


def _tables(reading: Reading) -> Iterator[Table]:
    yield from reading.tables
    for part in reading.parts:
        yield from _tables(part)


def _packed_table(table: Table) -> Iterator[bytes]:
    values = list(_table(replace(table, rows=(), cells=())))
    at = _AT[Table]
    values[at["rows"]], values[at["cells"]] = len(table.rows), len(table.cells)
    values[at["box"]] = None if table.box is None else _box(table.box)
    yield _line(values)
    width = max(map(len, table.rows), default=0)
    step = max(1, _PART // max(1, width))
    for start in range(0, len(table.rows), step):
        yield _line([_shortened(row) for row in table.rows[start : start + step]])
    for start in range(0, len(table.cells), _PART):
        yield _line([_cell_values(cell, table.rows) for cell in table.cells[start : start + _PART]])


def _line(values: Any) -> bytes:
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n"
    return text.encode("utf-8", "surrogatepass")


def _shortened(row: Sequence[str]) -> list[Any]:
    """How many cells a row has, and those before its last filled one."""
    end = len(row)
    while end and not row[end - 1]:
        end -= 1
    return [len(row), *row[:end]]


def _cell_values(cell: Cell, rows: Sequence[Sequence[str]]) -> list[Any]:
    """The values of a cell; its text is left out where its row holds the same."""
    values = list(_cell(cell))
    if 0 <= cell.row < len(rows) and 0 <= cell.col < len(rows[cell.row]) and rows[cell.row][cell.col] == cell.text:
        values[_CELL_TEXT] = None
    if cell.box is not None:
        values[_CELL_BOX] = _box(cell.box)
    return values


def unpacked(data: bytearray) -> Reading:
    """The reading that ``packed`` wrote; uses up ``data``. Raises ValueError, TypeError, LookupError for others."""
    return _to_reading(_lines(data), _Rows())


def _lines(data: bytearray) -> Iterator[Any]:
    while data:
        end = data.index(b"\n")
        values = json.loads(data[:end].decode("utf-8", "surrogatepass"))
        del data[: end + 1]
        yield values


def _next(lines: Iterator[Any]) -> Any:
    for values in lines:
        return values
    raise ValueError("a line is missing")


@dataclass(slots=True)
class _Rows:
    """Makes the rows of all tables: what they say again and again is kept once, and there is no more than allowed."""

    texts: dict[str, str] = field(default_factory=dict)
    places: int = 0
    cells: int = 0

    def count(self, places: int, cells: int) -> None:
        self.places, self.cells = self.places + places, self.cells + cells
        if self.places > MOST_PLACES or self.cells > MOST_CELLS:
            raise ValueError("more than one reading holds")

    def made(self, row: list[Any]) -> tuple[str, ...]:
        width = row.pop(0)
        self.count(width, 0)
        return (*(self.texts.setdefault(text, text) for text in row), *[""] * (width - len(row)))


def _to_reading(lines: Iterator[Any], made: _Rows) -> Reading:
    values = _next(lines)
    at = _AT[Reading]
    values[at["outcome"]] = Outcome(values[at["outcome"]])
    values[at["figures"]] = tuple(ProseFigure(*figure) for figure in values[at["figures"]])
    values[at["hidden"]] = tuple(Hidden(*hidden) for hidden in values[at["hidden"]])
    values[at["flags"]] = tuple(values[at["flags"]])
    values[at["sizes"]] = tuple(map(tuple, values[at["sizes"]]))
    values[at["tables"]] = tuple([_to_table(lines, made) for _ in range(values[at["tables"]])])
    values[at["parts"]] = tuple([_to_reading(lines, made) for _ in range(values[at["parts"]])])
    return Reading(*values)


def _to_table(lines: Iterator[Any], made: _Rows) -> Table:
    values = _next(lines)
    at = _AT[Table]
    rows: list[tuple[str, ...]] = []
    while len(rows) < values[at["rows"]]:
        rows += map(made.made, _next(lines))
    made.count(0, values[at["cells"]])
    cells: list[Cell] = []
    while len(cells) < values[at["cells"]]:
        cells += [_to_cell(cell, rows) for cell in _next(lines)]
    values[at["rows"]], values[at["cells"]] = tuple(rows), tuple(cells)
    if values[at["box"]] is not None:
        values[at["box"]] = Box(*values[at["box"]])
    for name in ("pages", "why_not"):
        values[at[name]] = tuple(values[at[name]])
    return Table(*values)


def _to_cell(values: list[Any], rows: Sequence[Sequence[str]]) -> Cell:
    if values[_CELL_TEXT] is None:
        values[_CELL_TEXT] = rows[values[_CELL_ROW]][values[_CELL_COL]]
    if values[_CELL_BOX] is not None:
        values[_CELL_BOX] = Box(*values[_CELL_BOX])
    values[_CELL_FLAGS] = tuple(values[_CELL_FLAGS])
    return Cell(*values)
