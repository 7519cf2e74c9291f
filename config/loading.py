"""Reading the configured files. Whatever is wrong with one is said with its file and line.

CSV rows and TOML tables are emptied field by field; what nobody asked for is an error, so a misspelt key
or column never passes in silence.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from schema.errors import UserError

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

EMAIL = re.compile(r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$")
"""One plain address: no display name, no comma, no line break, which a mail header would take for more."""


def read_text(path: Path) -> str:
    """The text of a UTF-8 file. UserError when it is missing or is no UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise UserError("There is no such file.", where=str(path)) from error
    except UnicodeDecodeError as error:
        raise UserError("This file is not UTF-8 text.", where=str(path), todo="Save it as UTF-8.") from error


@dataclass(frozen=True)
class Row:
    """One row of a CSV file, by column name, with the line it stands on."""

    path: Path
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def fail(self, what: str, todo: str = "") -> NoReturn:
        raise UserError(what, where=f"{self.path}:{self.line}", todo=todo)

    def some(self, column: str) -> str:
        """The cell, which may not be empty."""
        return self[column] or self.fail(f"The column {column} is empty.")

    def list(self, column: str) -> tuple[str, ...]:
        """The parts of a cell that holds a list with semicolons."""
        return tuple(part.strip() for part in self[column].split(";") if part.strip())

    def date(self, column: str) -> date:
        return self._as(column, date.fromisoformat, "is no date", "Write it like 2014-02-18.")

    def number(self, column: str) -> float:
        return self._as(column, float, "is no number")

    def email(self, column: str) -> str:
        if not EMAIL.match(self[column]):
            self.fail(f"{self[column]!r} is no e-mail address.", "Write one plain address, like foi@kent.police.uk.")
        return self[column]

    def one_of(self, column: str, kind: type[E]) -> E:
        return self._as(column, kind, f"is none of {', '.join(kind)}")

    def _as(self, column: str, read: Callable[[str], T], complaint: str, todo: str = "") -> T:
        try:
            return read(self[column])
        except ValueError:
            self.fail(f"{self[column]!r} in the column {column} {complaint}.", todo)


def read_rows(path: Path, columns: Sequence[str]) -> list[Row]:
    """The rows of a CSV file that has exactly these columns, in any order. UserError for anything else."""
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    rows: list[Row] = []
    try:
        heading = next(reader, [])
        _check_heading(path, heading, columns)
        for fields in reader:
            if len(fields) != len(heading) and any(fields):
                what = f"This row has {len(fields)} fields, its heading {len(heading)}."
                raise UserError(what, where=f"{path}:{reader.line_num}", todo="Put commas inside a field in quotes.")
            if any(fields):
                rows.append(Row(path, reader.line_num, dict(zip(heading, (f.strip() for f in fields), strict=True))))
    except csv.Error as error:
        raise UserError(f"This row is no CSV: {error}.", where=f"{path}:{reader.line_num}") from error
    return rows


def _check_heading(path: Path, heading: list[str], columns: Sequence[str]) -> None:
    complaints = {
        "unknown": [c for c in heading if c not in columns],
        "missing": [c for c in columns if c not in heading],
        "repeated": [c for c in dict.fromkeys(heading) if heading.count(c) > 1],
    }
    for complaint, names in complaints.items():
        if names:
            todo = f"Its columns are {','.join(columns)}."
            raise UserError(f"The column {names[0]!r} is {complaint}.", where=f"{path}:1", todo=todo)


class Section:
    """One table of a TOML file. Every key is taken once; ``done`` complains of what was left."""

    def __init__(self, path: Path, data: dict[str, Any], lines: Mapping[str, int], name: str = "") -> None:
        self.path, self.name = path, name
        self._left, self._lines = dict(data), lines

    def line(self, key: str = "") -> int:
        """The line of a key, or of the table itself when the key is not there."""
        return self._lines.get(_dotted(self.name, key)) or self._lines.get(self.name) or 1

    def fail(self, key: str, what: str, todo: str = "") -> NoReturn:
        raise UserError(what, where=f"{self.path}:{self.line(key)}", todo=todo)

    def take(self, key: str, kind: type[T], default: T | None = None) -> T:
        """The value of ``key``, of exactly this type; without a default it must be there."""
        if key not in self._left:
            return default if default is not None else self.fail("", f"The key {_dotted(self.name, key)!r} is missing.")
        value = self._left.pop(key)
        if type(value) is not kind:
            self.fail(key, f"{_dotted(self.name, key)!r} must be {_KINDS[kind]}, not {value!r}.")
        return value

    def peek(self, key: str) -> object:
        """The value of ``key`` without taking it, or None."""
        return self._left.get(key)

    def texts(self, key: str, default: Sequence[str] | None = None) -> tuple[str, ...]:
        """A list of texts."""
        values = self.take(key, list, None if default is None else list(default))
        if not all(isinstance(value, str) for value in values):
            self.fail(key, f"{_dotted(self.name, key)!r} must be a list of texts.")
        return tuple(values)

    def section(self, key: str) -> Section:
        """A table inside this one; empty when it is not there."""
        return Section(self.path, self.take(key, dict, {}), self._lines, _dotted(self.name, key))

    def sections(self, key: str) -> list[Section]:
        """The tables of an array of tables ([[key]])."""
        tables = self.take(key, list, [])
        return [Section(self.path, t, self._lines, f"{_dotted(self.name, key)}.{n}") for n, t in enumerate(tables)]

    def left(self) -> tuple[str, ...]:
        """The keys not taken yet."""
        return tuple(self._left)

    def done(self) -> None:
        """UserError when a key is left that nobody asked for."""
        for key in self._left:
            self.fail(key, f"The key {_dotted(self.name, key)!r} is unknown.")


_KINDS: dict[type, str] = {str: "a text", bool: "true or false", list: "a list", dict: "a table", date: "a date"}


def read_toml(path: Path) -> Section:
    """The whole of a TOML file as a section. UserError with the line when it is broken."""
    text = read_text(path)
    try:
        return Section(path, tomllib.loads(text), line_index(text))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        where = f"{path}:{line[1]}" if line else str(path)
        raise UserError(f"This is no TOML: {error}.", where=where) from error


_TABLE = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*("[^"]*"|'[^']*'|[A-Za-z0-9_-]+)\s*=""")


def line_index(text: str) -> dict[str, int]:
    """Dotted name -> line, for error messages: "question.1.form" is the form of the second [[question]]."""
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if match := _TABLE.match(line):
            table = match[2].replace('"', "")
            if match[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = f"{table}.{counts[table]}"
            lines.setdefault(table, number)
        elif match := _KEY.match(line):
            lines.setdefault(_dotted(table, match[1].strip("\"'")), number)
    return lines


def _dotted(name: str, key: str) -> str:
    return f"{name}.{key}" if name and key else name or key
