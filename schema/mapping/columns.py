"""What each column of a table is: a dimension, a count (with the values its heading fixes), ignored, or unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, TypeVar

from schema.dimension import ALL
from schema.footnotes import means_part_period
from schema.mapping.words import AUTHORITY, MONEY, QUESTION, Lexicon, in_pounds, is_count_phrase, unit_in
from schema.periods import Period, read_period
from schema.reading import Table
from schema.rowkinds import is_total_label
from schema.suppression import read_value
from schema.value import Kind
from schema.vocabulary import joined, normalise

ALIASES = {"year": "period", "rank_or_role": "role", "rank": "rank_band", "force": AUTHORITY, "authority": AUTHORITY}
_OWN_HEADINGS = {
    "force": AUTHORITY,
    "police force": AUTHORITY,
    "authority": AUTHORITY,
    "force area": AUTHORITY,
    "question": QUESTION,
    "question no": QUESTION,
    "question number": QUESTION,
}
_ANSWER = frozenset({"answer", "response", "reply", "figure", "figures", "quantity"})
_IGNORED = {
    "case no": "a running number",
    "case number": "a running number",
    "ref": "a running number",
    "reference": "a running number",
    "row": "a running number",
    "serial": "a running number",
    "item": "a running number",
    "percentage": "a share of what is counted beside it",
    "per cent": "a share of what is counted beside it",
    "of total": "a share of what is counted beside it",
}


_T = TypeVar("_T")


class Use(StrEnum):
    DIMENSION = "dimension"
    COUNT = "count"
    IGNORED = "ignored"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Column:
    """``fixed``: dimension values that a count column's heading gives; ``printed``: the same as printed.

    ``decided``: id of the decision that says so, if a person did. ``part``: the period in the heading is not whole.
    """

    index: int
    heading: str
    use: Use
    dimension: str = ""
    fixed: Mapping[str, str] = field(default_factory=dict)
    printed: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    part: bool = False
    impossible: bool = False
    reason: str = ""
    decided: str = ""


def read_columns(table: Table, head_rows: int, lexicon: Lexicon, notes: str) -> tuple[Column, ...]:
    """Every column as its heading says; headings alone may stay unknown and are never guessed from their neighbours,
    save that "Not stated" among roles is a role."""
    paths = heading_paths(table, head_rows)
    body = table.rows[head_rows:]
    columns = [_column(c, path, [row[c] for row in body], lexicon, notes) for c, path in enumerate(paths)]
    columns = [_stub(column, columns, body, lexicon) for column in columns]
    return tuple(_numbering(_as_sibling(column, columns, lexicon), columns, body) for column in columns)


def _stub(column: Column, columns: Sequence[Column], body: Sequence[Sequence[str]], lexicon: Lexicon) -> Column:
    """The word "Year" over "Number of cases", left of 2021 and 2022, names what stands to its right: nothing under it
    is a year, so it is a column without a heading of its own."""
    across = any(column.dimension in other.fixed for other in columns if other.use is Use.COUNT)
    words = [row[column.index] for row in body if row[column.index].strip()]
    if column.index == 0 and column.use is Use.COUNT and words and all(map(_is_year, words)):
        return replace(
            column, use=Use.UNKNOWN, fixed={}, printed={}
        )  # "Year" over 2021 over 2022: years, and no counts
    if column.use is not Use.DIMENSION or not across or not words or any(_is_of(column, w, lexicon) for w in words):
        return column
    return Column(column.index, "", Use.UNKNOWN)


def _is_year(word: str) -> bool:
    return read_period(word).known


def _is_of(column: Column, word: str, lexicon: Lexicon) -> bool:
    """True for a wording that is a value of the column's dimension, or a total over all of them."""
    if column.dimension == "period":
        return read_period(word).known or is_total_label(word)
    return is_total_label(word) or lexicon.value(column.dimension, word) is not None


def heading_paths(table: Table, head_rows: int) -> list[tuple[str, ...]]:
    """For each column the headings above it, outermost first; a spanning heading stands over all that it spans."""
    width = len(table.rows[0]) if table.rows else 0
    grid = [list(row) for row in table.rows[:head_rows]]
    for cell in table.cells:
        for r in range(cell.row, min(cell.row + cell.rowspan, head_rows)):
            for c in range(cell.col, min(cell.col + cell.colspan, width)):
                grid[r][c] = grid[r][c] or (cell.text if r == cell.row else "")
    return [tuple(dict.fromkeys(" ".join(row[c].split()) for row in grid if row[c].strip())) for c in range(width)]


