"""Reading what arrived: once for each version of the readers, each isolated, and every end is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from config.settings import load_settings
from extractors.isolation import pool as isolation
from flows.steps import read, readers
from flows.steps.intake import import_paths
from schema.reading import Outcome, Reading
from schema.record import Record
from schema.request import StoredReading
from storage import computed, documents

if TYPE_CHECKING:
    from tests.flows.conftest import Survey

AT = "2014-04-01T09:00:00+00:00"


def unread(survey: Survey) -> list[str]:
    with survey.workspace.database.reading() as conn:
        return read.unread(conn, survey.workspace.readers)


def stored(survey: Survey) -> list[StoredReading]:
    with survey.workspace.database.reading() as conn:
        return computed.rows(conn, StoredReading)


def test_what_was_read_is_not_read_again(survey: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    survey.file("a.csv", b"Year,Number\n2012,3\n2013,4\n")
    survey.take_in()
    assert unread(survey) == []

    def never(*_: object) -> None:
        raise AssertionError("it was read again")

    monkeypatch.setattr(isolation.Pool, "read", never)
    survey.take_in()


def test_other_versions_of_the_readers_read_everything_again(survey: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    survey.file("a.csv", b"Year,Number\n2012,3\n2013,4\n")
    (taken,) = survey.take_in()
    monkeypatch.setattr(readers, "_named", lambda recognises: "others")
    assert unread(survey) == [taken.sha256]


def test_a_changed_setting_reads_scans_again(survey: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    survey.file("a.csv", b"Year,Number\n2012,3\n2013,4\n")
    (taken,) = survey.take_in()
    on, off = (replace(survey.workspace.readers, ocr=ocr) for ocr in (True, False))
    for installed in (True, False):
        monkeypatch.setattr("extractors.recognition.installed", lambda there=installed: there)
        assert (on.versions == off.versions) is not installed
    with survey.workspace.database.reading() as conn:
        assert list(read.readings(conn, [taken.sha256])) == [taken.sha256]


def test_the_settings_of_the_workspace_say_how_its_documents_are_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("ROUNDROBIN_READ_CPU_S=6.5\nROUNDROBIN_OCR=no\n", encoding="utf-8")
    pool = readers.Readers.configured(load_settings(tmp_path, {})).pool()
    assert (pool.limits.cpu_s, pool.ocr) == (7, False)


def test_a_batch_that_is_read_twice_is_stored_once(survey: Survey) -> None:
    path = survey.file("a.csv", b"Year,Number\n2012,3\n2013,4\n")
    (taken,) = import_paths(survey.workspace, [path], at=AT)
    first = read.read_batch(survey.workspace, [taken.sha256])
    again = read.read_batch(survey.workspace, [taken.sha256])
    assert first == again
    assert len(stored(survey)) == 1


def test_our_own_letters_are_not_read(survey: Survey) -> None:
    assert unread(survey) == []


def test_a_document_that_ends_its_reader_has_an_outcome_and_harms_no_other(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROUNDROBIN_MOCK_DOCUMENTS", "1")
    monkeypatch.setattr(isolation, "_server", isolation._Server())  # one that knows of the switch
    survey.file("mock-segv.pdf", b"%PDF-1.4 mock")
    survey.file("mock-exit.pdf", b"%PDF-1.4 mock exit")
    survey.file("sound.csv", b"Year,Number\n2012,3\n2013,4\n")
    taken = {one.sha256: one.name for one in import_paths(survey.workspace, [survey.folder], at=AT)}
    read.read_batch(survey.workspace, list(taken))
    outcomes = {taken[row.sha256]: row.outcome for row in stored(survey)}
    assert outcomes == {"mock-segv.pdf": "crashed", "mock-exit.pdf": "crashed", "sound.csv": "read"}


def test_a_mail_is_read_with_what_it_carries_and_each_part_has_its_own_reading(survey: Survey) -> None:
    survey.mail("kent", "See attached.", attached=[("cases.csv", survey.cases)])
    (taken,) = import_paths(survey.workspace, [survey.folder], at=AT)
    assert unread(survey) == [taken.sha256]
    rows = read.read_batch(survey.workspace, [taken.sha256])
    assert sorted(row.outcome for row in rows) == ["read", "read"]
    assert unread(survey) == []


def test_a_part_has_the_same_reading_as_by_itself(survey: Survey) -> None:
    survey.mail("kent", "See attached.", attached=[("cases.csv", survey.cases)])
    survey.take_in()
    with survey.workspace.database.reading() as conn:
        (sha256,) = {arrival.sha256 for arrival in documents.arrivals(conn, via="attachment")}
        (inside,) = read.readings(conn, [sha256]).values()
    (alone,) = isolation.Pool().read([("cases.csv", survey.cases)])
    assert inside == alone


def test_a_mail_that_carries_what_ends_its_reader_still_says_what_it_says(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = survey.mail("kent", "1. There were 12 cases.", attached=[("cases.csv", survey.cases)])
    (taken,) = import_paths(survey.workspace, [path], at=AT)
    real = isolation.Pool.read

    def ended(pool: isolation.Pool, given: Iterable[isolation.Document]) -> Iterator[Reading]:
        for reading in real(pool, given):
            is_mail = reading.media_type == "message/rfc822"
            yield replace(reading, outcome=Outcome.CRASHED, parts=(), text="") if is_mail else reading

    monkeypatch.setattr(isolation.Pool, "read", ended)
    (row,) = read.read_batch(survey.workspace, [taken.sha256])
    assert (row.outcome, "12 cases" in row.body) == ("read", True)
    (left,) = unread(survey)
    assert [r.outcome for r in read.read_batch(survey.workspace, [left])] == ["read"]
    assert unread(survey) == []


def test_the_tables_in_a_mails_own_text_count_as_a_document_of_its_request(survey: Survey) -> None:
    text = "Our answer:\n\nYear  Number\n2012  3\n2013  4\nTotal  7\n"
    survey.mail("kent", text)
    survey.take_in()
    with survey.workspace.database.reading() as conn:
        records = computed.rows(conn, Record, authority="kent")
    assert {record.document_name for record in records} == {"kent.eml"}
    assert {record.as_printed for record in records} >= {"3", "4", "7"}
