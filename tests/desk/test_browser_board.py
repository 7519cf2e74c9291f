"""The wave board in a real browser: plan, read, approve, pause, cancel, follow up; each test one story."""

from __future__ import annotations

import pytest
import seats
from seats import Seat
from small_survey import NOW

from flows.steps import followup
from schema.decision import DecisionKind
from storage import outbox, waves
from storage.outbox import State

pytestmark = seats.IN_BROWSER
browser, seat = seats.browser, seats.seat
PAGES = ("/", "/?wave=second", "/today", "/wave/second/letter/kent")


def states(seat: Seat, wave: str) -> set[State]:
    with seat.workspace.database.reading() as conn:
        return {entry.state for entry in outbox.entries(conn, wave=wave)}


def plan(seat: Seat) -> None:
    """Plan the wave `second` to two forces, as a person does."""
    seat.go("/")
    seat.page.get_by_label("Name", exact=True).fill("second")
    seat.page.get_by_text("Ask only some").click()
    seat.page.get_by_label("Authorities").select_option(["kent", "essex"])
    seat.page.get_by_role("button", name="Write the letters").first.click()
    seat.page.wait_for_url("**/?wave=second")


def test_a_wave_is_planned_read_letter_by_letter_and_approved(seat: Seat) -> None:
    plan(seat)
    with seat.workspace.database.reading() as conn:
        assert [letter.authority for letter in waves.letters(conn, wave="second")] == ["essex", "kent"]
    seat.page.get_by_role("link", name="Read the letters and approve them").click()
    seat.page.get_by_role("link", name="Next").click()
    assert "Freedom of Information" in seat.page.locator("pre").inner_text()
    seat.page.get_by_role("button", name="Approve 2 letters").click()
    seat.page.wait_for_url("**/?wave=second")
    assert states(seat, "second") == {State.QUEUED}


def test_a_wave_is_paused_and_goes_on(seat: Seat) -> None:
    plan(seat)
    seat.page.get_by_role("button", name="Pause").click()
    seat.page.wait_for_selector("text=paused by A. Person")
    seat.page.get_by_role("button", name="Let it go on").click()
    seat.page.wait_for_selector("button >> text=Pause")


def test_cancelling_wants_a_mark_and_then_is_done(seat: Seat) -> None:
    plan(seat)
    button = seat.page.get_by_role("button", name="Cancel what has not gone (2)")
    button.click()  # the browser asks for the mark and sends nothing
    assert states(seat, "second") == {State.PLANNED}
    seat.page.get_by_label("for good").check()
    button.click()
    seat.page.wait_for_selector("td >> text=letter cancelled")
    assert states(seat, "second") == {State.CANCELLED}


def test_a_wave_is_repeated(seat: Seat) -> None:
    plan(seat)
    seat.page.get_by_text("Repeat it").click()
    seat.page.get_by_label("Name of the new wave").fill("third")
    seat.page.get_by_role("button", name="Write the letters again").click()
    seat.page.wait_for_url("**/?wave=third")
    assert states(seat, "third") == {State.PLANNED}


def test_a_mail_is_filed_with_one_press_from_the_page_of_today(seat: Seat) -> None:
    seat.go("/")
    seat.page.get_by_role("link", name="mail or file that no request claims").click()
    seat.page.get_by_role("button", name="File to Dorset Police").click()
    seat.page.wait_for_selector("text=Every mail and file has its request.")
    assert [(d.kind, d.by) for d in seat.decided()] == [(DecisionKind.MATCH, "A. Person")]


def test_follow_ups_are_written_read_and_approved_and_nothing_has_gone(seat: Seat) -> None:
    seat.go("/today#followups")
    marks = seat.page.locator('[name="chosen"]')
    count = marks.count()
    for n in range(count):
        marks.nth(n).check()
    seat.page.get_by_role("button", name="Write those that are chosen").click()
    seat.page.wait_for_selector("td >> text=drafted")
    seat.page.locator('a[href^="/followup/"]').first.click()
    seat.page.wait_for_selector("pre >> text=Freedom of Information")
    seat.page.get_by_role("link", name="Back to the follow-ups").click()
    seat.page.locator('[name="chosen"]').first.check()
    seat.page.get_by_role("button", name="Approve those that are chosen").click()
    seat.page.wait_for_selector("td >> text=queued")
    told = [row.state for row in followup.listed(seat.workspace, NOW)]
    assert (told.count("queued"), "sent" in told) == (1, False)


@pytest.mark.parametrize(("scheme", "rules"), [("light", []), ("dark", ["color-contrast"])])
def test_axe_finds_nothing_on_the_pages_of_a_wave(seat: Seat, scheme: str, rules: list[str]) -> None:
    seat.page.emulate_media(color_scheme=scheme)
    plan(seat)
    found = {}
    for path in PAGES:
        seat.go(path)
        if faults := seat.faults(rules):
            found[path] = faults
    assert found == {}


@pytest.mark.parametrize("width", [1280, 640, 390])
def test_no_page_of_a_wave_is_wider_than_the_window(seat: Seat, width: int) -> None:
    plan(seat)
    seat.page.set_viewport_size({"width": width, "height": 800})
    wide = {}
    for path in PAGES:
        seat.go(path)
        if (needed := seat.page.evaluate("document.documentElement.scrollWidth")) > width:
            wide[path] = needed
    assert wide == {}
    assert [address for address in seat.asked if not address.startswith(seat.base)] == []
