"""Every view is there as CSV and JSON: the rows that it shows, all of them, with their number and their hash."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from small_survey import HIDDEN, Opened, copied, looked_at
from starlette.routing import Route

from schema.decision import DecisionKind
from schema.record import Record
from storage import computed, waves

FORMS = ("csv", "json")
SHORT = 80  # a list shows so much of a sentence at least
NO_ROWS = {
    "/wave/{wave}/letter/{authority}": "a letter: a text, whose hash stands over it",
    "/followup/{wave}/{stage}/{since}/{authority}": "a letter",
    "/review/{item}": "one question of the queue, whose twin stands on it",
    "/review/second/{item}": "a form to be filled in blind",
    "/review/adjudicate/{item}": "a form between two verdicts",
    "/review/status": "a part of the review page",
    "/query/saved/{query}": "leads to the question itself",
    "/document/{sha256}/file": "the bytes of a document",
    "/snapshot/{file:path}": "a file that was published",
}
"""Addresses that show no table of their own."""


@dataclass(frozen=True)
class View:
    """A page. ``path``: of its twin; ``told``: columns whose values the page shows as they are in the file; ``rows``: a
    pattern that the page has once for each row, where it shows them one below the other."""

    page: str
    path: str
    told: tuple[str, ...]
    rows: str = ""


VIEWS = (
    View("/", "/waves", ("wave", "campaign"), r'<th scope="row"><a href="/\?wave='),
    View("/", "/answers", ("authority",)),
    View("/today", "/today", ("authority", "what"), r'<article|name="chosen"|<li><a href="/request|<td>every '),
    View("/request/{reference}", "/request/", ("words",)),
    View("/query", "/query", ("as_printed", "unit"), r'<tr><td class="n"><a href="/record'),
    View("/query/sql?q=select authority, question from cases", "/query/sql", ("authority",), "<tr><td"),
    View("/record/{record}", "/record/", ("value",), "<dt "),
    View("/crosstab", "/crosstab", ("accepted_rows",), '<a href="/query[^"]+" aria-label'),
    View("/league", "/league", ("authority",), '<tr><td class="n">'),
    View("/map", "/map", ("authority", "words"), r'<tr><th scope="row">'),
    View("/snapshot", "/snapshot", ("file", "sha256"), " download>[^A]"),
    View("/review", "/review", ("asks",)),
    View("/review/bulk", "/review/bulk", ("row",), r"<tr><td[^>]*>(?:yes|no, it waits)</td>"),
    View("/review/proposals", "/review/proposals", ("as_printed", "value", "by")),
    View("/review/second", "/review/second", ("field", "n"), r'<tr><th scope="row">'),
    View("/document/{document}", "/document/", ("question", "as_printed"), r'<a href="/record/'),
)


@pytest.fixture(scope="module")
def busy(played: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """A desk where everything has something to show: decided, coded twice, a new value, published."""
    folder = tmp_path_factory.mktemp("twins") / "w"
    with copied(played, folder) as desk, looked_at(desk) as client:
        made = Opened(desk, client, folder)
        _work(made)
        yield made


def _work(opened: Opened) -> None:
    values = opened.items(DecisionKind.VALUE)
    for value in values:
        opened.post(f"/review/{value.item_id}/decide", own="1", value="sent away", new="1")
    opened.settle()
    assert opened.post("/review/second/draw", second="B. Person", size="5", seed="1").status_code == 303
    opened.client.cookies.set("reviewer", "B.%20Person")
    for value in values:
        opened.post(f"/review/second/{value.item_id}", verdict='{"value": "resigned"}')
    opened.client.cookies.delete("reviewer")
    assert opened.post("/snapshot").status_code == 303


def _address(opened: Opened, page: str) -> str:
    with opened.workspace.database.reading() as conn:
        record = computed.rows(conn, Record, state="accepted")[0]
        letter = next(iter(waves.letters(conn, authority=record.authority)))
    return page.format(record=record.record_id, reference=letter.reference, document=record.document)


def _text(page: str) -> str:
    """What a person reads, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).replace("_", " ").split())


def _rows(body: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body, newline="")))


def _links(page: str, path: str) -> dict[str, str]:
    every = [html.unescape(found) for found in re.findall(r'href="([^"]+)"', page)]
    return {
        form: next(a for a in every if re.fullmatch(re.escape(path) + rf"[^?/]*\.{form}(\?.*)?", a)) for form in FORMS
    }


def _pattern(route: str) -> str:
    return re.sub(r"\{[^}]+\}", "X", route)


def test_every_address_is_a_view_with_its_twins_or_is_known_to_show_no_rows(opened: Opened) -> None:
    routes = [r for r in opened.client.app.app.routes if isinstance(r, Route) and "GET" in (r.methods or ())]  # type: ignore[attr-defined]
    paths = {route.path for route in routes if not route.path.startswith("/picture/")}
    pages = {path for path in paths if not path.endswith((".csv", ".json", ".sha256"))} - set(NO_ROWS)
    walked = {_pattern(view.page.partition("?")[0]) for view in VIEWS} | {"/answers"}
    assert {_pattern(path) for path in pages} == walked
    for view in VIEWS:
        assert any(_pattern(path).startswith(view.path) and path.endswith(".csv") for path in paths)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.path.strip("/") if isinstance(view, View) else "")
def test_page_and_twins_have_the_same_rows_with_their_count_and_hash(busy: Opened, view: View) -> None:
    page = busy.client.get(_address(busy, view.page)).text
    links = _links(page, view.path)
    as_csv, as_json = (busy.client.get(links[form]) for form in FORMS)
    rows, objects = _rows(as_csv.text), as_json.json()
    assert rows
    assert [_plain(one) for one in objects] == rows
    assert int(as_csv.headers["x-row-count"]) == int(as_json.headers["x-row-count"]) == len(rows)
    assert as_csv.headers["content-disposition"].startswith("attachment")
    digest = hashlib.sha256(as_csv.content).hexdigest()
    assert as_csv.headers["x-content-sha256"] == digest
    elsewhere = busy.client.get(re.sub(r"\.csv", ".sha256", links["csv"])).text if ".sha256" in page else page
    assert digest in elsewhere
    assert re.search(rf"\b{len(rows)}\b", elsewhere)
    shown = _text(page)
    for row in rows:
        for column in view.told:
            assert _text(html.escape(row[column]))[:SHORT] in shown
    if view.rows:
        assert len(re.findall(view.rows, page)) == len(rows)


def _plain(told: dict[str, Any]) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in told.items()}


def test_what_is_held_is_in_no_twin(busy: Opened) -> None:
    with busy.workspace.database.reading() as conn:
        references = [letter.reference for letter in waves.letters(conn)]
    held = busy.item(DecisionKind.RELEASE).document
    paths = ("/today", "/review", f"/document/{held}", *(f"/request/{reference}" for reference in references))
    for path in paths:
        for form in FORMS:
            assert HIDDEN not in busy.client.get(f"{path}.{form}").text
    assert _rows(busy.client.get(f"/document/{held}.csv").text) == []


def test_an_unknown_request_has_no_twin(busy: Opened) -> None:
    assert busy.client.get("/request/nobody.csv").status_code == 400
    assert busy.client.get("/record/nobody.json").status_code == 404
