"""The second coder: a blind sample, agreement, and adjudication that wins while all three decisions are kept."""

from __future__ import annotations

import json
import re

import pytest
from small_survey import Opened

from cli.main import run
from flows.steps.second_machine import Cell, cells_of
from schema.decision import DecisionKind, ReviewItem
from schema.record import Record
from schema.request import StoredReading
from storage import computed

SECOND = "B.%20Person"


def unknown_wording(opened: Opened) -> ReviewItem:
    return next(item for item in opened.items(DecisionKind.VALUE) if item.authority == "kent")


def decided(opened: Opened, value: str = "words_of_advice") -> ReviewItem:
    """One item that the first person decided, drawn for the second."""
    item = unknown_wording(opened)
    opened.post(f"/review/{item.item_id}/decide", own="1", value=value)
    opened.settle()
    assert opened.post("/review/second/draw", second="B. Person", size="5", seed="1").status_code == 303
    return item


def as_second(opened: Opened) -> None:
    opened.client.cookies.set("reviewer", SECOND)


def coded(opened: Opened, value: str) -> ReviewItem:
    item = decided(opened)
    as_second(opened)
    assert opened.post(f"/review/second/{item.item_id}", own="1", value=value).status_code == 303
    opened.client.cookies.clear()
    return item


def outcomes(opened: Opened, item: ReviewItem) -> set[str]:
    with opened.workspace.database.reading() as conn:
        return {record.outcome for record in computed.rows(conn, Record, document=item.document)}


def pair(opened: Opened, item: ReviewItem) -> str:
    text = opened.client.get(f"/review/adjudicate/{item.item_id}").text
    return str(re.findall(r'name="pair" value="([^"]+)"', text)[0])


def test_a_sample_is_drawn_from_what_others_decided_with_its_size_and_seed(opened: Opened) -> None:
    item = decided(opened)
    sample = opened.decided()[-1]
    assert sample.kind is DecisionKind.SAMPLE
    assert json.loads(sample.verdict) == {"second": "B. Person", "seed": 1, "items": [item.item_id]}


def test_a_sample_may_be_drawn_by_command_and_is_coded_at_the_desk(opened: Opened) -> None:
    item = unknown_wording(opened)
    opened.post(f"/review/{item.item_id}/decide", own="1", value="words_of_advice")
    opened.settle()
    drawn = ["review", "sample", "B. Person", "--items", "5", "--seed", "7", "--by", "A. Person"]
    assert run(["-w", str(opened.folder), *drawn]) == 0
    assert json.loads(opened.decided()[-1].verdict) == {"second": "B. Person", "seed": 7, "items": [item.item_id]}
    as_second(opened)
    assert f'href="/review/second/{item.item_id}"' in opened.client.get("/review/second").text
    assert run(["-w", str(opened.folder), *drawn]) == 2  # nothing is left to draw from


@pytest.mark.parametrize(("second", "size"), [("B. Person", "5"), ("A. Person", "5"), ("", "5"), ("B. Person", "0")])
def test_nothing_is_drawn_where_nothing_is_decided_by_somebody_else(opened: Opened, second: str, size: str) -> None:
    if second != "B. Person" or size == "0":
        item = unknown_wording(opened)
        opened.post(f"/review/{item.item_id}/decide", own="1", value="words_of_advice")
        opened.settle()
    assert opened.post("/review/second/draw", second=second, size=size, seed="1").status_code == 400
    assert DecisionKind.SAMPLE not in {d.kind for d in opened.decided()}


def test_the_second_coder_does_not_see_what_the_first_decided(opened: Opened) -> None:
    item = decided(opened)
    assert "words_of_advice" in opened.client.get(f"/review/{item.item_id}").text
    as_second(opened)
    for path in (f"/review/second/{item.item_id}", f"/review/{item.item_id}"):
        text = opened.client.get(path).text
        assert f'data-review-item="{item.item_id}"' in text
        assert "coded by B. Person without seeing" in text
        assert "Decided by" not in text
        assert "It means words of advice" not in text
        assert "<img data-evidence" in text


def test_a_correction_by_the_first_is_hidden_from_the_second(opened: Opened) -> None:
    item = unknown_wording(opened)
    opened.post(f"/review/{item.item_id}/cell", table="0", row="1", column="3", text="777")
    decided(opened)
    assert "777" in opened.client.get(f"/review/{item.item_id}").text
    as_second(opened)
    assert "777" not in opened.client.get(f"/review/second/{item.item_id}").text


def test_what_the_second_says_changes_nothing_that_is_counted(opened: Opened) -> None:
    item = coded(opened, "resigned")
    opened.settle()
    assert outcomes(opened, item) >= {"words_of_advice"}
    assert "resigned" not in outcomes(opened, item)


