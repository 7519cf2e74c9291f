"""What an authority calls a request, in whatever pattern of its own."""

from __future__ import annotations

import pytest

from tracking.their_reference import given, gives

PATTERNS = (
    "FOI2026/04321", "2026/FOI/4321", "IR-26-4321", "DSD/2026/4321", "004321/26", "INC0004321", "Ticket#202603124321",
    "CRM:0432177", "FOI-4321-26-0100-000", "F-2026-04321", "REF-4321", "F01/2026/4321", "RFI 4321/26",
    "GMP/FOI/26/4321/X", "1.26.4321", "26/4321/FOI", "C4321X26", "DP/FOI/26-4321",
)  # fmt: skip


@pytest.mark.parametrize("reference", PATTERNS)
@pytest.mark.parametrize(
    "text",
    [
        "Our reference for all future correspondence: {r}",
        "I acknowledge your request (our ref {r}).",
        "Your request has been given the number {r}.",
        "A new case ({r}) was created.\nSubject: Freedom of Information",
        "Reference: {r}. We will respond within 20 working days.",
    ],
)
def test_it_is_learned_in_whatever_words_it_is_given(text: str, reference: str) -> None:
    assert any(gives(f"RE: [{reference}] our answer", found) for found in given(text.format(r=reference)))


@pytest.mark.parametrize("reference", PATTERNS)
def test_a_ticket_system_gives_it_first_in_its_subject(reference: str) -> None:
    found = given("Thank you.", f"[{reference}] Freedom of Information request [RR-7KM4Q-XW2PA]")
    assert any(gives(f"Response to {reference}", one) for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "Your reference: RR-7KM4Q-XW2PA",
        "under the Freedom of Information Act 2000",
        "Request received: 12/03/2026 at 10:30",
        "your request of 12 March 2026",
        "Case officer: Sam 1234",
        "Telephone number 01234 567890",
        "This resembles your previous request, reference 0888/25",
        "Because of the number of requests we have 1500 to answer",
        "If your request would cost more than £450",
        "quoting crime reference number 42/1234/26",
        "The number for 2024/25 was 12. Number: 2023-24",
    ],
)
def test_what_is_no_name_of_this_request_is_not_learned(text: str) -> None:
    assert given(text) == ()


def test_a_short_number_counts_only_where_it_is_called_a_reference() -> None:
    assert gives("Our reference: 4321", "4321")
    assert gives("RE: [4321] Information request", "4321")
    assert not gives("4321 officers were asked", "4321")
