"""When a table may pass without a person: it is clean, and a second reading or its own totals confirm it.

Pure functions over rows of text. What "clean" means, and why two readers must be of different kinds, rests on
measurement: of 4,569 figures in clean tables confirmed by a reader of another kind none was wrong; of
all figures one in fifty.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from extractors.printed import is_number, is_value, number
from extractors.tabular import Kind, headings, kind

Rows = Sequence[Sequence[str]]
Place = tuple[int, int]  # row and column, from 0

_DECIMALS = re.compile(r"\.(\d+)\D*$")
_TOTAL = re.compile(r"\b(?:grand |sub[- ]?|over)?total\b|^(?:all|sum)$", re.IGNORECASE)
_MISSHAPEN = re.compile(r"\d\.\d+\.(?!\d{3}(?:\D|$))|\d\.\d{1,2}\.\d|\.\d+,\d+\.|,\d+\.\d+,|,\d,")  # no one number
_THOUSANDS = re.compile(r"(?<=\d),?\s(?=\d{3}(?!\d))")
_RANGE = re.compile(r"~\s?[\d,]+|\(\d+(?:\.\d+)?\s?[-–]\s?\d+(?:\.\d+)?\)")
DISPUTED = 0.3  # of the confidence of its table is left to a cell on which the readers differ
_LONGEST_MARK = 20  # letters of a word that stands again and again in place of a figure ("Ref.")
_WORDS_OF_A_LINE = 4  # at the least, in a column of prose
_PART = re.compile(r"(?:of|in) (?:which|these|whom|those)\b|including\b|excluding\b|and\b|or\b", re.IGNORECASE)
_SUB = re.compile(r"\bsub[- ]?total\b|\b(?:region|area|division|group)\b.*\btotal\b", re.IGNORECASE)
_FULL_DATE = re.compile(r"\d{1,2}([./])\d{1,2}\1\d{2,4}")
_DECIMAL_AT_END = re.compile(r"\s[-−–]?\d[\d,]*\.\d+(?:E[-+]?\d+)?%?$", re.IGNORECASE)
_BAND = re.compile(r"\d+\s?(?:[-–]|to)\s?\d+(?: years)?", re.IGNORECASE)
_NUMBERED = re.compile(r"\((?:\d+\.)*\d+[a-z]?\)")
_YEARS = re.compile(r"(?:19|20)\d\d(?:\s?[/–-]\s?\d{2,4})?\s?[*†‡^¹²³⁰-⁹]*")


@dataclass(frozen=True, slots=True)
class Second:
    """What the reader of another kind says: its name, the cells it reads otherwise, and what it doubts altogether."""

    name: str
    differs: frozenset[Place] = frozenset()
    doubts: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        return not self.differs and not self.doubts


@dataclass(frozen=True, slots=True)
class Verdict:
    """``disputed``: cells on which the readers differ or that break their column's kind."""

    accept: bool
    why_not: tuple[str, ...]
    disputed: frozenset[Place]
    confidence: float


def judge(rows: Rows, head_rows: int, second: Second, doubts: Iterable[str] = ()) -> Verdict:
    """Whether a table may pass, and if not, one sentence for each reason.

    ``doubts``: what the first reader itself could not tell. ``confidence`` is the share of right figures
    measured among tables of the same standing (docs, "Reading").
    """
    unclean, breaking = uncleanness(rows, head_rows)
    unclean = [*doubts, *unclean]
    added = totals_add_up(rows, head_rows)
    confirmed = second.agrees or added is True
    reasons = list(unclean)
    if not confirmed:
        reasons += second.doubts
        if second.differs:
            reasons.append(f"The {second.name} differs on {len(second.differs)} cells.")
    if added is False and not reasons:
        reasons.append("The printed totals are not the sums of their rows.")
    accept = not unclean and confirmed and added is not False
    return Verdict(accept, tuple(reasons), frozenset(second.differs | breaking), _confidence(bool(unclean), confirmed))


def needs_only_confirming(rows: Rows, head_rows: int) -> bool:
    """A clean table without totals that contradict it: another reader's agreement would let it pass."""
    return not uncleanness(rows, head_rows)[0] and totals_add_up(rows, head_rows) is None


def _confidence(unclean: bool, confirmed: bool) -> float:
    if confirmed:
        return 0.9 if unclean else 0.995
    return 0.7 if unclean else 0.95


