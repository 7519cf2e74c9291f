"""What a mail server may answer, and what a person says of a letter in doubt.

Played against a real server on loopback that hangs up, refuses, puts off or stays silent.
"""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from posting import FORCES, NOW, Clock, approved, letters, send, states, via, write_addresses

from flows.steps import workspace as workspaces
from flows.steps.resolve import Verdict, resolve_letter
from flows.steps.send import send_wave
from flows.steps.workspace import Workspace
from schema.errors import UserError
from storage.outbox import State


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    write_addresses(tmp_path)
    with workspaces.opened(tmp_path) as opened:
        yield opened


# --- what the server may answer ----------------------------------------------------------------------------------


def only_kent(reply: str) -> Callable[[str], str | None]:
    return lambda address: reply if "kent" in address else None


@pytest.mark.parametrize("stage", ["RCPT", "DOT"])
def test_a_refusal_for_good_is_failed_with_the_servers_words(
    workspace: Workspace, post: Callable[..., Any], stage: str
) -> None:
    server = post()
    server.answers[stage] = only_kent("550 5.1.1 nobody of that name")
    approved(workspace)
    report = send(workspace, via(server.port))
    assert states(workspace) == {"essex": "sent", "kent": "failed", "surrey": "sent"}
    assert [entry.words for entry in report.failures] == ["550 5.1.1 nobody of that name"]
    assert send(workspace, via(server.port)).sent == 0


@pytest.mark.parametrize("stage", ["RCPT", "DOT"])
def test_a_temporary_refusal_is_tried_again_after_a_rest(
    workspace: Workspace, post: Callable[..., Any], stage: str
) -> None:
    server, clock = post(), Clock()
    answers = iter(["451 not yet", "451 not yet"])
    server.answers[stage] = lambda address: next(answers, None) if "kent" in address else None
    approved(workspace)
    assert send(workspace, via(server.port), clock, retry_wait_s=5.0).sent == 3
    assert [wait for wait in clock.slept if wait] == [5.0, 10.0]
    assert sorted(server.letters) == sorted(letters(workspace).values())


def test_a_long_rest_is_left_to_a_later_run(workspace: Workspace, post: Callable[..., Any]) -> None:
    server, clock = post(), Clock()
    server.answers["RCPT"] = only_kent("451 greylisted")
    approved(workspace)
    report = send(workspace, via(server.port), clock, retry_wait_s=900.0)
    assert (report.sent, report.waits, states(workspace)["kent"]) == (2, True, "queued")
    (resting,) = report.resting
    assert (resting.letter.authority, resting.words) == ("kent", "451 greylisted")
    assert timedelta(seconds=900) <= resting.until - clock.now() < timedelta(seconds=901)
    server.answers.clear()
    assert send(workspace, via(server.port), clock, retry_wait_s=900.0).sent == 0
    clock.sleep(900)
    assert send(workspace, via(server.port), clock, retry_wait_s=900.0).sent == 1
    assert len(server.letters) == 3


def test_a_server_that_never_relents_is_not_asked_for_ever(workspace: Workspace, post: Callable[..., Any]) -> None:
    server = post()
    server.answers["RCPT"] = lambda _: "451 never"
    approved(workspace)
    report = send(workspace, via(server.port), retry_wait_s=0.0)
    assert states(workspace) == dict.fromkeys(FORCES, "queued")
    assert report.waits
    assert len([line for line in server.asked if line.startswith("RCPT")]) == 9


@pytest.mark.parametrize("stage", ["MAIL", "RCPT"])
def test_421_pauses_and_then_goes_on(workspace: Workspace, post: Callable[..., Any], stage: str) -> None:
    server, clock = post(), Clock()
    answers = iter(["421 too busy"])
    server.answers[stage] = lambda _: next(answers, None)
    approved(workspace)
    assert send(workspace, via(server.port), clock, retry_wait_s=3.0).sent == 3
    assert 3.0 in clock.slept


