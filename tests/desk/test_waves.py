"""The buttons of the wave board: each does what its command does, names who decided, and sends nothing."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from small_survey import ASKER, NOW, Opened

from flows.steps import followup
from flows.steps.pacing import why_paused
from flows.steps.plan_warnings import warnings_today
from schema.decision import DecisionKind
from schema.event import EventKind
from storage import followups, lease, ledger, outbox, waves
from storage.outbox import State


def planned(opened: Opened, name: str = "second", **more: str | list[str]) -> None:
    assert opened.post("/wave/plan", name=name, campaign="social-media", **more).status_code == 303


def states(opened: Opened, wave: str) -> set[State]:
    with opened.workspace.database.reading() as conn:
        return {entry.state for entry in outbox.entries(conn, wave=wave)}


def chosen(opened: Opened, state: str) -> list[str]:
    """The marks that stand beside the follow-ups in a state."""
    rows = re.findall(r"<tr>(.*?)</tr>", opened.client.get("/today").text, re.DOTALL)
    marks = [re.findall(r'name="chosen" value="([^"]*)"', row) for row in rows if f"<td>{state}</td>" in row]
    return [html.unescape(found[0]) for found in marks if found]


def test_a_wave_may_ask_only_some_and_enclose_a_form(opened: Opened) -> None:
    planned(opened, only=["kent", "essex"], with_form="yes")
    with opened.workspace.database.reading() as conn:
        asked = [letter.authority for letter in waves.letters(conn, wave="second")]
    assert asked == ["essex", "kent"]
    assert "[enclosed:" in opened.client.get("/wave/second/letter/kent").text


def test_every_letter_leads_to_the_next_and_the_last_to_the_first(opened: Opened) -> None:
    planned(opened, only=["kent", "essex"])
    assert '/wave/second/letter/kent">Next' in opened.client.get("/wave/second/letter/essex").text
    assert '/wave/second/letter/essex">Next' in opened.client.get("/wave/second/letter/kent").text


def test_a_paused_wave_says_who_paused_it_and_goes_on_when_told(opened: Opened) -> None:
    planned(opened)
    opened.post("/wave/second/pause")
    assert "paused by A. Person" in opened.client.get("/").text
    opened.post("/wave/second/resume")
    with opened.workspace.database.reading() as conn:
        assert why_paused(conn, "second") == ""
        told = ledger.events(conn, wave="second", kind=[EventKind.WAVE_PAUSED, EventKind.WAVE_RESUMED])
    assert [(event.kind, event.by) for event in told] == [
        (EventKind.WAVE_PAUSED, "A. Person"),
        (EventKind.WAVE_RESUMED, "A. Person"),
    ]


def test_a_wave_is_repeated_to_those_that_it_asked(opened: Opened) -> None:
    planned(opened, only=["kent", "essex"])
    opened.post("/wave/second/repeat", name="third", send_on="2015-02-02")
    with opened.workspace.database.reading() as conn:
        assert [letter.authority for letter in waves.letters(conn, wave="third")] == ["essex", "kent"]
        assert [wave.send_on for wave in waves.waves(conn, wave="third")] == ["2015-02-02"]
    assert states(opened, "third") == {State.PLANNED}


def test_nobody_is_silent_about_a_letter_that_has_not_gone(opened: Opened) -> None:
    planned(opened, only=["kent"])
    text = opened.client.get("/?wave=second").text
    assert text.count("not sent") == 5
    lines = opened.client.get("/answers.json", params={"wave": "second"}).json()
    assert {line["answer"] for line in lines} == {"not_sent"}


@pytest.mark.parametrize("view", ["/answers.json?wave=second", "/league.json", "/map.json?figure=question-3"])
def test_every_view_says_so_of_a_letter_that_has_not_gone(opened: Opened, view: str) -> None:
    planned(opened, only=["norfolk"])
    rows = [row for row in opened.client.get(view).json() if row["authority_id"] == "norfolk"]
    assert {row.get("answer", row.get("words")).replace("_", " ") for row in rows} == {"not sent"}
    page = opened.client.get(view.replace("/answers", "/").replace(".json", "")).text
    assert "not sent" in page
    with opened.workspace.database.reading() as conn:
        (letter,) = waves.letters(conn, wave="second")
    assert "not sent" in opened.client.get(f"/request/{letter.reference}").text


def test_a_mail_is_filed_where_a_candidate_says(opened: Opened) -> None:
    item = opened.item(DecisionKind.MATCH)
    with opened.workspace.database.reading() as conn:
        letter = waves.letters(conn, wave="w", authority="dorset")[0]
    assert opened.post(f"/today/{item.item_id}", verdict=f'{{"requests": ["{letter.reference}"]}}').status_code == 303
    assert [(d.item, d.by) for d in opened.decided()] == [(item.item_id, "A. Person")]
    opened.settle()
    assert item.item_id not in {one.item_id for one in opened.items(DecisionKind.MATCH)}


def test_a_held_document_is_released_from_the_page_of_today(opened: Opened) -> None:
    (release,) = opened.items(DecisionKind.RELEASE)
    assert release.item_id in opened.client.get("/today").text
    opened.post(f"/today/{release.item_id}", verdict='{"release": true}')
    opened.settle()
    assert opened.items(DecisionKind.RELEASE) == []


def test_a_decision_that_another_made_meanwhile_is_not_made_again(opened: Opened) -> None:
    (release,) = opened.items(DecisionKind.RELEASE)
    opened.post(f"/today/{release.item_id}", verdict='{"release": true}')
    assert opened.post(f"/today/{release.item_id}", verdict='{"release": false}').status_code == 409
    assert len(opened.decided()) == 1


def in_doubt(opened: Opened) -> None:
    """A letter of the wave `second` that may have gone."""
    planned(opened, only=["kent"])
    seal = re.findall(r'name="seal" value="([0-9a-f]{64})"', opened.client.get("/wave/second/letter/kent").text)[0]
    opened.post("/wave/second/approve", seal=seal)
    with opened.workspace.database.writing() as conn:
        letter = waves.letters(conn, wave="second")[0]
        outbox.move(conn, letter, EventKind.LETTER_IN_DOUBT, at=NOW.isoformat(), by="send", words="the line went dead")


def test_a_letter_in_doubt_is_settled_by_a_person_who_confirms(opened: Opened) -> None:
    in_doubt(opened)
    text = opened.client.get("/today").text
    assert "the line went dead" in text
    fields = {"wave": "second", "authority": "kent", "verdict": "sent", "note": "it lies in Sent"}
    assert opened.post("/outbox/resolve", **fields).status_code == 400
    assert states(opened, "second") == {State.IN_DOUBT}
    assert opened.post("/outbox/resolve", sure="yes", **fields).status_code == 303
    assert states(opened, "second") == {State.SENT}
    with opened.workspace.database.reading() as conn:
        (entry,) = outbox.entries(conn, wave="second")
    assert "it lies in Sent" in entry.words


def test_what_can_become_of_a_letter_is_not_made_up(opened: Opened) -> None:
    in_doubt(opened)
    fields = {"wave": "second", "authority": "kent", "verdict": "lost", "sure": "yes"}
    assert opened.post("/outbox/resolve", **fields).status_code == 400


def test_follow_ups_that_are_due_are_written_read_and_approved_and_none_has_gone(opened: Opened) -> None:
    due = chosen(opened, "due")
    assert due
    opened.post("/followups/draft", chosen=due)
    drafted = chosen(opened, "drafted")
    assert len(drafted) == len(due)
    name, authority, _ = drafted[0].split(" ")
    assert "Freedom of Information" in opened.client.get(f"/followup/{name}/{authority}").text
    assert opened.post("/followups/approve", chosen=drafted).status_code == 303
    with opened.workspace.database.reading() as conn:
        entries = outbox.entries_of(conn, followups.letters(conn))
    assert {(entry.state, entry.approved_by) for entry in entries} == {(State.QUEUED, "A. Person")}


def test_only_the_follow_ups_that_were_chosen_are_approved(opened: Opened) -> None:
    opened.post("/followups/draft", chosen=chosen(opened, "due"))
    drafted = chosen(opened, "drafted")
    opened.post("/followups/approve", chosen=drafted[:1])
    rows = followup.listed(opened.workspace, NOW)
    assert sorted(row.state for row in rows if row.state != "due") == sorted(
        ["queued"] + ["drafted"] * (len(drafted) - 1)
    )


def test_a_follow_up_that_was_written_anew_is_not_the_one_that_was_read(opened: Opened) -> None:
    opened.post("/followups/draft", chosen=chosen(opened, "due"))
    name, authority, _ = chosen(opened, "drafted")[0].split(" ")
    assert opened.post("/followups/approve", chosen=[f"{name} {authority} {'0' * 64}"]).status_code == 400
    assert {row.state for row in followup.listed(opened.workspace, NOW)} <= {"due", "drafted"}


def test_not_more_follow_ups_are_approved_than_may_go_in_a_day(opened: Opened) -> None:
    opened.post("/followups/draft", chosen=chosen(opened, "due"))
    opened.desk.follow_ups_a_day = 0
    answer = opened.post("/followups/approve", chosen=chosen(opened, "drafted"))
    assert answer.status_code == 400
    assert "may go on one day" in answer.text


def test_nothing_chosen_is_one_sentence(opened: Opened) -> None:
    assert "Nothing is chosen" in opened.post("/followups/approve").text


def test_the_schedule_shows_its_last_sign_of_life(opened: Opened) -> None:
    assert "never ran here" in opened.client.get("/").text
    with opened.workspace.database.writing() as conn:
        lease.beat(conn, "send-due", NOW.isoformat())
        lease.beat(conn, "collect-inbox", (NOW - timedelta(days=2)).isoformat())
    text = opened.client.get("/").text
    assert "last sign of life 2014-04-01 09:00</span>" in text
    assert "last sign of life 2014-03-30 09:00: it has stopped" in text


def test_a_letter_shows_what_to_think_of_before_it_goes(opened: Opened) -> None:
    planned(opened, only=["kent"])  # the same was asked of them in wave w, weeks ago
    with opened.workspace.database.reading() as conn:
        name = waves.letters(conn, wave="second")[0].campaign
    told = warnings_today(opened.workspace, "second", (ASKER.name, ASKER.postal), NOW)
    assert (name, bool(told)) == ("social-media", True)
    text = html.unescape(opened.client.get("/wave/second/letter/kent").text)
    assert all(warning.message in text for warning in told)


def test_only_letters_that_wait_are_approved(opened: Opened) -> None:
    assert "No letter of this wave waits for approval." in opened.client.get("/wave/w/letter/kent").text
    planned(opened, only=["kent"])
    assert "Approve 1 letter of this wave as A. Person" in opened.client.get("/wave/second/letter/kent").text
