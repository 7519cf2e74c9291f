"""What is done with information, whether it is denied, and in which mode: grammar instead of phrases."""

import pytest

from tracking.verbs import Act, Mode, Verb, acts


def the(verb: Verb, sentence: str) -> Act:
    return next(act for act in acts(sentence) if act.verb is verb)


@pytest.mark.parametrize(
    "sentence",
    [
        "We are unable to release it.",
        "The names are not being disclosed.",
        "No figures can be provided.",
        "I regret that I cannot supply the report.",
        "It would not be right, unfortunately, to hand over the file, nor will we furnish it.",
    ],
)
def test_giving_that_is_denied(sentence: str) -> None:
    assert any(act.verb is Verb.GIVE and act.denial for act in acts(sentence))


@pytest.mark.parametrize(
    ("sentence", "mode"),
    [
        ("We are pleased to provide the figures.", Mode.DONE),
        ("The list has been supplied.", Mode.DONE),
        ("A copy will be sent.", Mode.PROMISED),
        ("To supply it would take weeks.", Mode.NAMED),
    ],
)
def test_what_is_done_promised_and_only_named_are_told_apart(sentence: str, mode: Mode) -> None:
    assert the(Verb.GIVE, sentence).mode is mode


def test_a_denial_does_not_reach_over_a_clause() -> None:
    assert not the(Verb.GIVE, "It is not complete, but we have provided the table.").denial
    assert not the(Verb.WITHHOLD, "A year has not passed and your request is refused.").denial
