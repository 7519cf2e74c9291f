"""What is asked about a whole table, and by what the decisions on it are found again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from schema.answer_form import YES_OR_NO
from schema.decision import DecisionKind, ReviewItem, ReviewState
from schema.identity import digest, row_words
from schema.mapping.document import Document, place_words
from schema.reading import Outcome, Table
from schema.review import fingerprint
from schema.vocabulary import joined

WHICH_QUESTION = "it is not clear which question it answers"
WHICH_AUTHORITY = "it is not clear for which authority it speaks"
APART = "its document answers another survey, too, and may count there"

HEADINGS, CAVEATS = "headings of ", "caveat on "
"""Before the words of a table: by what decisions on its heading rows and its caveat are found."""


def table_words(table: Table) -> str:
    """By what a decision finds a table again: its headings, else its first column. Its numbers are not among them."""
    if table.head_rows:
        return row_words([text for row in table.rows[: table.head_rows] for text in row])
    return row_words([row[0] for row in table.rows])


def table_ordinal(document: Document, index: int, words: str) -> int:
    """Which of the tables with these words it is, from 0."""
    return sum(table_words(other) == words for i, other in document.tables if i < index)


def table_item(document: Document, index: int, table: Table) -> ReviewItem:
    """The question about a whole table."""
    words = table_words(table)
    disputed = [
        {"row": c.row, "column": c.col, "text": c.text, "ordinal": document.ordinals.get((index, c.row), 0)}
        for c in table.cells
        if c.disputed
    ]
    item = document.item(
        DecisionKind.TABLE,
        "Is this table read and mapped rightly?",
        place=place_words(document.name, table),
        wording=words,
        ordinal=table_ordinal(document, index, words),
        choices=[*_for_each(document), {"accept": True}, {"no_table": True}, {"accept": False}],
        detail={
            "rows": [list(row) for row in table.rows],
            "head_rows": table.head_rows,
            "title": table.title,
            "disputed": disputed,
            "table": index,
        },
    )
    seen = [digest(*("".join(text.split()).casefold() for text in row)) for row in table.rows]
    read = [[_as_read(document, table, text) for text in row] for row in table.rows]
    return item.model_copy(update={"fingerprint": fingerprint(seen, read)})


def _for_each(document: Document) -> list[dict[str, object]]:
    """In a joint reply a table may have to be told whose it is."""
    filed = document.context.authorities
    return [{"accept": True, "authority": authority} for authority in filed] if len(filed) > 1 else []


def _as_read(document: Document, table: Table, text: str) -> object:
    value = document.value(text, table)
    return joined(text) if value.low is None and value.high is None else (value.low, value.high)


def with_reasons(item: ReviewItem, reasons: Sequence[str], checks: Mapping[str, object] | None = None) -> ReviewItem:
    """The item with why it is asked, and which rows pass which ``checks``."""
    detail = json.loads(item.detail) | {"why_not": list(reasons), **(checks or {})}
    asks = f"Is this table read and mapped rightly? It waits because {'; '.join(reasons)}." if reasons else item.asks
    return item.model_copy(update={"asks": asks, "detail": json.dumps(detail, ensure_ascii=False, sort_keys=True)})


def why_not(table: Table) -> list[str]:
    """Why the reader did not accept a table, each reason in words."""
    return [reason.strip(" .") for reason in table.why_not] or ["no second reader confirms it"]


def held_only(document: Document, table: Table) -> bool:
    """True for a table that is sound but for the quarantine of its document, which asks a question of its own."""
    held = document.reading.outcome is Outcome.QUARANTINED
    return held and bool(table.why_not) and all(_is_quarantine(why) for why in table.why_not)


def _is_quarantine(reason: str) -> bool:
    return any(word in reason.lower() for word in ("quarantin", "hidden data"))


def undecided(document: Document, item: ReviewItem, reasons: Sequence[str], *, taken: bool) -> ReviewItem:
    """Where nobody can tell what a table answers: open, also after a "yes, read rightly", which does not say it, and
    with a proposal for each question (``schema.review.says_nothing``: no key takes one of them unread)."""
    if not {WHICH_QUESTION, WHICH_AUTHORITY} & set(reasons):
        return item
    detail = json.loads(item.detail) | {"unclear": True}
    update: dict[str, object] = {"detail": json.dumps(detail, ensure_ascii=False, sort_keys=True)}
    if WHICH_QUESTION in reasons:
        counted = [q.id for q in document.context.campaign.questions if q.unit != YES_OR_NO]
        given = _for_each(document) or [{"accept": True}]
        asked = [{**each, "question": question} for each in given for question in counted]
        update["choices"] = json.dumps([*asked, {"no_table": True}, {"accept": False}], ensure_ascii=False)
    return item.model_copy(update=update | ({"state": ReviewState.OPEN} if taken else {}))


def beside(document: Document, item: ReviewItem, kind: DecisionKind) -> ReviewItem:
    """What a decision on the heading rows of a table (``SHAPE``) or on its caveat (``CAVEAT``) answers.

    ``item``: the table's own.
    """
    headings = kind is DecisionKind.SHAPE
    return document.item(
        kind,
        "How many rows of this table are headings?" if headings else "What must be said beside its values?",
        place=item.place,
        wording=(HEADINGS if headings else CAVEATS) + item.row_text,
        ordinal=item.ordinal,
    )
