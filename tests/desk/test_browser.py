"""The pages in a real browser, each test one story of a person at the desk."""

from __future__ import annotations

import re

import pytest
import seats
from seats import Seat

from schema.decision import DecisionKind

pytestmark = seats.IN_BROWSER
browser, seat = seats.browser, seats.seat


def every_page(seat: Seat) -> list[str]:
    """An address of every kind of page, with a table accepted, so that the query page has something to show."""
    items = seat.items()
    table = seat.item(DecisionKind.TABLE)
    here = {"Host": seat.base.removeprefix("http://")}
    fields = {"token": seat.desk.token, "verdict": '{"accept": true}'}
    seat.client.post(f"/review/{table.item_id}/decide", data=fields, headers=here)
    seat.settle()
    request = re.findall(r'href="(/request/[^"#]+)"', seat.client.get("/", headers=here).text)[0]
    record = re.findall(r'href="(/record/[^"]+)"', seat.client.get("/query", headers=here).text)[0]
    fixed = ["/", "/query", "/query/sql?q=select+*+from+authorities", "/league", "/wave/w/letter/kent"]
    return [*fixed, request, record, f"/document/{table.document}", *(f"/review/{item.item_id}" for item in items)]


def test_the_key_a_accepts_and_the_next_item_is_there(seat: Seat) -> None:
    seat.go("/review")
    first, second = (item.item_id for item in seat.items()[:2])
    assert seat.item_id == first
    seat.press("a")
    assert seat.item_id == second
    assert [decision.item for decision in seat.decided()] == [first]
    assert seat.page.url.endswith(f"/review/{second}")


def test_holding_the_key_down_accepts_once(seat: Seat) -> None:
    seat.go("/review")
    seat.page.keyboard.down("a")
    for _ in range(5):
        seat.page.keyboard.down("a")  # repeats, as a held key does
    seat.page.keyboard.up("a")
    seat.page.wait_for_timeout(600)
    assert len(seat.decided()) == 1


def test_what_was_accepted_by_mistake_comes_back_with_u_and_goes_again_with_r(seat: Seat) -> None:
    seat.go("/review")
    first = seat.item_id
    seat.press("a")
    seat.press("u")
    assert seat.item_id == first
    seat.page.keyboard.press("r")
    seat.page.wait_for_selector(".told >> text=Done again.")
    assert len(seat.decided()) == 3


def test_the_cell_in_focus_lights_its_box_and_the_box_its_cell(seat: Seat) -> None:
    item = next(item for item in seat.items(DecisionKind.VALUE) if item.authority == "kent")
    seat.go(f"/review/{item.item_id}")
    assert seat.page.locator("rect.lit").get_attribute("data-box") == "2:2"  # what is asked about, at once
    seat.page.keyboard.press("t")
    seat.page.keyboard.press("ArrowDown")
    assert seat.page.evaluate("document.activeElement.dataset.cell") == "3:2"
    assert seat.page.locator("rect.lit").get_attribute("data-box") == "3:2"
    seat.page.locator('rect[data-box="1:3"]').click()
    assert seat.page.evaluate("document.activeElement.dataset.cell") == "1:3"
    assert seat.page.evaluate("document.activeElement.textContent") == "3"


def test_a_cell_is_corrected_without_the_mouse(seat: Seat) -> None:
    item = seat.item(DecisionKind.TABLE)
    seat.go(f"/review/{item.item_id}")
    for key in ("t", "ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight", "Enter"):
        seat.page.keyboard.press(key)
    seat.page.keyboard.type("8")
    seat.page.keyboard.press("Enter")
    seat.page.wait_for_selector('td.corrected[data-cell="1:3"]')
    assert seat.page.locator('[data-cell="1:3"]').inner_text() == "8"
    assert seat.page.evaluate("document.activeElement.dataset.cell") == "1:3"
    assert [decision.kind for decision in seat.decided()] == [DecisionKind.CELL]


def test_an_edit_that_is_left_changes_nothing(seat: Seat) -> None:
    seat.go(f"/review/{seat.item(DecisionKind.TABLE).item_id}")
    for key in ("t", "Enter", "x", "Escape"):
        seat.page.keyboard.press(key)
    assert seat.page.locator('[data-cell="0:0"]').inner_text() == "Year"
    assert seat.decided() == []


def test_letters_typed_into_a_field_are_text_and_ctrl_enter_decides(seat: Seat) -> None:
    item = next(item for item in seat.items(DecisionKind.VALUE) if item.authority == "kent")
    seat.go(f"/review/{item.item_id}")
    seat.page.keyboard.press("e")
    seat.page.keyboard.type("words_of_advice")
    assert seat.decided() == []
    seat.press("Control+Enter")
    assert [decision.verdict for decision in seat.decided()] == ['{"value": "words_of_advice"}']


def test_the_queue_is_emptied_with_the_keyboard_alone(seat: Seat) -> None:
    seat.go("/review")
    for _ in range(40):
        seat.page.wait_for_function("document.querySelector('#asks')")
        if "Nothing waits" in seat.page.locator("#asks").inner_text():
            assert seat.desk.recompute.settled(60)
            seat.go("/review")
            if "Nothing waits" in seat.page.locator("#asks").inner_text():
                break
        if seat.page.locator(".proposals").count() == 0:
            seat.page.keyboard.press("e")
            seat.page.keyboard.type("words_of_advice")
            seat.press("Control+Enter")
        else:
            seat.press("a")
    assert seat.items() == []


