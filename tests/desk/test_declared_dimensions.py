"""One walk: a campaign with dimensions of its own, from the replies to the league, the cross-tab and the snapshot."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import missing_persons
import pytest
from small_survey import NOW, PORT, Opened, copied
from starlette.testclient import TestClient

from desk.app import application
from desk.state import hosts
from flows.steps.publish import publish
from flows.steps.query import ask
from schema.decision import DecisionKind
from schema.record import Record, RecordState
from storage import computed


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("missing") / "w"
    missing_persons.play(folder)
    return folder


@pytest.fixture
def survey(asked: Path, tmp_path: Path) -> Iterator[Opened]:
    with copied(asked, tmp_path / "w") as desk:
        base = f"http://127.0.0.1:{PORT}"
        with TestClient(application(desk, hosts(PORT)), base_url=base, raise_server_exceptions=False) as client:
            yield Opened(desk, client, tmp_path / "w")


def records(survey: Opened, authority: str) -> list[Record]:
    with survey.workspace.database.reading() as conn:
        return computed.rows(conn, Record, authority=authority)


def items_of(found: list[Record]) -> dict[tuple[str, str], str]:
    return {(r.dimension("age_group"), r.dimension("sex")): r.as_printed for r in found if r.row_kind == "item"}


def test_a_crossed_table_keeps_both_splits_and_its_margins(survey: Opened) -> None:
    found = records(survey, "kent")
    assert {r.state for r in found} == {RecordState.ACCEPTED}
    assert items_of(found) == {
        ("under_18", "female"): "10", ("under_18", "male"): "20", ("18_to_64", "female"): "4",
        ("18_to_64", "male"): "5", ("65_plus", "female"): "1", ("65_plus", "male"): "2",
    }  # fmt: skip
    assert {r.breakdown for r in found} == {"age_group+sex"}
    assert sorted(r.as_printed for r in found if r.row_kind != "item") == ["15", "27", "3", "30", "42", "9"]


def test_the_league_counts_every_person_once(survey: Opened) -> None:
    rows = {row["authority_id"]: row for row in csv.DictReader(survey.client.get("/league.csv").text.splitlines())}
    assert [(name, rows[name]["cases_low"], rows[name]["rank"]) for name in ("kent", "essex")] == [
        ("kent", "42", "1"), ("essex", "29", "2"),
    ]  # fmt: skip


def test_an_unknown_wording_is_asked_about_with_the_declared_values_and_then_mapped(survey: Opened) -> None:
    item = survey.item(DecisionKind.VALUE)
    page = survey.client.get(f"/review/{item.item_id}").text
    assert "Pensioners" in page
    assert all(f'<option value="{value}"' in page for value in ("under_18", "18_to_64", "65_plus", "withheld"))
    assert survey.post(f"/review/{item.item_id}/decide", own="1", value="65_plus").status_code in (200, 303)
    survey.settle()
    assert items_of(records(survey, "surrey")) == {
        ("under_18", "all"): "<5", ("65_plus", "all"): "6", ("not_stated", "all"): "2",
    }  # fmt: skip


def test_a_value_that_nobody_declared_may_be_given(survey: Opened) -> None:
    item = survey.item(DecisionKind.VALUE)
    survey.post(f"/review/{item.item_id}/decide", own="1", value="pensioners", new="1")
    survey.settle()
    assert ("pensioners", "all") in items_of(records(survey, "surrey"))


def test_the_answer_in_sql_has_a_column_for_each_declared_dimension(survey: Opened) -> None:
    sql = "select age_group, sum(low) from cases where row_kind = 'item' group by 1 order by 1"
    with ask(survey.workspace, sql, NOW, limit_s=5) as found:
        told = dict(found.rows)
    assert {name: told[name] for name in ("18_to_64", "65_plus")} == {"18_to_64": 18, "65_plus": 8}
    with ask(survey.workspace, "select distinct sex_as_printed from cases order by 1", NOW, limit_s=5) as found:
        assert [row[0] for row in found.rows] == ["", "Female", "Male"]


def test_the_snapshot_has_columns_and_words_for_them(survey: Opened, tmp_path: Path) -> None:
    folder = publish(survey.workspace, tmp_path / "out", NOW)
    with (folder / "cases.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kent = [row for row in rows if row["authority_id"] == "kent" and row["row_kind"] == "item"]
    assert {(row["age_group"], row["age_group_as_printed"], row["sex"]) for row in kent} >= {("65_plus", "65+", "male")}
    assert sum(float(row["low"]) for row in kent if row["age_group"] == "under_18") == 30
    with closing(sqlite3.connect(folder / "roundrobin.sqlite")) as database:
        assert database.execute("select count(*) from cases where sex = 'female'").fetchone()[0] == 4
    codebook, methodology = ((folder / name).read_text() for name in ("codebook.md", "methodology.md"))
    assert "| `age_group` | string | Age of the person, declared by this campaign: `under_18`" in codebook
    assert "- **Age of the person** (`age_group`): `under_18` (under 18, 0-17)" in methodology
    package = json.loads((folder / "datapackage.json").read_text())
    fields = next(one for one in package["resources"] if one["name"] == "cases")["schema"]["fields"]
    assert "sex_as_printed" in {field["name"] for field in fields}
