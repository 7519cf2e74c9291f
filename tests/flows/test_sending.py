"""Sending: each approved letter once, to confirmed addresses alone; a doubt only where the server may have the dot.

Played against a real server on loopback whose answers each test decides. Hangs up, refuses, puts off, stays silent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from config.campaign import CAMPAIGNS, load_campaign
from flows.steps import workspace as workspaces
from flows.steps.approve import approve_wave, cancel_wave
from flows.steps.plan import Asker, plan_wave
from flows.steps.resolve import Verdict, resolve_letter
from flows.steps.send import Pace, SendReport, dry_run, due_waves, send_wave
from flows.steps.workspace import Workspace
from schema.errors import UserError
from storage import ledger, outbox
from storage.outbox import State
from storage.smtp import Server, SmtpTransport
from storage.transport import FileTransport, Transport

NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
ASKER = Asker("survey@asker.example", "A. Researcher", "1 High Street")
FORCES = ("essex", "kent", "surrey")
BASE = {force: f"foi@{force}.example" for force in FORCES}


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    write_addresses(tmp_path)
    with workspaces.opened(tmp_path) as opened:
        yield opened


def write_addresses(folder: Path, status: str = "confirmed", **others: str) -> None:
    rows = [f"{force},{address},{others.get(force, status)}" for force, address in BASE.items()]
    (folder / "addresses.csv").write_text("\n".join(["authority,email,status", *rows]) + "\n")


def planned(workspace: Workspace, only: Sequence[str] = FORCES, send_on: str = "", name: str = "w") -> None:
    campaign = load_campaign(CAMPAIGNS / "social-media")
    plan_wave(workspace, name, campaign, ASKER, NOW, only=only, send_on=send_on)


def approved(workspace: Workspace, only: Sequence[str] = FORCES, send_on: str = "", name: str = "w") -> None:
    planned(workspace, only, send_on, name)
    approve_wave(workspace, name, "A. Person", NOW)


class Clock:
    """A clock that waiting moves on; ``slept`` tells each wait."""

    def __init__(self) -> None:
        self.time, self.slept = NOW, list[float]()

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += timedelta(seconds=seconds)


def via(port: int, **more: Any) -> Transport:
    return SmtpTransport(Server("127.0.0.1", port, **{"security": "none", "timeout_s": 2.0} | more))


def send(workspace: Workspace, transport: Transport, clock: Clock | None = None, **pace: float) -> SendReport:
    clock = clock or Clock()
    return send_wave(workspace, "w", transport, clock.now, pace=Pace(**{"retry_wait_s": 1.0} | pace, sleep=clock.sleep))


def states(workspace: Workspace) -> dict[str, str]:
    with workspace.database.reading() as conn:
        return {entry.letter.authority: str(entry.state) for entry in outbox.entries(conn, wave="w")}


def letters(workspace: Workspace) -> dict[str, bytes]:
    with workspace.database.reading() as conn:
        found = outbox.entries(conn, wave="w")
    return {entry.letter.authority: workspace.documents.get(entry.letter.sha256) for entry in found}


# --- what goes, and what does not --------------------------------------------------------------------------------


def test_the_server_gets_exactly_the_bytes_that_were_approved(workspace: Workspace, post: Callable[..., Any]) -> None:
    server = post()
    approved(workspace)
    report = send(workspace, via(server.port))
    assert report.sent == 3
    assert not report.waits
    assert sorted(server.letters) == sorted(letters(workspace).values())
    assert states(workspace) == dict.fromkeys(FORCES, "sent")


def test_sending_again_sends_nothing(workspace: Workspace, post: Callable[..., Any]) -> None:
    server = post()
    approved(workspace)
    send(workspace, via(server.port))
    assert send(workspace, via(server.port)).sent == 0
    assert len(server.letters) == 3


def test_a_dry_run_tells_and_touches_nothing(workspace: Workspace, post: Callable[..., Any]) -> None:
    approved(workspace)
    with workspace.database.reading() as conn:
        before = ledger.events(conn)
    report = dry_run(workspace, "w", NOW)
    assert [letter.authority for letter in report.ready] == list(FORCES)
    with workspace.database.reading() as conn:
        assert ledger.events(conn) == before


def test_a_letter_that_nobody_approved_stays(workspace: Workspace, post: Callable[..., Any]) -> None:
    server = post()
    planned(workspace)
    report = send(workspace, via(server.port))
    assert (report.sent, server.letters) == (0, [])
    assert all("approve" in blocked.why for blocked in report.blocked)


@pytest.mark.parametrize("status", ["stale", "retired", "unknown"])
def test_no_letter_goes_to_an_address_that_is_not_confirmed(
    tmp_path: Path, post: Callable[..., Any], status: str
) -> None:
    server = post()
    write_addresses(tmp_path, kent=status)
    with workspaces.opened(tmp_path) as workspace:
        approved(workspace)
        report = send(workspace, via(server.port))
        assert states(workspace) == {"essex": "sent", "kent": "queued", "surrey": "sent"}
    assert [(b.letter.authority, "addresses.csv" in b.why) for b in report.blocked] == [("kent", True)]
    assert not any("kent" in line for line in server.asked)


def test_an_address_that_lost_its_confirmation_after_planning_gets_nothing(
    tmp_path: Path, post: Callable[..., Any]
) -> None:
    server = post()
    write_addresses(tmp_path)
    with workspaces.opened(tmp_path) as workspace:
        approved(workspace)
    write_addresses(tmp_path, status="stale")
    with workspaces.opened(tmp_path) as workspace:
        assert send(workspace, via(server.port)).sent == 0
    assert server.asked == []


def test_a_wave_does_not_go_before_its_day(workspace: Workspace, post: Callable[..., Any]) -> None:
    server, clock = post(), Clock()
    approved(workspace, send_on="2026-11-03")
    assert due_waves(workspace, clock.now()) == []
    assert send(workspace, via(server.port), clock).sent == 0
    clock.sleep(24 * 3600)
    assert due_waves(workspace, clock.now()) == ["w"]
    assert send(workspace, via(server.port), clock).sent == 3
    assert due_waves(workspace, clock.now()) == []


def test_a_cancelled_wave_sends_nothing_more(workspace: Workspace, post: Callable[..., Any]) -> None:
    server = post()
    server.answers["RCPT"] = lambda address: None if "essex" in address else "550 no such box"
    approved(workspace)
    send(workspace, via(server.port))
    stopped, gone = cancel_wave(workspace, "w", "me", NOW)
    assert ([e.letter.authority for e in stopped], [e.letter.authority for e in gone]) == (
        ["kent", "surrey"],
        ["essex"],
    )
    server.answers.clear()
    assert send(workspace, via(server.port)).sent == 0
    assert states(workspace) == {"essex": "sent", "kent": "cancelled", "surrey": "cancelled"}


def test_letters_are_paced(workspace: Workspace, post: Callable[..., Any]) -> None:
    server, clock = post(), Clock()
    approved(workspace)
    send(workspace, via(server.port), clock, interval_s=7.0)
    assert clock.slept == [7.0, 7.0]


def test_the_file_transport_writes_one_eml_per_letter(workspace: Workspace, tmp_path: Path) -> None:
    approved(workspace)
    assert send(workspace, FileTransport(tmp_path / "outbox")).sent == 3
    written = {path.stem: path.read_bytes() for path in (tmp_path / "outbox" / "w").iterdir()}
    assert written == letters(workspace)


def test_a_changed_letter_in_the_store_is_not_sent(workspace: Workspace, post: Callable[..., Any]) -> None:
    server = post()
    approved(workspace, ["kent"])
    with workspace.database.reading() as conn:
        digest = outbox.entries(conn)[0].letter.sha256
    workspace.documents.path(digest).write_bytes(b"From: someone else\r\n\r\nother words\r\n")
    with pytest.raises(UserError, match="changed since it was stored"):
        send(workspace, via(server.port))
    assert server.letters == []


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
