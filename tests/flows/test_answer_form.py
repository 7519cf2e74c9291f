"""The return form: enclosed with the letter, filled in anywhere, read exactly; what was changed in it is a finding."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from email import policy
from email.parser import BytesParser
from typing import TYPE_CHECKING, Any

import pytest
from opendocument import saved_as_ods
from openpyxl import Workbook, load_workbook

from config.campaign import CAMPAIGNS, load_campaign
from config.vocabulary import vocabulary
from extractors.registry import read_bytes
from flows.steps.answer_form import answer_forms
from flows.steps.approve import approve_wave
from flows.steps.plan import Asker, plan_wave
from flows.steps.send import Pace, send_wave
from schema.answer_form import YES_OR_NO
from schema.campaign import Question
from schema.finding import Finding
from schema.mapping.document import DocumentContext
from schema.mapping.reading import map_reading
from schema.record import Answer, Record, RecordState
from schema.review import DecisionIndex
from storage import computed, waves
from storage.transport import FileTransport

if TYPE_CHECKING:
    from tests.flows.conftest import Survey

Fill = Callable[[Workbook], object]


@pytest.fixture
def forms(survey: Survey) -> dict[str, dict[str, bytes]]:
    """Force -> the forms in the letter of a second wave, sent a year after the first; by their endings."""
    at = survey.now.replace(year=2015)
    asker = Asker("survey@asker.example", "A. Researcher", "1 High Street")
    campaign = survey.workspace.campaign("social-media")
    plan_wave(survey.workspace, "f", campaign, asker, at, only=("essex", "kent"), with_form=True)
    approve_wave(survey.workspace, "f", "A. Person", at)
    send_wave(survey.workspace, "f", FileTransport(survey.folder.parent / "sent"), lambda: at, pace=Pace())
    with survey.workspace.database.reading() as conn:
        letters = waves.letters(conn, wave="f")
    survey.letters |= {letter.authority: letter for letter in letters}
    parser = BytesParser(policy=policy.default)
    mails = {x.authority: parser.parsebytes(survey.workspace.documents.get(x.sha256)) for x in letters}
    return {
        force: {str(part.get_filename()).rpartition(".")[2]: _content(part) for part in mail.iter_attachments()}
        for force, mail in mails.items()
    } | {"names": {str(part.get_filename()): b"" for part in mails["kent"].iter_attachments()}}


def _content(part: Any) -> bytes:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


def filled(form: bytes, fill: Fill) -> bytes:
    """The workbook filled in and saved again by another program than made it."""
    book = load_workbook(io.BytesIO(form))
    fill(book)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def write(book: Any, question: str, answers: dict[str, object]) -> None:
    page = book[f"Question {question}"]
    rows = {str(page.cell(row, 1).value): row for row in range(5, page.max_row + 1)}
    for label, answer in answers.items():
        page.cell(rows[label], 2).value = answer


def years(book: Workbook) -> None:
    write(book, "1", {"1 February 2020 to 31 December 2020": 4, "2021": "0", "2022": "<5", "2023": 7})
    write(book, "1", {"2024": "1,204", "2025": "Nil", "1 January 2026 to 30 June 2026": "not recorded"})


def brought(survey: Survey, path: Any) -> tuple[list[Record], list[Finding]]:
    survey.take_in(path, now=survey.now.replace(year=2015, month=5))
    with survey.workspace.database.reading() as conn:
        return [r for r in computed.rows(conn, Record) if r.wave == "f"], computed.rows(conn, Finding)


def values(records: list[Record], question: str = "1") -> list[tuple[float | None, float | None]]:
    mine = [r for r in records if r.question == question and r.authority == "kent"]
    assert all(r.state is RecordState.ACCEPTED and r.accepted_by == "machine" for r in mine)
    return [(r.low, r.high) for r in sorted(mine, key=lambda r: (r.period, r.platform, r.as_printed))]


YEARS = [(4.0, 4.0), (0.0, 0.0), (1.0, 4.0), (7.0, 7.0), (1204.0, 1204.0), (0.0, 0.0), (None, None)]


def test_the_letter_encloses_the_form_named_after_its_reference(
    survey: Survey, forms: dict[str, dict[str, bytes]]
) -> None:
    reference = survey.letters["kent"].reference
    assert set(forms["names"]) == {f"answer-form-{reference}.xlsx", f"answer-form-{reference}.csv"}
    text = survey.workspace.documents.get(survey.letters["kent"].sha256).decode()
    assert "answer form" in text


def test_the_same_plan_again_gives_the_same_bytes(survey: Survey, forms: dict[str, dict[str, bytes]]) -> None:
    campaign = load_campaign(CAMPAIGNS / "social-media")
    asker = Asker("survey@asker.example", "A. Researcher", "1 High Street")
    at = survey.now.replace(year=2015, month=6)
    again = plan_wave(survey.workspace, "f", campaign, asker, at, only=("essex", "kent"), with_form=True)
    assert again.added == 0


def test_a_workbook_filled_in_is_read_exactly_and_asks_nobody(
    survey: Survey, forms: dict[str, dict[str, bytes]]
) -> None:
    form = filled(forms["kent"]["xlsx"], years)
    records, findings = brought(
        survey, survey.mail("kent", "Please find our answers attached.", attached=[("answers.xlsx", form)])
    )
    assert values(records) == YEARS
    assert not [f for f in findings if f.code in ("form_changed", "heading_not_mapped", "value_not_in_vocabulary")]
    with survey.workspace.database.reading() as conn:
        (answer,) = computed.rows(conn, Answer, wave="f", authority="kent", question="1")
    assert (answer.low, answer.high) == (1216.0, None)


def test_a_form_that_came_by_itself_under_another_name_is_filed_by_what_is_in_it(
    survey: Survey, forms: dict[str, dict[str, bytes]]
) -> None:
    records, _ = brought(survey, survey.file("Copy of Book1 (2).xlsx", filled(forms["kent"]["xlsx"], years)))
    assert values(records) == YEARS


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_the_list_is_read_as_exactly_as_the_workbook(
    survey: Survey, forms: dict[str, dict[str, bytes]], delimiter: str
) -> None:
    text = forms["kent"]["csv"].decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    answers = iter(["4", "0", "<5", "7", "1,204", "Nil", "not recorded"])
    for row in rows[1:]:
        if row[3] == "1" and row[5] != "Total":
            row[-2] = next(answers)
    saved = io.StringIO()
    csv.writer(saved, delimiter=delimiter).writerows(rows)
    records, findings = brought(survey, survey.file("x.csv", saved.getvalue().encode("utf-8-sig")))
    assert values(records) == YEARS
    assert "form_changed" not in {f.code for f in findings}


def test_rows_added_for_other_values_are_read(survey: Survey, forms: dict[str, dict[str, bytes]]) -> None:
    def fill(book: Any) -> None:
        page = book["Question 4"]
        write(book, "4", {"Twitter": 3})
        page.cell(page.max_row - 2, 1).value, page.cell(page.max_row - 2, 2).value = "Friendsreunited", 2

    records, _ = brought(survey, survey.file("x.xlsx", filled(forms["kent"]["xlsx"], fill)))
    given = {(r.platform, r.low) for r in records if r.low is not None}
    assert given == {("twitter", 3.0), ("friends_reunited", 2.0)}


def test_a_blank_cell_is_unknown_and_never_zero(survey: Survey, forms: dict[str, dict[str, bytes]]) -> None:
    records, findings = brought(
        survey, survey.file("x.xlsx", filled(forms["kent"]["xlsx"], lambda book: write(book, "1", {"2021": 3})))
    )
    assert values(records).count((None, None)) == 6
    (finding,) = [f for f in findings if f.code == "cell_empty"]
    assert "6 of 7" in finding.message
    with survey.workspace.database.reading() as conn:
        (answer,) = computed.rows(conn, Answer, wave="f", authority="kent", question="1")
    assert (answer.low, answer.high) == (3.0, None)


def test_an_empty_form_says_nothing(survey: Survey, forms: dict[str, dict[str, bytes]]) -> None:
    records, findings = brought(survey, survey.file("x.xlsx", forms["kent"]["xlsx"]))
    assert records == []
    assert not {"form_changed", "cell_empty"} & {f.code for f in findings}


def _heading(book: Any) -> None:
    years(book)
    book["Question 1"].cell(4, 2).value = "Number of people"


def _label(book: Any) -> None:
    years(book)
    book["Question 1"].cell(6, 1).value = "Last year"


def _column(book: Any) -> None:
    years(book)
    book["Question 1"].cell(4, 4).value = "Of which proven"
    book["Question 1"].cell(5, 4).value = 2


def _words(book: Any) -> None:
    write(book, "1", {"2021": "three or so"})


def _formula(book: Any) -> None:
    years(book)
    write(book, "1", {"Total": "=SUM(B5:B11)"})


@pytest.mark.parametrize("change", [_heading, _label, _column, _words, _formula])
def test_what_was_changed_in_it_is_a_finding_and_waits_for_a_person(
    survey: Survey, forms: dict[str, dict[str, bytes]], change: Fill
) -> None:
    records, findings = brought(survey, survey.file("x.xlsx", filled(forms["kent"]["xlsx"], change)))
    assert "form_changed" in {f.code for f in findings}
    assert not [r for r in records if r.state is RecordState.ACCEPTED]


def test_the_form_of_another_authority_counts_for_nobody_by_itself(
    survey: Survey, forms: dict[str, dict[str, bytes]]
) -> None:
    form = filled(forms["essex"]["xlsx"], years)
    records, findings = brought(survey, survey.mail("kent", "Our answers are attached.", attached=[("a.xlsx", form)]))
    assert "form_changed" in {f.code for f in findings}
    assert not [r for r in records if r.state is RecordState.ACCEPTED]


def as_ods(form: bytes, fill: Fill) -> bytes:
    book = load_workbook(io.BytesIO(form))
    fill(book)
    return saved_as_ods(book)


def test_a_copy_saved_as_ods_is_read_as_exactly_as_the_workbook(
    survey: Survey, forms: dict[str, dict[str, bytes]]
) -> None:
    records, findings = brought(survey, survey.file("Answers Kent.ods", as_ods(forms["kent"]["xlsx"], years)))
    assert values(records) == YEARS
    assert not [f for f in findings if f.code in ("form_changed", "heading_not_mapped", "value_not_in_vocabulary")]


@pytest.mark.parametrize("change", [_heading, _label, _column, _words])
def test_what_was_changed_in_an_ods_is_a_finding_too(
    survey: Survey, forms: dict[str, dict[str, bytes]], change: Fill
) -> None:
    records, findings = brought(survey, survey.file("x.ods", as_ods(forms["kent"]["xlsx"], change)))
    assert "form_changed" in {f.code for f in findings}
    assert not [r for r in records if r.state is RecordState.ACCEPTED]


def test_sheets_renamed_moved_and_added_change_nothing_of_what_was_asked(
    survey: Survey, forms: dict[str, dict[str, bytes]]
) -> None:
    def fill(book: Any) -> None:
        years(book)
        book["Question 1"].title = "Answers A"
        book.move_sheet("Answers A", offset=3)
        book.create_sheet("Covering note").append(["Please see the other sheets."])

    records, findings = brought(survey, survey.file("renamed.xlsx", filled(forms["kent"]["xlsx"], fill)))
    assert values(records) == YEARS
    assert "form_changed" not in {f.code for f in findings}


def _row_put_in(book: Any) -> None:
    years(book)
    book["Question 1"].insert_rows(7)


def _row_taken_out(book: Any) -> None:
    write(book, "1", {"1 February 2020 to 31 December 2020": 4, "2021": 0})
    book["Question 1"].delete_rows(8, 2)


def test_a_blank_row_put_in_moves_no_answer(survey: Survey, forms: dict[str, dict[str, bytes]]) -> None:
    records, findings = brought(survey, survey.file("x.xlsx", filled(forms["kent"]["xlsx"], _row_put_in)))
    assert values(records) == YEARS
    assert "form_changed" not in {f.code for f in findings}


def test_a_row_taken_out_is_a_finding(survey: Survey, forms: dict[str, dict[str, bytes]]) -> None:
    records, findings = brought(survey, survey.file("x.xlsx", filled(forms["kent"]["xlsx"], _row_taken_out)))
    assert "form_changed" in {f.code for f in findings}
    assert not [r for r in records if r.state is RecordState.ACCEPTED]


@pytest.mark.parametrize(
    ("said", "expected"),
    [("Yes", (1, 1)), ("No", (0, 0)), ("yes.", (1, 1)), ("Not recorded", (None, None)), ("", None), ("3", None)],
)
def test_yes_and_no_are_read_from_their_cell_and_no_number_is(said: str, expected: object) -> None:
    question = Question("1", "Is there a policy?", "yes_no", YES_OR_NO, headline=True)
    campaign = replace(load_campaign(CAMPAIGNS / "social-media"), questions=(question,))
    forms = {a.name.rpartition(".")[2]: a.content for a in answer_forms(campaign, vocabulary(), "RR-A", "kent")}
    workbook = filled(forms["xlsx"], lambda book: setattr(book["Question 1"].cell(5, 2), "value", said or None))
    rows = list(csv.reader(io.StringIO(forms["csv"].decode("utf-8-sig"))))
    rows[1][-2] = said
    listed = io.StringIO()
    csv.writer(listed).writerows(rows)
    for name, data in (("x.xlsx", workbook), ("x.csv", listed.getvalue().encode())):
        context = DocumentContext(campaign, "f", ("kent",), name)
        found = map_reading(read_bytes(data, name), context, vocabulary(), DecisionIndex.of([]))
        accepted = [(r.low, r.high) for r in found.records if r.state is RecordState.ACCEPTED]
        assert accepted == ([expected] if expected else [])
        assert {r.unit for r in found.records if r.state is RecordState.ACCEPTED} <= {YES_OR_NO}
