"""An item may be asked for ahead of the person who will look at it: nobody has seen it then, and nothing old stays."""

from __future__ import annotations

from typing import Any

from small_survey import Opened

PART = {"HX-Request": "true"}
AHEAD = {**PART, "X-Ahead": "yes"}


def asked(opened: Opened, name: str, **headers: str) -> Any:
    return opened.client.get(f"/review/{name}", headers=headers)


def test_what_is_asked_for_ahead_is_not_marked_as_seen(opened: Opened) -> None:
    name = opened.items()[0].item_id
    assert f'data-review-item="{name}"' in asked(opened, name, **AHEAD).text
    assert name not in opened.desk.seen


def test_what_is_shown_from_ahead_is_seen_once_the_page_asks_whether_it_still_holds(opened: Opened) -> None:
    opened.settle()
    name = opened.items()[0].item_id
    tag = asked(opened, name, **AHEAD).headers["etag"]
    again = asked(opened, name, **PART, **{"If-None-Match": tag})
    assert (again.status_code, again.text) == (304, "")
    assert name in opened.desk.seen


def test_what_was_decided_meanwhile_is_told(opened: Opened) -> None:
    opened.settle()
    first, second = opened.items()[:2]
    tag = asked(opened, second.item_id, **AHEAD).headers["etag"]
    opened.post(f"/review/{first.item_id}/comment", text="Ask them by telephone.")
    answer = asked(opened, second.item_id, **PART, **{"If-None-Match": tag})
    assert answer.status_code == 200
    assert f'data-review-item="{second.item_id}"' in answer.text


def test_another_person_is_told_the_whole_page(opened: Opened) -> None:
    opened.settle()
    name = opened.items()[0].item_id
    tag = asked(opened, name, **AHEAD).headers["etag"]
    opened.post("/who", name="C. Person", back="/review")
    assert asked(opened, name, **PART, **{"If-None-Match": tag}).status_code == 200


def test_a_page_of_its_own_is_never_left_out(opened: Opened) -> None:
    opened.settle()
    name = opened.items()[0].item_id
    tag = asked(opened, name, **AHEAD).headers["etag"]
    assert "<!doctype html>" in asked(opened, name, **{"If-None-Match": tag}).text
