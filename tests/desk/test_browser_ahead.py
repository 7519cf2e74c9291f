"""The next items in a real browser: there before they are asked for, seen when looked at, never left as they were."""

from __future__ import annotations

from typing import Any

import seats
from seats import Seat

pytestmark = seats.IN_BROWSER
browser, seat = seats.browser, seats.seat
NEXT_IS_THERE = """() => {
  const images = [...document.querySelectorAll('[data-ahead] img')];
  return images.length && images.every(img => img.complete && img.naturalWidth);
}"""


def ready(seat: Seat) -> None:
    """Wait until the next items are there, as while a person reads."""
    seat.page.wait_for_function(NEXT_IS_THERE, timeout=seats.SETTLED_MS)
    seat.page.wait_for_load_state("networkidle")


def following(seat: Seat) -> str:
    return str(seat.page.locator("[data-ahead]").get_attribute("data-ahead"))


def opened_first(seat: Seat) -> None:
    seat.desk.recompute.settled(60)
    seat.go("/review")
    ready(seat)


def test_the_next_item_stands_there_though_the_desk_does_not_answer(seat: Seat) -> None:
    opened_first(seat)
    wanted = following(seat)
    held: list[Any] = []

    def hold(route: Any) -> None:  # Playwright writes on what it is given, which a method of a list does not allow
        held.append(route)

    seat.page.route("**/*", hold)
    seat.press("n")
    assert (seat.item_id, seat.page.url) == (wanted, f"{seat.base}/review/{wanted}")
    for request in held:
        request.abort()
    seat.page.unroute("**/*")


def test_an_item_is_seen_when_it_is_looked_at_and_not_before(seat: Seat) -> None:
    opened_first(seat)
    wanted = following(seat)
    assert wanted not in seat.desk.seen
    with seat.page.expect_response(lambda answer: answer.url.endswith(wanted)):
        seat.press("n")
    seat.page.wait_for_load_state("networkidle")
    assert wanted in seat.desk.seen


def test_what_another_person_said_meanwhile_is_shown(seat: Seat) -> None:
    opened_first(seat)
    wanted, here = following(seat), {"Host": seat.base.removeprefix("http://")}
    remark = {"token": seat.desk.token, "text": "They were telephoned."}
    assert seat.client.post(f"/review/{wanted}/comment", data=remark, headers=here).status_code == 200
    seat.press("n")
    seat.page.wait_for_selector(".history >> text=They were telephoned.", timeout=seats.SETTLED_MS)
    assert seat.item_id == wanted


def test_forth_and_back_and_forth_is_the_same_way(seat: Seat) -> None:
    opened_first(seat)
    way = [seat.item_id]
    for _ in range(4):
        seat.press("n")
        way.append(seat.item_id)
    for name in way[-2::-1]:
        seat.press("p")
        assert seat.item_id == name
    assert seat.decided() == []


def test_keys_pressed_faster_than_the_desk_answers_lose_nothing(seat: Seat) -> None:
    opened_first(seat)
    for key in "nnpn":
        seat.page.keyboard.press(key)
    seat.page.wait_for_load_state("networkidle")
    name = seat.item_id
    seat.press("a")
    assert [decision.item for decision in seat.decided()] == [name]


def test_back_in_the_browser_leads_to_the_item_before(seat: Seat) -> None:
    opened_first(seat)
    seat.press("n")
    name = seat.item_id
    seat.press("n")
    seat.page.go_back()
    seat.page.wait_for_function(
        "name => document.querySelector('#item')?.dataset.reviewItem === name", arg=name, timeout=seats.SETTLED_MS
    )
