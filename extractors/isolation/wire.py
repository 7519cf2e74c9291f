"""What crosses the pipe from an isolated process: one reading as JSON, and how the process ended.

A reading holds some thousand cells, so each is an array of its values in the order of the class and not an
object with names. Made and read by the same version of the program, never stored. Imports no reader.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter
from typing import Any

from schema.reading import Box, Cell, Hidden, Outcome, ProseFigure, Reading, Table

END = struct.Struct("!iQ")  # how a child ended (exit code, or minus its signal) and the most memory it held, in KiB


def _values(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    return attrgetter(*(field.name for field in fields(kind)))


_box, _cell, _table, _figure, _hidden, _reading = map(_values, (Box, Cell, Table, ProseFigure, Hidden, Reading))


def packed(reading: Reading) -> bytes:
    """The reading as it crosses the pipe. UTF-8; half a surrogate pair passes, since strangers write them."""
    text = json.dumps(_reading_values(reading), ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def unpacked(data: bytes | bytearray) -> Reading:
    """The reading that ``packed`` wrote. Raises ValueError, TypeError, LookupError, RecursionError for others."""
    return _to_reading(json.loads(data.decode("utf-8", "surrogatepass")))


# ``fields`` of the classes by position, so that a field that is added is carried without a word here.
_AT = {kind: {field.name: n for n, field in enumerate(fields(kind))} for kind in (Cell, Table, Reading)}
_CELL_BOX, _CELL_FLAGS = _AT[Cell]["box"], _AT[Cell]["flags"]


def _cell_values(cell: Cell) -> list[Any]:
    values = list(_cell(cell))
    if cell.box is not None:
        values[_CELL_BOX] = _box(cell.box)
    return values


def _table_values(table: Table) -> list[Any]:
    values = list(_table(table))
    values[_AT[Table]["cells"]] = [_cell_values(cell) for cell in table.cells]
    values[_AT[Table]["box"]] = None if table.box is None else _box(table.box)
    return values


def _reading_values(reading: Reading) -> list[Any]:
    values = list(_reading(reading))
    at = _AT[Reading]
    values[at["tables"]] = [_table_values(table) for table in reading.tables]
    values[at["figures"]] = [_figure(figure) for figure in reading.figures]
    values[at["hidden"]] = [_hidden(hidden) for hidden in reading.hidden]
    values[at["parts"]] = [_reading_values(part) for part in reading.parts]
    return values


def _to_cell(values: list[Any]) -> Cell:
    if values[_CELL_BOX] is not None:
        values[_CELL_BOX] = Box(*values[_CELL_BOX])
    values[_CELL_FLAGS] = tuple(values[_CELL_FLAGS])
    return Cell(*values)


def _to_table(values: list[Any]) -> Table:
    at = _AT[Table]
    values[at["rows"]] = tuple(map(tuple, values[at["rows"]]))
    values[at["cells"]] = tuple(map(_to_cell, values[at["cells"]]))
    if values[at["box"]] is not None:
        values[at["box"]] = Box(*values[at["box"]])
    for name in ("pages", "why_not"):
        values[at[name]] = tuple(values[at[name]])
    return Table(*values)


def _to_reading(values: list[Any]) -> Reading:
    at = _AT[Reading]
    values[at["outcome"]] = Outcome(values[at["outcome"]])
    values[at["tables"]] = tuple(map(_to_table, values[at["tables"]]))
    values[at["figures"]] = tuple(ProseFigure(*figure) for figure in values[at["figures"]])
    values[at["hidden"]] = tuple(Hidden(*hidden) for hidden in values[at["hidden"]])
    values[at["parts"]] = tuple(map(_to_reading, values[at["parts"]]))
    values[at["flags"]] = tuple(values[at["flags"]])
    return Reading(*values)
