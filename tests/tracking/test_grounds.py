"""Which sections a letter relies on, and which it only speaks of."""

import pytest

from tracking.grounds import cited
from tracking.reply_parts import parts


def grounds(text: str) -> list[str]:
    return [c.text for c in cited(text, parts(text)).applied if c.is_ground]


@pytest.mark.parametrize(
    "text",
    [
        "Section 14 was not reached.",
        "If the cost is too high section 12 applies.",
        "The body is listed in section 23(3).",
        "Section 43 is withdrawn.",
        "We said at first that section 14(1) applied. I overturn that.",
        "LEGAL ANNEX\n\nSection 40(2): personal information. Section 31(1)(a): law enforcement.",
    ],
)
def test_what_is_only_spoken_of_is_no_ground(text: str) -> None:
    assert grounds(text) == []


def test_the_public_interest_in_a_section_is_no_second_ground() -> None:
    text = "Refused under section 31(1)(a). The public interest in section 31 was weighed."
    assert grounds(text) == ["31(1)(a)"]


def test_a_bare_section_that_is_relied_on_is_a_ground_beside_its_subsection() -> None:
    assert grounds("We rely on section 21. Section 21(1) reads thus.") == ["21", "21(1)"]


def test_a_power_that_is_used_is_no_supposition() -> None:
    assert grounds("Under section 12(4) we may add up the costs of your three letters.") == ["12(4)"]


def test_what_the_act_says_in_general_is_kept_apart() -> None:
    found = cited("Section 14(1) says that a public authority need not comply with a vexatious request.", ())
    assert found.applied == ()
    text = "Section 14(1) says that a public authority need not comply with a vexatious request."
    assert [c.text for c in cited(text, parts(text)).described] == ["14(1)"]
