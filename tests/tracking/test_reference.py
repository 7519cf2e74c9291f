"""The reference of a request: found again in any text, and never guessed when it is damaged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.errors import UserError
from tracking.reference import ALPHABET, differences, find, is_valid, mint, mint_message_id, plus_address

ESSEX = mint("w1", "essex")
NAMES = st.text(min_size=1, max_size=20)


def test_the_same_wave_and_authority_always_give_the_same_reference() -> None:
    assert mint("w1", "essex") == ESSEX
    assert len({mint(wave, f"a{n}") for wave in ("w1", "w2") for n in range(1000)}) == 2000


def test_a_reference_has_no_character_that_is_read_as_another() -> None:
    assert not set("LOI01") & set(ALPHABET)
    assert len(ALPHABET) == 31


@given(NAMES, NAMES)
def test_every_reference_is_found_and_sound(wave: str, authority: str) -> None:
    reference = mint(wave, authority)
    assert is_valid(reference)
    assert [(f.reference, f.valid) for f in find(f"Re: x [{reference}]")] == [(reference, True)]


@given(NAMES, st.integers(0, 9), st.sampled_from(ALPHABET + "LOI01"))
def test_one_wrong_character_is_noticed(authority: str, place: int, wrong: str) -> None:
    right = mint("w1", authority)
    at = 3 + place + (place >= 5)
    damaged = right[:at] + wrong + right[at + 1 :]
    if damaged != right:
        assert [f.valid for f in find(damaged)] == [False]


@given(NAMES, st.integers(0, 8))
def test_two_characters_swapped_are_noticed(authority: str, place: int) -> None:
    right = mint("w1", authority)
    body = right[3:].replace("-", "")
    swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
    if swapped != body:
        assert not is_valid(f"RR-{swapped[:5]}-{swapped[5:]}")


@pytest.mark.parametrize("lost", range(3, 14))
def test_a_lost_character_is_noticed(lost: int) -> None:
    assert not any(found.valid for found in find(ESSEX[:lost] + ESSEX[lost + 1 :]))


@pytest.mark.parametrize(
    "text",
    [
        f"[{ESSEX}]",
        f"({ESSEX.lower()})",
        f"Our ref:{ESSEX}.",
        f"{ESSEX[:9]}\n{ESSEX[9:]}",
        f"> your reference {ESSEX[:3]}\n> {ESSEX[3:]} of today",
        ESSEX.replace("-", "‑"),
        ESSEX.replace("-", "_") + ".xlsx",
        f"foi+{ESSEX.lower()}@example.org",
    ],
)
def test_case_brackets_line_breaks_and_hyphens_do_not_hide_it(text: str) -> None:
    assert [(f.reference, f.valid) for f in find(text)] == [(ESSEX, True)]


@pytest.mark.parametrize("between", [" ", " - ", "", "/", ".", "\u00ad-", " \u2013\n> ", "__"])
def test_other_marks_between_the_groups_do_not_hide_it_while_the_check_character_is_right(between: str) -> None:
    assert [(f.reference, f.valid) for f in find(f"ref {ESSEX.lower().replace('-', between)}.")] == [(ESSEX, True)]


@pytest.mark.parametrize("between", [" ", "", "/"])
def test_without_hyphens_a_damaged_one_is_no_reference(between: str) -> None:
    damaged = ESSEX[:4] + ("2" if ESSEX[4] != "2" else "3") + ESSEX[5:]
    assert find(damaged.replace("-", between)) == ()


@pytest.mark.parametrize("text", ["", "RR 12345 67890", "CARR-12345-67890", "RR-12345", "error-12345-67890"])
def test_what_is_no_reference_is_not_found(text: str) -> None:
    assert find(text) == ()


def test_differences_count_characters() -> None:
    assert differences(ESSEX, ESSEX) == 0
    assert differences(ESSEX, ESSEX[:-1]) == 1


def test_a_message_id_is_made_of_what_is_handed_in() -> None:
    assert mint_message_id("w 1", "essex", "a1b2", "mail.example.org") == "<w-1.essex.a1b2@mail.example.org>"


@pytest.mark.parametrize("host", ["", "a b", "x\r\nBcc: y", "-x", "host>"])
def test_a_host_that_is_none_is_refused(host: str) -> None:
    with pytest.raises(UserError):
        mint_message_id("w1", "essex", "a1", host)


def test_a_plus_address_carries_the_reference() -> None:
    address = plus_address("foi@example.org", ESSEX)
    assert [f.reference for f in find(address)] == [ESSEX]
    assert plus_address("foi+old@example.org", ESSEX) == address
    with pytest.raises(UserError):
        plus_address("nobody", ESSEX)
