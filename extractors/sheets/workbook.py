"""What all kinds of workbook share: from sheets to one reading."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from extractors.hidden import held
from extractors.sheets.grid import SheetGrid
from extractors.sheets.personal import without_people
from extractors.sheets.tables import SecondReading, tables_of
from schema.reading import Hidden, Outcome, Reading, Source, Table


def reading_of(
    source: Source,
    sheets: Iterable[SheetGrid],
    second: Callable[[SheetGrid], SecondReading],
    hidden: list[Hidden],
    extractor: str,
    version: str,
    flags: tuple[str, ...] = (),
) -> Reading:
    """The reading of a workbook: tables of the visible sheets; quarantined if anything is hidden."""
    tables: list[Table] = []
    every = list(hidden)
    count = 0
    for sheet in sheets:
        count += 1
        sheet.drop_covered()
        sheet.drop_far()
        sheet.lay_out_boxes()
        every += sheet.hidden
        tables += tables_of(sheet, second(sheet), extractor, version)
    kept, people = without_people(tables)
    reading = Reading(
        sha256=source.sha256,
        name=source.name,
        media_type=source.media_type,
        outcome=Outcome.READ if kept else Outcome.EMPTY,
        reason=_reason(kept, count),
        tables=kept,
        pages=0,
        extractor=extractor,
        version=version,
        flags=flags,
    )
    return held(reading, every + people)


def _reason(tables: tuple[Table, ...], sheets: int) -> str:
    if not tables:
        return f"No visible cell of the {sheets} visible sheets holds anything."
    return f"{_count(len(tables), 'table')} on {_count(sheets, 'visible sheet')}."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
