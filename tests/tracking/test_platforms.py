"""Exports of other platforms, by their shapes; invented values."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from schema.errors import UserError
from schema.event import EventKind
from tracking.platforms import (
    LONGEST_LINK,
    add_paths,
    batch_rows,
    kind_of_csv,
    meaning,
    moments,
    muckrock_rows,
    new_link,
)

CSV = (
    "request_url,authority_name,number_of_replies,request_status\n"
    '"https://x.example/request/misuse_14","Kent Police, the",2,waiting_response\n'
)
FOLDER = "Kent Police - misuse_14"
MUCKROCK = (
    "User,Title,Status,URL,Jurisdiction,Agency,Tracking Number,Date Submitted,Date Due\n"
    "us,Misuse,done,https://m.example/1,England,Kent Police,82/14,2014-02-18 09:00:00,\n"
)


def test_a_row_of_the_batch_csv_is_joined_by_its_url_title() -> None:
    (thread,) = batch_rows(CSV, "x.csv").values()
    assert (thread.url_title, thread.authority_name, thread.replies) == ("misuse_14", "Kent Police, the", 2)


def test_the_paths_of_a_zip_are_messages_with_their_files_in_london_time() -> None:
    threads = batch_rows(CSV, "x.csv")
    paths = [
        f"{FOLDER}/2014-07-01-090000/outgoing_9001.txt",
        f"{FOLDER}/2014-07-02-101500/incoming_4001.txt",
        f"{FOLDER}/2014-07-02-101500/attachments-4001/Answers (1).xlsx",
        "README.txt",
    ]
    texts = add_paths(threads, paths)
    first, second = threads["misuse_14"].in_order
    assert (first.incoming, second.incoming, list(second.files)) == (False, True, ["Answers (1).xlsx"])
    assert first.at.astimezone(UTC) == datetime(2014, 7, 1, 8, tzinfo=UTC)
    assert set(texts) == set(paths[:2])
    assert threads["misuse_14"].not_visible == 1


def test_times_of_the_json_have_their_zone_and_stand_for_sent_and_received_only() -> None:
    event = {"created_at": "2014-02-17T09:31:06.000+00:00", "incoming_message_id": None, "outgoing_message_id": None}
    told = {
        "info_request_events": [
            {**event, "event_type": "sent", "outgoing_message_id": 9001},
            {**event, "event_type": "response", "incoming_message_id": 4001},
            {**event, "event_type": "edit_outgoing", "outgoing_message_id": 9002},
            {**event, "event_type": "status_update"},
        ]
    }
    assert set(moments(told)) == {"out9001", "in4001"}
    assert moments({}) == {}


def test_muckrocks_rows_are_read_by_their_headings() -> None:
    (row,) = muckrock_rows(MUCKROCK, "m.csv")
    assert (row.agency, row.status, row.tracking, row.submitted) == ("Kent Police", "done", "82/14", "2014-02-18")


def test_the_kind_of_a_csv_is_told_by_its_columns() -> None:
    assert [kind_of_csv(text) for text in (CSV, MUCKROCK, "Year,Number\n", "")] == ["batch", "muckrock", "", ""]
    with pytest.raises(UserError, match="column"):
        batch_rows(MUCKROCK, "m.csv")


def test_their_states_are_ours_only_where_they_say_the_same() -> None:
    assert meaning("rejected") is EventKind.REFUSED
    assert meaning("waiting_response") is EventKind.NOTE
    assert meaning("a state of next year") is EventKind.NOTE


def test_a_link_holds_the_letter_or_says_that_it_does_not() -> None:
    url, whole = new_link("https://x.example/", "kent_police", "A & B [RR-A]", "Dear Kent,\n1 + 1?", "wave:w")
    assert whole
    assert url.startswith("https://x.example/new/kent_police?title=A%20%26%20B%20%5BRR-A%5D&body=Dear%20Kent%2C%0A1%20")
    url, whole = new_link("https://x.example", "kent_police", "t", "x" * LONGEST_LINK, "wave:w")
    assert not whole
    assert "body" not in url
