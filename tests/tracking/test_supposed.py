"""What a sentence only supposes states nothing, wherever the condition stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.supposed import asserted


@pytest.mark.parametrize(
    "sentence",
    [
        "We will let you know if a fee is payable.",
        "Should more time be needed, we will extend the deadline.",
        "In the event that the limit is exceeded, it will be refused.",
        "Where an exemption applies it will be withheld.",
        "You may be required to pay a fee.",
        "Requests can be refused under section 12.",
        "If it is held by another authority, it will be transferred.",
    ],
)
def test_nothing_is_left_of_a_sentence_that_only_supposes(sentence: str) -> None:
    left = asserted(sentence)
    assert not any(word in left for word in ("fee", "extend", "refused", "withheld", "transferred", "exceeded"))


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("It is exempt because officers could be identified.", "exempt"),
        ("We have refused question 2, but if you narrow it we will look again.", "refused question 2"),
        ("A fee of £20 is payable.", "fee of £20"),
        ("I would be grateful if you would confirm the years.", "confirm the years"),
    ],
)
def test_what_is_said_outright_stays(sentence: str, left: str) -> None:
    assert left in asserted(sentence)


@given(st.text(max_size=300))
def test_places_stay(text: str) -> None:
    assert len(asserted(text)) == len(text)
