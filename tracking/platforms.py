"""Exports of other platforms: the batch of a WhatDoTheyKnow Pro owner, its request JSON, and MuckRock's CSV. Pure.

Shapes read in the platforms' own code (mysociety/alaveteli, MuckRock/muckrock). What an export does not show is "not
visible": it is never taken for silence.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote, urlencode

from schema.calendar import LONDON
from schema.errors import UserError
from schema.event import EventKind

BATCH_COLUMNS = ("request_url", "authority_name", "number_of_replies", "request_status")
MUCKROCK_COLUMNS = ("Agency", "Status", "URL", "Tracking Number", "Date Submitted")
LONGEST_LINK = 2_000
_PATH = re.compile(
    r"(?:^|/)(?P<body>[^/]+) - (?P<title>[^/ ]+)/(?P<at>\d{4}-\d\d-\d\d-\d{6})/"
    r"(?:(?P<way>outgoing|incoming)_(?P<id>\d+)\.txt|attachments-(?P<of>\d+)/(?P<file>[^/]+))$"
)
_MEANS = {
    "waiting_clarification": EventKind.CLARIFICATION_REQUESTED,
    "gone_postal": EventKind.POSTED_OR_PORTAL,
    "not_held": EventKind.NOT_HELD,
    "rejected": EventKind.REFUSED,
    "successful": EventKind.ANSWERED,
    "partially_successful": EventKind.PARTLY_REFUSED,
    "user_withdrawn": EventKind.WITHDRAWN,
}


@dataclass
class Sent:
    """One message of a request. ``incoming``: from the authority. ``at``: aware. ``files``: name -> path in the ZIP."""

    number: str
    incoming: bool
    at: datetime
    text: str = ""
    files: dict[str, str] = field(default_factory=dict)


@dataclass
class Thread:
    """One request of a batch. ``url_title`` joins it with its JSON; ``replies``: as the CSV counts them."""

    url_title: str
    authority_name: str
    url: str = ""
    status: str = ""
    replies: int = 0
    messages: dict[str, Sent] = field(default_factory=dict)

    @property
    def in_order(self) -> list[Sent]:
        return sorted(self.messages.values(), key=lambda m: (m.at, m.incoming, m.number))

    @property
    def not_visible(self) -> int:
        """How many replies the CSV counts that the export does not show."""
        return max(0, self.replies - sum(m.incoming for m in self.messages.values()))


def batch_rows(text: str, where: str) -> dict[str, Thread]:
    """url_title -> request, from the CSV of a batch. UserError for another CSV."""
    threads = {}
    for row in _rows(text, BATCH_COLUMNS, where):
        title = row["request_url"].rstrip("/").rpartition("/")[2]
        count = row["number_of_replies"].strip()
        threads[title] = Thread(
            title,
            row["authority_name"].strip(),
            row["request_url"].strip(),
            row["request_status"].strip(),
            int(count) if count.isdigit() else 0,
        )
    return threads


def add_paths(threads: dict[str, Thread], paths: Iterable[str]) -> dict[str, str]:
    """Put the files of a batch ZIP to their requests; path -> message number of each text that is still to be read."""
    texts = {}
    for path in sorted(paths):
        found = _PATH.search(path)
        if found is None:
            continue
        thread = threads.setdefault(found["title"], Thread(found["title"], found["body"]))
        number = found["id"] or found["of"]
        incoming = found["way"] != "outgoing"
        key = f"{'in' if incoming else 'out'}{number}"
        message = thread.messages.setdefault(key, Sent(number, incoming, _moment(found["at"])))
        if found["file"]:
            message.files[found["file"]] = path
        else:
            texts[path] = key
    return texts


def _moment(text: str) -> datetime:
    # the names carry no zone; the site keeps London time
    return datetime.strptime(text, "%Y-%m-%d-%H%M%S").replace(tzinfo=LONDON)


def title_of(path: str) -> str:
    """The url_title in the path of a file of a batch."""
    found = _PATH.search(path)
    return found["title"] if found else ""


def moments(told: Mapping[str, object]) -> dict[str, datetime]:
    """Message key -> when it was sent or came, from a request's JSON; these times have their zone."""
    found = {}
    events = told.get("info_request_events")
    for event in events if isinstance(events, list) else ():
        for way, name in (("out", "outgoing_message_id"), ("in", "incoming_message_id")):
            if isinstance(event, dict) and event.get(name) and event.get("event_type") in ("sent", "response"):
                found[f"{way}{event[name]}"] = datetime.fromisoformat(str(event["created_at"]))
    return found


def meaning(state: str) -> EventKind:
    """What a state of WhatDoTheyKnow says in our words; a note where it says less than we know or more."""
    return _MEANS.get(state, EventKind.NOTE)


@dataclass(frozen=True, slots=True)
class MuckRockRow:
    """One request as MuckRock's CSV has it: ``submitted`` an ISO day or ""."""

    agency: str
    status: str
    url: str
    tracking: str
    submitted: str


def muckrock_rows(text: str, where: str) -> list[MuckRockRow]:
    """The rows of MuckRock's export. UserError for another CSV."""
    return [
        MuckRockRow(
            row["Agency"].strip(),
            row["Status"].strip(),
            row["URL"].strip(),
            row["Tracking Number"].strip(),
            _day(row["Date Submitted"]),
        )
        for row in _rows(text, MUCKROCK_COLUMNS, where)
    ]


def _day(text: str) -> str:
    found = re.match(r"\d{4}-\d\d-\d\d", text.strip())
    return found[0] if found else ""


def kind_of_csv(text: str) -> str:
    """ "batch", "muckrock", or "" for a CSV of another kind."""
    heading = next(csv.reader(io.StringIO(text.lstrip("\ufeff"))), [])
    for kind, columns in (("batch", BATCH_COLUMNS), ("muckrock", MUCKROCK_COLUMNS)):
        if set(columns) <= {name.strip() for name in heading}:
            return kind
    return ""


def _rows(text: str, columns: tuple[str, ...], where: str) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""))
    missing = [name for name in columns if name not in (reader.fieldnames or ())]
    if missing:
        raise UserError(f"The column {missing[0]} is missing.", where=where, todo=f"It has {', '.join(columns)}.")
    return [{name: value or "" for name, value in row.items() if isinstance(name, str)} for row in reader]


def new_link(site: str, body: str, title: str, letter: str, tag: str) -> tuple[str, bool]:
    """A link that opens WhatDoTheyKnow's form for a new request, filled in; and whether the letter fitted into it.

    Links of 2,000 characters or more are cut by servers on the way, so a long letter is left out and must be pasted.
    """
    base = f"{site.rstrip('/')}/new/{quote(body)}?"
    whole = base + urlencode({"title": title, "body": letter, "tags": tag}, quote_via=quote)
    if len(whole) < LONGEST_LINK:
        return whole, True
    return base + urlencode({"title": title, "tags": tag}, quote_via=quote), False
