"""The tables: each noun of ``schema`` with its keys and indexes, and the three things ever done with rows.

A table class does not validate, so rows are made from nouns, which do. Three kinds of table:
append-only (a trigger refuses UPDATE and DELETE), computed (replaced as a whole), operational.
Indexes pair the authority with what is asked of it: single-column ones made a cross-tab slower than none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import Connection, Index, Select, String, Table, select
from sqlalchemy import delete as sql_delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, SQLModel

from schema import decision, finding, record, request
from schema.decision import DecisionKind, ReviewState
from schema.finding import Severity
from schema.record import AnswerKind, Grain, RecordState, RowKind

Noun = TypeVar("Noun", bound=SQLModel)

# Named constraints, since a later migration can change only what it can name.
SQLModel.metadata.naming_convention = {
    "pk": "%(table_name)s_key",
    "uq": "%(table_name)s_one_%(column_0_name)s",
    "fk": "%(table_name)s_%(column_0_name)s_known",
}

BATCH = 5_000
"""Rows handed to the database at a time, so that a generator of a million rows is never held whole."""


# Append-only -------------------------------------------------------------------------------------------------------


class Event(SQLModel, table=True):
    """schema.event.Event, which is a dataclass; ``seq`` is the order in which events were recorded."""

    __tablename__ = "event"
    __table_args__ = (
        Index("event_of_request", "wave", "authority", "seq"),
        {"sqlite_autoincrement": True},
    )
    seq: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    at: str
    kind: str
    campaign: str = ""
    wave: str = ""
    authority: str = ""
    payload: str = "{}"
    by: str = ""
    corrects: str | None = None


class Document(request.Document, table=True):
    __tablename__ = "document"
    sha256: str = Field(primary_key=True)


class Arrival(request.Arrival, table=True):
    __tablename__ = "arrival"
    __table_args__ = (
        Index("arrival_of_document", "sha256"),
        Index("arrival_in_parent", "parent"),
        Index("arrival_for_request", "request"),
    )
    arrival_id: str = Field(primary_key=True)
    sha256: str = Field(foreign_key="document.sha256")


class Decision(decision.Decision, table=True):
    __tablename__ = "decision"
    __table_args__ = (
        Index("decision_on_item", "item"),
        Index("decision_on_document", "document"),
    )
    decision_id: str = Field(primary_key=True)
    kind: DecisionKind = Field(sa_type=String)


class Wave(request.Wave, table=True):
    __tablename__ = "wave"
    wave: str = Field(primary_key=True)


class Letter(request.Letter, table=True):
    __tablename__ = "letter"
    wave: str = Field(primary_key=True, foreign_key="wave.wave")
    authority: str = Field(primary_key=True)
    reference: str = Field(unique=True)
    message_id: str = Field(unique=True)


# Computed ----------------------------------------------------------------------------------------------------------


class Message(request.Message, table=True):
    __tablename__ = "message"
    sha256: str = Field(primary_key=True)


class StoredReading(request.StoredReading, table=True):
    __tablename__ = "reading"
    sha256: str = Field(primary_key=True)
    versions: str = Field(primary_key=True)


class Record(record.Record, table=True):
    __tablename__ = "record"
    __table_args__ = (
        Index("record_by_question", "authority", "campaign", "question"),
        Index("record_by_outcome", "authority", "outcome"),
        Index("record_by_role", "authority", "role"),
        Index("record_by_platform", "authority", "platform"),
        Index("record_by_period", "authority", "period"),
        Index("record_of_document", "document"),
    )
    record_id: str = Field(primary_key=True)
    grain: Grain = Field(sa_type=String)
    row_kind: RowKind = Field(default=RowKind.ITEM, sa_type=String)
    state: RecordState = Field(default=RecordState.WAITING, sa_type=String)


class Answer(record.Answer, table=True):
    __tablename__ = "answer"
    campaign: str = Field(primary_key=True)
    wave: str = Field(primary_key=True)
    authority: str = Field(primary_key=True)
    question: str = Field(primary_key=True)
    kind: AnswerKind = Field(sa_type=String)


class Finding(finding.Finding, table=True):
    __tablename__ = "finding"
    __table_args__ = (
        Index("finding_by_authority", "authority", "code"),
        Index("finding_by_code", "campaign", "code"),
    )
    finding_id: str = Field(primary_key=True)
    severity: Severity = Field(sa_type=String)


class ReviewItem(decision.ReviewItem, table=True):
    __tablename__ = "review_item"
    __table_args__ = (Index("review_queue", "state", "risk"),)
    item_id: str = Field(primary_key=True)
    kind: DecisionKind = Field(sa_type=String)
    state: ReviewState = Field(default=ReviewState.OPEN, sa_type=String)


class RecordStamp(SQLModel, table=True):
    """When the records of a document were last written: another stamp after every writing, see storage.stamps."""

    __tablename__ = "record_stamp"
    document: str = Field(primary_key=True)
    stamp: str


# Operational -------------------------------------------------------------------------------------------------------


class Lease(SQLModel, table=True):
    """Who alone may do something now: a process, known by machine, number and start (numbers are used again)."""

    __tablename__ = "lease"
    name: str = Field(primary_key=True)
    host: str
    pid: int
    started: str
    taken_at: float
    expires_at: float


class Heartbeat(SQLModel, table=True):
    """When a part that should be running last said so."""

    __tablename__ = "heartbeat"
    name: str = Field(primary_key=True)
    at: str
    pid: int


def table(model: type[SQLModel]) -> Table:
    """The SQLAlchemy table of a table class."""
    found = model.__table__  # type: ignore[attr-defined]
    assert isinstance(found, Table)
    return found


APPEND_ONLY = tuple(table(model) for model in (Event, Document, Arrival, Decision, Wave, Letter))
TABLES: Mapping[type[SQLModel], Table] = {
    request.Document: table(Document),
    request.Arrival: table(Arrival),
    request.Wave: table(Wave),
    request.Letter: table(Letter),
    request.Message: table(Message),
    request.StoredReading: table(StoredReading),
    decision.Decision: table(Decision),
    decision.ReviewItem: table(ReviewItem),
    record.Record: table(Record),
    record.Answer: table(Answer),
    finding.Finding: table(Finding),
}
"""Which table keeps which noun."""


def append(conn: Connection, nouns: Iterable[SQLModel]) -> int:
    """Add nouns of one kind; those whose key is there already are left as they are. Returns how many were new."""
    return sum(insert(conn, table, batch, known_by=key(table)) for table, batch in _batches(nouns))


def write(conn: Connection, nouns: Iterable[SQLModel]) -> int:
    """Add nouns of one kind whose keys must be new. Returns how many."""
    return sum(insert(conn, table, batch) for table, batch in _batches(nouns))


def _batches(nouns: Iterable[SQLModel]) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    source = iter(nouns)
    while batch := list(islice(source, BATCH)):
        yield TABLES[type(batch[0])], [noun.__dict__ for noun in batch]


def key(source: Table) -> list[str]:
    """The columns of the primary key."""
    return [column.name for column in source.primary_key]


def insert(conn: Connection, into: Table, rows: Sequence[Mapping[str, Any]], *, known_by: Sequence[str] = ()) -> int:
    """Insert rows in bulk and return how many went in. ``known_by``: rows with equal values in these are left out.

    The values are handed to the driver as they are: SQLAlchemy would look at each of 50 columns in each row
    again, which halves the speed (benchmarks/insert.py).
    """
    if not rows:
        return 0
    columns = [column.name for column in into.columns if column.name in rows[0]]
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    plain = dialect.insert(into)
    statement = plain.on_conflict_do_nothing(index_elements=list(known_by)) if known_by else plain
    compiled = statement.compile(dialect=conn.dialect, column_keys=columns)
    values = storable(list(map(itemgetter(*columns), rows)))
    named = values if compiled.positional else [dict(zip(columns, row, strict=True)) for row in values]
    return conn.exec_driver_sql(str(compiled), named).rowcount


def delete(conn: Connection, noun: type[SQLModel], **filters: Any) -> int:
    """Remove computed rows, narrowed by any field. Returns how many went."""
    return conn.execute(sql_delete(TABLES[noun]).where(*conditions(TABLES[noun], filters))).rowcount


def select_rows(conn: Connection, noun: type[Noun], *, order: Sequence[str] = (), **filters: Any) -> list[Noun]:
    """Validated nouns, narrowed by any field (a list means "one of"), in the order of these fields, else of the key."""
    source = TABLES[noun]
    query = ordered(select(source).where(*conditions(source, filters)), source, order)
    return [noun.model_validate(dict(row)) for row in conn.execute(query).mappings()]


def ordered(query: Select[Any], source: Table, order: Sequence[str]) -> Select[Any]:
    """The query with a fixed order, so that equal databases answer equally."""
    return query.order_by(*(source.c[name] for name in order or key(source)))


def conditions(source: Table, filters: Mapping[str, Any]) -> list[Any]:
    """What a query is narrowed by: field = value, or field in values."""
    return [
        source.c[name].in_(value) if isinstance(value, (list, tuple, set, frozenset)) else source.c[name] == value
        for name, value in filters.items()
    ]


def storable(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows with NUL and lone surrogates (from damaged mail and file names) as U+FFFD; other text unchanged."""
    # Column by column, since a loop over every value of a million rows costs as much as writing them.
    if all(_is_text(_words(column)) for column in zip(*rows, strict=True)):
        return rows
    return [tuple(_storable_text(value) if isinstance(value, str) else value for value in row) for row in rows]


def _words(column: tuple[Any, ...]) -> str:
    try:
        return "".join(column)
    except TypeError:  # numbers, or text with gaps
        return "".join([value for value in column if isinstance(value, str)])


def _is_text(words: str) -> bool:
    if "\0" in words:
        return False
    try:
        words.encode()
    except UnicodeEncodeError:
        return False
    return True


def _storable_text(words: str) -> str:
    return words.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
