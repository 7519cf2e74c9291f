"""League, map, cross-tab, snapshot and saved questions: the same figures in every form, and nobody left out."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile

import pytest
from small_survey import FORCES, Opened

from config.hexmap import hexagons
from desk.facets import FACETS
from schema.decision import DecisionKind
from schema.record import Record, RecordState
from storage import computed, queries

TWINS = (
    *("/league", "/map", "/map?figure=cases", "/map?figure=late", "/map?figure=question-3"),
    *("/crosstab", "/crosstab?rows=role&columns=period", "/answers?wave=w"),
)


@pytest.fixture
def accepted(opened: Opened) -> Opened:
    """A desk whose tables are accepted, so that there are numbers."""
    for item in opened.items(DecisionKind.TABLE):
        opened.post(f"/review/{item.item_id}/decide", verdict='{"accept": true}')
    opened.settle()
    return opened


def twin(path: str, form: str) -> str:
    page, mark, query = path.partition("?")
    return f"{page}.{form}{mark}{query}"


@pytest.mark.parametrize("path", TWINS)
def test_a_view_has_the_same_rows_as_csv_and_json_with_their_count_and_hash(accepted: Opened, path: str) -> None:
    as_csv, as_json = (accepted.client.get(twin(path, form)) for form in ("csv", "json"))
    rows = list(csv.DictReader(io.StringIO(as_csv.text)))
    assert rows
    assert as_csv.headers["x-row-count"] == as_json.headers["x-row-count"] == str(len(rows)) == str(len(as_json.json()))
    assert as_csv.headers["x-content-sha256"] == hashlib.sha256(as_csv.content).hexdigest()
    assert list(rows[0]) == list(as_json.json()[0])
    assert as_csv.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize("path", ["/league", "/map"])
def test_the_page_shows_the_hash_of_its_csv(accepted: Opened, path: str) -> None:
    digest = accepted.client.get(f"{path}.csv").headers["x-content-sha256"]
    assert digest in accepted.client.get(path).text


def test_every_authority_asked_stands_in_the_league_with_or_without_a_count(accepted: Opened) -> None:
    rows = {row["authority_id"]: row for row in accepted.client.get("/league.json").json()}
    assert set(rows) == set(FORCES)
    assert rows["dorset"]["answer"] == "unanswered"  # a mail that may be theirs waits for a person
    assert rows["dorset"]["cases_low"] is None


def test_the_map_has_every_force_and_says_why_one_has_no_value(accepted: Opened) -> None:
    rows = {row["authority_id"]: row for row in accepted.client.get("/map.json?figure=cases").json()}
    assert set(rows) == set(hexagons())
    assert (rows["metropolitan"]["low"], rows["metropolitan"]["words"]) == (None, "not asked")
    league = {row["authority_id"]: row["cases_low"] for row in accepted.client.get("/league.json").json()}
    assert rows["kent"]["words"] == "investigations"  # another unit is never shaded beside the one that was asked for
    assert {name: row["low"] for name, row in rows.items() if name in league} == league | {"kent": None}
    text = accepted.client.get("/map?figure=cases").text
    assert text.count("<path ") == 43
    assert all(row["low"] is not None or row["words"] for row in rows.values())


def test_a_figure_that_there_is_not_is_one_sentence(accepted: Opened) -> None:
    answer = accepted.client.get("/map?figure=beauty")
    assert answer.status_code == 400
    assert "There is no figure" in answer.text


@pytest.mark.parametrize("path", ["/crosstab?rows=role&columns=role", "/crosstab?rows=row_text&columns=role"])
def test_a_cross_tab_has_two_different_fields(accepted: Opened, path: str) -> None:
    assert accepted.client.get(path).status_code == 400


@pytest.mark.parametrize("narrowed", ["", "&authority=kent", "&q=officer", "&authority=kent&q=officer"])
def test_a_cross_tab_counts_each_row_once(accepted: Opened, narrowed: str) -> None:
    rows = accepted.client.get(f"/query.json?{narrowed}").json()
    cells = accepted.client.get(f"/crosstab.json?rows=outcome&columns=period{narrowed}").json()
    counted = {(cell["outcome"], cell["period"]): cell["accepted_rows"] for cell in cells}
    expected: dict[tuple[str, str], int] = {}
    for row in rows:
        pair = (row["outcome"], row["period"])
        expected[pair] = expected.get(pair, 0) + 1
    assert counted == expected
    text = accepted.client.get(f"/crosstab?rows=outcome&columns=period{narrowed}").text
    assert f'data-count="{len(rows)}"' in text


def test_every_facet_can_be_crossed(accepted: Opened) -> None:
    assert {accepted.client.get(f"/crosstab?rows={name}&columns=unit").status_code for name in FACETS[:-1]} == {200}


def test_a_number_that_changed_is_counted_anew_at_once(accepted: Opened) -> None:
    before = accepted.client.get("/crosstab?rows=role&columns=period").text
    with accepted.workspace.database.writing() as conn:
        number = computed.rows(conn, Record, state="accepted")[0]
        changed = number.model_copy(update={"state": RecordState.WAITING})
        computed.replace(conn, Record, [changed], record_id=number.record_id)
    after = accepted.client.get("/crosstab?rows=role&columns=period").text
    count = [int(re.findall(r'data-count="(\d+)"', text)[0]) for text in (before, after)]
    assert count[1] == count[0] - 1


def test_the_hashes_of_the_query_are_those_of_its_downloads(accepted: Opened) -> None:
    told = accepted.client.get("/query.sha256?authority=kent").text
    for form in ("csv", "json"):
        body = accepted.client.get(f"/query.{form}?authority=kent").content
        assert f"{hashlib.sha256(body).hexdigest()}  query.{form}" in told


def test_nothing_is_published_that_leaves_out_what_was_just_decided(
    accepted: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accepted.desk.recompute, "settled", lambda timeout_s: False)
    assert "not counted yet" in accepted.post("/snapshot").text
    assert not (accepted.folder / "published").exists()


def test_the_snapshot_is_published_shown_with_its_hashes_and_comes_down_whole(accepted: Opened) -> None:
    assert "Nothing has been published" in accepted.client.get("/snapshot").text
    assert accepted.post("/snapshot").status_code == 303
    manifest = json.loads((accepted.folder / "published" / "manifest.json").read_text())
    page = accepted.client.get("/snapshot").text
    names = {file["path"] for file in manifest["files"]}
    assert {"methodology.md", "map.svg", "cases.csv"} <= names
    assert all(file["sha256"] in page for file in manifest["files"])
    archive = zipfile.ZipFile(io.BytesIO(accepted.client.get("/snapshot/snapshot.zip").content))
    assert set(archive.namelist()) == {*names, "manifest.json"}
    answer = accepted.client.get("/snapshot/methodology.md")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.content == (accepted.folder / "published" / "methodology.md").read_bytes()


@pytest.mark.parametrize("path", ["../roundrobin.db", "..%2froundrobin.db", "%2e%2e/addresses.csv", "nothing.txt"])
def test_only_what_a_manifest_names_comes_down(accepted: Opened, path: str) -> None:
    accepted.post("/snapshot")
    assert accepted.client.get(f"/snapshot/{path}").status_code == 404


def test_a_question_is_saved_under_a_name_and_found_again(opened: Opened) -> None:
    answer = opened.post("/query/sql/save", name="Who was asked", q="select authority from authorities")
    link = answer.headers["location"]
    followed = opened.client.get(link, follow_redirects=True)
    assert "Kent Police" in followed.text
    assert "Who was asked" in followed.text
    assert [(one.name, one.by) for one in queries.every(opened.folder)] == [("Who was asked", "A. Person")]


def test_saving_the_same_again_adds_nothing_and_nothing_is_replaced(opened: Opened) -> None:
    for text in ("select 1", "select 1", "select 2"):
        opened.post("/query/sql/save", name="One", q=text)
    assert [one.sql for one in queries.every(opened.folder)] == ["select 1", "select 2"]


def test_a_question_without_a_name_is_not_saved(opened: Opened) -> None:
    assert opened.post("/query/sql/save", name=" ", q="select 1").status_code == 400
    assert queries.every(opened.folder) == []


def test_a_line_left_half_by_a_killed_process_hides_no_other(opened: Opened) -> None:
    opened.post("/query/sql/save", name="One", q="select 1")
    with (opened.folder / queries.FILE).open("a") as file:
        file.write('{"id": "x", "na')
    opened.post("/query/sql/save", name="Two", q="select 2")
    assert [one.name for one in queries.every(opened.folder)] == ["One", "Two"]