def test_an_item_is_coded_once_and_again_only_after_an_undo(opened: Opened) -> None:
    item = coded(opened, "resigned")
    as_second(opened)
    assert opened.post(f"/review/second/{item.item_id}", own="1", value="words_of_advice").status_code == 400
    opened.post("/review/undo")
    assert opened.post(f"/review/second/{item.item_id}", own="1", value="words_of_advice").status_code == 303
    assert [d.kind for d in opened.decided()].count(DecisionKind.SECOND) == 2


def test_nobody_else_codes_what_was_drawn_for_one_person(opened: Opened) -> None:
    item = decided(opened)
    opened.client.cookies.set("reviewer", "C.%20Person")
    assert opened.post(f"/review/second/{item.item_id}", own="1", value="resigned").status_code == 400


def test_agreement_is_shown_by_field(opened: Opened) -> None:
    coded(opened, "words_of_advice")
    text = opened.client.get("/review/second").text
    assert "value of outcome" in text
    assert "100.0" in text
    assert "not defined" in text
    assert "Nothing differs." in text


def test_where_two_differ_a_person_adjudicates_and_that_wins_while_all_three_are_kept(opened: Opened) -> None:
    item = coded(opened, "resigned")
    opened.client.cookies.set("reviewer", "C.%20Person")
    assert f"/review/adjudicate/{item.item_id}" in opened.client.get("/review/second").text
    fields = {"pair": pair(opened, item), "verdict": '{"value": "resigned"}'}
    assert opened.post(f"/review/adjudicate/{item.item_id}", **fields).status_code == 303
    opened.settle()
    assert "resigned" in outcomes(opened, item)
    assert "words_of_advice" not in outcomes(opened, item)
    kinds = [(d.kind, d.by) for d in opened.decided()]
    assert kinds == [
        (DecisionKind.VALUE, "A. Person"), (DecisionKind.SAMPLE, "A. Person"), (DecisionKind.SECOND, "B. Person"),
        (DecisionKind.ADJUDICATED, "C. Person"),
    ]  # fmt: skip
    assert opened.post(f"/review/adjudicate/{item.item_id}", **fields).status_code == 400


def test_a_later_decision_does_not_pass_over_what_was_adjudicated_until_that_is_undone(opened: Opened) -> None:
    item = coded(opened, "resigned")
    fields = {"pair": pair(opened, item), "verdict": '{"value": "resigned"}'}
    opened.post(f"/review/adjudicate/{item.item_id}", **fields)
    opened.settle()
    seen = re.findall(r'name="seen" value="([^"]+)"', opened.client.get(f"/review/{item.item_id}").text)[0]
    late = opened.post(f"/review/{item.item_id}/decide", own="1", value="dismissed", seen=seen)
    assert late.status_code == 400
    assert "adjudicated" in late.text
    opened.post("/review/undo")
    opened.settle()
    assert "words_of_advice" in outcomes(opened, item)


def test_what_was_decided_anew_meanwhile_is_not_adjudicated_unseen(opened: Opened) -> None:
    item = coded(opened, "resigned")
    old = pair(opened, item)
    seen = re.findall(r'name="seen" value="([^"]+)"', opened.client.get(f"/review/{item.item_id}").text)[0]
    opened.post(f"/review/{item.item_id}/decide", own="1", value="dismissed", seen=seen)
    answer = opened.post(f"/review/adjudicate/{item.item_id}", pair=old, verdict='{"value": "resigned"}')
    assert answer.status_code == 400
    assert DecisionKind.ADJUDICATED not in {d.kind for d in opened.decided()}


def test_the_command_prints_the_agreement_and_what_is_left_to_adjudicate(
    opened: Opened, capsys: pytest.CaptureFixture[str]
) -> None:
    coded(opened, "resigned")
    assert run(["-w", str(opened.folder), "review", "agreement", "--json"]) == 3
    told = json.loads(capsys.readouterr().out)
    assert (told["drawn"], told["coded"], told["differ"], told["adjudicated"]) == (1, 1, 1, 0)
    assert told["fields"] == [
        {"field": "value of outcome", "n": 1, "same": 0, "percent": 0.0, "kappa": 0.0, "kappa_undefined": ""}
    ]


