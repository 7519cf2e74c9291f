"""Query, league, map and cross-tab in a real browser; each test one story."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

import pytest
import seats
from seats import Seat

from schema.decision import DecisionKind

pytestmark = seats.IN_BROWSER
browser, seat = seats.browser, seats.seat
PAGES = ("/query", "/crosstab?rows=role&columns=outcome", "/league", "/map", "/map?figure=cases", "/snapshot")
PAGES += ("/query/sql?q=select+authority+from+authorities",)


@pytest.fixture
def counted(seat: Seat) -> Seat:
    """A seat whose tables are accepted, published, with a question saved."""
    here = {"Host": seat.base.removeprefix("http://")}
    for item in seat.items(DecisionKind.TABLE):
        fields = {"token": seat.desk.token, "verdict": '{"accept": true}'}
        seat.client.post(f"/review/{item.item_id}/decide", data=fields, headers=here)
    seat.settle()
    seat.client.post("/snapshot", data={"token": seat.desk.token}, headers=here)
    seat.client.post("/query/sql/save", data={"token": seat.desk.token, "name": "One", "q": "select 1"}, headers=here)
    return seat


def downloaded(seat: Seat, name: str) -> bytes:
    with seat.page.expect_download() as found:
        seat.page.get_by_role("link", name=name, exact=True).first.click()
    return Path(found.value.path()).read_bytes()


def test_what_is_narrowed_comes_down_as_it_is_shown(counted: Seat) -> None:
    counted.go("/query")
    counted.page.get_by_role("link", name="Essex Police").click()
    shown = int(counted.page.locator("[data-count]").get_attribute("data-count"))
    as_csv = downloaded(counted, "CSV")
    rows = list(csv.DictReader(io.StringIO(as_csv.decode())))
    assert len(rows) == shown > 0
    assert {row["authority"] for row in rows} == {"essex"}
    counted.page.get_by_role("link", name="their SHA-256").click()
    assert hashlib.sha256(as_csv).hexdigest() in counted.page.locator("body").inner_text()


def test_a_cell_of_the_cross_tab_leads_to_its_rows(counted: Seat) -> None:
    counted.go("/query")
    counted.page.get_by_role("link", name="Cross-tab").click()
    counted.page.get_by_label("Rows").select_option("role")
    counted.page.get_by_label("Columns").select_option("outcome")
    counted.page.get_by_role("button", name="Show").click()
    cell = counted.page.locator("td.n a").first
    count = int(cell.inner_text())
    cell.click()
    assert counted.page.locator("[data-count]").get_attribute("data-count") == str(count)


def test_another_figure_is_put_on_the_map(counted: Seat) -> None:
    counted.go("/map")
    assert counted.page.locator("svg path").count() == 43
    counted.page.locator("select[name=figure]").select_option("late")
    counted.page.get_by_role("button", name="Show").click()
    assert "Working days late" in counted.page.inner_text("h1")
    rows = json.loads(downloaded(counted, "JSON"))
    assert len(rows) == 43
    assert counted.page.locator("svg path").count() == 43


def test_a_question_in_sql_is_saved_and_found_by_its_name(counted: Seat) -> None:
    counted.go("/query/sql")
    counted.page.get_by_label("One SELECT").fill("select count(*) as n from cases")
    counted.page.get_by_role("button", name="Ask").click()
    counted.page.get_by_label("Save this question as").fill("How many")
    counted.page.get_by_role("button", name="Save").click()
    counted.page.get_by_role("link", name="How many").click()
    assert counted.page.get_by_label("One SELECT").input_value() == "select count(*) as n from cases"


def test_the_snapshot_comes_down_with_its_methodology(counted: Seat) -> None:
    counted.go("/snapshot")
    assert downloaded(counted, "methodology.md").startswith(b"#")
    assert downloaded(counted, "All of it as one ZIP").startswith(b"PK")


@pytest.mark.parametrize(("scheme", "rules"), [("light", []), ("dark", ["color-contrast"])])
def test_axe_finds_nothing_on_the_pages_of_figures(counted: Seat, scheme: str, rules: list[str]) -> None:
    counted.page.emulate_media(color_scheme=scheme)
    found = {}
    for path in PAGES:
        counted.go(path)
        if faults := counted.faults(rules):
            found[path] = faults
    assert found == {}


@pytest.mark.parametrize("width", [1280, 640, 390])
def test_no_page_of_figures_is_wider_than_the_window(counted: Seat, width: int) -> None:
    counted.page.set_viewport_size({"width": width, "height": 800})
    wide = {}
    for path in PAGES:
        counted.go(path)
        if (needed := counted.page.evaluate("document.documentElement.scrollWidth")) > width:
            wide[path] = needed
    assert wide == {}
    assert [address for address in counted.asked if not address.startswith(counted.base)] == []