def uncleanness(rows: Rows, head_rows: int) -> tuple[list[str], frozenset[Place]]:
    """Why a table is not clean, and the cells that break their column's kind. ([], {}) for a clean one."""
    body = rows[head_rows:]
    if not body or len(rows[0]) < 2:
        return ["The table has no rows of figures under a heading."], frozenset()
    numeric = [c for c in range(len(rows[0])) if _is_numeric([row[c] for row in body])]
    if not numeric:
        return ["The table has no column of figures."], frozenset()
    breaking = _breaking(rows, head_rows, numeric)
    reasons = [f"{len(breaking)} cells are no single figure though their column holds figures."] if breaking else []
    if all(_is_label_free(row) for row in body) and not _are_bands([row[0] for row in body]):
        reasons.append("The rows have no labels.")
    if _are_numbered(body, numeric):
        reasons.append("The only figures number formulas.")
    reasons += _headless(rows, head_rows, numeric)
    return [*reasons, *_two_in_one(rows, head_rows, numeric)], breaking


@lru_cache(maxsize=8192)  # a table is judged several times, and its texts repeat
def cell_kind(text: str) -> Kind:
    """The kind of a cell: a printed number (also ``77 686``, ``$5``), a mark in its place, else as in any table."""
    found = kind(text)
    if found is not Kind.TEXT:
        return found
    if is_number(_THOUSANDS.sub(",", text)):
        return Kind.TEXT if _MISSHAPEN.search(text) else Kind.NUMBER
    return Kind.MARKER if is_value(text) or _RANGE.fullmatch(text) else Kind.TEXT


def _is_numeric(column: Sequence[str]) -> bool:
    kinds = [Kind.NUMBER if _two_figures(text) else cell_kind(text) for text in column]
    numbers = kinds.count(Kind.NUMBER)
    return numbers > 0 and numbers + kinds.count(Kind.MARKER) > kinds.count(Kind.TEXT)


def _breaking(rows: Rows, head_rows: int, numeric: Collection[int]) -> frozenset[Place]:
    found = set()
    for c in numeric:
        column = [row[c] for row in rows[head_rows:]]
        marks = {text for text, count in Counter(column).items() if count > 1 and len(text) <= _LONGEST_MARK}
        for r, text in enumerate(column, head_rows):
            words = cell_kind(text) is Kind.TEXT and text not in marks
            if text and (words or "\n" in text or _two_figures(text) or _FULL_DATE.fullmatch(text)):
                found.add((r, c))
    return frozenset(found)


def _are_numbered(body: Rows, numeric: Sequence[int]) -> bool:
    """Nothing but numbers in brackets at the end of the rows: formulas are numbered so."""
    return len(numeric) == 1 and all(_NUMBERED.fullmatch(row[numeric[0]]) for row in body if row[numeric[0]])


def _are_bands(labels: Sequence[str]) -> bool:
    """Bands of age or number, which may be labels as well as values: "16 to 24", "25-34", "65+"; no plain number."""
    kinds = [cell_kind(text) for text in labels if text]
    return Kind.NUMBER not in kinds and sum(_BAND.fullmatch(text) is not None for text in labels) > 1


def _is_label_free(row: Sequence[str]) -> bool:
    return all(cell_kind(text) in (Kind.NUMBER, Kind.MARKER, Kind.EMPTY) for text in row)


@lru_cache(maxsize=8192)
def _two_figures(text: str) -> bool:
    """Figures with a space between that is no thousands space."""
    parts = text.split()
    if len(parts) < 2 or not all(any(ch.isdigit() for ch in part) for part in parts):
        return False
    return not re.fullmatch(r"[(£$€-]*\d{1,3}(?:,?\s\d{3})+(?:\.\d+)?[)%*]*", text)


def _headless(rows: Rows, head_rows: int, numeric: Sequence[int]) -> list[str]:
    names = headings(rows, head_rows)
    bare = [c + 1 for c in numeric if not any(row[c] for row in rows[:head_rows])]
    own = Counter(names[c] for c in numeric)
    twice = sorted({names[c] for c in numeric if names[c] and own[names[c]] > 1})
    found = [f"No heading stands over column {', '.join(map(str, bare))}."] if bare else []
    if twice:
        found.append(f"{len(twice)} headings stand over more than one column of figures.")
    if any(_are_figures(text.split()) for row in rows[:head_rows] for text in row[1:]):
        found.append("Several figures stand in one cell of the heading.")
    if any(_holds_a_row(row) for row in rows[:head_rows]):
        found.append("A row of figures stands in the heading.")
    return found


def _holds_a_row(heading: Sequence[str]) -> bool:
    """Behind its label a heading row has decimals in most of its cells: a row of figures was taken into it."""
    cells = [text for text in heading[1:] if text]
    decimals = sum(_DECIMAL_AT_END.search(text) is not None for text in cells)
    return bool(heading[0]) and len(cells) > 1 and decimals > len(cells) / 2


def _are_figures(words: Sequence[str]) -> bool:
    return len(words) > 1 and all(map(is_number, words))


