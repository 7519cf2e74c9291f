"""Reply documents: the same bytes each time, and each says on its face that it is a reconstruction."""

from __future__ import annotations

import io
import zipfile

import pypdfium2
import pytest

from config.authorities import authorities
from rehearsal.content import FACE, plans, reply
from rehearsal.documents import body, enclosed
from rehearsal.documents.fixed import fixed_zip

NAMES = {authority.id: authority.name for authority in authorities()}
PLANS = plans()


def text_of(data: bytes, suffix: str) -> str:
    """What a reader of the file sees, roughly: enough to find the face in it."""
    if suffix == "pdf":
        with pypdfium2.PdfDocument(data) as document:
            return " ".join(page.get_textpage().get_text_bounded() for page in document)
    if suffix in ("xlsx", "docx", "ods"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return " ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return data.decode("cp1252", "replace")


@pytest.mark.parametrize("authority", PLANS)
def test_every_document_is_deterministic_and_says_reconstruction(authority: str) -> None:
    plan = PLANS[authority]
    said = reply(plan, NAMES)
    file = enclosed(said, plan.form)
    if file is None:
        assert FACE in (body.html(said) if plan.form == "html" else body.text(said))
        return
    assert file == enclosed(said, plan.form)
    if plan.form != "scan_pdf":
        assert "Reconstruction for demonstration" in text_of(file.content, file.name.rpartition(".")[2])


def test_the_scan_is_a_picture_without_text() -> None:
    file = enclosed(reply(PLANS["bedfordshire"], NAMES), "scan_pdf")
    assert file is not None
    assert text_of(file.content, "pdf").strip() == ""


def test_every_page_of_a_letter_carries_the_face() -> None:
    file = enclosed(reply(PLANS["west-mercia"], NAMES), "joint_pdf")
    assert file is not None
    with pypdfium2.PdfDocument(file.content) as document:
        assert len(document) > 1
        assert all(FACE in page.get_textpage().get_text_bounded() for page in document)


def test_the_mix_is_that_of_real_surveys() -> None:
    """About half PDF, a third spreadsheets, the rest Word and mail text (a survey of 236 NHS bodies)."""
    answers = {plan.own_ref: plan.form for plan in PLANS.values() if plan.shape != "refusal"}
    pdf = sum(form.endswith("pdf") for form in answers.values())
    sheets = sum(form.startswith(("xls", "ods", "csv")) for form in answers.values())
    assert 0.45 <= pdf / len(answers) <= 0.55
    assert 0.28 <= sheets / len(answers) <= 0.38


def test_a_printed_total_is_the_sum_of_its_rows_wherever_no_number_is_hidden() -> None:
    for plan in PLANS.values():
        for grid in reply(plan, NAMES).grids:
            column = [row[-1] for row in grid.rows]
            if grid.total and "<5" not in column:
                numbers = [0 if cell == "Nil" else int(cell) for cell in column]
                assert sum(numbers[:-1]) == numbers[-1], grid.title


def test_small_numbers_are_hidden_beside_exact_totals_and_zeros_are_shown() -> None:
    outcomes = next(grid for grid in reply(PLANS["dorset"], NAMES).grids if "outcome" in grid.title)
    printed = {row[0]: row[1] for row in outcomes.rows}
    assert {"<5", "0"} <= set(printed.values())
    assert printed["Total"] == "8"
    assert any("<5" in note for note in outcomes.notes)


def test_an_archive_loses_nothing_but_its_moment() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", "one")
        archive.writestr("b", "two")
    with zipfile.ZipFile(io.BytesIO(fixed_zip(out.getvalue()))) as kept:
        assert [(i.filename, i.date_time[0], kept.read(i)) for i in kept.infolist()] == [
            ("a", 2014, b"one"),
            ("b", 2014, b"two"),
        ]
