"""Publishing: every authority asked, also silent and refusing ones; every value with its place; equal bytes again."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pyarrow.parquet as pq
import pytest

from config.campaign import CAMPAIGNS
from flows.steps import review
from flows.steps.plan import Asker, plan_wave
from flows.steps.publish import publish
from schema.decision import DecisionKind
from schema.errors import UserError
from storage.snapshot.manifest import file_hash

if TYPE_CHECKING:
    from tests.flows.conftest import Survey

COLUMNS = (
    "authority_id,authority,answer,cases_as_printed,cases_low,cases_high,rank,officers,staff,pcso,role_not_stated,"
    "workforce,cases_per_1000_workforce,due,replied,days_late,findings"
).split(",")
SECRET = "Constable Ann Example"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_authority(folder: Path) -> dict[str, dict[str, str]]:
    return {row["authority_id"]: row for row in rows(folder / "authorities.csv")}


@pytest.fixture
def published(survey: Survey, tmp_path: Path) -> Path:
    """Kent gave figures, Essex refused on cost, Surrey is silent."""
    survey.mail("kent", "See attached.", attached=[("cases.csv", survey.cases)])
    survey.mail(
        "essex", "Answering would exceed the cost limit. Section 12 of the Act applies; your request is refused."
    )
    survey.take_in()
    return publish(survey.workspace, tmp_path / "out", survey.now)


def test_every_authority_asked_is_there_with_the_columns_promised(published: Path) -> None:
    found = by_authority(published)
    assert sorted(found) == ["essex", "kent", "surrey"]
    assert list(found["kent"]) == COLUMNS


def test_a_count_is_empty_where_none_was_given_and_never_zero(published: Path) -> None:
    found = by_authority(published)
    assert (found["kent"]["cases_low"], found["kent"]["cases_high"], found["kent"]["rank"]) == ("10", "10", "1")
    for force in ("essex", "surrey"):
        assert [found[force][name] for name in COLUMNS[3:11]] == [""] * 8


def test_refusal_and_silence_are_told_apart(published: Path) -> None:
    found = by_authority(published)
    assert (found["essex"]["answer"], found["surrey"]["answer"]) == ("cost_limit", "silent")
    assert "refused" in found["essex"]["findings"].split(";")
    assert "refused" not in found["surrey"]["findings"].split(";")


def test_lateness_is_counted_in_working_days_up_to_the_reply_or_today(published: Path) -> None:
    found = by_authority(published)
    assert (found["kent"]["due"], found["kent"]["replied"], found["kent"]["days_late"]) == (
        "2014-03-19",
        "2014-03-10",
        "0",
    )
    assert (found["surrey"]["replied"], found["surrey"]["days_late"]) == ("", "9")


def test_every_case_leads_back_to_its_place(published: Path) -> None:
    cases = rows(published / "cases.csv")
    assert {row["role"] for row in cases} >= {"officer", "staff"}
    for row in cases:
        assert row["document_name"] == "cases.csv"
        assert len(row["document"]) == 64
        assert row["cell"]
        assert row["accepted_by"] == "machine"


def test_totals_are_marked_as_such(published: Path) -> None:
    cases = rows(published / "cases.csv")
    items = [row for row in cases if row["row_kind"] == "item"]
    assert sum(float(row["low"]) for row in items) == 10
    assert [row["as_printed"] for row in cases if row["row_kind"] == "total"] == ["10"]


def test_all_forms_hold_the_same_rows(published: Path) -> None:
    counts = json.loads((published / "manifest.json").read_text())["rows"]
    book = openpyxl.load_workbook(published / "roundrobin.xlsx", read_only=True)
    with closing(sqlite3.connect(published / "roundrobin.sqlite")) as database:
        for name, count in counts.items():
            assert len(rows(published / f"{name}.csv")) == count
            assert pq.read_table(published / f"{name}.parquet").num_rows == count
            assert database.execute(f'select count(*) from "{name}"').fetchone() == (count,)
            assert sum(1 for _ in book[name].iter_rows()) == count + 1


def test_the_text_of_whole_rows_is_left_out_unless_it_is_asked_for(survey: Survey, tmp_path: Path) -> None:
    table = f"Year,Role,Number,Name\n2012,Police officer,3,{SECRET}\n2013,Police officer,4,-\nTotal,,7,\n"
    survey.mail("kent", "See attached.", attached=[("cases.csv", table.encode())])
    survey.take_in()
    with survey.workspace.database.reading() as conn:
        columns = [item for item in review.queue(conn) if item.kind is DecisionKind.COLUMN]
    for number, item in enumerate(columns):
        at = survey.now + timedelta(minutes=number)
        review.decide(survey.workspace, item.item_id, {"ignore": "names of people"}, by="A. Person", now=at)
    without = publish(survey.workspace, tmp_path / "without", survey.now)
    holding = publish(survey.workspace, tmp_path / "with", survey.now, row_text=True)
    words = SECRET.casefold()
    assert "row_text" not in rows(without / "cases.csv")[0]
    assert all(words not in path.read_text(errors="replace").casefold() for path in without.glob("*.csv"))
    assert any(words in row["row_text"] for row in rows(holding / "cases.csv"))


def test_the_same_data_on_the_same_day_gives_the_same_bytes(published: Path, survey: Survey, tmp_path: Path) -> None:
    again = publish(survey.workspace, tmp_path / "again", survey.now + timedelta(hours=3))
    assert {p.name: file_hash(p) for p in published.iterdir()} == {p.name: file_hash(p) for p in again.iterdir()}


def test_the_methodology_tells_the_run(published: Path) -> None:
    text = (published / "methodology.md").read_text()
    for words in ("authorities asked | 3", "refused | 1", "silent | 1", "Letters planned: 3; sent: 3, on 2014-02-18"):
        assert words in text
    assert "Essex Police (cost limit)" in text


def test_what_waits_for_a_person_is_not_published(survey: Survey, tmp_path: Path) -> None:
    survey.mail("kent", "See attached.", attached=[("cases.csv", survey.cases + b"Counted to 17 February 2014\n")])
    survey.take_in()
    folder = publish(survey.workspace, tmp_path / "out", survey.now)
    assert rows(folder / "cases.csv") == []
    assert by_authority(folder)["kent"]["cases_low"] == ""


def test_a_second_campaign_stands_in_a_folder_of_its_own(published: Path, survey: Survey, tmp_path: Path) -> None:
    (survey.workspace.folder / "campaigns" / "met-2013").symlink_to(CAMPAIGNS / "met-2013")
    asker = Asker("survey@asker.example", "A. Researcher", "1 High Street")
    plan_wave(survey.workspace, "m", survey.workspace.campaign("met-2013"), asker, survey.now)
    both = publish(survey.workspace, tmp_path / "both", survey.now)
    assert len(rows(both / "authorities.csv")) == 3
    assert len(rows(both / "met-2013" / "authorities.csv")) == 1
    only = publish(survey.workspace, tmp_path / "only", survey.now, campaign="met-2013")
    assert len(rows(only / "authorities.csv")) == 1


def test_nothing_asked_is_nothing_to_publish(survey: Survey, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no campaign 'other'"):
        publish(survey.workspace, tmp_path / "out", survey.now, campaign="other")
    assert not (tmp_path / "out").exists()