def _two_in_one(rows: Rows, head_rows: int, numeric: Sequence[int]) -> list[str]:
    """Signs that two tables were taken for one: a heading or a row of years among the figures."""
    body = rows[head_rows:]
    heads = {tuple(row) for row in rows[:head_rows] if sum(map(bool, row)) > 1}
    found = []
    if any(tuple(row) in heads for row in body):
        found.append("A heading row stands again among the rows.")
    if any(_row_of_years([row[c] for c in numeric]) for row in body):
        found.append("A row of years stands among the figures.")
    if _running_text([row[0] for row in body]):
        found.append("The labels read like lines of running text.")
    if _second_labels(rows, head_rows, numeric):
        found.append("A second column of labels stands between the figures.")
    return found


def _running_text(labels: Sequence[str]) -> bool:
    """Several long labels that go on with a small letter in the next row: a column of prose beside a table."""
    goes_on = [
        len(one.split()) > _WORDS_OF_A_LINE and two[:1].islower() and not _PART.match(two)
        for one, two in pairwise(label for label in labels if label)
    ]
    return sum(goes_on) > 1


def _row_of_years(texts: Sequence[str]) -> bool:
    filled = [text for text in texts if text]
    return len(filled) > 1 and all(_YEARS.fullmatch(text) for text in filled)


def _second_labels(rows: Rows, head_rows: int, numeric: Sequence[int]) -> bool:
    """Words in every row behind figures, and figures behind them again: tables side by side."""
    body = rows[head_rows:]
    figures = [c for c in numeric if c]  # the first column may count the rows
    for c in range(min(figures, default=0) + 1, max(numeric)):
        if c in numeric:
            continue
        texts = [row[c] for row in body if row[c]]
        if texts and all(cell_kind(text) is Kind.TEXT for text in texts):
            return True
    return False


# ------------------------------------------------------------------ totals


def totals_add_up(rows: Rows, head_rows: int) -> bool | None:
    """Whether every figure is confirmed by a printed total. None where there is no total to go by, or an unknown part.

    True needs a total over each column of figures (a row) or over each row (a column); False means that one
    of the sums differs, which an unreadable or a suppressed cell does not.
    """
    body = [list(row) for row in rows[head_rows:]]
    numeric = [c for c in range(len(rows[0])) if _is_numeric([row[c] for row in body])] if body else []
    by_row = _column_sums(body, numeric)
    names = headings(rows, head_rows)
    by_column = _row_sums(body, numeric, names)
    said = [answer for answer in (by_row, by_column) if answer is not None]
    return None if not said else all(said)


def _column_sums(body: list[list[str]], numeric: Sequence[int]) -> bool | None:
    """Rows named total, the last row among them, against the rows above: all of them, or those since the last total."""
    labels = [" ".join(text for c, text in enumerate(row) if c not in numeric and text) for row in body]
    if len(body) < 3 or not _TOTAL.search(labels[-1]):
        return None
    answers: list[bool | None] = []
    since = 0
    for n, label in enumerate(labels):
        if _TOTAL.search(label):
            everything = [m for m in range(n) if not _TOTAL.search(labels[m])]
            answers += [_either(body, c, n, [range(since, n), everything]) for c in numeric]
            since = n + 1
    return None if not answers or None in answers else all(answers)


def _either(body: list[list[str]], c: int, total: int, ways: Iterable[Iterable[int]]) -> bool | None:
    said = [_sums_to([body[m][c] for m in way], body[total][c]) for way in ways]
    return True if True in said else said[0]


def _row_sums(body: list[list[str]], numeric: Sequence[int], names: Sequence[str]) -> bool | None:
    """A last column named total against the other figures of its row. None where not one row adds up: another total."""
    if len(numeric) < 3 or not _TOTAL.search(names[numeric[-1]]):
        return None
    parts = [c for c in numeric[:-1] if not _TOTAL.search(names[c])]
    answers = [_sums_to([row[c] for c in parts], row[numeric[-1]]) for row in body if row[numeric[-1]]]
    return None if not answers or None in answers or True not in answers else all(answers)


def _sums_to(parts: Sequence[str], total: str) -> bool | None:
    values = [Decimal(0) if text in ("", "-", "–", "Nil", "nil") else number(text) for text in parts]
    printed = number(total)
    if printed is None or any(value is None for value in values):
        return None
    off = abs(sum((value for value in values if value is not None), Decimal(0)) - printed)
    return None if 0 < off <= _rounding([*parts, total]) else off == 0


def _rounding(texts: Sequence[str]) -> Decimal:
    """By how much a sum may differ because its parts were rounded: shares and rates have decimals, counts have none."""
    places = [len(found[1]) for text in texts if (found := _DECIMALS.search(text))]
    return len(texts) * Decimal(5).scaleb(-max(places) - 1) if places else Decimal(0)
