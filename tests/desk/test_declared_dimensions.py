"""One walk: a campaign with dimensions of its own, from the replies to the league, the cross-tab and the snapshot."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import missing_persons
import pytest
from small_survey import NOW, Opened, copied, looked_at

from desk.facets import Asked, every_row, page_of
from desk.twins import fields_of
from flows.steps.publish import publish
from flows.steps.query import ask
from flows.steps.rebuild import refresh
from flows.steps.review import decide
from flows.steps.workspace import opened as opened_anew
from schema.decision import DecisionKind
from schema.errors import UserError
from schema.record import Record, RecordState
from storage import computed


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("missing") / "w"
    missing_persons.play(folder)
    return folder


@pytest.fixture
def survey(asked: Path, tmp_path: Path) -> Iterator[Opened]:
    with copied(asked, tmp_path / "w") as desk, looked_at(desk) as client:
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


def test_a_second_person_codes_it_blind_and_both_are_compared(survey: Opened) -> None:
    item = survey.item(DecisionKind.VALUE)
    survey.post(f"/review/{item.item_id}/decide", own="1", value="65_plus")
    survey.settle()
    assert survey.post("/review/second/draw", second="B. Person", size="5", seed="1").status_code == 303
    survey.client.cookies.set("reviewer", "B.%20Person")
    assert survey.post(f"/review/second/{item.item_id}", own="1", value="18_to_64").status_code == 303
    survey.client.cookies.clear()
    agreed = {line["field"]: (line["n"], line["same"]) for line in survey.client.get("/review/second.json").json()}
    assert agreed["value of age_group"] == (1, 0)


def accepted(survey: Opened) -> Opened:
    """With the one wording decided that waits."""
    survey.post(f"/review/{survey.item(DecisionKind.VALUE).item_id}/decide", own="1", value="65_plus")
    survey.settle()
    return survey


def test_a_declared_dimension_is_a_facet_in_its_own_order_and_narrows(survey: Opened) -> None:
    accepted(survey)
    page = survey.client.get("/query").text
    assert "<legend>Age of the person</legend>" in page
    legend = page.partition("<legend>Age of the person</legend>")[2].partition("</ul>")[0]
    assert re.findall(r"age_group=([a-z0-9_]+)", legend) == ["under_18", "18_to_64", "65_plus", "all", "not_stated"]
    narrowed = survey.client.get("/query?age_group=under_18&sex=male").text
    assert 'data-count="1"' in narrowed


def test_the_rows_may_be_sorted_by_it_page_by_page(survey: Opened) -> None:
    accepted(survey)
    declared = survey.workspace.declared
    with survey.workspace.database.writing() as conn:
        row = next(r for r in computed.rows(conn, Record, authority="kent") if r.dimension("age_group") == "65_plus")
        made = [row.model_copy(update={"record_id": f"made-{n:03d}"}) for n in range(120)]
        computed.replace(conn, Record, made, record_id=[row.record_id for row in made])
    for sort in ("age_group", "sex"):
        with survey.workspace.database.reading() as conn:
            seen, asked = [], Asked({}, sort=sort, declared=declared)
            while True:
                rows, following = page_of(conn, asked)
                seen += rows
                if not following:
                    break
                asked = Asked({}, sort=sort, declared=declared, after=tuple(following.split("\x1f")))
            assert [r.record_id for r in seen] == [r.record_id for r in every_row(conn, asked)]
        age = asked.own["age_group"]
        ranks = [age.rank(row.age_group) if sort == "age_group" else row.sex for row in seen]
        assert ranks == sorted(ranks)
        assert len(ranks) > 120


def test_the_text_is_searched_in_its_wordings_too(survey: Opened) -> None:
    page = survey.client.get("/query?q=18-64").text
    assert 'data-count="6"' in page  # three rows of Kent's, three of Essex's


@pytest.mark.parametrize("form", ["csv", "json"])
def test_the_twins_of_the_query_have_its_columns(survey: Opened, form: str) -> None:
    answer = survey.client.get(f"/query.{form}?authority=kent&age_group=65_plus&sex=female")
    (row,) = csv.DictReader(answer.text.splitlines()) if form == "csv" else answer.json()
    assert (row["age_group"], row["age_group_as_printed"], row["sex"], row["sex_as_printed"]) == (
        "65_plus", "65+", "female", "Female",
    )  # fmt: skip
    assert (
        hashlib.sha256(answer.content).hexdigest()
        in survey.client.get("/query.sha256?authority=kent&age_group=65_plus&sex=female").text
    )


def test_a_cross_tab_by_two_declared_dimensions_counts_each_row_once(survey: Opened) -> None:
    asked = "/crosstab{}?rows=age_group&columns=sex&row_kind=item&authority=kent"
    lines = survey.client.get(asked.format(".json")).json()
    assert {(line["age_group"], line["sex"]): line["accepted_rows"] for line in lines} == {
        (age, sex): 1 for age in ("under_18", "18_to_64", "65_plus") for sex in ("female", "male")
    }
    page = survey.client.get(asked.format("")).text
    assert "<h1>Age of the person by sex:" in page
    assert re.findall(r'<th scope="row">([^<]+)</th>', page) == ["under 18", "18 to 64", "65 plus", "all"]
    sums = survey.client.get("/query/sql.json", params={"q": SUMS}).json()
    assert {line["age_group"]: line["people"] for line in sums} == {"under_18": 30, "18_to_64": 9, "65_plus": 3}


SUMS = "select age_group, sum(low) people from cases where authority_id = 'kent' and row_kind = 'item' group by 1"


def test_a_number_tells_its_declared_dimensions_by_name(survey: Opened) -> None:
    row = next(r for r in records(survey, "kent") if r.dimension("age_group") == "65_plus")
    page = survey.client.get(f"/record/{row.record_id}").text
    assert "<dt" in page
    assert "age group as printed" in page
    assert "65_plus" in page
    assert "{&#34;" not in page
    numbers = survey.client.get(f"/document/{row.document}.json").json()
    assert {number["age_group"] for number in numbers} == {"under_18", "18_to_64", "65_plus", "all"}


def test_a_desk_without_declared_dimensions_shows_none(opened: Opened) -> None:
    assert opened.workspace.declared == ()
    assert [field.name for field in fields_of(())] == list(
        csv.DictReader(opened.client.get("/query.csv").text.splitlines()).fieldnames or ()
    )
    assert opened.client.get("/query?sort=age_group").status_code == 400


def test_a_wording_that_is_declared_later_is_mapped_anew_and_asks_nobody(survey: Opened) -> None:
    before = {record.record_id for record in records(survey, "surrey")}
    path = survey.folder / "campaigns" / "missing" / "campaign.toml"
    path.write_text(path.read_text().replace('"65+"]', '"65+", "Pensioners"]'))
    with opened_anew(survey.folder) as workspace:
        refresh(workspace, NOW)
    assert survey.items(DecisionKind.VALUE) == []
    found = records(survey, "surrey")
    assert items_of(found)["65_plus", "all"] == "6"
    assert {record.record_id for record in found} == before, "a record is named by its place, not by its values"


@pytest.mark.parametrize("verdict", [{"value": "pensioner"}, {"dimension": "age"}, {}])
def test_a_verdict_that_names_nothing_known_is_refused(survey: Opened, verdict: dict[str, str]) -> None:
    item = survey.item(DecisionKind.VALUE)
    with pytest.raises(UserError):
        decide(survey.workspace, item.item_id, verdict, by="A. Person", now=NOW)
    assert survey.decided() == []


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
