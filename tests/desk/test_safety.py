"""The pages answer this machine, do what our own forms ask, and run nothing that came from outside."""

from __future__ import annotations

import re

import pytest
from small_survey import HIDDEN, IN_THE_OPEN, PORT, SCRIPT, Opened
from starlette.routing import Route

from desk.app import _routes
from desk.views import visible
from schema.decision import DecisionKind

POSTS = [route.path for route in _routes() if isinstance(route, Route) and "POST" in (route.methods or ())]


def addresses(opened: Opened) -> list[str]:
    """An address of every kind of page there is in the small survey."""
    with opened.workspace.database.reading() as conn:
        from storage import documents, waves

        hashes = [document.sha256 for document in documents.documents(conn)]
        letters = waves.letters(conn)
    items = [f"/review/{item.item_id}" for item in opened.items()]
    requests = [f"/request/{letter.reference}" for letter in letters]
    pages = ["/", "/today", "/review", "/query", "/query/sql", "/league", "/map", "/crosstab", "/snapshot"]
    pages += ["/review/status", "/wave/w/letter/kent"]
    return [*pages, *items, *requests, *(f"/document/{sha256}" for sha256 in hashes)]


@pytest.mark.parametrize("host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1", "127.0.0.1:1", "", "0.0.0.0"])
def test_another_host_name_is_answered_nothing(opened: Opened, host: str) -> None:
    answer = opened.client.get("/review", headers={"Host": host})
    assert answer.status_code == 421
    assert "data-review-item" not in answer.text


def test_this_machine_may_also_be_called_localhost(opened: Opened) -> None:
    assert opened.client.get("/review", headers={"Host": f"localhost:{PORT}"}).status_code == 200


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("token", [None, "", "wrong"])
def test_nothing_is_done_without_our_token(opened: Opened, path: str, token: str | None) -> None:
    address = re.sub(r"{[^}]*}", opened.items()[0].item_id, path)
    answer = opened.client.post(address, data={} if token is None else {"token": token, "name": "x", "text": "x"})
    assert answer.status_code == 403
    assert opened.decided() == []


@pytest.mark.parametrize("origin", ["http://evil.example", "null", f"https://127.0.0.1:{PORT}", "http://127.0.0.1:1"])
def test_nothing_is_done_for_another_site_even_with_the_token(opened: Opened, origin: str) -> None:
    item = opened.items()[0]
    fields = {"token": opened.desk.token}
    answer = opened.client.post(f"/review/{item.item_id}/decide", data=fields, headers={"Origin": origin})
    assert answer.status_code == 403
    assert opened.decided() == []


def test_our_own_origin_with_the_token_may_decide(opened: Opened) -> None:
    item = opened.items()[0]
    own = {"Origin": f"http://127.0.0.1:{PORT}"}
    answer = opened.client.post(f"/review/{item.item_id}/decide", data={"token": opened.desk.token}, headers=own)
    assert answer.status_code == 200
    assert [decision.item for decision in opened.decided()] == [item.item_id]


def test_another_site_may_not_load_a_picture_or_ask_in_sql(opened: Opened) -> None:
    elsewhere = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert opened.client.get("/query.csv", headers=elsewhere).status_code == 403
    assert opened.client.get("/query/sql?q=select+1", headers=followed).status_code == 403
    assert opened.client.get("/query", headers=followed).status_code == 200


@pytest.mark.parametrize("path", ["/", "/review", "/query", "/nope", "/static/desk.js"])
def test_every_answer_forbids_foreign_and_inline_content(opened: Opened, path: str) -> None:
    answer = opened.client.get(path)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'self'")
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_no_page_has_script_style_or_address_of_its_own(opened: Opened) -> None:
    for address in addresses(opened):
        text = opened.client.get(address).text
        assert re.findall(r"<script(?![^>]*\bsrc=\"/static/)", text) == []
        assert re.findall(r"<style|\sstyle=|\son\w+=\"|javascript:", text) == []
        assert re.findall(r"[\s](?:src|href|action)=\"(?!/|#)", text) == []


def test_script_in_names_cells_subjects_and_bodies_is_text(opened: Opened) -> None:
    texts = [opened.client.get(address).text for address in addresses(opened)]
    assert sum("&lt;script&gt;alert(1)" in text for text in texts) >= 4
    assert not any(SCRIPT in text or "<img src=x" in text for text in texts)


