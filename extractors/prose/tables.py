"""Small tables in running text: bars, tabs, slashes, aligned columns, and tables flattened into one line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from extractors.prose.letter import Zone, sentences
from extractors.prose.numbers import amount_at
from extractors.prose.periods import whole_period
from extractors.tabular import Kind, heading_rows, kind, unclean
from schema.reading import Cell, Table

NAME = "text"
VERSION = "5"
_UNSURE = "Read from running text."
_NUMBERED = re.compile(
    r"(?:(?:Q|Question|A|R)\.?\s*\d{1,2}[a-z]?[.):]?|(?:A|Ans|Answer|Q|Question)[.:]?|\(?\d{1,2}[.)])$", re.IGNORECASE
)
_ANSWERED = re.compile(r"(?:[QA]|Question|Answer)\s?\d{1,2}[a-z]?\s*[.):]", re.IGNORECASE)

_SLASH = re.compile(r"\s+/\s+")
_SPACES = re.compile(r" {2,}")
_YEARS = re.compile(r"(?:\b(?:19|20)\d\d\*?\s+){2,}")
_TWO_YEARS = re.compile(r"(?:19|20)\d\d\*?\s+(?:19|20)\d\d")

Span = tuple[int, int]
Line = list[Span]  # the cells of one line, as characters of the text
Splitter = Callable[[str, int, int], Line | None]


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of cells in a text. ``ragged``: lines of another width were filled up."""

    rows: list[Line]
    start: int
    end: int
    ragged: bool = False


def text_tables(text: str) -> tuple[Table, ...]:
    """Tables in ``text``, none of them accepted; those inside the repeated request are left out."""
    everywhere = list(_found(text))
    asked = [(s.start, s.end) for s in sentences(text) if s.zone is Zone.REQUEST] if everywhere else []
    found = [f for f in everywhere if not any(start <= f.start < end for start, end in asked)]
    return tuple(_table(text, f) for f in found)


def spans(tables: tuple[Table, ...]) -> list[Span]:
    """The characters that tables of a text take."""
    return [(int(a), int(b)) for t in tables if t.span for a, b in [t.span.removeprefix("characters ").split("-")]]


def question_at(text: str, table: Table) -> str:
    """The number of the answer under which a table of the text stands, or ""."""
    start = spans((table,))[0][0]
    return next((s.question for s in reversed(sentences(text)) if s.start <= start and s.zone is Zone.REPLY), "")


def _found(text: str) -> Iterator[Found]:
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n\f]+", text) if m[0].strip()]
    begins: dict[Splitter, int] = dict.fromkeys((_bars, _tabs, _slashes, _columns), 0)  # the next line that may
    n = 0
    while n < len(lines):
        for splitter, first in begins.items():
            run = _run(text, lines, n, splitter) if n >= first else []
            if run and (made := _made(text, run, splitter is _bars)):
                yield made
                n += len(run)
                break
            if run:
                begins[splitter] = n + _barren(run, splitter is _bars)
        else:
            if flat := _flattened(text, *lines[n]):
                yield flat
            n += 1


def _barren(run: list[Line], has_bars: bool) -> int:
    """How many first lines of a run that is no table begin none either.

    Where its lines are of several widths, one may still begin where those of one width do, or at the heading above
    them that lacks its corner.
    """
    even = next((n for n in range(len(run) - 1, 0, -1) if len(run[n]) != len(run[n - 1])), 0)
    return len(run) if has_bars or not even else max(even - 1, 1)


def _run(text: str, lines: list[Span], first: int, splitter: Splitter) -> list[Line]:
    """Cells of the lines from ``first`` on that this splitter can split, one right after another."""
    out: list[Line] = []
    last = None
    for n in range(first, len(lines)):
        start, end = lines[n]
        cells = splitter(text, start, end)
        if cells is None or (last is not None and text[last:start].count("\n") > 1):
            break
        out.append(cells)
        last = end
    return out


def _bars(text: str, start: int, end: int) -> Line | None:
    line = text[start:end]
    if "|" not in line:
        return None
    right = start + len(line.rstrip(" ")) - line.rstrip(" ").endswith("|")
    left = start + line.index("|") + 1 if line.lstrip().startswith("|") else start
    return _split(text, left, right, re.compile(r"\|"))


def _tabs(text: str, start: int, end: int) -> Line | None:
    return _split(text, start, end, re.compile(r"\t")) if "\t" in text[start:end].strip() else None


def _slashes(text: str, start: int, end: int) -> Line | None:
    """ " / " between cells; a slash without spaces belongs to a word (Maternity/Adoption)."""
    cells = _split(text, start, end, _SLASH) if text.find("/", start, end) >= 0 else []
    return cells if len(cells) > 1 else None


def _columns(text: str, start: int, end: int) -> Line | None:
    if text.find("  ", start, end) < 0 or text[start:end].lstrip().startswith((">", "•", "-", "*")):
        return None
    cells = _split(text, start, end, _SPACES)
    kept = [c for c in cells if c[0] < c[1]]
    return kept if len(kept) > 1 and all(b - a < 60 for a, b in kept) else None


