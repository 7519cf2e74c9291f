"""Planning: one letter per authority, kept as bytes; the same plan again adds nothing, another is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import policy
from email.parser import BytesParser
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from config.campaign import CAMPAIGNS, LETTER_NAMES, load_campaign
from flows.steps import workspace as workspaces
from flows.steps.approve import approve_wave, cancel_wave
from flows.steps.plan import Asker, Plan, plan_wave
from flows.steps.preview import letters_of, overview, readable
from flows.steps.send import Pace, send_wave
from flows.steps.wave_status import wave_status
from flows.steps.workspace import Workspace
from schema.campaign import Campaign
from schema.errors import UserError
from schema.event import EventKind
from storage import ledger, waves
from storage.transport import FileTransport
from tracking.reference import is_valid

NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
ASKER = Asker("survey@asker.example", "A. Researcher", "1 High Street")
ONLY = ("essex", "kent")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "campaigns" / "social-media").symlink_to(CAMPAIGNS / "social-media")
    rows = (
        "authority,email,status",
        "essex,foi@essex.example,confirmed",
        "kent,foi@kent.example,stale",
        "surrey,,unknown",
    )
    (tmp_path / "addresses.csv").write_text("\n".join(rows) + "\n")
    with workspaces.opened(tmp_path) as opened:
        yield opened


@pytest.fixture
def campaign() -> Campaign:
    return load_campaign(CAMPAIGNS / "social-media")


def plan(workspace: Workspace, campaign: Campaign, name: str = "w", asker: Asker = ASKER, **more: Any) -> Plan:
    return plan_wave(workspace, name, campaign, asker, more.pop("now", NOW), **{"only": ONLY} | more)


def mails(workspace: Workspace, name: str = "w") -> dict[str, Any]:
    letters, _ = letters_of(workspace, name)
    parser = BytesParser(policy=policy.default)
    return {x.authority: parser.parsebytes(workspace.documents.get(x.sha256)) for x in letters}


def test_every_letter_is_kept_under_the_hash_of_its_bytes(workspace: Workspace, campaign: Campaign) -> None:
    made = plan(workspace, campaign)
    assert made.added == 2
    for letter in made.letters:
        assert sha256(workspace.documents.get(letter.sha256)).hexdigest() == letter.sha256


def test_subject_and_opening_carry_a_valid_reference_in_square_brackets(
    workspace: Workspace, campaign: Campaign
) -> None:
    made = plan(workspace, campaign)
    for letter, mail in zip(made.letters, mails(workspace).values(), strict=True):
        assert is_valid(letter.reference)
        assert f"[{letter.reference}]" in mail["Subject"]
        assert letter.reference in "\n".join(mail.get_content().splitlines()[:6])


def test_headers_are_those_that_were_planned(workspace: Workspace, campaign: Campaign) -> None:
    made = plan(workspace, campaign)
    for letter, mail in zip(made.letters, mails(workspace).values(), strict=True):
        assert (mail["From"], mail["To"]) == ("survey@asker.example", letter.recipient)
        assert mail["Message-ID"] == letter.message_id
        assert mail["Message-ID"].endswith("@asker.example>")
        assert mail["Date"].datetime == NOW
        assert mail["Reply-To"] is None


def test_a_plus_address_is_the_letters_own(workspace: Workspace, campaign: Campaign) -> None:
    plan(workspace, campaign, asker=replace(ASKER, plus_address=True))
    replies = [mail["Reply-To"] for mail in mails(workspace).values()]
    assert all(reply.startswith("survey+rr-") and reply.endswith("@asker.example") for reply in replies)
    assert len(set(replies)) == 2


def test_a_letter_for_a_later_day_bears_that_day(workspace: Workspace, campaign: Campaign) -> None:
    plan(workspace, campaign, send_on="2027-07-01")
    assert {str(mail["Date"]) for mail in mails(workspace).values()} == {"Thu, 01 Jul 2027 09:00:00 +0100"}


def test_the_same_plan_again_adds_nothing(workspace: Workspace, campaign: Campaign) -> None:
    first = plan(workspace, campaign)
    again = plan(workspace, campaign, now=NOW + timedelta(days=3))
    assert (again.added, again.letters) == (0, first.letters)
    with workspace.database.reading() as conn:
        assert len(ledger.events(conn, wave=first.wave.wave)) == 4  # planned and rendered, of two letters


def test_a_plan_may_ask_further_authorities(workspace: Workspace, campaign: Campaign) -> None:
    plan(workspace, campaign, only=("essex",))
    assert plan(workspace, campaign).added == 1


@pytest.mark.parametrize("change", ["letter", "question", "asker", "day", "address"])
def test_other_content_under_the_same_name_is_refused_and_changes_nothing(
    tmp_path: Path, workspace: Workspace, campaign: Campaign, change: str
) -> None:
    before = plan(workspace, campaign)
    others: dict[str, dict[str, Any]] = {
        "letter": {"campaign": replace(campaign, letter=campaign.letter.replace("FOI team", "team"))},
        "question": {"campaign": replace(campaign, questions=campaign.questions[:-1])},
        "asker": {"asker": replace(ASKER, name="Somebody Else")},
        "day": {"send_on": "2027-01-04"},
        "address": {},
    }
    if change == "address":
        (tmp_path / "addresses.csv").write_text("authority,email,status\nkent,new@kent.example,confirmed\n")
    with workspaces.opened(tmp_path) as fresh:
        with pytest.raises(UserError, match="The wave w is planned already") as told:
            plan(fresh, **{"campaign": campaign} | others[change])
        assert tuple(letters_of(fresh, "w")[0]) == before.letters
    assert "Nothing was changed" in told.value.sentence()


def test_addresses_that_are_not_confirmed_or_missing_are_named(workspace: Workspace, campaign: Campaign) -> None:
    made = plan(workspace, campaign, only=("essex", "kent", "surrey"))
    assert [a.id for a in made.unconfirmed] == ["kent"]
    assert [a.id for a in made.unaddressed] == ["surrey"]
    assert [x.authority for x in made.letters] == ["essex", "kent"]


@pytest.mark.parametrize("name", ["", "a b", "../x", "w\r\nBcc: x", "é", "x" * 65, "-w"])
def test_a_name_that_could_become_a_path_or_a_header_is_refused(
    workspace: Workspace, campaign: Campaign, name: str
) -> None:
    with pytest.raises(UserError, match="no name for a wave"):
        plan(workspace, campaign, name=name)


@pytest.mark.parametrize("wrong", [{"only": ("atlantis",)}, {"send_on": "tomorrow"}, {"send_on": "2027-02-30"}])
def test_a_wrong_authority_or_day_is_one_sentence(
    workspace: Workspace, campaign: Campaign, wrong: dict[str, Any]
) -> None:
    with pytest.raises(UserError, match=r"does not ask 'atlantis'|is no date"):
        plan(workspace, campaign, **wrong)


@pytest.mark.parametrize("injected", ["A\r\nBcc: all@x.example", "A\nSubject: other", "A\u202eB", "A\0"])
def test_nobody_forges_a_header_through_a_setting(workspace: Workspace, campaign: Campaign, injected: str) -> None:
    with pytest.raises(UserError, match=r"forge a header|control character"):
        plan(workspace, campaign, asker=replace(ASKER, name=injected))
    with workspace.database.reading() as conn:
        assert (waves.waves(conn), ledger.events(conn)) == ([], [])


def test_the_same_theme_within_sixty_working_days_is_a_warning(workspace: Workspace, campaign: Campaign) -> None:
    plan(workspace, campaign)
    approve_wave(workspace, "w", "A. Person", NOW)
    send_wave(workspace, "w", FileTransport(workspace.folder / "outbox"), lambda: NOW, pace=Pace())
    soon, late = NOW + timedelta(days=30), NOW + timedelta(days=120)

    def warned(name: str, at: datetime, theme: str = campaign.theme) -> list[str]:
        made = plan(workspace, replace(campaign, theme=theme), name=name, now=at)
        return [w.authority for w in made.warnings if w.code == "aggregation"]

    assert warned("soon", soon) == ["essex"]  # kent's letter never went
    assert warned("late", late) == []
    assert warned("other", soon, theme="bees") == []


def test_approval_names_the_person_and_seals_all_letters(workspace: Workspace, campaign: Campaign) -> None:
    plan(workspace, campaign)
    _, seal = letters_of(workspace, "w")
    given = approve_wave(workspace, "w", " A. Person ", NOW)
    assert (given.approved, given.letters, given.seal) == (2, 2, seal)
    with workspace.database.reading() as conn:
        approvals = ledger.events(conn, kind=EventKind.LETTER_APPROVED)
    assert {(e.by, e.payload["seal"]) for e in approvals} == {("A. Person", seal)}
    assert approve_wave(workspace, "w", "Another", NOW).approved == 0


def test_approval_needs_a_person_a_wave_and_letters(workspace: Workspace, campaign: Campaign) -> None:
    with pytest.raises(UserError, match="There is no wave 'w'"):
        approve_wave(workspace, "w", "A. Person", NOW)
    plan(workspace, campaign, only=("surrey",))
    with pytest.raises(UserError, match="has no letters"):
        approve_wave(workspace, "w", "A. Person", NOW)
    with pytest.raises(UserError, match="Nobody is named"):
        approve_wave(workspace, "w", "  ", NOW)


def test_letters_added_after_an_approval_need_one_of_their_own(workspace: Workspace, campaign: Campaign) -> None:
    plan(workspace, campaign, only=("essex",))
    approve_wave(workspace, "w", "A. Person", NOW)
    plan(workspace, campaign)
    assert [(r.authority, r.state) for r in wave_status(workspace, "w", NOW)] == [
        ("essex", "queued"),
        ("kent", "planned"),
    ]
    assert approve_wave(workspace, "w", "A. Person", NOW).approved == 1


def test_a_letter_can_be_read_before_it_is_approved(workspace: Workspace, campaign: Campaign) -> None:
    plan(workspace, campaign)
    (letter,), _ = letters_of(workspace, "w", "kent")
    text = readable(workspace, letter)
    assert f"To: {letter.recipient}" in text
    assert "Dear Kent Police FOI team" in text
    assert text.rstrip().endswith("1 High Street")
    with pytest.raises(UserError, match="no letter to 'atlantis'"):
        letters_of(workspace, "w", "atlantis")


def test_waves_are_listed_with_their_letters(workspace: Workspace, campaign: Campaign) -> None:
    plan(workspace, campaign)
    approve_wave(workspace, "w", "A. Person", NOW)
    plan(workspace, campaign, name="x", send_on="2027-01-04")
    cancel_wave(workspace, "w", "A. Person", NOW)
    rows = {row["wave"]: row for row in overview(workspace)}
    assert (rows["w"]["letters"], rows["w"]["cancelled"], rows["x"]["planned"]) == (2, 2, 2)
    assert rows["x"]["send_on"] == "2027-01-04"


def test_a_request_without_reply_falls_due_and_then_is_overdue(workspace: Workspace, campaign: Campaign) -> None:
    plan(workspace, campaign, only=("essex",))
    approve_wave(workspace, "w", "A. Person", NOW)
    send_wave(workspace, "w", FileTransport(workspace.folder / "outbox"), lambda: NOW, pace=Pace())
    # 2 November 2026 is day 0; 30 November (St Andrew's Day) does not count: section 10(1) and (6) FOIA.
    (fresh,) = wave_status(workspace, "w", NOW)
    assert (fresh.due, fresh.days_late, fresh.waits) == ("2026-12-01", 0, False)
    (late,) = wave_status(workspace, "w", datetime(2026, 12, 2, 9, tzinfo=UTC))
    assert (late.days_late, late.waits) == (1, True)
    assert late.sentence.startswith("Overdue since 1 December")


def test_every_name_that_a_letter_may_use_has_a_value(workspace: Workspace, campaign: Campaign) -> None:
    text = "Subject: [{{ wave_ref }}]\n\n" + "\n".join(f"{{{{ {name} }}}}" for name in LETTER_NAMES)
    made = plan_wave(workspace, "w", replace(campaign, letter=text), ASKER, NOW, only=["kent"])
    assert "Kent Police" in readable(workspace, made.letters[0])


def test_an_address_is_warned_of_when_it_was_confirmed_long_ago(workspace: Workspace, campaign: Campaign) -> None:
    rows = ["essex,foi@essex.police.uk,confirmed,2025-01-10", "kent,foi@kent.police.uk,confirmed,2026-09-01"]
    (workspace.folder / "addresses.csv").write_text("\n".join(["authority,email,status,confirmed_on", *rows]) + "\n")
    found = [w for w in plan(workspace, campaign).warnings if w.code.startswith("address")]
    assert [(w.code, w.authority) for w in found] == [("address_stale", "essex")]


def test_the_same_questions_to_the_same_authority_are_warned_of(workspace: Workspace, campaign: Campaign) -> None:
    plan(workspace, campaign)
    approve_wave(workspace, "w", "A. Person", NOW)
    send_wave(workspace, "w", FileTransport(workspace.folder / "outbox"), lambda: NOW, pace=Pace())
    soon, next_year = NOW + timedelta(days=150), NOW + timedelta(days=365)
    again = plan(workspace, campaign, name="again", now=soon).warnings
    assert [w.authority for w in again if w.code == "repeated_request"] == ["essex"]  # kent's letter never went
    yearly = plan(workspace, campaign, name="yearly", now=next_year).warnings
    assert "repeated_request" not in {w.code for w in yearly}
    question = replace(campaign.questions[0], text="How many bees were there in 2019?")
    other = replace(campaign, questions=(question, *campaign.questions[1:]))
    assert "repeated_request" not in {w.code for w in plan(workspace, other, name="other", now=soon).warnings}
