"""The published answers: a row for each authority and question, each with its place, in step with the other tables."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pyarrow.parquet as pq
import pytest

from flows.steps import publish_answers
from flows.steps.plan import Asker, plan_wave
from flows.steps.publish import edition, publish
from flows.steps.publish_answers import ANSWER_FIELDS, answers_table
from storage.snapshot.manifest import file_hash

if TYPE_CHECKING:
    from tests.flows.conftest import Survey

Row = Mapping[str, str]


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_question(folder: Path) -> dict[tuple[str, str], dict[str, str]]:
    return {(row["authority_id"], row["question"]): row for row in rows(folder, "answers")}


def taken_in(survey: Survey) -> None:
    """Kent gave figures, Essex refused on cost, Surrey is silent."""
    survey.mail("kent", "See attached.", attached=[("cases.csv", survey.cases)])
    survey.mail(
        "essex", "Answering would exceed the cost limit. Section 12 of the Act applies; your request is refused."
    )
    survey.take_in()


@pytest.fixture
def published(survey: Survey, tmp_path: Path) -> Path:
    taken_in(survey)
    return publish(survey.workspace, tmp_path / "out", survey.now)


@pytest.fixture
def headline(survey: Survey) -> str:
    return survey.workspace.campaign("social-media").headline.id


def test_every_question_asked_of_every_authority_has_a_row_with_its_words(published: Path, survey: Survey) -> None:
    asked = {question.id: question.text for question in survey.workspace.campaign("social-media").questions}
    found = by_question(published)
    assert set(found) == {(force, question) for force in survey.letters for question in asked}
    assert {row["question_text"] for row in found.values()} == set(asked.values())
    assert {row["reference"] for row in found.values()} == {letter.reference for letter in survey.letters.values()}


def test_figures_a_refusal_with_its_section_and_silence_are_told_apart(published: Path, headline: str) -> None:
    found = by_question(published)
    kent, essex, surrey = (found[force, headline] for force in ("kent", "essex", "surrey"))
    assert (kent["answer"], kent["low"], kent["high"], kent["state"]) == ("answered_table", "10", "10", "machine")
    assert (essex["answer"], essex["sections"], essex["low"], essex["high"]) == ("cost_limit", "12", "", "")
    assert (surrey["answer"], surrey["state"], surrey["document"]) == ("silent", "", "")


def test_a_letter_that_has_not_gone_is_no_silence(survey: Survey, tmp_path: Path) -> None:
    asker = Asker("survey@asker.example", "A. Researcher", "1 High Street")
    plan_wave(survey.workspace, "later", survey.workspace.campaign("social-media"), asker, survey.now, only=("kent",))
    survey.take_in()
    found = rows(publish(survey.workspace, tmp_path / "out", survey.now), "answers")
    assert {row["answer"] for row in found if row["wave"] == "later"} == {"not_sent"}
    assert {row["answer"] for row in found if row["wave"] == "w"} == {"silent"}


def test_nobody_is_published_as_silent_while_a_mail_that_may_be_theirs_waits(survey: Survey, tmp_path: Path) -> None:
    strange = {"From": "dpo@shared.example", "Subject": "Your FOI", "In_Reply_To": ""}
    survey.mail("surrey", "J Smith, Data Protection Officer, Surrey Police", **strange)
    survey.take_in()
    found = rows(publish(survey.workspace, tmp_path / "out", survey.now), "answers")
    of = {force: {(r["answer"], r["state"]) for r in found if r["authority_id"] == force} for force in survey.letters}
    assert of == {"surrey": {("unanswered", "waits")}, "kent": {("silent", "")}, "essex": {("silent", "")}}


def test_every_answer_leads_to_the_rows_or_the_letter_it_rests_on(published: Path, survey: Survey) -> None:
    cases = {row["record_id"]: row for row in rows(published, "cases")}
    refusal = survey.messages()["<essex@essex.police.uk>"].sha256
    for (force, _), row in by_question(published).items():
        behind = [cases[name] for name in row["records"].split()]
        assert len(behind) == int(row["rests_on"])
        assert bool(behind) == bool(row["as_printed"])
        if behind:
            assert {one["document"] for one in behind} == {row["document"]}
            assert {one["authority_id"] for one in behind} == {force}
        elif force == "essex":
            assert row["document"] == refusal


def test_a_value_of_one_record_has_that_record_s_place(published: Path, headline: str) -> None:
    row = by_question(published)["kent", headline]
    (behind,) = (one for one in rows(published, "cases") if one["record_id"] in row["records"].split())
    for name in ("as_printed", "low", "high", "period", "document", "document_name", "page", "box", "sheet", "cell"):
        assert row[name] == behind[name], name
    assert row["cell"]


def test_a_value_of_several_records_has_only_the_place_that_they_share(survey: Survey, tmp_path: Path) -> None:
    without_total = b"\n".join(survey.cases.splitlines()[:-1]) + b"\n"
    survey.mail("kent", "See attached.", attached=[("cases.csv", without_total)])
    survey.take_in()
    folder = publish(survey.workspace, tmp_path / "out", survey.now)
    cases = {row["record_id"]: row for row in rows(folder, "cases")}
    several = [row for row in rows(folder, "answers") if row["authority_id"] == "kent" and int(row["rests_on"]) > 1]
    assert several
    for row in several:
        behind = [cases[name] for name in row["records"].split()]
        assert sum(float(one["low"]) for one in behind) == float(row["low"])
        assert (row["cell"], row["document"]) == ("", behind[0]["document"])


def test_what_waits_for_a_person_is_told_as_such_and_without_a_value(survey: Survey, tmp_path: Path) -> None:
    survey.mail("kent", "See attached.", attached=[("cases.csv", survey.cases + b"Counted to 17 February 2014\n")])
    survey.take_in()
    found = rows(publish(survey.workspace, tmp_path / "out", survey.now), "answers")
    kent = [row for row in found if row["authority_id"] == "kent"]
    assert "waits" in {row["state"] for row in kent}
    for row in kent:
        assert (row["as_printed"], row["low"], row["high"], row["records"]) == ("", "", "", "")


def test_the_answers_agree_with_requests_and_authorities(published: Path, headline: str) -> None:
    told: dict[str, list[str]] = {}
    for row in rows(published, "answers"):
        kind = "unanswered" if row["answer"] in ("silent", "not_sent") else row["answer"]
        sections = f"({row['sections']})" if row["sections"] else ""
        told.setdefault(row["reference"], []).append(f"{row['question']}={kind}{sections}")
    assert {row["reference"]: sorted(row["answers"].split("; ")) for row in rows(published, "requests")} == {
        reference: sorted(answers) for reference, answers in told.items()
    }
    found = by_question(published)
    for row in rows(published, "authorities"):
        answer = found[row["authority_id"], headline]
        assert (row["cases_low"], row["cases_high"]) == (answer["low"], answer["high"])
        assert row["answer"] == answer["answer"]


def test_all_five_forms_hold_the_answers_with_every_column_explained(published: Path) -> None:
    names, count = [field.name for field in ANSWER_FIELDS], len(rows(published, "answers"))
    assert json.loads((published / "manifest.json").read_text())["rows"]["answers"] == count
    assert pq.read_table(published / "answers.parquet").schema.names == names
    book = openpyxl.load_workbook(published / "roundrobin.xlsx", read_only=True)
    assert [cell.value for cell in next(iter(book["answers"].iter_rows()))] == names
    with closing(sqlite3.connect(published / "roundrobin.sqlite")) as database:
        assert database.execute("select count(*) from answers where high >= low or low is null").fetchone() == (count,)
    package = json.loads((published / "datapackage.json").read_text())
    (resource,) = (one for one in package["resources"] if one["name"] == "answers")
    assert [field["name"] for field in resource["schema"]["fields"]] == names
    codebook = (published / "codebook.md").read_text()
    assert all(field.description.replace("|", "\\|") in codebook for field in ANSWER_FIELDS)
    assert "answers.csv" in (published / "methodology.md").read_text()


def test_equal_data_gives_equal_bytes(published: Path, survey: Survey, tmp_path: Path) -> None:
    again = publish(survey.workspace, tmp_path / "again", survey.now)
    for name in ("answers.csv", "answers.parquet"):
        assert file_hash(published / name) == file_hash(again / name)


def test_more_records_than_a_cell_may_name_are_counted_and_not_named(
    survey: Survey, headline: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_in(survey)
    with survey.workspace.database.reading() as conn:
        given = edition(conn, survey.workspace, "social-media", survey.now.date()).rows
    total = next(a for a in given.answers if (a.authority, a.question) == ("kent", headline))
    ids = " ".join(sorted(record.record_id for record in given.records if record.authority == "kent"))
    many = replace(given, answers=[total.model_copy(update={"records": ids})])
    names = [field.name for field in ANSWER_FIELDS]
    for most, named in ((5, ids), (4, "")):
        monkeypatch.setattr(publish_answers, "MOST_NAMED", most)
        (row,) = (r for r in answers_table(many).rows if r[names.index("rests_on")])
        assert (row[names.index("rests_on")], row[names.index("records")]) == (5, named)