def test_signs_that_turn_text_around_are_shown() -> None:
    assert visible("cod\u202efdp.exe\x00") == "cod\\u202efdp.exe\\u0000"
    assert visible("a line\nand a tab\t£5") == "a line\nand a tab\t£5"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/app.py",
        "/document/..%2f..%2froundrobin.db",
        "/document/../../roundrobin.db/file",
        "/picture/page/..%2f..%2froundrobin.db/1",
        "/record/..%2f..%2fetc%2fpasswd",
        "/wave/..%2f/letter/kent",
    ],
)
def test_no_address_leads_out_of_its_folder(opened: Opened, path: str) -> None:
    answer = opened.client.get(path)
    assert answer.status_code in (400, 404)
    assert "import" not in answer.text
    assert "SQLite format" not in answer.text


def test_a_stored_file_comes_down_as_a_download_that_no_browser_opens(opened: Opened) -> None:
    item = next(item for item in opened.items(DecisionKind.TABLE) if item.authority == "essex")
    answer = opened.client.get(f"/document/{item.document}/file")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert "<" not in answer.headers["content-disposition"]
    assert "sandbox" not in opened.client.get("/review").headers["content-security-policy"]


def test_what_is_quarantined_is_shown_nowhere_before_it_is_released(opened: Opened) -> None:
    (release,) = opened.items(DecisionKind.RELEASE)
    texts = {address: opened.client.get(address).text for address in addresses(opened)}
    assert [a for a, text in texts.items() if IN_THE_OPEN in text or HIDDEN in text] == []
    assert opened.client.get(f"/document/{release.document}/file").status_code == 403
    notice = opened.client.get(f"/picture/notice/{release.document}").content
    assert opened.client.get(f"/picture/table/{release.document}/0/0").content == notice


def test_after_its_release_the_open_sheet_is_shown_and_the_hidden_one_never(opened: Opened) -> None:
    (release,) = opened.items(DecisionKind.RELEASE)
    opened.post(f"/review/{release.item_id}/decide", verdict='{"release": true}')
    opened.settle()
    texts = [opened.client.get(address).text for address in addresses(opened)]
    assert any(IN_THE_OPEN in text for text in texts)
    assert not any(HIDDEN in text for text in texts)


WRITES = (
    "delete from record",
    "update record set low = 0",
    "drop table record",
    "insert into wave values ('x')",
    "attach database 'x.db' as x",
    "pragma journal_mode = delete",
    "vacuum into 'x.db'",
    "select 1; delete from record",
)


@pytest.mark.parametrize("sql", WRITES)
def test_sql_that_writes_is_refused_and_changes_nothing(opened: Opened, sql: str) -> None:
    before = (opened.folder / "roundrobin.db").read_bytes()
    answer = opened.client.get("/query/sql", params={"q": sql})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert (opened.folder / "roundrobin.db").read_bytes() == before


def test_sql_that_never_ends_is_stopped_and_says_so(opened: Opened) -> None:
    opened.desk.query_limit_s = 0.3
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
    answer = opened.client.get("/query/sql", params={"q": endless})
    assert answer.status_code == 400
    assert "took longer than 0.3 s" in answer.text


def test_sql_does_not_read_what_may_be_held(opened: Opened) -> None:
    for table in ("reading", "REVIEW_ITEM", '"message"'):
        assert opened.client.get("/query/sql", params={"q": f"select * from {table}"}).status_code == 400


def test_a_form_that_is_too_big_is_refused(opened: Opened) -> None:
    answer = opened.client.post("/who", data={"token": opened.desk.token, "name": "x" * 2_000_000})
    assert answer.status_code == 413


@pytest.mark.parametrize("back", ["//evil.example/", "http://evil.example/", "evil"])
def test_giving_a_name_leads_to_no_other_site(opened: Opened, back: str) -> None:
    answer = opened.post("/who", name="B. Person", back=back)
    assert answer.headers["location"] == "/review"


def test_a_fault_of_the_program_shows_no_inside(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a password in a message")

    monkeypatch.setattr("desk.pages_query.page_of", broken)
    answer = opened.client.get("/query")
    assert answer.status_code == 500
    assert "password" not in answer.text
    assert "Traceback" not in answer.text
