"""The published folder: complete, exact, described, equal every time, and never in place of something else."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.errors import UserError
from storage.snapshot.content import Field, Snapshot, SnapshotTable, Value
from storage.snapshot.folder import sweep, write_snapshot
from storage.snapshot.manifest import file_hash
from storage.snapshot.tables import as_text, write_csv
from storage.snapshot.workbook import CUT, write_workbook

HOSTILE = [
    "=1+1", "=cmd|' /C calc'!A0", "+44 20", "-5", "@SUM(A1)", "\tTab", '=HYPERLINK("http://x")',
    "=DDE()", "{=1}", "12345678901234567890", "http://example.org", "a\nb", "é ø",
]  # fmt: skip


def snapshot(rows: list[tuple[Value, ...]]) -> Snapshot:
    fields = (
        Field("id", "integer", "Number of the row."),
        Field("printed", "string", "The text as printed."),
        Field("low", "number", "Least value."),
        Field("part", "boolean", "Whether the period is whole."),
    )
    table = SnapshotTable("cases", "One row for each case.", fields, rows, ("id",))
    return Snapshot(
        "survey",
        "A survey",
        (table,),
        {"methodology.md": "# How\n"},
        {"campaign": "survey"},
        "0.1.0",
    )


def hostile() -> Snapshot:
    return snapshot([(n, text, float(n), n % 2 == 0) for n, text in enumerate(HOSTILE)] + [(99, "", None, None)])


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_folder_holds_every_form_of_the_tables(tmp_path: Path) -> None:
    folder = write_snapshot(hostile(), tmp_path / "out")
    assert sorted(files(folder)) == [
        "cases.csv", "cases.parquet", "codebook.md", "datapackage.json", "manifest.json", "methodology.md",
        "roundrobin.sqlite", "roundrobin.xlsx",
    ]  # fmt: skip


def test_publishing_twice_gives_identical_bytes(tmp_path: Path) -> None:
    assert files(write_snapshot(hostile(), tmp_path / "a")) == files(write_snapshot(hostile(), tmp_path / "b"))


def test_csv_parquet_and_sqlite_hold_the_same_values(tmp_path: Path) -> None:
    folder = write_snapshot(hostile(), tmp_path / "out")
    parquet = [tuple(row.values()) for row in pq.read_table(folder / "cases.parquet").to_pylist()]
    with closing(sqlite3.connect(folder / "roundrobin.sqlite")) as database:
        stored = [
            (*row[:3], None if row[3] is None else bool(row[3])) for row in database.execute("select * from cases")
        ]
    with (folder / "cases.csv").open(encoding="utf-8", newline="") as file:
        printed = [tuple(row) for row in csv.reader(file)][1:]
    assert parquet == stored == hostile().tables[0].rows
    assert printed == [tuple(as_text(value) for value in row) for row in stored]


def test_no_text_becomes_a_formula_a_link_or_a_number_in_the_workbook(
    tmp_path: Path,
) -> None:
    folder = write_snapshot(hostile(), tmp_path / "out")
    sheet = openpyxl.load_workbook(folder / "roundrobin.xlsx")["cases"]
    cells: list[Any] = [row[1] for row in sheet.iter_rows(min_row=2)][: len(HOSTILE)]
    assert [cell.value for cell in cells] == HOSTILE
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)


def test_the_workbook_has_frozen_headings_filters_and_a_dictionary(
    tmp_path: Path,
) -> None:
    book = openpyxl.load_workbook(write_snapshot(hostile(), tmp_path / "out") / "roundrobin.xlsx")
    assert book.sheetnames == ["about", "cases", "dictionary"]
    assert book["cases"].freeze_panes == "A2"
    assert book["cases"].auto_filter.ref == f"A1:D{len(HOSTILE) + 2}"
    assert [row[1].value for row in book["dictionary"].iter_rows(min_row=2)] == [
        "id",
        "printed",
        "low",
        "part",
    ]


def test_a_text_too_long_for_a_cell_says_where_it_stands_whole(tmp_path: Path) -> None:
    long = snapshot([(1, "x" * 40_000, None, None)])
    write_workbook(long, tmp_path / "b.xlsx")
    value = openpyxl.load_workbook(tmp_path / "b.xlsx")["cases"]["B2"].value
    assert str(value).endswith(CUT)
    assert len(str(value)) == 32_767


def test_more_rows_than_a_sheet_holds_go_on_a_further_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.snapshot.workbook.ROWS", 5)
    write_workbook(hostile(), tmp_path / "b.xlsx")
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert book.sheetnames == ["about", "cases", "cases 2", "cases 3", "dictionary"]
    assert sum(book[name].max_row - 1 for name in book.sheetnames if name.startswith("cases")) == len(HOSTILE) + 1


def test_the_manifest_names_every_file_with_its_hash_and_every_table_with_its_rows(
    tmp_path: Path,
) -> None:
    folder = write_snapshot(hostile(), tmp_path / "out")
    told = json.loads((folder / "manifest.json").read_text())
    assert told["rows"] == {"cases": len(HOSTILE) + 1}
    assert {f["path"]: f["sha256"] for f in told["files"]} == {
        path.name: file_hash(path) for path in folder.iterdir() if path.name != "manifest.json"
    }


def test_the_data_package_describes_every_column(tmp_path: Path) -> None:
    folder = write_snapshot(hostile(), tmp_path / "out")
    (resource,) = json.loads((folder / "datapackage.json").read_text())["resources"]
    assert resource["hash"] == f"sha256:{file_hash(folder / 'cases.csv')}"
    assert [f["name"] for f in resource["schema"]["fields"]] == [
        "id",
        "printed",
        "low",
        "part",
    ]
    assert all(f["description"] for f in resource["schema"]["fields"])


def test_a_new_snapshot_takes_the_place_of_the_old_one_whole(tmp_path: Path) -> None:
    write_snapshot(replace(hostile(), papers={"old.md": "old"}), tmp_path / "out")
    folder = write_snapshot(hostile(), tmp_path / "out")
    assert not (folder / "old.md").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_that_is_no_snapshot_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("three years of work")
    with pytest.raises(UserError, match="no snapshot"):
        write_snapshot(hostile(), tmp_path / "thesis")
    assert (tmp_path / "thesis" / "chapter.txt").exists()


def test_a_failure_leaves_the_old_snapshot_and_nothing_else(tmp_path: Path) -> None:
    before = files(write_snapshot(hostile(), tmp_path / "out"))
    broken = snapshot([(1, "one", 1.0, True), (1, "the same key", 1.0, True)])
    with pytest.raises(sqlite3.IntegrityError):
        write_snapshot(broken, tmp_path / "out")
    assert files(tmp_path / "out") == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_killed_swap_is_mended(tmp_path: Path) -> None:
    before = files(write_snapshot(hostile(), tmp_path / "out"))
    (tmp_path / "out").rename(tmp_path / ".out.old-abc")
    (tmp_path / ".out.new-abc").mkdir()
    sweep(tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert files(tmp_path / "out") == before


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
        min_size=1,
        max_size=5,
    )
)
def test_any_text_comes_back_from_the_csv_as_it_was(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    table = SnapshotTable(
        "t",
        "",
        (Field("n", "integer", ""), Field("text", "string", "")),
        list(enumerate(texts)),
    )
    assert write_csv(table, path) == len(texts)
    with path.open(encoding="utf-8", newline="") as file:
        assert [row[1] for row in csv.reader(file)][1:] == texts
