"""A table as found on a page, before it is judged: slots on a grid, each with its words and its box."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from extractors.pdf.lines import Unit, lines_of
from extractors.pdf.page import Word
from extractors.printed import is_number, is_sign, is_thousands, is_value, is_year

_SPACE = 0.42  # of the height of the letters: the space between two words at the most

Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Slot:
    """One cell: where it begins, what it spans, what is printed in it."""

    row: int
    col: int
    words: list[Word]
    rowspan: int = 1
    colspan: int = 1
    text: str = ""

    @property
    def box(self) -> Box | None:
        return around(self.words)


@dataclass(slots=True)
class Raw:
    """``how``: "ruled" (the drawn lines say where cells are) or "aligned" (the text's own columns do)."""

    page: int
    box: Box
    how: str
    slots: list[Slot]
    height: int
    width: int
    head: int = 0
    title: str = ""
    notes: str = ""
    stub: bool = True  # False: a piece without row labels
    doubts: list[str] = field(default_factory=list)
    edges: list[float] = field(default_factory=list)  # separators between columns, outer ones included

    def grid(self) -> list[list[str]]:
        rows = [[""] * self.width for _ in range(self.height)]
        for slot in self.slots:
            rows[slot.row][slot.col] = slot.text
        return rows


def text_of(words: Sequence[Word]) -> str:
    """The words of a cell as read. Lines are joined by a space; two figures one above the other by a line break."""
    if len(words) <= 1:
        return words[0].text if words else ""
    y0, y1 = words[0].y0, words[0].y1
    if all(word.y0 == y0 and word.y1 == y1 for word in words):  # one line, as most cells have
        return " ".join([word.text for word in sorted(words, key=_left)]).strip()
    text = ""
    for line in lines_of(words):
        text = _joined(text, line.text)
    return text.strip()


def _left(word: Word) -> float:
    return word.x0


def _joined(above: str, below: str) -> str:
    if not above:
        return below
    if is_value(above.rsplit("\n", 1)[-1]) and is_value(below):
        return f"{above}\n{below}"
    if above.endswith("-") and below[:1].islower() and len(above) > 2 and above[-2].isalpha():
        return above[:-1] + below if len(above.rsplit(None, 1)[-1]) > 3 else above + below
    return f"{above} {below}"


def filled(raw: Raw) -> Raw:
    """The same table with the texts of its slots made."""
    for slot in raw.slots:
        slot.text = text_of(slot.words)
    return raw


def data_row(row: Sequence[str]) -> bool:
    """A row that holds figures behind its first filled cell, and not only years."""
    values = [text for text in row[1:] if text and is_value(text)]
    return any(is_number(text) for text in values) and not all(is_year(text) for text in values)


def has_labels(raw: Raw) -> bool:
    """Words in the first column of the rows."""
    labels = [slot.text for slot in raw.slots if slot.col == 0 and slot.row >= raw.head and slot.text]
    return sum(not is_value(text) for text in labels) > len(labels) / 2


def compacted(raw: Raw) -> Raw:
    """Without columns and rows in which nothing is printed, and with lone signs joined to their figures."""
    _join_signs(raw)
    if raw.how == "aligned" and raw.head:
        _join_thousands(raw)
    rows = sorted({slot.row for slot in raw.slots if slot.text})
    cols = sorted({slot.col for slot in raw.slots if slot.text})
    return taken(raw, rows, cols)


def taken(raw: Raw, rows: Sequence[int], cols: Sequence[int]) -> Raw:
    """The part of a table with these rows and columns, renumbered; spans shrink with what is left out."""
    row_of, col_of = {r: n for n, r in enumerate(rows)}, {c: n for n, c in enumerate(cols)}
    slots = []
    for slot in raw.slots:
        its_rows = [row_of[r] for r in range(slot.row, slot.row + slot.rowspan) if r in row_of]
        its_cols = [col_of[c] for c in range(slot.col, slot.col + slot.colspan) if c in col_of]
        if its_rows and its_cols and slot.text:
            slots.append(Slot(its_rows[0], its_cols[0], slot.words, len(its_rows), len(its_cols), slot.text))
    head = sum(r < raw.head for r in rows)
    edges = [raw.edges[c] for c in cols] + [raw.edges[cols[-1] + 1]] if cols and len(raw.edges) > cols[-1] + 1 else []
    box = around(word for slot in slots for word in slot.words) or raw.box
    return Raw(
        raw.page, box, raw.how, slots, len(rows), len(cols), head, raw.title, raw.notes, raw.stub, raw.doubts, edges
    )


def around(words: Iterable[Word]) -> Box | None:
    """The box around words; None for no words."""
    boxes = [(word.x0, word.y0, word.x1, word.y1) for word in words]
    if len(boxes) < 2:
        return boxes[0] if boxes else None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def with_heading(raw: Raw, heading: Sequence[Unit]) -> bool:
    """Put a line of words over a table without a heading. False where it does not head all columns of figures."""
    if any(unit.value and not is_year(unit.text) for unit in heading) or len(raw.edges) != raw.width + 1:
        return False
    by_col: dict[int, list[Word]] = {}
    for unit in heading:
        cols = [c for c in range(raw.width) if raw.edges[c] - 2 < (unit.x0 + unit.x1) / 2 < raw.edges[c + 1] + 2]
        for word in unit.words if cols else ():
            by_col.setdefault(cols[0], []).append(word)
    figures = {slot.col for slot in raw.slots if slot.col and is_number(slot.text)}
    if len(by_col) < 2 or not figures <= by_col.keys() or sum(map(len, by_col.values())) < 2:
        return False
    for slot in raw.slots:
        slot.row += 1
    raw.slots += [Slot(0, col, words, text=text_of(words)) for col, words in sorted(by_col.items())]
    raw.height, raw.head = raw.height + 1, 1
    raw.box = around(word for slot in raw.slots for word in slot.words) or raw.box
    if len(by_col) < raw.width or len(heading) != raw.width:
        raw.doubts.append("Its heading stands above its lines.")
    return True


def _join_thousands(raw: Raw) -> None:
    """Two columns under one heading are one where each figure of the left has three digits close behind it."""
    at = {(slot.row, slot.col): slot for slot in raw.slots if slot.text}
    headed = {slot.col for slot in raw.slots if slot.text and slot.row < raw.head}
    for col in range(1, raw.width - 1):
        lefts = [slot for slot in raw.slots if slot.text and slot.col == col and slot.row >= raw.head]
        rights = [at.get((slot.row, col + 1)) for slot in lefts]
        if (col in headed) == (col + 1 in headed) or len(lefts) < 2:
            continue
        if all(right is not None and _is_rest(left, right) for left, right in zip(lefts, rights, strict=True)):
            _united(raw, col, at)


def _is_rest(left: Slot, right: Slot) -> bool:
    """Three digits behind the space of a thousand."""
    one, two = left.words[-1], right.words[0]
    return len(left.words) == 1 and is_thousands(left.text, right.text) and 0 < two.x0 - one.x1 < _SPACE * two.size


def _united(raw: Raw, col: int, at: Mapping[tuple[int, int], Slot]) -> None:
    """Move what stands in a column into the next one, before what stands there."""
    for slot in [slot for slot in raw.slots if slot.text and slot.col == col]:
        other = at.get((slot.row, col + 1))
        if other is None:
            slot.col += 1
            continue
        other.words, other.text = [*slot.words, *other.words], f"{slot.text} {other.text}"
        slot.words, slot.text = [], ""


def _join_signs(raw: Raw) -> None:
    """A column of nothing but signs ("£", "%") belongs to the figures beside it."""
    by_col: dict[int, list[Slot]] = {}
    for slot in raw.slots:
        if slot.text:
            by_col.setdefault(slot.col, []).append(slot)
    at = {(slot.row, slot.col): slot for slot in raw.slots}
    for col, slots in by_col.items():
        if not all(is_sign(slot.text) and slot.text not in ("-", "–", "―", "*") for slot in slots):
            continue
        for slot in slots:
            step = 1 if slot.text[0] in "£$€¥₹(" else -1
            other = at.get((slot.row, col + step))
            if other is not None and is_number(other.text):
                other.words = sorted([*other.words, *slot.words], key=lambda w: w.x0)
                other.text = slot.text + other.text if step == 1 else other.text + slot.text
                slot.text, slot.words = "", []
