"""`roundrobin deadline`: due dates for a file of cases, with every day counted. Needs no workspace."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.context import Context
from schema.errors import UserError

if TYPE_CHECKING:
    from schema.calendar import Calendar, Regime
    from schema.event import Event
    from tracking.deadline import Due, Question

COLUMNS = ("case_id", "regime", "received_at", "events", "question")
SANE_YEARS = range(2000, 2200)

# Other words in which such files name the events of schema.event.EventKind.
OTHER_NAMES = {
    "undeliverable": "letter_bounced_hard",
    "undelivered": "letter_bounced_hard",
    "delivery_failed": "letter_bounced_hard",
    "resent": "letter_resent",
    "re_sent": "letter_resent",
    "request_resent": "letter_resent",
    "acknowledged": "acknowledgement",
    "auto_reply_other_address": "other_address_named",
    "auto_reply_naming_other_address": "other_address_named",
    "narrowed_request_received": "refined_request_received",
    "fee_notice": "fees_notice",
    "transferred": "transfer",
    "refused_cost": "refused_s12",
    "response_sent": "answered",
    "final_response": "answered",
}


@click.command()
@click.argument("cases", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.pass_obj
def deadline(context: Context, cases: Path, as_json: bool) -> None:
    """Work out due dates, with every day counted.

    CASES is a CSV with the columns case_id, regime (FOIA, EIR, FOISA), received_at (ISO), events (a JSON list of
    {"type", "at"}) and question. Further columns are passed over. Within a workspace its own holidays count.
    """
    from config.holidays import calendar_of

    known = calendar_of(context.folder)
    results = [(row["case_id"], _answer(row, where, known)) for row, where in _rows(cases)]
    if as_json:
        click.echo(json.dumps([_as_json(case, due) for case, due in results], ensure_ascii=False, indent=1))
        return
    for case, due in results:
        click.echo(f"{case}  {due.state}  {due.result}")
        click.echo("".join(f"    {line}\n" for line in due.trace), nl=False)


def _as_json(case: str, due: Due) -> dict[str, Any]:
    return {
        "case_id": case,
        "expected": due.date and due.date.isoformat(),
        "expected_code45_reading": due.code45 and due.code45.isoformat(),
        "state": due.state,
        "trace": list(due.trace),
    }


def _rows(path: Path) -> Iterator[tuple[dict[str, str], str]]:
    """Every row with its place, file and line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError("The file is not UTF-8 text.", where=str(path), todo="Save it as CSV in UTF-8.") from error
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise UserError(f"The column {missing[0]} is missing.", where=f"{path}:1", todo=_columns_wanted())
        for row in reader:
            where = f"{path}:{reader.line_num}"
            if None in row or None in row.values():
                raise UserError("The row has not as many fields as the heading.", where=where)
            yield {name: row[name].strip() for name in COLUMNS}, where
    except csv.Error as error:
        raise UserError(f"This is no CSV: {error}.", where=f"{path}:{reader.line_num + 1}") from error


def _columns_wanted() -> str:
    return f"The columns are {', '.join(COLUMNS)}."


def _answer(row: Mapping[str, str], where: str, calendar: Calendar) -> Due:
    from schema.calendar import Regime
    from tracking.deadline import Question, due

    regime: Regime = _named(Regime, row["regime"].upper(), "law", where)
    question: Question = _named(Question, row["question"].lower(), "question", where)
    events = _events(row["events"], where)
    received = row["received_at"]
    if received or not _never_received(events):
        _check_date(received, "received_at", where)
    return due(regime, received or None, events, calendar, question)


def _never_received(events: tuple[Event, ...]) -> bool:
    return any(event.kind.startswith("letter_bounced") or event.kind == "other_address_named" for event in events)


def _named(kind: Any, value: str, what: str, where: str) -> Any:
    try:
        return kind(value)
    except ValueError:
        known = ", ".join(kind)
        raise UserError(f"{value!r} is no {what} that is known here.", where=where, todo=f"Known: {known}.") from None


def _events(text: str, where: str) -> tuple[Event, ...]:
    try:
        raw = json.loads(text or "[]")
    except (json.JSONDecodeError, RecursionError) as error:
        raise UserError(f"The events are no JSON: {error}.", where=where) from error
    if not isinstance(raw, list):
        raise UserError("The events are no JSON list.", where=where, todo='Write [{"type": "...", "at": "..."}].')
    return tuple(_event(item, number, where) for number, item in enumerate(raw))


def _event(raw: Any, number: int, where: str) -> Event:
    from schema.event import Event, EventKind

    if not isinstance(raw, dict) or not isinstance(raw.get("type"), str) or not isinstance(raw.get("at"), str):
        raise UserError(
            f"Event {number + 1} has no type and at.", where=where, todo='Write {"type": "...", "at": "..."}.'
        )
    name = "_".join(raw["type"].strip().lower().replace("-", " ").split())
    kind = _named(EventKind, _known_as(name), "event", where)
    if kind is EventKind.AUTO_REPLY and raw.get("other_address"):
        kind = EventKind.OTHER_ADDRESS_NAMED
    _check_date(raw["at"].strip(), f"event {number + 1} ({name})", where)
    return Event(id=f"{number:04d}", at=raw["at"].strip(), kind=kind, payload=raw)


def _known_as(name: str) -> str:
    if "bounce" in name:
        return "letter_bounced_soft" if "soft" in name else "letter_bounced_hard"
    return OTHER_NAMES.get(name, name)


def _check_date(value: str, name: str, where: str) -> None:
    from schema.calendar import london_day

    try:
        year = london_day(value).year
    except (ValueError, OverflowError):
        todo = "Write it like 2014-02-18 or 2014-02-18T09:30."
        raise UserError(f"{value!r} in {name} is no ISO date.", where=where, todo=todo) from None
    if year not in SANE_YEARS:
        raise UserError(f"The year of {value!r} in {name} cannot be right.", where=where)
