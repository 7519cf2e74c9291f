"""CSV and TSV: encoding and delimiter by evidence; rows in = rows out + empty rows, and both are counted."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, replace

from extractors.encoding import Decoded, decoded
from extractors.hidden import held
from extractors.office import Refused, refusal
from extractors.sheets.grid import MOST_CELLS, GridCell, SheetGrid
from extractors.sheets.personal import without_people
from extractors.sheets.tables import SecondReading, tables_of
from schema.reading import Outcome, Reading, Source, Table

NAME = "csv"
VERSION = "5"
MOST_COLUMNS = 16_384
LONGEST_FIELD = 1_000_000
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


@dataclass(frozen=True, slots=True)
class Records:
    """The records of a delimited text, as they stand."""

    rows: list[list[str]]
    delimiter: str
    flags: tuple[str, ...]
    differs: frozenset[tuple[int, int]] = frozenset()


class Csv:
    """Delimited text."""

    name = NAME
    version = VERSION

    def score(self, media_type: str, name: str, head: bytes) -> int:
        return 80 if media_type in ("text/csv", "text/tab-separated-values") else 0

    def read(self, data: bytes, source: Source) -> Reading:
        """Outcome read, empty, damaged, too_big, or quarantined for a list of people."""
        try:
            return _read(data, source)
        except Refused as refused:
            return refusal(source, refused, NAME, VERSION)


def _read(data: bytes, source: Source) -> Reading:
    text = decoded(data)
    records = parse(text.text)
    sheet, empty = _sheet(records.rows)
    tables = [_told(t, records) for t in tables_of(sheet, _second(records), NAME, VERSION)]
    kept, people = without_people(tables)
    ragged = ("ragged_rows",) if any(len(_widths(t, records)) > 1 for t in tables) else ()
    reading = Reading(
        sha256=source.sha256,
        name=source.name,
        media_type=source.media_type,
        outcome=Outcome.READ if kept else Outcome.EMPTY,
        reason=_reason(records, text, empty),
        tables=kept,
        extractor=NAME,
        version=VERSION,
        flags=(*text.flags, *records.flags, *ragged),
    )
    return held(reading, people)


def parse(text: str) -> Records:
    """Records of ``text``. A quotation mark that never closes: every line is given as it stands, and flagged."""
    delimiter = delimiter_of(text)
    first = re.match(r"sep=(.)\r?\n", text)
    body = text[first.end() :] if first else text
    delimiter = first[1] if first else delimiter
    rows, flags = _rows(body, delimiter)
    _refuse_monsters(rows)
    second = _split(body, delimiter, "open_quote" in flags)
    return Records(rows, delimiter, flags, frozenset(_differences(rows, second)))


def delimiter_of(text: str) -> str:
    """The delimiter that gives most of the first 200 lines the same number of fields, more than one."""
    lines = [line for line in io.StringIO(text[:200_000], newline="") if line.strip()][:200]

    def evidence(delimiter: str) -> tuple[float, int]:
        counts = Counter(len(row) for row in _lenient(lines, delimiter) if len(row) > 1)
        if not counts:
            return 0, 0
        fields, often = max(counts.items(), key=lambda item: (item[1], item[0]))
        return often / max(len(lines), 1), fields

    best = max(_DELIMITERS, key=evidence)
    return best if evidence(best)[0] > 0 else ","


def _lenient(lines: list[str], delimiter: str) -> list[list[str]]:
    csv.field_size_limit(2**31 - 1)
    try:
        return list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return [line.split(delimiter) for line in lines]


def _rows(text: str, delimiter: str) -> tuple[list[list[str]], tuple[str, ...]]:
    csv.field_size_limit(2**31 - 1)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        if not _swallowed(rows):
            return rows, ()
    except csv.Error:
        pass
    lines = io.StringIO(text, newline="")
    return list(csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)), ("open_quote",)


def _swallowed(rows: list[list[str]]) -> bool:
    """True where a field has eaten many lines that look like records: its quotation mark was never meant."""
    return any(field.count("\n") > 200 for row in rows for field in row)


def _split(text: str, delimiter: str, no_quotes: bool) -> list[list[str]]:
    """A second, independent reading: fields by one regular expression."""
    if no_quotes:
        return [line.split(delimiter) if line else [] for line in re.split(r"\r\n|\n|\r", text)]
    mark = re.escape(delimiter)
    field = re.compile(rf'(?:"((?:[^"]|"")*)"|([^{mark}\r\n]*))({mark}|\r\n|\n|\r|\Z)')
    rows: list[list[str]] = [[]]
    at = 0
    while at <= len(text) and (found := field.match(text, at)):
        rows[-1].append(found[2] if found[1] is None else found[1].replace('""', '"'))
        at = found.end()
        if found[3] != delimiter:
            if found[3] == "":
                break
            rows.append([])
    return [[] if row == [""] else row for row in rows]


def _differences(rows: list[list[str]], second: list[list[str]]) -> list[tuple[int, int]]:
    padded = [*second, *([] for _ in range(len(rows) - len(second)))]
    return [
        (r, c)
        for r, (one, other) in enumerate(zip(rows, padded, strict=False))
        if one != other
        for c in range(max(len(one), len(other)))
        if (one[c] if c < len(one) else "") != (other[c] if c < len(other) else "")
    ]


def _refuse_monsters(rows: list[list[str]]) -> None:
    widest = max((len(row) for row in rows), default=0)
    if widest > MOST_COLUMNS:
        raise Refused(Outcome.TOO_BIG, f"A line has {widest:,} fields, more than {MOST_COLUMNS:,}.")
    if sum(map(len, rows)) > MOST_CELLS:
        raise Refused(Outcome.TOO_BIG, f"The file holds more than {MOST_CELLS:,} fields.")
    longest = max((len(field) for row in rows for field in row), default=0)
    if longest > LONGEST_FIELD:
        raise Refused(Outcome.DAMAGED, f"One field has {longest:,} characters: these are no records.")


def _sheet(rows: list[list[str]]) -> tuple[SheetGrid, int]:
    """The records as a sheet (record 1 is row 1), and how many of them are empty."""
    grid: dict[int, dict[int, GridCell]] = {}
    for r, row in enumerate(rows):
        cells = {c: GridCell(field, field) for c, field in enumerate(row) if field.strip()}
        if cells:
            grid[r] = cells
    width = max((len(row) for row in rows), default=0)
    return SheetGrid("", rows=grid, extent=(len(rows), width)), len(rows) - len(grid)


def _second(records: Records) -> SecondReading:
    return SecondReading("A second splitting of the fields", records.differs)


def _widths(table: Table, records: Records) -> Counter[int]:
    """How many fields the records of a table have. Lines above and below it are its title and notes, not records."""
    first, last = (int(number) for number in re.findall(r"\d+", table.span or "1:0"))
    return Counter(len(row) for row in records.rows[first - 1 : last] if any(row))


def _told(table: Table, records: Records) -> Table:
    """A table with what its file's records say against accepting it."""
    reasons = list(table.why_not)
    widths = _widths(table, records)
    if "open_quote" in records.flags:
        reasons.append("A quotation mark is never closed; the lines are given as they stand.")
    if len(widths) > 1:
        usual, often = widths.most_common(1)[0]
        reasons.append(f"{sum(widths.values()) - often} rows do not have {usual} fields as the others.")
    return replace(table, sheet=None, accept=not reasons, why_not=tuple(reasons))


def _reason(records: Records, text: Decoded, empty: int) -> str:
    total = len(records.rows)
    how = f"{_DELIMITERS.get(records.delimiter, records.delimiter)} between fields, {text.encoding}"
    return f"{total:,} records ({total - empty:,} filled, {empty:,} empty); {how}."
