"""The review queue on its pages: what is asked, shown, decided, undone, and never lost or applied twice."""

from __future__ import annotations

import io
import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image
from small_survey import Opened, copied
from starlette.testclient import TestClient

from desk.app import application
from desk.state import hosts
from schema.decision import DecisionKind, ReviewItem
from schema.record import Record, RecordState
from schema.review import verdict_of
from storage import computed


def open_item(text: str) -> str:
    """The id of the item that a page shows."""
    found = re.findall(r'data-review-item="([^"]+)"', text)
    assert len(found) == 1
    return str(found[0])


def standing(opened: Opened, item: ReviewItem) -> str:
    """What the page of an item says stands on it."""
    found = re.search(r'name="seen" value="([^"]*)"', opened.client.get(f"/review/{item.item_id}").text)
    assert found
    return found[1]


def values_of(opened: Opened, document: str) -> dict[str, str]:
    with opened.workspace.database.reading() as conn:
        return {r.as_printed: str(r.state) for r in computed.rows(conn, Record, document=document)}


def test_the_page_opens_the_item_that_matters_most(opened: Opened) -> None:
    assert open_item(opened.client.get("/review").text) == opened.items()[0].item_id


def test_an_item_has_its_question_its_proposals_and_a_picture_of_the_place(opened: Opened) -> None:
    for item in opened.items():
        text = opened.client.get(f"/review/{item.item_id}").text
        assert f'data-review-item="{item.item_id}"' in text
        assert 'data-action="accept"' in text or item.document in opened_held(opened)
        pictures = re.findall(r'<img data-evidence src="([^"]+)"', text)
        assert pictures
        for address in pictures:
            answer = opened.client.get(address)
            assert answer.headers["content-type"].startswith("image/")
            assert Image.open(io.BytesIO(answer.content)).size > (50, 20)


def opened_held(opened: Opened) -> set[str]:
    return {item.document for item in opened.items(DecisionKind.RELEASE)}


