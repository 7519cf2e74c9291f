"""The wave board and the page of one request: who said what, what is due and why, and what a person must do."""

from __future__ import annotations

import re

import pytest
from small_survey import FORCES, Opened

from desk.answers import SHAPES, shown
from desk.timeline import Took, timeline_svg
from desk.views import counted
from schema.answers import NO_REPLY
from schema.decision import DecisionKind
from schema.record import Answer, AnswerKind
from storage import outbox


def answer(kind: AnswerKind, **more: object) -> Answer:
    return Answer.model_validate(
        {"campaign": "c", "wave": "w", "authority": "kent", "question": "1", "kind": kind, **more}
    )


def test_every_kind_of_answer_has_a_shape_and_a_word_of_its_own() -> None:
    assert set(SHAPES) == {*AnswerKind, "silent"}
    assert len({shape for shape, _, _ in SHAPES.values()}) == len(SHAPES)
    assert len({word for _, word, _ in SHAPES.values()}) == len(SHAPES)


def test_silence_is_not_a_question_left_out() -> None:
    assert shown(None).words == shown(answer(AnswerKind.UNANSWERED, reason=NO_REPLY)).words == "silent"
    assert shown(answer(AnswerKind.UNANSWERED, reason="left out")).words == "not answered"


def test_a_refusal_names_its_sections_and_a_number_itself() -> None:
    assert shown(answer(AnswerKind.REFUSED, sections="40(2);31")).words == "refused s.40(2), s.31"
    assert shown(answer(AnswerKind.COST_LIMIT, sections="12")).words == "cost limit s.12"
    assert shown(answer(AnswerKind.NUMBER, as_printed="<5")).words == "<5"


def test_the_matrix_has_every_authority_that_was_asked(opened: Opened) -> None:
    text = opened.client.get("/").text
    rows = re.findall(r'<th scope="row"><a href="/request/[^"]+">([^<]+)</a>', text)
    assert sorted(rows) == sorted(opened.workspace.name_of(force) for force in FORCES)


def test_the_board_says_what_needs_a_person_today(opened: Opened) -> None:
    text = opened.client.get("/").text
    assert "<b>1</b> document held: something is hidden in it" in text
    assert "<b>1</b> mail or file that no request claims for certain" in text


def test_a_due_date_is_told_with_every_day_that_was_counted(opened: Opened) -> None:
    address = re.findall(r'href="(/request/[^"#]+)"', opened.client.get("/").text)[0]
    text = opened.client.get(address).text
    assert text.count("<li>") > 25
    assert "weekend" in text
    assert "Calendar: " in text


def test_the_page_of_a_request_has_its_letter_its_mail_and_its_documents(opened: Opened) -> None:
    with opened.workspace.database.reading() as conn:
        (entry,) = outbox.entries(conn, authority="kent")
    text = opened.client.get(f"/request/{entry.letter.reference}").text
    assert "Our letter to foi@kent.police.uk" in text
    assert "See attached." in text
    assert "Response 1.pdf" in text


def test_an_unknown_request_is_one_sentence(opened: Opened) -> None:
    reply = opened.client.get("/request/RR-WRONG-WRONG")
    assert reply.status_code == 400
    assert "No letter bears the reference" in reply.text


def test_a_wave_is_planned_read_and_approved_and_nothing_has_gone(opened: Opened) -> None:
    opened.post("/wave/plan", name="second", campaign="social-media", send_on="2014-05-01")
    letter = opened.client.get("/wave/second/letter/kent").text
    seal = re.findall(r'name="seal" value="([0-9a-f]{64})"', letter)[0]
    assert "Freedom of Information" in letter
    assert opened.post("/wave/second/approve", seal="0" * 64).status_code == 400
    opened.post("/wave/second/approve", seal=seal)
    with opened.workspace.database.reading() as conn:
        states = {entry.state for entry in outbox.entries(conn, wave="second")}
        by = {entry.approved_by for entry in outbox.entries(conn, wave="second")}
    assert (states, by) == ({outbox.State.QUEUED}, {"A. Person"})


def test_what_has_not_gone_is_cancelled_once_it_is_confirmed(opened: Opened) -> None:
    opened.post("/wave/plan", name="second", campaign="social-media")
    assert opened.post("/wave/second/cancel").status_code == 400
    with opened.workspace.database.reading() as conn:
        assert {entry.state for entry in outbox.entries(conn, wave="second")} == {outbox.State.PLANNED}
    opened.post("/wave/second/cancel", sure="yes")
    with opened.workspace.database.reading() as conn:
        assert {entry.state for entry in outbox.entries(conn, wave="second")} == {outbox.State.CANCELLED}
        assert {entry.state for entry in outbox.entries(conn, wave="w")} == {outbox.State.SENT}


def test_the_timeline_has_a_dot_for_each_reply_and_says_what_it_shows() -> None:
    svg = timeline_svg("Replies <b>", [Took("a", 20), Took("b", 21), Took("c", None)])
    assert svg.count("<circle") == 2
    assert "1 replies within 20 working days, 1 later, 1 none." in svg
    assert "Replies &lt;b&gt;" in svg


def test_a_decision_about_a_reply_changes_the_board(opened: Opened) -> None:
    item = opened.item(DecisionKind.REPLY_CLASS)
    opened.post(f"/review/{item.item_id}/decide", own="1", outcome="refused-cost", sections="12")
    opened.settle()
    text = opened.client.get("/").text
    assert "cost limit s.12" in text


@pytest.mark.parametrize(("n", "words"), [(0, "0 values"), (1, "1 value"), (2, "2 values"), (1234, "1,234 values")])
def test_one_of_a_thing_is_told_in_the_singular(n: int, words: str) -> None:
    assert counted(n, "values") == words