def test_421_with_a_long_pause_ends_the_run(workspace: Workspace, post: Callable[..., Any]) -> None:
    server = post()
    server.answers["RCPT"] = lambda _: "421 too busy"
    approved(workspace)
    report = send(workspace, via(server.port), retry_wait_s=900.0)
    assert "pause" in report.stopped
    assert len(server.asked) == 2  # one MAIL, one RCPT: nobody else was bothered
    assert states(workspace) == dict.fromkeys(FORCES, "queued")


@pytest.mark.parametrize("reply", ["drop", "421 closing down"])
def test_an_answer_lost_after_the_dot_stays_in_doubt_and_is_never_sent_again_by_itself(
    workspace: Workspace, post: Callable[..., Any], reply: str
) -> None:
    server = post()
    server.answers["DOT"] = only_kent(reply)
    approved(workspace)
    report = send(workspace, via(server.port))
    assert states(workspace) == {"essex": "sent", "kent": "in_doubt", "surrey": "sent"}
    assert [entry.letter.authority for entry in report.doubts] == ["kent"]
    server.answers.clear()
    for _ in range(3):
        assert send(workspace, via(server.port)).sent == 0
    assert len(server.letters) == 3
    assert states(workspace)["kent"] == "in_doubt"


def test_a_server_silent_after_the_dot_leaves_a_doubt(workspace: Workspace, hangup: Callable[[str], int]) -> None:
    approved(workspace, ["kent"])
    send(workspace, via(hangup("silence"), timeout_s=0.3))
    assert states(workspace) == {"kent": "in_doubt"}


@pytest.mark.parametrize("stage", ["greeting", "ehlo", "mail", "rcpt", "data", "body"])
def test_a_connection_lost_before_the_dot_leaves_no_doubt(
    workspace: Workspace, hangup: Callable[[str], int], post: Callable[..., Any], stage: str
) -> None:
    approved(workspace, ["kent"])
    report = send(workspace, via(hangup(stage)), retry_wait_s=0.0)
    assert states(workspace) == {"kent": "queued"}
    assert report.waits
    server = post()
    assert send(workspace, via(server.port), retry_wait_s=0.0).sent == 1
    assert len(server.letters) == 1


def test_no_server_is_one_sentence_and_loses_nothing(workspace: Workspace, post: Callable[..., Any]) -> None:
    approved(workspace)
    report = send(workspace, via(9))
    assert "cannot be reached" in report.stopped
    assert states(workspace) == dict.fromkeys(FORCES, "queued")
    assert send(workspace, via(post().port)).sent == 3


def test_a_refused_login_stops_the_wave_at_once(workspace: Workspace, post: Callable[..., Any]) -> None:
    server = post(login=("me", "right"))
    approved(workspace)
    report = send(workspace, via(server.port, user="me", password="wrong-canary"))
    assert "refused the login" in report.stopped
    assert "wrong-canary" not in report.stopped
    assert server.asked == []
    assert states(workspace) == dict.fromkeys(FORCES, "queued")
    assert send(workspace, via(server.port, user="me", password="right")).sent == 3


def test_a_server_that_wants_a_login_stops_the_wave_at_once(workspace: Workspace, post: Callable[..., Any]) -> None:
    server = post(login=("me", "right"))
    approved(workspace)
    assert "login" in send(workspace, via(server.port)).stopped
    assert states(workspace) == dict.fromkeys(FORCES, "queued")


def test_the_plain_port_of_a_server_without_starttls_is_not_used(
    workspace: Workspace, post: Callable[..., Any]
) -> None:
    server = post()
    approved(workspace)
    report = send(workspace, via(server.port, security="starttls"))
    assert "STARTTLS" in report.stopped
    assert server.asked == []


# --- what a person says ------------------------------------------------------------------------------------------