def _split(text: str, start: int, end: int, mark: re.Pattern[str]) -> Line:
    cells: Line = []
    at = start
    for cut in mark.finditer(text, start, end):
        cells.append(_trimmed(text, at, cut.start()))
        at = cut.end()
    return [*cells, _trimmed(text, at, end)]


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), max(end - len(piece) + len(piece.rstrip()), start)


def _made(text: str, run: list[Line], has_bars: bool) -> Found | None:
    """A table of at least two rows with numbers; a heading one cell short lacks its corner."""
    rows = [line for line in run if not (has_bars and all(re.fullmatch(r"[\s:=-]*", text[a:b]) for a, b in line))]
    if len(rows) < 2 or not any(_counts(text, line) for line in rows[1:]):
        return None
    width = max(len(line) for line in rows[1:])
    if (width == 2 and _all(text, rows, 0, _NUMBERED)) or _all(text, rows, 1, _ANSWERED):
        return None  # numbered answers: "1.<tab>14", "C1 / Q1. 14"
    if len(rows[0]) == width - 1 and all(len(line) == width for line in rows[1:]):
        rows = [[(rows[0][0][0], rows[0][0][0]), *rows[0]], *rows[1:]]
    ragged = any(len(line) != width for line in rows)
    if ragged and not has_bars:
        return None
    start, end = rows[0][0][0], rows[-1][-1][1]
    return Found([line + [(end, end)] * (width - len(line)) for line in rows if len(line) <= width], start, end, ragged)


def _all(text: str, rows: list[Line], column: int, mark: re.Pattern[str]) -> bool:
    return all(len(line) > column and mark.match(text[slice(*line[column])]) for line in rows)


def _counts(text: str, line: Line) -> bool:
    return any(kind(text[a:b]) in (Kind.NUMBER, Kind.MARKER) for a, b in line[1:])


def _flattened(text: str, start: int, end: int) -> Found | None:
    """ "Area 2010 2011 2012 North 0 1 2 South 3 4 5": a heading of years, then labels with so many values each."""
    years = _YEARS.search(text[start:end]) if _TWO_YEARS.search(text, start, end) else None
    if not years:
        return None
    tokens = [(start + m.start(), start + m.end()) for m in re.finditer(r"\S+", text[start:end])]
    first = next((n for n, t in enumerate(tokens) if t[0] == start + years.start()), -1)
    if first < 0:  # the years stand inside a longer word
        return None
    count = len(years[0].split())
    head = [(tokens[0][0], tokens[first - 1][1]) if first else (start, start), *tokens[first : first + count]]
    rows = _grouped(text, tokens[first + count :], count)
    return Found([head, *rows], start, end) if rows and len(head[0:1]) and first < 6 else None


def _grouped(text: str, tokens: list[Span], count: int) -> list[Line]:
    """Label and exactly ``count`` values, again and again to the end; [] if anything does not fit."""
    rows: list[Line] = []
    n = 0
    while n < len(tokens):
        label = n
        while (n < len(tokens) and kind(text[slice(*tokens[n])]) is Kind.TEXT) or (
            n < len(tokens) and _is_mark(text[slice(*tokens[n])])
        ):
            n += 1
        values = tokens[n : n + count]
        if len(values) < count or any(
            kind(text[a:b]) not in (Kind.NUMBER, Kind.MARKER) or _is_mark(text[a:b]) for a, b in values
        ):
            return []
        name = (tokens[label][0], tokens[n - 1][1]) if n > label else (values[0][0], values[0][0])
        rows.append([name, *values])
        n += count
    return rows


def _is_mark(token: str) -> bool:
    return bool(re.fullmatch(r"[*†‡]+", token))


def _table(text: str, found: Found) -> Table:
    rows = tuple(tuple(" ".join(text[a:b].split()) for a, b in line) for line in found.rows)
    head = 0 if _is_list(rows) else heading_rows(rows)
    cells = tuple(
        Cell(r, c, rows[r][c], start=a, end=b)
        for r, line in enumerate(found.rows)
        for c, (a, b) in enumerate(line)
        if rows[r][c]
    )
    nameless = [r for r in range(head, len(rows)) if not rows[r][0]]
    reasons = [*unclean(rows, head), _UNSURE]
    if nameless:
        reasons.append(f"{len(nameless)} rows have no label.")
    if found.ragged:
        reasons.append("Not all lines have the same number of cells.")
    table = Table(
        rows, cells, NAME, VERSION, span=f"characters {found.start}-{found.end}", head_rows=head, why_not=tuple(reasons)
    )
    return replace(table, title=_line_before(text, found.start), confidence=0.5)


def _is_list(rows: tuple[tuple[str, ...], ...]) -> bool:
    """Two columns with a value in each row, the first too: "Officers dismissed: | three"."""
    if len(rows[0]) != 2 or whole_period(rows[0][1]):
        return False
    amounts = [amount_at(row[1], 0, len(row[1])) for row in rows]
    return all(a and a.end == len(row[1]) for a, row in zip(amounts, rows, strict=True)) and all(r[0] for r in rows)


def _line_before(text: str, start: int) -> str:
    before = text[:start].rstrip("\n").rpartition("\n")[2].strip() if start and text[:start].endswith("\n") else ""
    return before if before.endswith(":") or (before and len(before) < 80 and not before.endswith(".")) else ""