def _column(index: int, path: tuple[str, ...], cells: list[str], lexicon: Lexicon, notes: str) -> Column:
    heading = " / ".join(path)
    if not path:
        empty = not any(cell.strip() for cell in cells)
        reason = "an empty column" if empty else ""
        return Column(index, "", Use.IGNORED if empty else Use.UNKNOWN, reason=reason)
    whole = read_heading(" ".join(path), lexicon, notes)
    parts = [read_heading(part, lexicon, notes) for part in path]
    chosen = whole if whole.use is not Use.UNKNOWN or len(path) == 1 else _combined(parts)
    chosen = replace(chosen, index=index, heading=heading)
    return _checked_role(chosen, cells, lexicon)


def read_heading(text: str, lexicon: Lexicon, notes: str = "") -> Column:
    """One heading by itself. Spaces do not count, so that a recogniser's "Numberofcases" is still known."""
    headers = lexicon.campaign.headers
    period = read_period(text, marks_mean_part=_part_mark(text, notes))
    if (period.known or period.impossible) and not lexicon.is_declared(text):
        return _period_column(text, period)
    if (fixed := _among(headers.counts, text)) is not None:
        return _count_of(text, fixed, _unit(text, lexicon))
    if dimension := _among(headers.dimensions, text) or _among(_OWN_HEADINGS, text):
        return Column(0, text, Use.DIMENSION, ALIASES.get(dimension, dimension))
    if reason := _among(headers.ignored, text) or _among(_IGNORED, text) or ("a share" if text.strip() == "%" else ""):
        return Column(0, text, Use.IGNORED, reason=reason)
    return _by_words(text, lexicon)


def _among(known: Mapping[str, _T], text: str) -> _T | None:
    plain = normalise(text)
    if plain in known:
        return known[plain]
    solid = joined(text)
    return next((value for heading, value in known.items() if solid and joined(heading) == solid), None)


def _by_words(text: str, lexicon: Lexicon) -> Column:
    if authority := lexicon.authority(text):
        return Column(0, text, Use.COUNT, fixed={AUTHORITY: authority}, printed={AUTHORITY: text})
    if is_total_label(text) or is_count_phrase(text, lexicon.units) or normalise(text) in _ANSWER:
        return Column(0, text, Use.COUNT, unit=_unit(text, lexicon))
    if meant := lexicon.any_value(text):
        return _count_of(text, meant)
    return Column(0, text, Use.UNKNOWN, unit=_unit(text, lexicon))


def _count_of(text: str, meant: Mapping[str, str], unit: str = "") -> Column:
    """A column of counts. "All ages" over one fixes nothing: it is the total of its neighbours."""
    fixed = {d: value for d, value in meant.items() if value != ALL}
    return Column(0, text, Use.COUNT, fixed=fixed, printed=dict.fromkeys(fixed, text), unit=unit)


def _unit(text: str, lexicon: Lexicon) -> str:
    return MONEY if in_pounds(text) else unit_in(text, lexicon.units)


def _part_mark(text: str, notes: str) -> bool:
    mark = text.strip()[-1:]
    return bool(mark) and means_part_period(mark, notes)


def _period_column(text: str, period: Period) -> Column:
    fixed = {"period": period.iso or "not_stated"}
    return Column(
        0, text, Use.COUNT, fixed=fixed, printed={"period": text}, part=period.part, impossible=period.impossible
    )


def _combined(parts: Sequence[Column]) -> Column:
    """Headings one above the other fix their values together; a dimension's name over its values adds nothing."""
    if any(part.use is Use.UNKNOWN for part in parts):
        return replace(parts[-1], use=Use.UNKNOWN)
    counts = [part for part in parts if part.use is Use.COUNT]
    if not counts:
        return parts[-1]
    fixed: dict[str, str] = {}
    printed: dict[str, str] = {}
    for part in counts:
        if any(fixed.get(d, v) != v for d, v in part.fixed.items()):
            return replace(part, use=Use.UNKNOWN)
        fixed |= part.fixed
        printed |= part.printed
    if any(part.use is Use.IGNORED for part in parts):
        return replace(parts[-1], use=Use.IGNORED, reason=next(p.reason for p in parts if p.use is Use.IGNORED))
    unit = next((part.unit for part in reversed(counts) if part.unit), "")
    return Column(
        0, "", Use.COUNT, fixed=fixed, printed=printed, unit=unit, part=any(p.part for p in counts),
        impossible=any(p.impossible for p in counts),
    )  # fmt: skip