def test_on_a_page_of_a_pdf_every_cell_has_its_box_inside_the_picture(opened: Opened) -> None:
    item = next(item for item in opened.items(DecisionKind.VALUE) if item.authority == "kent")
    text = opened.client.get(f"/review/{item.item_id}").text
    cells, boxes = set(re.findall(r'data-cell="([^"]+)"', text)), re.findall(r'data-box="([^"]+)"', text)
    width, height = map(float, re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', text)[0])
    places = re.findall(r'<rect [^>]*x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', text)
    assert "/picture/page/" in text
    assert set(boxes) <= cells
    assert {"0:0", "2:2", "4:3"} <= set(boxes)
    assert all(float(x) + float(w) <= width and float(y) + float(h) <= height for x, y, w, h in places)
    assert re.search(r'data-box="2:2" class="focus"', text)


def test_the_box_of_a_number_lies_on_its_ink(opened: Opened) -> None:
    item = next(item for item in opened.items(DecisionKind.VALUE) if item.authority == "kent")
    text = opened.client.get(f"/review/{item.item_id}").text
    address = re.findall(r'<img data-evidence src="([^"]+)"', text)[0]
    image = Image.open(io.BytesIO(opened.client.get(address).content)).convert("L")
    width = float(re.findall(r'viewBox="0 0 ([\d.]+) ', text)[0])
    box = re.findall(r'data-box="2:2"[^>]*x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', text)[0]
    x, y, w, h = (float(part) * image.width / width for part in box)
    inside = image.crop((int(x), int(y), int(x + w), int(y + h)))
    assert inside.getextrema()[0] < 100


def test_accepting_records_the_first_proposal_and_shows_the_next_item(opened: Opened) -> None:
    first, second = opened.items()[:2]
    answer = opened.post(f"/review/{first.item_id}/decide")
    (made,) = opened.decided()
    assert (made.item, made.by, verdict_of(made)) == (first.item_id, "A. Person", json.loads(first.choices)[0])
    assert answer.headers["location"] == f"/review/{second.item_id}" or answer.status_code == 303


def test_the_part_that_htmx_asks_for_is_the_next_item_alone(opened: Opened) -> None:
    first = opened.items()[0]
    fields = {"token": opened.desk.token}
    answer = opened.client.post(f"/review/{first.item_id}/decide", data=fields, headers={"HX-Request": "true"})
    assert "<html" not in answer.text
    assert answer.headers["hx-push-url"] == f"/review/{open_item(answer.text)}"
    assert open_item(answer.text) != first.item_id


def test_a_decided_item_is_gone_from_the_queue_before_anything_is_computed(opened: Opened) -> None:
    opened.desk.recompute.pause_s = 60
    names = [item.item_id for item in opened.items()]
    opened.post(f"/review/{names[0]}/decide")
    assert open_item(opened.client.get("/review").text) != names[0]


def test_what_was_decided_is_applied_behind_the_page(opened: Opened) -> None:
    item = next(item for item in opened.items(DecisionKind.TABLE) if item.authority == "essex")
    assert RecordState.ACCEPTED not in values_of(opened, item.document).values()
    opened.post(f"/review/{item.item_id}/decide", verdict='{"accept": true}')
    opened.settle()
    assert values_of(opened, item.document)["1"] == RecordState.ACCEPTED


def test_nobody_accepts_what_was_not_shown(opened: Opened) -> None:
    item = opened.item(DecisionKind.TABLE)
    page = opened.client.get(f"/review/{item.item_id}").text
    reads = re.findall(r'name="reads" value="([^"]+)"', page)
    assert set(reads) == {item.fingerprint}
    with opened.workspace.database.writing() as conn:  # as if it had been read anew while the page was open
        computed.replace(conn, ReviewItem, [item.model_copy(update={"fingerprint": "a.b"})], item_id=[item.item_id])
    late = opened.post(f"/review/{item.item_id}/decide", seen="", reads=reads[0])
    assert late.status_code == 409
    assert "has changed meanwhile" in late.text
    assert opened.decided() == []


def test_undo_and_redo_without_end_erase_nothing(opened: Opened) -> None:
    item = opened.items()[0]
    opened.post(f"/review/{item.item_id}/decide")
    for _ in range(3):
        opened.post("/review/undo", item=item.item_id)
        assert open_item(opened.client.get("/review").text) == item.item_id
        opened.post("/review/redo", item=item.item_id)
        assert open_item(opened.client.get("/review").text) != item.item_id
    assert [d.kind for d in opened.decided()] == [item.kind, *[DecisionKind.UNDO] * 6]


def test_undo_takes_back_what_this_person_decided_not_what_another_did(opened: Opened) -> None:
    first, second = opened.items()[:2]
    opened.post(f"/review/{first.item_id}/decide")
    opened.client.cookies.set("reviewer", "B.%20Person")
    opened.post(f"/review/{second.item_id}/decide")
    opened.client.cookies.clear()
    opened.post("/review/undo")
    assert [(d.by, d.item) for d in opened.decided()][-1] == ("A. Person", first.item_id)


def test_nothing_to_undo_is_said(opened: Opened) -> None:
    assert opened.post("/review/undo").status_code == 400


def test_the_same_form_sent_twice_is_one_decision(opened: Opened) -> None:
    item = opened.items()[0]
    path = f"/review/{item.item_id}/decide"
    with ThreadPoolExecutor(4) as pool:
        codes = sorted(pool.map(lambda _: opened.post(path, seen="").status_code, range(4)))
    assert codes == [303, 409, 409, 409]
    assert len(opened.decided()) == 1


def test_two_people_on_one_item_hear_of_each_other(opened: Opened) -> None:
    item = opened.items()[0]
    seen = standing(opened, item)
    opened.post(f"/review/{item.item_id}/decide", seen=seen)
    opened.client.cookies.set("reviewer", "B.%20Person")
    late = opened.post(f"/review/{item.item_id}/decide", seen=seen, verdict='{"release": false}')
    assert late.status_code == 409
    assert "A. Person decided this meanwhile" in late.text
    after = opened.post(f"/review/{item.item_id}/decide", seen=standing(opened, item), verdict='{"release": false}')
    assert after.status_code == 303
    assert [d.by for d in opened.decided()] == ["A. Person", "B. Person"]


def test_a_decision_outlives_a_desk_that_is_killed_before_it_computes(played: Path, tmp_path: Path) -> None:
    with copied(played, tmp_path / "w") as desk:
        desk.recompute.pause_s = 600
        app = application(desk, hosts(4220))
        client = TestClient(app, base_url="http://127.0.0.1:4220")  # never closed properly: nothing is computed
        opened = Opened(desk, client, tmp_path / "w")
        item = opened.items()[0]
        opened.post(f"/review/{item.item_id}/decide")
        again = TestClient(application(desk, hosts(4220)), base_url="http://127.0.0.1:4220")
        assert open_item(again.get("/review").text) != item.item_id


def test_a_cell_is_corrected_and_the_correction_survives_reading_again(opened: Opened) -> None:
    from small_survey import NOW

    from flows.steps.rebuild import rebuild

    item = next(item for item in opened.items(DecisionKind.TABLE) if item.authority == "essex")
    opened.post(f"/review/{item.item_id}/cell", table="0", row="2", column="3", text="7")
    opened.settle()
    shown = opened.client.get(f"/review/{item.item_id}").text
    assert re.search(r'data-cell="2:3"[^>]*title="printed: 1"[^>]*>7<', shown)
    assert "7" in values_of(opened, item.document)
    rebuild(opened.workspace, NOW)
    assert "7" in values_of(opened, item.document)
    opened.post("/review/undo")
    opened.settle()
    assert "1" in values_of(opened, item.document)


def test_a_corrected_cell_comes_back_alone_with_what_may_be_undone(opened: Opened) -> None:
    item = next(item for item in opened.items(DecisionKind.TABLE) if item.authority == "essex")
    opened.client.headers["HX-Request"] = "true"
    part = opened.post(f"/review/{item.item_id}/cell", table="0", row="2", column="3", text="7").text
    whole = opened.client.get(f"/review/{item.item_id}").text
    (cell,) = re.findall(r"<td data-cell.*?</td>", part)
    assert cell == re.sub('tabindex="-1"', 'tabindex="0"', re.findall(r'<td data-cell="2:3".*?</td>', whole)[0])
    assert re.search(r'<button data-action="undo"( disabled)?>', part)[1] is None
    assert "The cell is corrected." in part
    assert "<img" not in part


def test_a_correction_that_answers_the_open_question_brings_the_whole_item(opened: Opened) -> None:
    item = next(item for item in opened.items(DecisionKind.TABLE) if item.authority == "essex")
    sent = {"table": "0", "row": "2", "column": "3"}
    opened.post(f"/review/{item.item_id}/cell", **sent, text="7")
    asked = opened.decided()[0].item
    with opened.workspace.database.writing() as conn:  # as if the correction had been asked for
        question = item.model_copy(update={"item_id": asked, "kind": DecisionKind.CELL})
        computed.replace(conn, ReviewItem, [question], item_id=asked)
    opened.client.headers["HX-Request"] = "true"
    answer = opened.post(f"/review/{item.item_id}/cell", **sent, text="8")
    assert answer.headers["HX-Retarget"] == "#item"
    assert f'data-review-item="{item.item_id}"' in answer.text


def test_a_cell_that_is_not_there_is_not_corrected(opened: Opened) -> None:
    item = next(item for item in opened.items(DecisionKind.TABLE) if item.authority == "essex")
    for row, column in (("99", "0"), ("0", "99"), ("-1", "0"), ("x", "y")):
        answer = opened.post(f"/review/{item.item_id}/cell", table="0", row=row, column=column, text="7")
        assert answer.status_code == 400
    assert opened.decided() == []


def test_a_wording_gets_a_value_of_the_vocabulary(opened: Opened) -> None:
    item = next(item for item in opened.items(DecisionKind.VALUE) if item.authority == "kent")
    text = opened.client.get(f"/review/{item.item_id}").text
    assert '<option value="words_of_advice">' in text
    assert opened.post(f"/review/{item.item_id}/decide", own="1", value="").status_code == 400
    opened.post(f"/review/{item.item_id}/decide", own="1", value="words_of_advice")
    opened.settle()
    with opened.workspace.database.reading() as conn:
        outcomes = {r.outcome for r in computed.rows(conn, Record, document=item.document)}
    assert "words_of_advice" in outcomes


def test_a_wording_that_nobody_knows_is_accepted_as_a_value_of_its_own(opened: Opened) -> None:
    item = next(item for item in opened.items(DecisionKind.VALUE) if item.authority == "kent")
    opened.post(f"/review/{item.item_id}/decide")
    assert [decision.verdict for decision in opened.decided()] == ['{"new": "sent_to_coventry"}']
    opened.settle()
    assert "sent to coventry" in opened.client.get("/review/proposals").text.replace("_", " ")


def test_a_value_that_nobody_knows_is_refused_unless_it_is_said_to_be_new(opened: Opened) -> None:
    item = next(item for item in opened.items(DecisionKind.VALUE) if item.authority == "kent")
    answer = opened.post(f"/review/{item.item_id}/decide", own="1", value="words_of_advise")
    assert answer.status_code == 400
    assert "is no outcome that is known" in answer.text
    assert opened.decided() == []
    assert opened.post(f"/review/{item.item_id}/decide", own="1", value="words_of_advise", new="1").status_code == 303


def test_a_table_may_be_no_table(opened: Opened) -> None:
    item = next(item for item in opened.items(DecisionKind.TABLE) if item.authority == "essex")
    opened.post(f"/review/{item.item_id}/decide", verdict='{"no_table": true}')
    opened.settle()
    assert values_of(opened, item.document) == {}


def test_a_remark_is_recorded_and_decides_nothing(opened: Opened) -> None:
    item = opened.items()[0]
    opened.post(f"/review/{item.item_id}/comment", text="Ask them by telephone.")
    assert open_item(opened.client.get("/review").text) == item.item_id
    assert "Remark: Ask them by telephone." in opened.client.get(f"/review/{item.item_id}").text


def test_the_next_item_is_prepared_and_not_marked_as_seen(opened: Opened) -> None:
    first, second = opened.items()[0], opened.items()[2]
    text = opened.client.get(f"/review/{opened.items()[1].item_id}").text
    ahead = re.search(r'data-ahead="([^"]+)"', text)
    assert ahead
    assert ahead[1] == second.item_id
    assert second.item_id not in opened.desk.seen
    assert first.item_id not in opened.desk.seen


def test_next_and_previous_go_round_without_deciding(opened: Opened) -> None:
    text, names = opened.client.get("/review").text, []
    for _ in range(3):
        found = re.search(r'data-action="next" href="([^"]+)"', text)
        assert found
        names.append(found[1])
        text = opened.client.get(found[1]).text
    assert len(set(names)) == 3
    assert opened.decided() == []


def test_who_decides_is_remembered_and_recorded(opened: Opened) -> None:
    assert opened.post("/who", name="C. Person", back="/review").status_code == 303
    opened.post(f"/review/{opened.items()[0].item_id}/decide")
    assert [d.by for d in opened.decided()] == ["C. Person"]


def test_an_unknown_item_is_one_sentence(opened: Opened) -> None:
    answer = opened.client.get("/review/0000000000000000")
    assert answer.status_code == 400
    assert "There is no review item" in answer.text


def test_when_nothing_waits_the_page_says_so(opened: Opened) -> None:
    for _ in range(30):
        opened.settle()
        items = opened.items()
        if not items:
            break
        item = items[0]
        choice = json.loads(item.choices) or [{"new": "something_new"}]
        opened.post(f"/review/{item.item_id}/decide", seen=standing(opened, item), verdict=json.dumps(choice[0]))
    assert "Nothing waits for a person." in opened.client.get("/review").text


def test_the_key_that_accepts_never_says_that_an_unread_document_holds_nothing(opened: Opened) -> None:
    item = opened.item(DecisionKind.TABLE).model_copy(  # of a document that is shown: the last item's may be held
        update={"item_id": "typed", "kind": DecisionKind.TYPED, "choices": '[{"figures": []}]', "risk": 99}
    )
    with opened.workspace.database.writing() as conn:
        computed.replace(conn, ReviewItem, [item], item_id=["typed"])
    page = opened.client.get("/review/typed").text
    assert re.findall(r'<button[^>]*data-action="accept"[^>]*>([^<]+)', page) == ["Record what is typed"]
    assert re.search(r'value="{&#34;figures&#34;: \[\]}" data-action="choose"', page)
    for pressed in ({"own": "1"}, {}):
        answer = opened.post("/review/typed/decide", **pressed)
        assert "Type the figures, or say that there are none" in answer.text
    assert opened.decided() == []
    opened.post("/review/typed/decide", verdict='{"figures": []}')
    assert [verdict_of(made) for made in opened.decided()] == [{"figures": []}]


def put(opened: Opened, kind: DecisionKind, choices: str, **detail: object) -> None:
    """An item of that kind, called "put"."""
    opened.settle()  # the desk computes once when it starts, and would take away an item that nothing asks for
    told = {"item_id": "put", "kind": kind, "choices": choices, "detail": json.dumps(detail), "risk": 99}
    item = opened.items()[-1].model_copy(update=told)
    with opened.workspace.database.writing() as conn:
        computed.replace(conn, ReviewItem, [item], item_id=["put"])


def numbers(**more: bool) -> list[dict[str, object]]:
    told = {
        "question": "1",
        "label": "are about it",
        "sentence": "x",
        "understood": False,
        "refused": False,
        "values": {},
    }
    return [{**told, "key": key, "as_printed": key, **more} for key in ("k1", "k2")]


def test_the_key_that_accepts_never_rejects_all_numbers_of_sentences(opened: Opened) -> None:
    put(opened, DecisionKind.FIGURES, '[{"accept": [], "reject": ["k1", "k2"]}]', figures=numbers())
    page = opened.client.get("/review/put").text
    assert re.findall(r'<button[^>]*data-action="accept"[^>]*>([^<]+)', page) == ["Record as ticked"]
    assert re.findall(r'data-action="choose"[^>]*>(?:<kbd>1</kbd> )?([^<]+)<', page) == [
        "Reject all 2",
        "None of them is an answer",
    ]
    for pressed in ({"own": "1", "key": ["k1", "k2"]}, {}):
        answer = opened.post("/review/put/decide", **pressed)
        assert answer.status_code == 400
        assert re.search("Tick the numbers that are answers|Accept those that are answers", answer.text)
    assert opened.decided() == []
    opened.post("/review/put/decide", own="1", key=["k1", "k2"], none="1")
    assert [verdict_of(made) for made in opened.decided()] == [{"accept": [], "reject": ["k1", "k2"]}]


def test_numbers_that_say_how_numbers_are_shown_are_laid_aside_by_the_key_in_those_words(opened: Opened) -> None:
    put(opened, DecisionKind.FIGURES, '[{"accept": [], "reject": ["k1", "k2"]}]', figures=numbers(legend=True))
    page = opened.client.get("/review/put").text
    (words,) = re.findall(r'data-action="accept"[^>]*><kbd>a</kbd> ([^<]+)', page)
    assert words == "No answer among them: they say how numbers are shown"