def test_the_keys_are_shown_when_asked_for(seat: Seat) -> None:
    seat.go("/review")
    seat.page.keyboard.press("?")
    assert seat.page.locator("#keys").is_visible()
    seat.page.keyboard.press("a")
    seat.page.keyboard.press("Escape")
    assert seat.page.locator("#keys").is_hidden()
    assert seat.decided() == []


def test_the_next_items_picture_is_there_before_it_is_asked_for(seat: Seat) -> None:
    item = next(item for item in seat.items(DecisionKind.VALUE) if item.authority == "kent")
    seat.go("/review")
    while seat.page.locator("[data-ahead]").get_attribute("data-ahead") != item.item_id:
        seat.press("n")
    seat.page.wait_for_function(
        "() => { const images = [...document.querySelectorAll('[data-ahead] img')];"
        " return images.length && images.every(img => img.complete && img.naturalWidth); }"
    )
    seat.asked.clear()
    seat.press("n")
    assert seat.item_id == item.item_id
    assert seat.page.evaluate("document.querySelector('img[data-evidence]').naturalWidth") > 500
    assert [address for address in seat.asked if "/picture/page/" in address] == []


def test_a_desk_that_was_stopped_says_so_and_loses_nothing(seat: Seat) -> None:
    seat.go("/review")
    seat.page.route("**/*", lambda route: route.abort())
    seat.page.keyboard.press("a")
    seat.page.wait_for_selector("#said >> text=The desk does not answer")
    assert seat.decided() == []
    seat.page.unroute("**/*")
    seat.press("a")
    assert len(seat.decided()) == 1


def test_a_page_older_than_the_desk_is_told_to_load_again(seat: Seat) -> None:
    seat.go("/review")
    seat.page.evaluate("document.querySelectorAll('[name=token]').forEach(one => { one.value = 'old'; })")
    seat.page.keyboard.press("a")
    seat.page.wait_for_selector("#said >> text=Load the page again")
    assert seat.decided() == []


def test_nothing_is_asked_of_anybody_else_and_nothing_is_refused(seat: Seat) -> None:
    for path in every_page(seat):
        seat.go(path)
    assert [address for address in seat.asked if not address.startswith(seat.base)] == []


@pytest.mark.parametrize(("scheme", "rules"), [("light", []), ("dark", ["color-contrast"])])
def test_axe_finds_nothing_on_any_page(seat: Seat, scheme: str, rules: list[str]) -> None:
    seat.page.emulate_media(color_scheme=scheme)
    found: dict[str, list[str]] = {}
    for path in every_page(seat):
        seat.go(path)
        if faults := seat.faults(rules):
            found[path] = faults
    assert found == {}


@pytest.mark.parametrize("width", [1280, 640, 390])
def test_no_page_is_wider_than_the_window(seat: Seat, width: int) -> None:
    """640 pixels are 1280 at 200 per cent."""
    seat.page.set_viewport_size({"width": width, "height": 800})
    wide = {}
    for path in every_page(seat):
        seat.go(path)
        if (needed := seat.page.evaluate("document.documentElement.scrollWidth")) > width:
            wide[path] = needed
    assert wide == {}


def test_a_long_address_makes_no_page_wider_than_the_window(seat: Seat) -> None:
    long = f"{'freedom-of-information-' * 3}requests@dorset.police.uk"
    with (seat.folder / "addresses.csv").open("a") as file:
        file.write(f"cleveland,{long},confirmed\n")
    here = {"Host": seat.base.removeprefix("http://")}
    fields = {"token": seat.desk.token, "name": "long", "campaign": "social-media", "only": "cleveland"}
    seat.client.post("/wave/plan", data=fields, headers=here)
    seat.page.set_viewport_size({"width": 320, "height": 800})
    for path in ("/wave/long/letter/cleveland", re.findall(r'href="(/request/[^"#]+)"', board(seat, "long"))[0]):
        seat.go(path)
        assert long in seat.page.inner_text("main")
        assert seat.page.evaluate("document.documentElement.scrollWidth") <= 320


def board(seat: Seat, wave: str) -> str:
    return seat.client.get(f"/?wave={wave}", headers={"Host": seat.base.removeprefix("http://")}).text


def test_a_number_on_the_query_page_leads_to_its_place(seat: Seat) -> None:
    every_page(seat)
    seat.go("/query")
    seat.page.locator("td.n a").first.click()
    seat.page.wait_for_selector("img[data-evidence]")
    assert seat.page.locator("rect.focus").count() >= 1


def test_on_a_narrow_page_an_item_opens_at_its_question(seat: Seat) -> None:
    item = next(item for item in seat.items(DecisionKind.VALUE) if item.authority == "kent")
    seat.page.set_viewport_size({"width": 390, "height": 800})
    seat.go(f"/review/{item.item_id}")
    seat.page.wait_for_selector("rect.lit", state="attached")
    assert seat.page.evaluate("window.scrollY") == 0
    assert seat.page.locator("#asks").is_visible()


def test_the_lit_box_is_in_the_window(seat: Seat) -> None:
    item = next(item for item in seat.items(DecisionKind.VALUE) if item.authority == "kent")
    seat.go(f"/review/{item.item_id}")
    for cell in ("0:0", "4:3", "2:2"):
        seat.page.locator(f'td[data-cell="{cell}"]').click()
        box = seat.page.locator("rect.lit").bounding_box()
        assert box
        assert 0 <= box["y"] <= 800 - box["height"]
