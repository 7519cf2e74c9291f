"""A finding: a fault or oddity in the data, with a code, a place and words. A value, not an exception."""

from __future__ import annotations

from enum import StrEnum

from sqlmodel import Field, SQLModel


class Severity(StrEnum):
    """``note``: shown. ``warning``: look before publishing. ``error``: the value may not be used as it is."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


class Finding(SQLModel):
    """One finding. ``code`` is a key of ``checks.codes.FINDINGS``."""

    finding_id: str = Field(description="hash of code, campaign, authority, question, place and message")
    code: str
    severity: Severity
    campaign: str
    wave: str = ""
    authority: str = Field(default="", description="empty: about the campaign as a whole")
    question: str = ""
    place: str = Field(default="", description="document, page or sheet, cell: where to look")
    message: str