def test_the_command_lists_new_values(opened: Opened, capsys: pytest.CaptureFixture[str]) -> None:
    item = unknown_wording(opened)
    opened.post(f"/review/{item.item_id}/decide", own="1", value="sent_away", new="1")
    opened.settle()
    assert run(["-w", str(opened.folder), "review", "proposals", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["dimension"], told["as_printed"], told["value"]) == ("outcome", "Sent to Coventry", "sent_away")


# a check of the machine


def accepted(opened: Opened) -> list[Record]:
    """What the machine accepted by itself, once every wording has its meaning."""
    for item in opened.items(DecisionKind.VALUE):
        opened.post(f"/review/{item.item_id}/decide", own="1", value="resigned")
    opened.settle()
    with opened.workspace.database.reading() as conn:
        return computed.rows(conn, Record, state="accepted", accepted_by="machine", decision="")


def drawn(opened: Opened, size: str = "1") -> dict[str, Cell]:
    """Item -> cell, of a sample of what the machine accepted."""
    assert opened.post("/review/second/draw", second="B. Person", size=size, seed="3", of="machine").status_code == 303
    sample = opened.decided()[-1]
    assert set(json.loads(sample.verdict)["items"]) == set(cells_of(sample))
    return dict(cells_of(sample))


def test_a_sample_of_the_machine_is_drawn_from_the_numbers_that_nobody_looked_at(opened: Opened) -> None:
    records = {record.record_id: record.as_printed for record in accepted(opened)}
    cells = drawn(opened, "500")
    assert len(cells) > 1
    assert {cell["record"]: cell["text"] for cell in cells.values()} == records
    again = opened.post("/review/second/draw", second="B. Person", size="1", seed="3", of="machine")
    assert "0 accepted cells are left for B. Person" in again.text


def test_no_sample_of_the_machine_leaves_out_what_is_unread(opened: Opened) -> None:
    accepted(opened)
    with opened.workspace.database.writing() as conn:
        rows = [row.model_copy(update={"versions": "older readers"}) for row in computed.rows(conn, StoredReading)]
        computed.replace(conn, StoredReading, rows, sha256=[row.sha256 for row in rows])
    answer = opened.post("/review/second/draw", second="B. Person", size="1", seed="3", of="machine")
    assert answer.status_code == 400
    assert "have not been read by the readers as they are now" in answer.text


def test_a_sample_of_the_machine_may_be_drawn_by_command(opened: Opened) -> None:
    accepted(opened)
    command = ["review", "sample", "B. Person", "--of", "machine", "--items", "2", "--by", "A. Person"]
    assert run(["-w", str(opened.folder), *command]) == 0
    assert len(cells_of(opened.decided()[-1])) == 2


def test_who_checks_the_machine_sees_the_page_and_not_what_was_read_from_it(opened: Opened) -> None:
    accepted(opened)
    ((item, cell),) = drawn(opened).items()
    as_second(opened)
    assert f"/review/second/{item}" in opened.client.get("/review/second").text
    text = opened.client.get(f"/review/second/{item}").text
    assert "What does the marked cell say?" in text
    assert "<img data-evidence" in text
    assert re.findall(r'name="text" value="([^"]*)"', text) == [""]
    assert "<td data-cell" not in text
    assert len(re.findall(r'<rect data-box="[^"]+" class="focus"', text)) == 1
    shown = re.sub(r"<[^>]*>", " ", text.partition('<div class="question">')[2].partition("</form>")[0])
    assert cell["text"] not in shown.replace(cell["place"], "").split()


def test_where_both_read_the_same_they_agree_and_nothing_is_changed(opened: Opened) -> None:
    before = accepted(opened)
    ((item, cell),) = drawn(opened).items()
    as_second(opened)
    assert opened.post(f"/review/second/{item}", own="1", text=f" {cell['text']} ").status_code == 303
    row = opened.client.get("/review/second.json").json()[-1]
    assert (row["field"], row["n"], row["same"]) == ("machine: cell: text", 1, 1)
    opened.client.cookies.clear()
    opened.settle()
    assert accepted(opened) == before


def test_where_they_differ_a_third_decision_corrects_the_cell(opened: Opened) -> None:
    accepted(opened)
    ((item, cell),) = drawn(opened).items()
    as_second(opened)
    opened.post(f"/review/second/{item}", own="1", text="77")
    opened.client.cookies.set("reviewer", "C.%20Person")
    text = opened.client.get(f"/review/adjudicate/{item}").text
    assert f"the machine: It says “{cell['text']}”" in text
    fields = {"pair": re.findall(r'name="pair" value="([^"]+)"', text)[0], "verdict": '{"text": "77"}'}
    assert opened.post(f"/review/adjudicate/{item}", **fields).status_code == 303
    opened.settle()
    with opened.workspace.database.reading() as conn:
        assert [r.as_printed for r in computed.rows(conn, Record, record_id=cell["record"])] == ["77"]
    assert "adjudicated by C. Person" in opened.client.get("/review/second").text
    opened.post("/review/undo")
    opened.settle()
    with opened.workspace.database.reading() as conn:
        assert [r.as_printed for r in computed.rows(conn, Record, record_id=cell["record"])] == [cell["text"]]
