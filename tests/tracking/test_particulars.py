"""The authority's own reference, and dates with what they are dates of."""

import json
from pathlib import Path

import pytest

from tracking.particulars import dates, their_reference
from tracking.reference import mint

REAL = [json.loads(line) for line in (Path(__file__).parent / "replies/real.jsonl").read_text("utf-8").splitlines()]
PRINTED = [reply for reply in REAL if reply["ref"] and reply["ref"].replace(" ", "") in reply["text"].replace(" ", "")]


@pytest.mark.parametrize("reply", PRINTED, ids=[reply["id"] for reply in PRINTED])
def test_the_reference_of_a_real_reply_is_found(reply: dict[str, str]) -> None:
    if reply["id"] != "r012":  # printed only in the name of an attachment
        assert their_reference(reply["text"]).replace(" ", "") == reply["ref"].replace(" ", "")


@pytest.mark.parametrize(
    "text",
    [
        f"Your reference: {mint('w1', 'essex')}",
        "Your ref: 12/34",
        "under the Freedom of Information Act 2000",
        "Request 1 to 4",
        "response within 20 working days",
        "dated 12 May 2025",
        "The number for 2024/25 was 12, and 2023/24: 14",
        "",
    ],
)
def test_what_is_no_reference_of_theirs(text: str) -> None:
    assert their_reference(text) == ""


def test_the_subject_is_looked_at_when_the_text_has_none() -> None:
    assert their_reference("Dear Sir", "FOI 1234/25 - your request") == "FOI 1234/25"


@pytest.mark.parametrize(
    ("text", "date", "role"),
    [
        ("received on 28/04/2014", "2014-04-28", "received"),
        ("received on 12^th April 2021", "2021-04-12", "received"),
        ("Date of response 07/07/15", "2015-07-07", "response"),
        ("January 28, 2025.", "2025-01-28", ""),
        ("we will answer by 6 June 2025", "2025-06-06", "due"),
        ("Dated 1th January 2018", "", "request"),
        ("30 February 2019", "", ""),
        ("31/02/2020", "", ""),
        ("by 4 March", "", "due"),
    ],
)
def test_a_date_is_kept_as_printed_and_an_impossible_one_has_no_day(text: str, date: str, role: str) -> None:
    (found,) = dates(text)
    assert (found.date, found.role) == (date, role)
    assert found.as_printed in text + ","
