"""The nouns of asking and receiving: waves, letters, documents, arrivals, messages."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class Wave(SQLModel):
    """One sending of one campaign's question set. Append-only; what happens to it later are events."""

    wave: str
    campaign: str
    send_on: str = Field(default="", description="ISO date on which it is due to go; empty: when told")
    planned_at: str = ""
    question_set: str = Field(default="", description="hash of the questions as asked")
    calendar: str = Field(default="", description="version of the holiday calendar it was planned with")


class Letter(SQLModel):
    """One letter of one wave to one authority, unique; its bytes lie in the document store."""

    wave: str
    campaign: str
    authority: str
    reference: str
    message_id: str
    recipient: str
    recipient_status: str = Field(default="", description="confirmed, or why it may not be written to")
    subject: str = ""
    sha256: str = Field(default="", description="of the rendered bytes")
    rendered_at: str = ""


class Document(SQLModel):
    """Bytes that arrived or were made, by SHA-256. Append-only."""

    sha256: str
    size: int
    media_type: str = ""
    stored_at: str = ""


class Arrival(SQLModel):
    """One way in which a document came. The same bytes twice are one document with two arrivals."""

    arrival_id: str = Field(description="hash of sha256, name, parent and request: the same again adds nothing")
    sha256: str
    name: str
    at: str
    via: str = Field(description="import, collect, attachment, member, own (our letter), typed")
    parent: str = Field(default="", description="SHA-256 of the mail or archive it lay in")
    request: str = Field(default="", description="reference given by the user, if any")


class Message(SQLModel):
    """One raw mail and what became of it. Computed from bytes, letters and decisions."""

    sha256: str
    message_id: str = ""
    sender: str = ""
    subject: str = ""
    received: str = ""
    state: str = Field(default="triage", description="filed, triage, held, own")
    filed_to: str = Field(default="[]", description='JSON: [{"wave", "authority", "reference"}]')
    rung: str = ""
    score: float = 0.0
    reason: str = ""
    reply_class: str = Field(default="other", description="acknowledgement, auto_reply, bounce, other, or an outcome")
    classification: str = Field(default="{}", description="JSON: outcome, also, exemptions, procedural, dates ...")
    candidates: str = Field(default="[]", description="JSON, ranked")


class StoredReading(SQLModel):
    """The reading of one document by one version of the readers. Computed."""

    sha256: str
    versions: str = Field(description="hash of the extractor versions and settings it was made with")
    outcome: str
    reason: str
    body: str = Field(default="", description="JSON of schema.reading.Reading")
