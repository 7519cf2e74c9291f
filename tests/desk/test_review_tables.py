"""What a person does to tables and to many rows: each act one decision, applied, undone, never made twice."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from small_survey import NOW, Opened, copied
from starlette.testclient import TestClient

from desk.app import application
from desk.state import hosts
from flows.steps.rebuild import rebuild
from schema.decision import DecisionKind, ReviewItem, ReviewState
from schema.reading import Reading
from schema.record import Record, RecordState
from schema.request import StoredReading
from schema.review import verdict_of
from storage import computed


def essex(opened: Opened) -> ReviewItem:
    """The list that waits: one wording is unknown, and a line of words lies below it."""
    return next(item for item in opened.items(DecisionKind.TABLE) if item.authority == "essex")


def records(opened: Opened, item: ReviewItem) -> list[Record]:
    with opened.workspace.database.reading() as conn:
        return computed.rows(conn, Record, document=item.document)


def states(opened: Opened, item: ReviewItem) -> dict[str, str]:
    return {record.as_printed: str(record.state) for record in records(opened, item)}


def change(opened: Opened, item: ReviewItem, act: str, row: int = 1, column: int = 1, **fields: str) -> int:
    place = {"table": "0", "row": str(row), "column": str(column)}
    return opened.post(f"/review/{item.item_id}/table", act=act, **place, **fields).status_code


def covered(opened: Opened, **asked: str) -> dict[str, str]:
    """What the page of many rows would send."""
    text = opened.client.get("/review/bulk", params=asked).text
    return dict(re.findall(r'<input type="hidden" name="(covers|item|by)" value="([^"]*)"', text))


# many rows at once


def test_only_rows_that_pass_the_checks_are_covered_and_the_others_say_what_they_do_not_pass(opened: Opened) -> None:
    text = opened.client.get("/review/bulk").text
    assert "2 rows pass every check" in text
    assert "2 of 3 rows with numbers; the others go on waiting" in text
    assert "no, it waits" in text
    assert "every wording is in the vocabulary" in text
    assert "<script>alert" not in text


def test_many_rows_are_one_decision_that_counts_and_one_undo_takes_it_back(opened: Opened) -> None:
    item = essex(opened)
    assert opened.post("/review/bulk", **covered(opened)).status_code == 303
    (made,) = opened.decided()
    assert made.kind is DecisionKind.BULK
    assert "readers_agree or totals_agree" in verdict_of(made)["checks"]
    opened.settle()
    assert states(opened, item) == {"3": "waiting", "1": "accepted", "4": "accepted"}
    opened.post("/review/undo")
    opened.settle()
    assert set(states(opened, item).values()) == {"waiting"}
    opened.post("/review/redo")
    opened.settle()
    assert states(opened, item)["1"] == "accepted"


def test_the_rows_that_were_accepted_are_marked_and_the_rest_of_the_table_still_asked_about(opened: Opened) -> None:
    item = essex(opened)
    opened.post("/review/bulk", **covered(opened))
    opened.settle()
    text = opened.client.get(f"/review/{item.item_id}").text
    assert len(re.findall(r'class="taken"', text)) == 8
    assert item.item_id in {each.item_id for each in opened.items()}
    assert "No row that waits passes these checks" in opened.client.get("/review/bulk").text


def test_a_whole_table_is_decided_with_its_rows_at_once(opened: Opened) -> None:
    item = essex(opened)
    unknown = next(each for each in opened.items(DecisionKind.VALUE) if each.authority == "essex")
    opened.post(f"/review/{unknown.item_id}/decide", own="1", value="words_of_advice")
    opened.settle()
    opened.desk.recompute.pause_s = 60
    opened.post("/review/bulk", **covered(opened, item=item.item_id))
    text = opened.client.get(f"/review/{item.item_id}").text
    assert "Decided by A. Person" in text
    assert "Accepted with 3 rows that passed the checks" in text


def test_what_was_shown_is_what_is_accepted_or_nothing(opened: Opened) -> None:
    asked = covered(opened)
    opened.post(f"/review/{essex(opened).item_id}/cell", table="0", row="2", column="3", text="7")
    opened.settle()
    late = opened.post("/review/bulk", **asked)
    assert late.status_code in (400, 409)
    assert [d.kind for d in opened.decided()] == [DecisionKind.CELL]


def test_the_same_many_sent_twice_are_one_decision(opened: Opened) -> None:
    asked = covered(opened)
    item = essex(opened).item_id
    codes = [opened.post("/review/bulk", **asked).status_code]
    opened.settle()
    codes.append(opened.post("/review/bulk", **{**asked, "item": item}).status_code)
    assert codes[0] == 303
    assert codes[1] in (400, 409)
    assert len(opened.decided()) == 1


@pytest.mark.parametrize(("by", "rows"), [("totals_agree", 2), ("readers_agree", 0), ("both", 0)])
def test_the_person_chooses_by_what_numbers_are_confirmed(opened: Opened, by: str, rows: int) -> None:
    text = opened.client.get("/review/bulk", params={"by": by}).text
    assert (f"{rows} rows pass every check" if rows else "No row that waits passes") in text


# one table


def test_a_table_is_cut_at_a_row_and_comes_together_again_with_undo(opened: Opened) -> None:
    item = essex(opened)
    assert change(opened, item, "split", row=3) == 303
    opened.settle()
    tables = [each for each in opened.items(DecisionKind.TABLE) if each.authority == "essex"]
    assert len(tables) == 2
    pages = [opened.client.get(f"/review/{each.item_id}").text for each in tables]
    assert sorted(len(re.findall(r'<td data-cell="\d+:0"', page)) for page in pages) == [2, 3]
    opened.post("/review/undo")
    opened.settle()
    assert [each.item_id for each in opened.items(DecisionKind.TABLE) if each.authority == "essex"] == [item.item_id]


def test_what_was_cut_is_joined_again(opened: Opened) -> None:
    item = essex(opened)
    change(opened, item, "split", row=3)
    opened.settle()
    assert change(opened, item, "join") == 303
    opened.settle()
    assert "7" not in states(opened, item)
    assert [each.item_id for each in opened.items(DecisionKind.TABLE) if each.authority == "essex"] == [item.item_id]


def test_a_column_is_mapped_to_another_field_and_back(opened: Opened) -> None:
    item = essex(opened)
    assert change(opened, item, "column", column=3, use="ignore", words="not asked for") == 303
    opened.settle()
    assert {record.outcome for record in records(opened, item)} == {"all"}
    assert change(opened, item, "column", column=3, use="outcome") == 303
    opened.settle()
    assert "resigned" in {record.outcome for record in records(opened, item)}
    assert len(opened.decided()) == 2


def test_the_headings_of_a_table_are_set_without_accepting_it(opened: Opened) -> None:
    item = essex(opened)
    assert change(opened, item, "headings", row=2) == 303
    opened.settle()
    assert "3" not in states(opened, item)  # the number of what is a heading now
    assert set(states(opened, item).values()) == {"waiting"}


def test_a_caveat_stands_beside_every_value_of_the_table_and_survives_reading_again(opened: Opened) -> None:
    item = essex(opened)
    assert change(opened, item, "caveat", words="Counted by hand.") == 303
    opened.settle()
    rebuild(opened.workspace, NOW)
    assert {record.caveat for record in records(opened, item)} == {"Counted by hand."}


@pytest.mark.parametrize(
    ("act", "row", "words"), [("split", 1, "first row"), ("join", 1, "last table"), ("column", 1, "says nothing yet")]
)
def test_what_cannot_be_done_to_a_table_is_said(opened: Opened, act: str, row: int, words: str) -> None:
    place = {"table": "0", "row": str(row), "column": "1"}
    answer = opened.post(f"/review/{essex(opened).item_id}/table", act=act, **place)
    assert answer.status_code == 400
    assert words in answer.text
    assert opened.decided() == []


# conflicts


def read_otherwise(opened: Opened, document: str, before: str, after: str) -> None:
    """As if better readers had read the document again."""
    with opened.workspace.database.writing() as conn:
        rows = computed.rows(conn, StoredReading, sha256=document)
        changed = [r.model_copy(update={"body": json.dumps(_changed(json.loads(r.body), before, after))}) for r in rows]
        computed.replace(conn, StoredReading, changed, sha256=document)


def _changed(body: object, before: str, after: str) -> object:
    if isinstance(body, dict):
        return {key: _changed(value, before, after) for key, value in body.items()}
    if isinstance(body, list):
        return [_changed(value, before, after) for value in body]
    return after if body == before else body


def test_a_corrected_cell_that_reads_otherwise_now_is_shown_as_a_conflict(opened: Opened) -> None:
    from flows.steps.check import check_all

    item = essex(opened)
    opened.post(f"/review/{item.item_id}/cell", table="0", row="2", column="3", text="7")
    opened.settle()
    read_otherwise(opened, item.document, "1", "11")
    check_all(opened.workspace, NOW)
    (conflict,) = opened.items(DecisionKind.CELL)
    text = opened.client.get(f"/review/{conflict.item_id}").text
    told = dict(re.findall(r'<th scope="row">(read then|reads now|correction by A. Person)</th><td>([^<]*)</td>', text))
    assert told == {"read then": "1", "reads now": "11", "correction by A. Person": "7"}
    opened.post(f"/review/{conflict.item_id}/decide")
    opened.settle()
    assert "7" in states(opened, item)
    assert opened.items(DecisionKind.CELL) == []
    opened.post("/review/undo")
    opened.settle()
    assert [each.item_id for each in opened.items(DecisionKind.CELL)] == [conflict.item_id]


def test_a_correction_whose_row_is_gone_is_laid_aside_by_a_person_and_that_is_undone(opened: Opened) -> None:
    from flows.steps.check import check_all

    item = essex(opened)
    opened.post(f"/review/{item.item_id}/cell", table="0", row="2", column="3", text="7")
    opened.settle()
    read_otherwise(opened, item.document, "Resigned", "Dismissed")
    check_all(opened.workspace, NOW)
    (lost,) = opened.items(DecisionKind.CELL)
    assert lost.state is ReviewState.REOPENED
    text = opened.client.get(f"/review/{lost.item_id}").text
    (seen,) = re.findall(r'/aside".*?name="seen" value="([^"]+)"', text, re.DOTALL)
    opened.client.cookies.set("reviewer", "B.%20Person")  # what somebody else corrected
    assert opened.post(f"/review/{lost.item_id}/aside", seen="another").status_code == 409
    assert opened.post(f"/review/{lost.item_id}/aside", seen=seen).status_code == 303
    opened.settle()
    assert opened.items(DecisionKind.CELL) == []
    opened.post("/review/undo")
    opened.settle()
    assert [each.item_id for each in opened.items(DecisionKind.CELL)] == [lost.item_id]


# sent back


def test_what_is_sent_to_a_colleague_waits_for_them_and_not_for_me(opened: Opened) -> None:
    item = opened.items()[0]
    fields = {"to": "colleague", "who": "B. Person", "reason": "She knows this force."}
    assert opened.post(f"/review/{item.item_id}/back", **fields).status_code == 303
    mine = opened.client.get("/review").text
    assert f'data-review-item="{item.item_id}"' not in mine
    assert "Sent back, and undecided" in mine
    opened.client.cookies.set("reviewer", "B.%20Person")
    theirs = opened.client.get("/review").text
    assert f'data-review-item="{item.item_id}"' in theirs
    assert "Sent back to B. Person: She knows this force." in theirs
    opened.settle()
    assert next(each for each in opened.items() if each.item_id == item.item_id).state is ReviewState.SENT_BACK
    (made,) = opened.decided()
    opened.post(f"/review/{item.item_id}/decide", seen=made.decision_id)
    opened.settle()
    assert item.item_id not in {each.item_id for each in opened.items()}


def test_to_send_back_keeps_the_values_waiting_and_is_undone(opened: Opened) -> None:
    item = essex(opened)
    opened.post(f"/review/{item.item_id}/back", to="reading", reason="The scan is bad.")
    opened.settle()
    assert {r.state for r in records(opened, item)} == {RecordState.WAITING}
    opened.post("/review/undo")
    opened.settle()
    assert next(each for each in opened.items() if each.item_id == item.item_id).state is ReviewState.OPEN


def test_a_sending_back_needs_a_reason_and_what_is_decided_is_not_sent(opened: Opened) -> None:
    item = opened.items()[0]
    assert opened.post(f"/review/{item.item_id}/back", to="reading", reason="").status_code == 400
    assert opened.post(f"/review/{item.item_id}/back", to="colleague", reason="x").status_code == 400
    opened.post(f"/review/{item.item_id}/decide")
    assert opened.post(f"/review/{item.item_id}/back", to="reading", reason="x").status_code == 400
    assert len(opened.decided()) == 1


# new values


def test_a_new_value_is_listed_as_a_proposal(opened: Opened) -> None:
    item = next(item for item in opened.items(DecisionKind.VALUE) if item.authority == "kent")
    opened.post(f"/review/{item.item_id}/decide", own="1", value="sent_away", new="1")
    text = opened.client.get("/review/proposals").text
    assert "sent_away" in text
    assert "Sent to Coventry" in text
    opened.post("/review/undo")
    assert "sent_away" not in opened.client.get("/review/proposals").text


# nothing twice, nothing lost, nothing without the token

NEW = ("/review/bulk", "/review/second/draw", "/review/second/X", "/review/adjudicate/X", "/review/X/table",
       "/review/X/back", "/review/X/aside")  # fmt: skip


@pytest.mark.parametrize("path", NEW)
def test_no_act_is_taken_without_the_token_or_from_elsewhere(opened: Opened, path: str) -> None:
    address = path.replace("X", opened.items()[0].item_id)
    assert opened.client.post(address, data={}).status_code == 403
    assert opened.client.post(address, data={"token": "wrong"}).status_code == 403
    foreign = {"Origin": "http://elsewhere.example"}
    assert opened.client.post(address, data={"token": opened.desk.token}, headers=foreign).status_code == 403
    assert opened.decided() == []


def test_two_people_who_accept_the_same_many_hear_of_each_other(opened: Opened) -> None:
    unknown = next(each for each in opened.items(DecisionKind.VALUE) if each.authority == "essex")
    opened.post(f"/review/{unknown.item_id}/decide", own="1", value="words_of_advice")
    opened.settle()
    opened.desk.recompute.pause_s = 60
    asked = covered(opened)
    with ThreadPoolExecutor(4) as pool:
        codes = sorted(pool.map(lambda _: opened.post("/review/bulk", **asked).status_code, range(4)))
    assert codes[0] == 303
    assert set(codes[1:]) <= {400, 409}
    assert [d.kind for d in opened.decided()].count(DecisionKind.BULK) == 1


def test_what_was_done_to_a_table_outlives_a_desk_that_is_killed_before_it_computes(
    played: Path, tmp_path: Path
) -> None:
    with copied(played, tmp_path / "w") as desk:
        desk.recompute.pause_s = 600
        client = TestClient(application(desk, hosts(4220)), base_url="http://127.0.0.1:4220")  # never closed properly
        opened = Opened(desk, client, tmp_path / "w")
        item = essex(opened)
        change(opened, item, "caveat", words="Counted by hand.")
        opened.post("/review/bulk", **covered(opened))
        rebuild(opened.workspace, NOW)
        assert {record.caveat for record in records(opened, item)} == {"Counted by hand."}
        assert list(states(opened, item).values()).count("accepted") == 2


def test_a_reading_is_not_changed_by_what_people_do_to_it(opened: Opened) -> None:
    item = essex(opened)
    with opened.workspace.database.reading() as conn:
        before = [r.body for r in computed.rows(conn, StoredReading, sha256=item.document)]
    change(opened, item, "split", row=3)
    opened.settle()
    with opened.workspace.database.reading() as conn:
        after = [r.body for r in computed.rows(conn, StoredReading, sha256=item.document)]
    assert before == after
    assert all(Reading.from_json(json.loads(body)) for body in after)
