"""Values that contradict each other, the one that came last first: a correction comes after what it corrects."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from schema.decision import DecisionKind, ReviewItem
from schema.record import Record


def newest_first(
    items: Iterable[ReviewItem], records: Iterable[Record], came: Mapping[str, str]
) -> tuple[ReviewItem, ...]:
    """The items, with what each dispute proposes in the order of arrival and its day beside its place.

    ``came``: document -> ISO time at which it came in; documents of the same moment keep their order.
    """
    days = {record.record_id: came.get(record.document, "") for record in records}
    return tuple(_ordered(item, days) if item.kind is DecisionKind.RESOLVE else item for item in items)


def _ordered(item: ReviewItem, days: Mapping[str, str]) -> ReviewItem:
    choices, detail = json.loads(item.choices), json.loads(item.detail)
    pairs = list(zip(choices, detail.get("candidates", ()), strict=False))
    if len(pairs) != len(choices):
        return item
    dated = sorted(((days.get(c["choose"], ""), c, d) for c, d in pairs), key=lambda each: each[0], reverse=True)
    told = [d | {"place": f"{d['place']}, came on {day[:10]}"} if day else d for day, _, d in dated]
    return item.model_copy(
        update={
            "choices": json.dumps([choice for _, choice, _ in dated], ensure_ascii=False),
            "detail": json.dumps(detail | {"candidates": told}, ensure_ascii=False, sort_keys=True),
        }
    )
