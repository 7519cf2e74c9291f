"""Every code that a finding may have, with what it means and how grave it is. The docs are made from this list."""

from __future__ import annotations

from dataclasses import dataclass

from schema.finding import Severity


@dataclass(frozen=True, slots=True)
class FindingKind:
    """``family``: the file of ``checks`` that raises it, and a name by which a campaign may switch it on."""

    code: str
    title: str
    explanation: str
    severity: Severity
    family: str


def _kinds(family: str, *rows: tuple[str, Severity, str, str]) -> list[FindingKind]:
    return [FindingKind(code, title, explanation, severity, family) for code, severity, title, explanation in rows]


NOTE, WARNING, ERROR = Severity.NOTE, Severity.WARNING, Severity.ERROR

_ALL = [
    *_kinds(
        "silence",
        ("no_reply", WARNING, "No reply", "Nothing at all has come from the authority. Silence is not a refusal."),
        ("overdue", WARNING, "Overdue", "The reply was due (section 10 of the Act) and no final reply has come."),
        ("answered_late", NOTE, "Answered late", "The final reply came after the day on which it was due."),
        ("refused", WARNING, "Refused", "The authority refused the request and gave no figure for any question."),
        (
            "question_unanswered",
            NOTE,
            "Question unanswered",
            "The authority replied, and to this question neither a figure nor a word on why not was found.",
        ),
        (
            "document_not_read",
            WARNING,
            "Document not read",
            "A file that came in gave nothing that can be counted: a scan, a password, damage. A person must look.",
        ),
    ),
    *_kinds(
        "totals",
        (
            "rows_differ_from_total",
            WARNING,
            "Rows differ from the printed total",
            "The rows of a table do not add up to its own printed total. A reason to look, not proof of an error.",
        ),
        (
            "breakdowns_differ",
            WARNING,
            "Breakdowns differ",
            "Two tables of the same cases give different counts. Neither is preferred until a person has chosen.",
        ),
        (
            "disclosive",
            WARNING,
            "A hidden number can be worked out",
            "One hidden cell stands beside an exact total. What can be worked out from them is not published.",
        ),
    ),
    *_kinds(
        "scope",
        (
            "unit_differs",
            WARNING,
            "Another unit",
            "The answer counts something else than was asked for. Units are never added unless a person says so.",
        ),
        (
            "period_differs",
            WARNING,
            "Another period",
            "The period answered is not the period asked for, or a part of it is left out.",
        ),
        (
            "definition_differs",
            NOTE,
            "Another definition",
            "A note says that the figures leave something out, or hold something else than was asked for.",
        ),
        ("part_year", NOTE, "Part of a year", "A printed year is not whole and must not be compared with whole years."),
    ),
    *_kinds(
        "joint",
        (
            "joint_counted_twice",
            ERROR,
            "Joint answer counted twice",
            "The same figures stand at two authorities, so a sum over authorities would hold them twice.",
        ),
    ),
    *_kinds(
        "dates",
        ("impossible_date", WARNING, "Impossible date", "A printed day does not exist; its value is unknown."),
        (
            "contradictory_date",
            WARNING,
            "Contradictory date",
            "A date cannot be true beside the others: before the request, or after today.",
        ),
    ),
    *_kinds(
        "vocabulary",
        (
            "value_not_in_vocabulary",
            WARNING,
            "Unknown wording",
            "A printed wording is in no vocabulary and no lookup, so its row waits for a person.",
        ),
        (
            "value_proposed",
            NOTE,
            "A new value",
            "A person gave a wording a value that no vocabulary has; it counts under that name and is a proposal.",
        ),
        (
            "heading_not_mapped",
            WARNING,
            "Unknown heading",
            "A heading is neither mapped nor ignored by name, so the rows of its table wait for a person.",
        ),
        (
            "cell_not_read",
            WARNING,
            "A cell that is no number",
            "A cell under a count can be read in more than one way, or in none, and waits for a person.",
        ),
        (
            "form_changed",
            WARNING,
            "An answer form that was changed",
            "A returned answer form has other headings, rows or words than were sent, or is another's.",
        ),
        (
            "cell_empty",
            WARNING,
            "An empty cell",
            "A cell under a count is empty. That is unknown, not zero, and waits for a person.",
        ),
    ),
    *_kinds(
        "plausibility",
        (
            "implausible",
            WARNING,
            "Implausible",
            "There are more cases for each 1,000 of the workforce than any authority has been known to have.",
        ),
        (
            "role_gap",
            WARNING,
            "Cases without a stated role",
            "The cases with a stated role are fewer than all cases; the rest must not be shared out.",
        ),
    ),
    *_kinds(
        "claims",
        ("claim_differs", WARNING, "A published figure differs", "What was published does not fit the documents."),
        (
            "claim_other_scope",
            NOTE,
            "A published figure of another scope",
            "What was published is of another request, period or unit. It is shown beside, never merged.",
        ),
        (
            "claims_contradict",
            WARNING,
            "Published figures contradict each other",
            "Two published figures about the same thing cannot both be true.",
        ),
    ),
    *_kinds(
        "hidden",
        (
            "hidden_data",
            ERROR,
            "Hidden data",
            "The document holds what its reader does not see. It is held until a person releases what can be seen.",
        ),
        (
            "formula_without_value",
            WARNING,
            "A formula without its value",
            "A cell holds a formula and no stored result, so there is no value to read.",
        ),
    ),
    *_kinds(
        "mail",  # raised where mails are joined to requests (flows.steps.check)
        (
            "message_id_reused",
            WARNING,
            "A Message-ID used again",
            "Mails with one Message-ID differ in content. All are kept; one of them may be forged.",
        ),
    ),
]

FINDINGS: dict[str, FindingKind] = {kind.code: kind for kind in _ALL}
