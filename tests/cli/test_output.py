"""What commands print about their progress: what was reached, not what was meant."""

from __future__ import annotations

import pytest

from cli.output import progress


def test_the_last_line_says_how_many_steps_were_done(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Sending w1", 43) as advance:
        advance("kent")
        advance("resting", 0)
        advance("essex")
    assert capsys.readouterr().err.splitlines() == ["Sending w1 ...", "Sending w1: 2 of 43"]


def test_what_has_no_number_of_steps_is_done_when_it_ends(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("rebuilding") as advance:
        advance("a campaign")
    assert capsys.readouterr().err.splitlines() == ["rebuilding ...", "rebuilding: done"]


def test_what_broke_off_does_not_say_that_it_was_done(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyboardInterrupt), progress("rebuilding"):
        raise KeyboardInterrupt
    assert capsys.readouterr().err.splitlines() == ["rebuilding ..."]