def doubtful(workspace: Workspace, server: Any) -> None:
    server.answers["DOT"] = only_kent("drop")
    approved(workspace, ["kent"])
    send(workspace, via(server.port))
    server.answers.clear()
    server.letters.clear()


def test_a_letter_found_sent_is_settled(workspace: Workspace, post: Callable[..., Any]) -> None:
    server = post()
    doubtful(workspace, server)
    entry = resolve_letter(workspace, "w", "kent", Verdict.SENT, "A. Person", NOW, "in the Sent folder")
    assert (entry.state, entry.words) == (State.SENT, "found to have been sent: in the Sent folder")
    assert send(workspace, via(server.port)).sent == 0
    assert server.letters == []


@pytest.mark.parametrize("verdict", [Verdict.RESEND, Verdict.NOT_SENT])
def test_a_letter_sent_again_keeps_bytes_and_message_id(
    workspace: Workspace, post: Callable[..., Any], verdict: Verdict
) -> None:
    server = post()
    doubtful(workspace, server)
    resolve_letter(workspace, "w", "kent", verdict, "A. Person", NOW)
    assert send(workspace, via(server.port)).sent == 1
    assert server.letters == [letters(workspace)["kent"]]


def test_a_refused_letter_cannot_be_said_to_be_sent(workspace: Workspace, post: Callable[..., Any]) -> None:
    server = post()
    server.answers["RCPT"] = only_kent("550 nobody")
    approved(workspace, ["kent"])
    send(workspace, via(server.port))
    with pytest.raises(UserError, match=r"refused the letter to kent \(550 nobody\), so it was not sent"):
        resolve_letter(workspace, "w", "kent", Verdict.SENT, "me", NOW)


def test_only_what_is_in_doubt_or_refused_can_be_settled(workspace: Workspace, post: Callable[..., Any]) -> None:
    server = post()
    approved(workspace, ["kent"])
    with pytest.raises(UserError, match="nothing to settle"):
        resolve_letter(workspace, "w", "kent", Verdict.SENT, "me", NOW)
    send(workspace, via(server.port))
    with pytest.raises(UserError, match="nothing to settle"):
        resolve_letter(workspace, "w", "kent", Verdict.RESEND, "me", NOW)
    with pytest.raises(UserError, match="Nobody is named"):
        resolve_letter(workspace, "w", "kent", Verdict.RESEND, " ", NOW)


def test_ctrl_c_after_the_dot_waits_for_the_answer_and_then_stops_the_run(
    workspace: Workspace, post: Callable[..., Any]
) -> None:
    server = post()
    server.answers["DOT"] = lambda _: signal.raise_signal(signal.SIGINT)
    approved(workspace)
    with pytest.raises(KeyboardInterrupt):
        send(workspace, via(server.port))
    assert Counter(states(workspace).values()) == {"sent": 1, "queued": 2}
    server.answers.clear()
    assert send(workspace, via(server.port)).sent == 2
    assert len(server.letters) == 3


def test_a_second_ctrl_c_is_obeyed_at_once_and_leaves_a_doubt(workspace: Workspace, post: Callable[..., Any]) -> None:
    server = post()
    approved(workspace, ["kent"])

    def impatient(point: str) -> None:
        for _ in range(2 if point == "dot" else 0):
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        send_wave(workspace, "w", via(server.port), Clock().now, checkpoint=impatient)
    assert states(workspace) == {"kent": "in_doubt"}
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_second_sender_is_refused_while_one_is_at_work(workspace: Workspace, post: Callable[..., Any]) -> None:
    server = post()
    approved(workspace)
    refused = []

    class Meddling:
        """Another run begins while this letter is on its way."""

        def deliver(self, *arguments: Any) -> Any:
            with pytest.raises(UserError, match="sending letters") as told:
                send(workspace, via(server.port))
            refused.append(told.value.code)
            return via(server.port).deliver(*arguments)

    assert send(workspace, Meddling()).sent == 3
    assert refused == [1, 1, 1]
    assert len(server.letters) == 3