def _checked_role(column: Column, cells: list[str], lexicon: Lexicon) -> Column:
    """A column "Rank/role" is of roles, unless every wording in it is a rank band and not every one a role."""
    words = {cell for cell in cells if cell.strip() and not is_total_label(cell)}
    if column.use is not Use.DIMENSION or column.dimension != "role" or not words:
        return column
    roles, bands = (all(lexicon.value(d, word) for word in words) for d in ("role", "rank_band"))
    return replace(column, dimension="rank_band") if bands and not roles else column


def _as_sibling(column: Column, columns: Sequence[Column], lexicon: Lexicon) -> Column:
    """An unknown heading that is a value of the one dimension that the other headings fix."""
    if column.use is not Use.UNKNOWN or not column.heading:
        return column
    shared = {d for other in columns if other.use is Use.COUNT for d in other.fixed}
    found = [value for d in sorted(shared - {AUTHORITY, "period"}) if (value := lexicon.value(d, column.heading))]
    if len(found) != 1:
        return column
    sibling = _count_of(column.heading, found[0])
    return replace(column, use=Use.COUNT, fixed=sibling.fixed, printed=sibling.printed)


def _numbering(column: Column, columns: Sequence[Column], body: Sequence[Sequence[str]]) -> Column:
    """A first column "No." that counts 1, 2, 3 down the list is a running number, not a count."""
    numbers = [row[column.index].strip().rstrip(".") for row in body if any(cell.strip() for cell in row)]
    runs = bool(numbers) and numbers == [str(n) for n in range(1, len(numbers) + 1)]
    others = any(c.use is Use.DIMENSION for c in columns if c.index != column.index)
    if column.use is Use.COUNT and column.index == 0 and runs and others and not column.fixed:
        return replace(column, use=Use.IGNORED, reason="a running number")
    return column


def decided_column(column: Column, verdict: Mapping[str, Any], decision: str) -> Column:
    """The column as a person decided: {"dimension": ...}, {"count": true, further fixed values} or {"ignore": why}."""
    if dimension := verdict.get("dimension"):
        return replace(column, use=Use.DIMENSION, dimension=str(dimension), decided=decision)
    if verdict.get("count"):
        fixed = {str(d): str(v) for d, v in dict(verdict.get("fixed") or {}).items() if v != ALL}
        printed = dict.fromkeys(fixed, column.heading)
        return replace(column, use=Use.COUNT, fixed=fixed, printed=printed, decided=decision)
    if reason := verdict.get("ignore"):
        return replace(column, use=Use.IGNORED, reason=str(reason), decided=decision)
    return column


def inferred_columns(table: Table, head_rows: int, columns: Sequence[Column], lexicon: Lexicon) -> tuple[Column, ...]:
    """Columns without a heading: one of words that are all values of one dimension, and one of numbers beside it."""
    body = [row for row in table.rows[head_rows:] if any(cell.strip() for cell in row)]
    bare = [c for c in columns if c.use is Use.UNKNOWN and not c.heading]
    if not bare:
        return tuple(columns)
    numeric = [c for c in bare if all(_number(row[c.index]) for row in body)]
    numeric = [c for c in numeric if not all(lexicon.is_declared(row[c.index]) for row in body)]
    counted = [c for c in columns if c.use is Use.COUNT]
    found: dict[int, Column] = {}
    if len(numeric) == 1 and not counted:
        found[numeric[0].index] = replace(numeric[0], use=Use.COUNT)
    for column in (c for c in bare if c not in numeric):
        labels = [row[column.index] for row in body]
        if dimension := _dimension_of(labels, lexicon):
            found[column.index] = replace(column, use=Use.DIMENSION, dimension=dimension)
        elif all(is_count_phrase(label, lexicon.units) for label in labels):
            unit = unit_in(" ".join(labels), lexicon.units)
            found[column.index] = replace(column, use=Use.IGNORED, reason="names what is counted", unit=unit)
    return tuple(found.get(column.index, column) for column in columns)


def _number(text: str) -> bool:
    return read_value(text).kind not in (Kind.AMBIGUOUS, Kind.MISSING, Kind.NOT_RECORDED, Kind.SHARE)


def _dimension_of(cells: Sequence[str], lexicon: Lexicon) -> str:
    """The one dimension in which every label has a meaning, or ""."""
    words = {cell for cell in cells if cell.strip() and not is_total_label(cell)}
    if not words:
        return ""
    if all(read_period(word).known and not lexicon.is_declared(word) for word in words):
        return "period"
    if all(lexicon.authority(word) for word in words):
        return AUTHORITY
    fitting = [d for d in lexicon.dimensions if d != "period" and all(lexicon.value(d, word) for word in words)]
    return lexicon.only(fitting)
