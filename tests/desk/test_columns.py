"""The columns that are counted: after any change they are as if all rows had been read again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from desk.columns import DOCUMENT, no_columns
from desk.facets import FACETS, RECORD, Asked, columns, facet_counts, total
from schema.record import Grain, Record, RecordState
from storage import computed
from storage.database import Database, create

NAMES = (DOCUMENT, *FACETS)
VALUES = st.sampled_from(["a", "b", "c", ""])
DOCUMENTS = [f"document-{n}" for n in range(6)]


def record(name: str, document: str, **values: Any) -> Record:
    return Record(
        record_id=name, campaign="c", wave="w", question="1", grain=Grain.CASE, unit="cases", counted_as="cases",
        document=document, **{"authority": "kent", "as_printed": "1", "state": RecordState.ACCEPTED, **values},
    )  # fmt: skip


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = create(tmp_path)
    with made.writing() as conn:
        computed.replace(conn, Record, [record(f"{d}-{n}", d, role="a") for d in DOCUMENTS for n in range(3)])
    yield made
    made.close()


def write(database: Database, rows: Iterable[Record], **only: Any) -> None:
    with database.writing() as conn:
        computed.replace(conn, Record, rows, **only)


def as_counted(database: Database, text: str = "") -> dict[str, list[tuple[str, int]]]:
    with database.reading() as conn:
        found = columns(conn, Asked({}, text))
        return {name: found.counts(name, {}) for name in NAMES}


def as_read(database: Database, text: str = "") -> dict[str, list[tuple[str, int]]]:
    """Counted from every row, read now."""
    query = select(*(RECORD.c[name] for name in NAMES)).where(*Asked({}, text).where())
    with database.reading() as conn:
        found = no_columns(NAMES).read(conn, query)
    return {name: found.counts(name, {}) for name in NAMES}


ROWS = st.lists(
    st.tuples(
        st.sampled_from([f"{d}-{n}" for d in DOCUMENTS for n in range(4)]),
        st.sampled_from(DOCUMENTS),
        st.fixed_dictionaries({"role": VALUES, "outcome": VALUES, "as_printed": st.sampled_from(["1", "twelve"])}),
        st.sampled_from(list(RecordState)),
    ),
    unique_by=lambda row: row[0],
    max_size=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(ROWS, st.booleans()), max_size=4), text=st.sampled_from(["", "twelve"]))
def test_after_any_writing_it_is_as_if_all_rows_had_been_read_again(
    database: Database, steps: list[tuple[list[tuple[str, str, dict[str, str], RecordState]], bool]], text: str
) -> None:
    for rows, whole in steps:
        made = [record(name, document, **values, state=state) for name, document, values, state in rows]
        only = {"campaign": "c"} if whole else {"record_id": [row.record_id for row in made]}
        write(database, made, **only)
        assert as_counted(database, text) == as_read(database, text)


def test_a_value_that_no_row_has_any_more_is_no_value_of_the_facet(database: Database) -> None:
    assert as_counted(database)["role"] == [("a", 18)]
    write(database, [record("document-1-0", "document-1", role="b")], record_id=["document-1-0"])
    assert as_counted(database)["role"] == [("a", 17), ("b", 1)]
    write(database, [record("document-1-0", "document-1", role="a")], record_id=["document-1-0"])
    assert as_counted(database)["role"] == [("a", 18)]
    with database.reading() as conn:
        assert total(conn, Asked({"role": "b"})) == 0
        assert facet_counts(conn, Asked({"role": "b"}))["outcome"] == []


def test_only_the_documents_that_were_written_are_read_again(database: Database) -> None:
    as_counted(database)
    write(database, [], record_id=["document-3-1"])
    asked: list[tuple[str, Any]] = []
    event.listen(database.engine, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
    as_counted(database)
    ((_, documents),) = [(words, given) for words, given in asked if "FROM record \n" in words]
    assert "document-3" in documents
    assert "document-2" not in documents


def test_who_looks_at_an_older_state_counts_the_older_state(database: Database) -> None:
    with database.reading() as conn:
        before = columns(conn, Asked({})).length
        write(database, [], record_id=["document-3-1"])
        assert as_counted(database)["role"] == [("a", 17)]
        assert columns(conn, Asked({})).length == before == 18
    assert as_counted(database)["role"] == [("a", 17)]
