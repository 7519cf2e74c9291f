"""The answer form that a letter can enclose, and what the letter says of it (section 11 FOIA: the form preferred)."""

from __future__ import annotations

from schema.answer_form import form_sheets
from schema.campaign import Campaign
from schema.vocabulary import Vocabulary
from storage.answer_form import csv_form, workbook_form
from tracking.letter import Attachment, Letter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ENCLOSED = (
    "Enclosed is an answer form for these questions, as a workbook and as CSV; either will do, under any name. "
    "Filled in and returned with its headings as they are, it can be read without further questions."
)


def answer_forms(campaign: Campaign, vocabulary: Vocabulary, reference: str, authority: str) -> tuple[Attachment, ...]:
    """The form for one authority as XLSX and as CSV. Equal arguments give equal bytes."""
    sheets = form_sheets(campaign, vocabulary)
    name = f"answer-form-{reference}"
    return (
        Attachment(f"{name}.xlsx", XLSX, workbook_form(sheets, campaign, reference, authority)),
        Attachment(f"{name}.csv", "text/csv", csv_form(sheets, campaign, reference, authority)),
    )


def enclosing(letter: Letter) -> Letter:
    """The letter with a last line that says what is enclosed."""
    return Letter(letter.subject, f"{letter.body.rstrip()}\n\n{_ENCLOSED}\n")
