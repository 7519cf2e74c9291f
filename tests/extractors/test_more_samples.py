"""Returned files of real authorities that are too large or of too unclear a licence to be shipped, with their truth
written down by hand. `ROUNDROBIN_SAMPLES` names the folder that holds them; without it these tests are left out.

train-alarms.xlsx: BBC-Data-Unit/train-emergency-alarms at f7506a6, `RDG data.xlsx`. crime-outcomes-by-force.csv:
BBC-Data-Unit/unsolved-crime at fa636e5, `outcomes_by_force.csv`. iopc-forfunnel.csv: BBC-Data-Unit/police_misconduct at
8505d4f. library-borrowing-foi.csv: BBC-Data-Unit/libraries at f72e356, `LibrariesBookBorrowing.csv`.
cipfa-blackpool.xls: LibrariesHacked/cipfa-librarydata at 20b687d, `data/Blackpool.xls`.
"""

from __future__ import annotations

import csv
import io
import os
from functools import cache
from pathlib import Path

import pytest

from extractors.registry import read_bytes
from schema.reading import Outcome, Reading

FOLDER = os.environ.get("ROUNDROBIN_SAMPLES", "")
pytestmark = pytest.mark.skipif(not FOLDER, reason="ROUNDROBIN_SAMPLES names no folder of samples")


@cache
def reading(name: str) -> Reading:
    return read_bytes((Path(FOLDER) / name).read_bytes(), name)


def rows(name: str) -> list[list[str]]:
    (table,) = reading(name).tables
    assert table.accept
    return [list(row) for row in table.rows]


def test_train_alarms_two_sheets_of_which_one_holds_numbers_as_text() -> None:
    found = {table.sheet: [list(row) for row in table.rows] for table in reading("train-alarms.xlsx").tables}
    assert found == {
        "Sheet1": [
            ["Year (13 Periods to P6 of…)", "Incidents", "Delay Minutes"],
            ["2017/18", "7118", "131924"],
            ["2018/19", "7842", "156689"],
            ["2019/20", "8561", "174512"],
            ["Total", "23521", "463125"],
        ],
        "Rdata": [
            ["Year", "Delay_Minutes", "Text"],
            ["2017-18", "131924", "131,924"],
            ["2018-19", "156689", "156,689"],
            ["2019-20", "174512", "174,512"],
        ],
    }
    assert all(table.accept for table in reading("train-alarms.xlsx").tables)


@pytest.mark.parametrize(
    ("name", "count", "first", "last"),
    [
        ("crime-outcomes-by-force.csv", 46, "Avon and Somerset Constabulary", "Wiltshire Police"),
        ("iopc-forfunnel.csv", 40, "North Wales Police", "City of London Police"),
        ("library-borrowing-foi.csv", 149, "Barking And Dagenham", "York"),
    ],
)
def test_every_record_of_a_list_is_a_row_in_its_order(name: str, count: int, first: str, last: str) -> None:
    found = rows(name)
    text = (Path(FOLDER) / name).read_text(encoding="utf-8-sig")
    records = [record for record in csv.reader(io.StringIO(text)) if any(field.strip() for field in record)]
    width = len(found[0])
    assert (len(found), found[1][0], found[-1][0]) == (count, first, last)
    assert [[field.strip() for field in record[:width]] for record in records] == [
        [text.strip() for text in row] for row in found
    ]
    assert not any(any(record[width:]) for record in records)


def test_a_force_that_gave_no_outcomes_has_empty_cells_and_no_zeros() -> None:
    transport = next(row for row in rows("crime-outcomes-by-force.csv") if row[0] == "British Transport Police")
    assert (transport[1:-1], transport[-1]) == ([""] * 25, "218438")


def test_a_council_return_is_held_for_its_two_very_hidden_sheets_and_gives_nothing_of_them() -> None:
    found = reading("cipfa-blackpool.xls")
    assert found.outcome is Outcome.QUARANTINED
    assert [h.place for h in found.hidden if h.technique == "very-hidden sheet"] == [
        "Data (220 rows, 228 columns; no menu shows it)",
        "LY (3,628 rows, 210 columns; no menu shows it)",
    ]
    sheets = {table.sheet for table in found.tables}
    assert sheets == {"Contacts", "Service Points", "Questionnaire", "Guidance Notes", "Checks"}
    assert not any(table.accept for table in found.tables)
    assert "Abergavenny" not in repr(found)  # other bodies stand on the sheet LY alone


# line of the form -> what Blackpool wrote there
BLACKPOOL = {
    "H29": "8",
    "J29": "0",
    "L29": "8",
    "H18": "3",
    "L67": "148456",
    "L70": "16747",
    "L72": "48509",
    "L80": "147132",
}


def test_the_form_of_a_council_return_gives_each_answer_at_its_cell() -> None:
    cells = {
        cell.address: cell.text
        for table in reading("cipfa-blackpool.xls").tables
        if table.sheet == "Questionnaire"
        for cell in table.cells
    }
    assert {address: cells.get(address) for address in BLACKPOOL} == BLACKPOOL
    service_points = [t for t in reading("cipfa-blackpool.xls").tables if t.sheet == "Service Points"]
    listed = max(service_points, key=lambda table: len(table.rows)).rows
    assert [row[:4] for row in listed[3:6]] == [
        ("1", "Anchorsholme", "Static", "29"),
        ("2", "Boundary", "Static", "22"),
        ("3", "Central, Blackpool", "Static", "46"),
    ]
