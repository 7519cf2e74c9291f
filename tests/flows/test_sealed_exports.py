"""What an unreleased document holds is in no published file, finding or log; what it shows is there after release."""

from __future__ import annotations

import io
import logging
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pyarrow.parquet as pq
import pytest

from flows.steps import review
from flows.steps.check import findings
from flows.steps.publish import publish
from schema.decision import DecisionKind

if TYPE_CHECKING:
    from tests.flows.conftest import Survey

HIDDEN, SHOWN = "Hiddenperson", "Visiblewording"


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Year", "Role", f"{SHOWN} heading", "Number"], [2012, "Police officer", "x", 3],
                [2013, f"{SHOWN} unit", "y", 4], [2013, "Police staff", "y", f"perhaps {SHOWN}"]):  # fmt: skip
        sheet.append(row)
    names = book.create_sheet("Names")
    names.append([HIDDEN])
    names.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def words_of(folder: Path) -> Iterator[tuple[str, str]]:
    """(file, everything in it as text) of a published folder."""
    for path in sorted(folder.iterdir()):
        if path.suffix == ".parquet":
            yield path.name, str(pq.read_table(path).to_pylist())
        elif path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as package:
                yield path.name, "".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())
        elif path.suffix == ".sqlite":
            with closing(sqlite3.connect(path)) as database:
                yield path.name, "\n".join(database.iterdump())
        else:
            yield path.name, path.read_text(errors="replace")


def test_nothing_of_an_unreleased_document_is_told(
    survey: Survey, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    survey.mail("kent", "See attached.", attached=[("cases.xlsx", workbook())])
    with caplog.at_level(logging.DEBUG):
        survey.take_in()
        before = publish(survey.workspace, tmp_path / "before", survey.now)
    told = [name for name, words in words_of(before) if HIDDEN in words or SHOWN in words]
    assert told == []
    assert HIDDEN not in caplog.text
    with survey.workspace.database.reading() as conn:
        assert [f.message for f in findings(conn) if SHOWN in f.message or HIDDEN in f.message] == []
        assert "hidden_data" in {f.code for f in findings(conn)}
        (item,) = [item for item in review.queue(conn) if item.kind is DecisionKind.RELEASE]
    later = survey.now + timedelta(minutes=1)
    review.decide(survey.workspace, item.item_id, {"release": True}, by="A. Person", now=later)
    after = dict(words_of(publish(survey.workspace, tmp_path / "after", later)))
    assert [name for name, words in after.items() if HIDDEN in words] == []
    assert SHOWN in after["findings.csv"]
