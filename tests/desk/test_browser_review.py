"""The review in a real browser: tables, many rows at once, the second coder; each test one story."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import seats
from seats import Seat
from small_survey import SCRIPT

from schema.decision import DecisionKind, ReviewItem

pytestmark = seats.IN_BROWSER
browser, seat = seats.browser, seats.seat
WIDTHS = (1280, 390)


def essex(seat: Seat) -> ReviewItem:
    return next(item for item in seat.items(DecisionKind.TABLE) if item.authority == "essex")


def post(seat: Seat, path: str, **fields: str) -> int:
    here = {"Host": seat.base.removeprefix("http://")}
    answer = seat.client.post(path, data={"token": seat.desk.token, **fields}, headers=here, follow_redirects=False)
    return int(answer.status_code)


def told(seat: Seat, words: str) -> None:
    seat.page.wait_for_selector(f".told >> text={words}", timeout=seats.SETTLED_MS)


def test_ctrl_enter_inside_a_cell_stores_it_and_accepts(seat: Seat) -> None:
    item = essex(seat)
    seat.go(f"/review/{item.item_id}")
    for key in ("t", "ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight", "Enter"):
        seat.page.keyboard.press(key)
    seat.page.keyboard.type("8")
    seat.press("Control+Enter")
    made = seat.decided()
    assert [decision.kind for decision in made] == [DecisionKind.CELL, DecisionKind.TABLE]
    assert json.loads(made[0].verdict) == {"text": "8", "was": "3"}


def test_ctrl_enter_inside_a_cell_left_as_it_was_only_accepts(seat: Seat) -> None:
    seat.go(f"/review/{essex(seat).item_id}")
    for key in ("t", "Enter"):
        seat.page.keyboard.press(key)
    seat.press("Control+Enter")
    assert [decision.kind for decision in seat.decided()] == [DecisionKind.TABLE]


def test_the_column_of_the_cell_in_focus_is_mapped_without_the_mouse(seat: Seat) -> None:
    seat.go(f"/review/{essex(seat).item_id}")
    for key in ("t", "ArrowDown", "ArrowRight", "ArrowRight", "m"):
        seat.page.keyboard.press(key)
    assert seat.page.locator("form.tools input[name=column]").input_value() == "3"
    seat.page.keyboard.type("nothing that was")
    seat.page.keyboard.press("Tab")
    seat.page.keyboard.press("Enter")
    told(seat, "The column is mapped.")
    (made,) = seat.decided()
    assert (made.kind, json.loads(made.verdict)) == (DecisionKind.COLUMN, {"ignore": "not asked for"})


def test_a_table_is_cut_at_the_row_in_focus_and_u_makes_it_whole(seat: Seat) -> None:
    seat.go(f"/review/{essex(seat).item_id}")
    for key in ("t", "ArrowDown", "ArrowDown", "m"):
        seat.page.keyboard.press(key)
    seat.page.get_by_role("button", name="A new table begins at this row").click()
    told(seat, "A table begins at that row now.")
    seat.settle()
    assert len([item for item in seat.items(DecisionKind.TABLE) if item.authority == "essex"]) == 2
    seat.page.keyboard.press("u")
    told(seat, "Undone.")
    seat.settle()
    assert len([item for item in seat.items(DecisionKind.TABLE) if item.authority == "essex"]) == 1


def test_rows_that_pass_are_looked_at_and_accepted_together(seat: Seat) -> None:
    seat.go(f"/review/{essex(seat).item_id}")
    seat.page.keyboard.press("b")
    seat.page.wait_for_selector("text=2 rows pass every check")
    assert SCRIPT in seat.page.locator("main").inner_text()
    seat.page.get_by_role("button", name="Accept these 2 rows as one decision").click()
    seat.page.wait_for_selector("[data-review-item]")
    assert [decision.kind for decision in seat.decided()] == [DecisionKind.BULK]
    seat.page.keyboard.press("u")
    told(seat, "Undone.")
    assert len(seat.decided()) == 2


def test_an_item_is_sent_to_a_colleague(seat: Seat) -> None:
    seat.go("/review")
    first = seat.item_id
    seat.page.keyboard.press("x")
    seat.page.keyboard.type("She knows this force.")
    seat.page.locator("form.back input[name=who]").fill("B. Person")
    seat.page.get_by_role("button", name="Send back").click()
    seat.page.wait_for_function("before => document.querySelector('#item').dataset.reviewItem !== before", arg=first)
    assert [decision.kind for decision in seat.decided()] == [DecisionKind.BACK]


def test_a_value_is_found_by_its_first_letters(seat: Seat) -> None:
    item = next(item for item in seat.items(DecisionKind.VALUE) if item.authority == "kent")
    seat.go(f"/review/{item.item_id}")
    offered = seat.page.evaluate("[...document.querySelectorAll('#values option')].map(one => one.value)")
    assert [one for one in offered if one.startswith("words")] == ["words_of_advice"]
    assert seat.page.locator("input[name=value]").get_attribute("list") == "values"


def as_second(seat: Seat) -> None:
    seat.page.context.add_cookies([{"name": "reviewer", "value": "B.%20Person", "url": seat.base}])


def test_a_second_person_codes_blind_and_a_third_adjudicates(seat: Seat) -> None:
    item = next(item for item in seat.items(DecisionKind.VALUE) if item.authority == "kent")
    post(seat, f"/review/{item.item_id}/decide", own="1", value="words_of_advice")
    seat.settle()
    seat.go("/review/second")
    seat.page.locator("input[name=second]").fill("B. Person")
    seat.page.get_by_role("button", name="Draw").click()
    seat.page.wait_for_selector("text=1 drawn")
    as_second(seat)
    seat.go(f"/review/{item.item_id}")
    assert "words_of_advice" not in seat.page.locator("#asks").inner_text()
    assert seat.page.locator("text=Decided by").count() == 0
    seat.page.locator("input[name=value]").fill("resigned")
    seat.page.keyboard.press("Control+Enter")
    seat.page.wait_for_selector("text=1 coded twice")
    seat.page.context.clear_cookies()
    seat.page.locator("a[href^='/review/adjudicate/']").click()
    seat.page.wait_for_selector("text=two people differ")
    seat.page.wait_for_load_state("load")  # the keys are there
    seat.page.keyboard.press("2")
    seat.page.wait_for_selector("text=1 adjudicated")
    assert [d.kind for d in seat.decided()][-1] is DecisionKind.ADJUDICATED


def new_pages(seat: Seat) -> Iterator[str]:
    """An address of every page of this line that the other stories do not look at."""
    item = next(item for item in seat.items(DecisionKind.VALUE) if item.authority == "kent")
    yield "/review/bulk"
    post(seat, f"/review/{item.item_id}/decide", own="1", value="sent_away", new="1")
    seat.settle()
    yield "/review/proposals"
    post(seat, "/review/second/draw", second="B. Person", size="1", seed="1")
    yield "/review/second"
    as_second(seat)
    yield f"/review/second/{item.item_id}"
    seat.client.cookies.set("reviewer", "B.%20Person")
    post(seat, f"/review/second/{item.item_id}", own="1", value="resigned")
    seat.client.cookies.clear()
    seat.page.context.clear_cookies()
    yield f"/review/adjudicate/{item.item_id}"
    yield "/review/second"
    yield f"/review/{essex(seat).item_id}"


@pytest.mark.parametrize(("scheme", "rules"), [("light", []), ("dark", ["color-contrast"])])
def test_axe_finds_nothing_and_no_page_is_too_wide(seat: Seat, scheme: str, rules: list[str]) -> None:
    seat.page.emulate_media(color_scheme=scheme)
    found: dict[str, Any] = {}
    for path in new_pages(seat):
        for width in WIDTHS:
            seat.page.set_viewport_size({"width": width, "height": 800})
            seat.go(path)
            seat.page.evaluate(
                "document.querySelectorAll('details').forEach(one => { one.open = !one.closest('.who'); })"
            )
            if faults := seat.faults(rules):
                found[f"{path} {width}"] = faults
            if (needed := seat.page.evaluate("document.documentElement.scrollWidth")) > width:
                found[f"{path} {width} wide"] = needed
    assert found == {}
    assert [address for address in seat.asked if not address.startswith(seat.base)] == []


def test_who_checks_the_machine_has_the_marked_cell_lit_and_types_what_it_says(seat: Seat) -> None:
    for item in seat.items(DecisionKind.VALUE):
        post(seat, f"/review/{item.item_id}/decide", own="1", value="resigned")
    seat.settle()
    post(seat, "/review/second/draw", second="B. Person", size="2", seed="1", of="machine")
    as_second(seat)
    seat.go("/review/second")
    seat.page.click('[data-action="next"]')
    first = seat.item_id
    assert seat.page.locator("rect.focus.lit").count() == 1
    assert seat.page.locator("td[data-cell]").count() == 0
    assert seat.faults([]) == []
    seat.page.keyboard.press("e")
    seat.page.keyboard.type("5")
    seat.page.keyboard.press("Enter")
    seat.page.wait_for_function("before => document.querySelector('#item').dataset.reviewItem !== before", arg=first)
    (made,) = [decision for decision in seat.decided() if decision.kind is DecisionKind.SECOND]
    assert (made.item, made.by) == (first, "B. Person")
