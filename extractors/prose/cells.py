"""The cells of a small table as figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.prose.legend import meaning_of
from extractors.prose.numbers import amount_at
from extractors.prose.periods import whole_period
from extractors.tabular import Kind, headings, kind
from schema.reading import Cell, ProseFigure, Table

_APPLIES = re.compile(
    r"(?:exemptions?|fees?|charges?|redactions?|enclosures?|attachments?|annex(?:es)?)\b", re.IGNORECASE
)


def table_figures(table: Table, question: str = "", text: str = "") -> tuple[ProseFigure, ...]:
    """The cells of a table's body as figures: labels from its row, periods from its row or its heading.

    ``text``: the letter that holds the table, for what its signs mean.
    """
    if not table.head_rows and len(table.rows[0]) != 2:
        return ()
    names = headings(table.rows, table.head_rows) if table.head_rows else ["", ""]
    places = {(c.row, c.col): c for c in table.cells}
    body = range(table.head_rows, len(table.rows))
    zeros = any(kind(t) is Kind.NUMBER and t.strip() in ("0", "Nil", "nil") for r in body for t in table.rows[r])
    named = (r for r in body if table.rows[r][0])  # a row whose label was lost says nothing
    return tuple(
        _meant(_cell_figure(table.rows[r], names[c], cell, zeros, question), text, zeros)
        for r in named
        for c in range(1, len(table.rows[r]))
        if (cell := places.get((r, c)))
        and (kind(cell.text) in (Kind.NUMBER, Kind.MARKER) or _counted(table.rows[r][0], cell.text))
    )


def _meant(figure: ProseFigure, text: str, zeros_printed: bool) -> ProseFigure:
    meant = meaning_of(figure.as_printed, text, zeros_printed) if figure.low is None else None
    return replace(figure, low=meant[0], high=meant[1]) if meant else figure


def _counted(label: str, text: str) -> bool:
    """Whether a cell in words is a number: "three", and "none" of all that can be counted ("Exemption | none")."""
    if _APPLIES.match(label):
        return False
    amount = amount_at(text, 0, len(text))
    return amount is not None and amount.word and amount.end == len(text)


def _cell_figure(row: Sequence[str], heading: str, cell: Cell, zeros: bool, question: str) -> ProseFigure:
    amount = amount_at(cell.text, 0, len(cell.text))
    by_row, by_head = whole_period(row[0]), whole_period(heading)
    label = heading if by_row else row[0].rstrip(": ") if by_head or not heading else f"{row[0]}: {heading}"
    return ProseFigure(
        question=question,
        label=label,
        period=by_row or by_head,
        as_printed=cell.text,
        low=(1 if amount.below and zeros and amount.high else amount.low) if amount else None,
        high=amount.high if amount else None,
        sentence=" | ".join(row),
        unit=amount.unit if amount else "",
        start=cell.start,
        end=cell.end,
    )
