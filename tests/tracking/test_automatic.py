"""Whether a machine sent a mail."""

from __future__ import annotations

import pytest

from tracking.automatic import is_automatic


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"auto-submitted": "auto-replied; owner-email=x"},
        {"X-Autoreply": "yes"},
        {"Precedence": "auto_reply"},
        {"Auto-Submitted": "auto-generated", "Subject": "Automatic reply: your request"},
        {"Subject": "Out of Office: RE: your request"},
        {"Subject": "Ymateb awtomatig / Automatic reply: x"},
        {"Subject": "Auto: x"},
    ],
)
def test_a_machine_answered(headers: dict[str, str]) -> None:
    assert is_automatic(headers)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Auto-Submitted": "no"},
        {"Precedence": "bulk"},
        {"X-Auto-Response-Suppress": "All"},
        {"Auto-Submitted": "auto-generated", "Subject": "FOI 12/26: our decision"},
        {"Subject": "Automatic number plate recognition: your request"},
        {"Subject": "RE: Away matches: your request for policing costs"},
    ],
)
def test_these_are_what_case_systems_and_officers_send(headers: dict[str, str]) -> None:
    assert not is_automatic(headers)
